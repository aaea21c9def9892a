"""Telegram's side of the wire: the strict Bot API server of ``tests.fakes.telegram``."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from storage.enums import Platform
from storage.unit import Storage
from tests.acceptance.day import Act
from tests.acceptance.wire.port import Arrival, Button, Pressed
from tests.acceptance.wire.running import delivering, going_on
from tests.contracts.telegram import TelegramCourt, config_for, known
from tests.contracts.telegram_chatter import TelegramChatter
from tests.fakes.telegram import Message, Person, TelegramServer
from tests.support.clocks import FakeClock
from tests.support.court import Chatter

FILE = b"any file will do: nobody gets to look at it"
EARLIER = "Good evening."
PACE = 20
SHIPPED_PACE = {"per_second": 30.0, "chat_seconds": 1.0, "chat_burst": 5}
LONGEST_DATA = 64
RETRY_AFTER, TOO_MANY = 1, 429
SHARES = (0.5, 0.3, 0.2)
"""How many messages take how long: each share the half of the one before."""


class MetByAll(TelegramCourt):
    """Everybody has pressed Start before."""

    async def guest(self, name: str, platform: Platform | None = None) -> Chatter:
        """Somebody the bot may write to."""
        return known(await super().guest(name, platform))


class TelegramWire:
    """A court on Telegram, and Telegram's record of it."""

    carriers = ("text", "caption", "edit", "argument", "field")

    def __init__(self, court: TelegramCourt) -> None:
        self._court = court
        self.server = court.server
        self._kept: dict[int, list[tuple[Message, dict[str, Any]]]] = {}

    @property
    def court(self) -> TelegramCourt:
        """The court."""
        return self._court

    def now(self) -> float:
        """The server's time."""
        return self.server.now()

    def mark(self) -> int:
        """The id that a message would get now."""
        return self.server.next_message_id()

    # -- what people do ----------------------------------------------------------------------------

    async def says(self, who: Chatter, text: str, carrier: str) -> None:
        """Typed, under a file, as an edit, behind a command, as the answer to a form's question."""
        client = _client(who)
        match carrier:
            case "caption":
                await client.sends_document(FILE, name="proof.png", mime="image/png", caption=text)
            case "edit":
                await client.edits(client.add(client.user, {"text": EARLIER}), text)
            case "argument" if not text.startswith("/"):
                await client.says(f"/tasks {text}")
            case "field" if client.received:
                await client.says(text, to=client.last)
            case _:
                await client.says(text)

    async def uploads(self, who: Chatter, content: bytes) -> None:
        """A picture as a document: Telegram makes no smaller ones of it."""
        await _client(who).sends_document(content, name="proof.png", mime="image/png")

    async def presses(self, who: Chatter, button: Button) -> Pressed:
        """A press with any data, on her newest message of the court's."""
        client, started = _client(who), time.monotonic()
        data = button.token.encode()[:LONGEST_DATA].decode(errors="ignore")
        answered = await client.sends_press(client.last, data)
        if answered is None:
            return Pressed(None)
        return Pressed(time.monotonic() - started, answered.text)

    async def acts(self, who: Chatter, act: Act) -> None:
        """Type, press, or answer the questions of the form."""
        if act.says:
            await who.says(act.says)
        elif not act.presses:
            await who.fills(**act.fills)
        elif who.sees_button(act.presses):
            await who.presses(act.presses)

    # -- what can be seen --------------------------------------------------------------------------

    async def settle(self) -> None:
        """Everything taken, handled, sent."""
        await self._court.settle()

    def arrived(self, who: Chatter, since: int) -> list[Arrival]:
        """Messages of the court since ``mark``."""
        found = (m for m in _client(who).messages if m.by_bot and m.message_id > since)
        return [Arrival(m.date, str(m.message_id), m.words) for m in found]

    def buttons(self, who: Chatter) -> list[Button]:
        """The keyboards under her messages."""
        return [
            Button(choice.token, label=choice.label) for bubble in who.bubbles for choice in bubble.buttons
        ]

    # -- the same again ----------------------------------------------------------------------------

    def told(self) -> int:
        """Updates so far."""
        return len(self.server.updates.log)

    async def tells_again(self, number: int) -> None:
        """As after a confirmation that was lost."""
        self.server.updates.again(int(self.server.updates.log[number]["update_id"]))

    async def reads_again(self) -> bool:
        """A bot cannot read a chat."""
        return False

    # -- trouble -----------------------------------------------------------------------------------

    def slow(self, seconds: float) -> None:
        """Some messages take so long, more of them half of it or a quarter."""
        for half, share in enumerate(SHARES):
            self.server.faults.inject(seconds / 2**half, "sendMessage", times=None, share=share)

    def slow_files(self, seconds: float) -> None:
        """Every file waits."""
        self.server.faults.inject(seconds, "file", times=None)

    def fetched(self) -> int:
        """Files handed out."""
        return len(self.server.called("file"))

    def storm(self, share: float) -> None:
        """Of every method, getUpdates included."""
        self.server.faults.storm(share, RETRY_AFTER)

    def refused(self) -> tuple[int, int]:
        """From the record of calls."""
        calls = self.server.calls
        return sum(call.code == TOO_MANY for call in calls), len(calls)

    def swift(self) -> None:
        """No faults."""
        self.server.faults.clear()

    async def goes_away(self) -> None:
        """Nobody listens."""
        await self.server.goes_away()

    async def comes_back(self) -> None:
        """On the same port."""
        await self.server.comes_back()

    def in_touch(self) -> bool:
        """Polled, and nothing held back."""
        telegram = self._court.telegram
        return telegram.up and not telegram.hushed and not self.server.updates.pending

    def files_left(self) -> int:
        """What lies in the spool."""
        spool = self._court.config.spool
        return sum(1 for each in spool.rglob("*") if each.is_file())

    # -- the same beginning again ------------------------------------------------------------------

    def remember(self) -> None:
        """Every chat's messages, each as it stands."""
        self._kept = {
            chat_id: [(message, dict(vars(message))) for message in chat.messages]
            for chat_id, chat in self.server.chats.items()
        }

    def put_back(self) -> None:
        """Message ids go on: none is given twice."""
        for chat_id, chat in self.server.chats.items():
            kept = self._kept.get(chat_id, [])
            for message, fields in kept:
                vars(message).update(fields)
            chat._messages = {message.message_id: message for message, _ in kept}


def _client(who: Chatter) -> Person:
    assert isinstance(who, TelegramChatter)
    return who.client


@asynccontextmanager
async def telegram_wire(
    storage: Storage,
    clock: FakeClock,
    directory: Path,
    *,
    hasty: bool = True,
    pace: float = 0,
    **options: Any,
) -> AsyncIterator[TelegramWire]:
    """A court that polls and delivers by itself; ``hasty``: without a pace of its own. With a ``pace`` time
    passes so much faster, and brings what it brings. The server's time is the court's and a little more."""
    begun = time.monotonic()
    server = TelegramServer(clock=lambda: clock.wall().timestamp() + time.monotonic() - begun, pace=PACE)
    async with server.running():
        config = config_for(server, directory, **({} if hasty else SHIPPED_PACE))
        kind = type("Paced", (MetByAll,), {"now": staticmethod(lambda: time.monotonic() * (pace or 1))})
        court: MetByAll = kind(storage, clock, directory, server, config, **options)
        try:
            async with delivering(court), going_on(court, pace):
                if not pace:
                    await court.telegram.start()
                yield TelegramWire(court)
            assert server.accidents == [], server.accidents
        finally:
            await court.telegram.stop()
            await court.close()
