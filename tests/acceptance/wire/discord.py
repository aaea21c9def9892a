"""Discord's side of the wire: the strict Discord of ``tests.fakes.discord``."""

import asyncio
from typing import Any

from sqlmodel import select

from bot.platforms.discord.names import Purpose, custom_id
from storage.tables import DirectChat
from tests.acceptance.day import Act
from tests.acceptance.wire.port import Arrival, Button, Pressed
from tests.contracts.discord import DiscordChatter, DiscordCourt, until
from tests.fakes.discord import Message, Person
from tests.fakes.discord.check_components import BUTTON, nested
from tests.fakes.discord.interactions import COMPONENT, MODAL
from tests.support.court import Chatter

FILE = b"any file will do: nobody gets to look at it"
EARLIER = "Good evening."
MENU, LABEL, LINE = 3, 18, 4
EVER = 1 << 60
RETRY_AFTER, TOO_MANY = 1.0, 429
OPEN = "Open the form"
SAFETY = frozenset({"stop", "red", "safeword", "yellow", "green"})
Told = tuple[str, dict[str, Any], dict[str, Any]]
"""An event with its data and for whom it is."""


class DiscordWire:
    """A court on Discord, and Discord's record of it."""

    carriers = ("text", "caption", "edit", "argument", "field")

    def __init__(self, court: DiscordCourt) -> None:
        self._court = court
        self.server = court.server
        self._told: list[Told] = []
        self._dispatch = self.server.gateway.dispatch
        self.server.gateway.dispatch = self._noted  # type: ignore[method-assign]
        self._kept: list[tuple[Message, dict[str, Any]]] = []
        self._modals: dict[int, Any] = {}

    def _noted(self, event: str, data: dict[str, Any], **where: Any) -> None:
        by_bot = (data.get("author") or {}).get("bot")
        if event == "INTERACTION_CREATE" or (event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not by_bot):
            self._told.append((event, data, where))
        self._dispatch(event, data, **where)

    @property
    def court(self) -> DiscordCourt:
        """The court."""
        return self._court

    def now(self) -> float:
        """The server's time."""
        return self.server.clock.now().timestamp()

    def mark(self) -> int:
        """The id that a message would get now."""
        return self.server.clock.snowflake()

    # -- what people do ----------------------------------------------------------------------------

    async def says(self, who: Chatter, text: str, carrier: str) -> None:
        """Typed, under a file, as an edit, in a command's words, in a modal's field."""
        somebody = _somebody(who)
        match carrier:
            case "caption":
                await somebody.sends_file(FILE, name="proof.png", content_type="image/png", text=text)
            case "edit":
                await somebody.edits(self._earlier(somebody), text)
            case "argument" if not text.startswith("/"):
                await somebody.command(self._with_words(somebody), {"words": text}, wait=False)
            case "field":
                await self._fills(somebody, text)
            case _:
                await self._types(somebody, text)

    async def _types(self, somebody: Person, text: str) -> None:
        """A line; one that names a command on offer is that command."""
        name = text.removeprefix("/")
        if text.startswith("/") and name in somebody.commands():
            await somebody.command(name, wait=False)
        else:
            await somebody.says(text)

    async def _fills(self, somebody: Person, text: str) -> None:
        """Into the modal that stands open, or into one of a time that is over."""
        seen = self.server.shown_modals.pop(somebody.id, None)
        modal = (seen.modal if seen else None) or {}
        name = modal.get("custom_id") or custom_id(Purpose.FORM, "1.gone.0")
        lines = [each["custom_id"] for each in nested(modal.get("components") or []) if _is_line(each)]
        field = next(iter(lines), "line")
        line = {"type": LABEL, "component": {"type": LINE, "custom_id": field, "value": text}}
        data = {"custom_id": name, "components": [line]}
        self.server.interactions.start(MODAL, somebody.user, somebody.dm, data, cause=seen)

    def _with_words(self, somebody: Person) -> str:
        """A command of the game that takes words."""
        on_offer = somebody.commands()
        return next(n for n in sorted(on_offer) if on_offer[n].get("options") and n not in SAFETY)

    def _earlier(self, somebody: Person) -> Message:
        """A message of hers from before the court looked."""
        number = self.server.clock.snowflake()
        message = Message(number, somebody.dm, somebody.user, EARLIER)
        self.server.world.keep(message)
        return message

    async def uploads(self, who: Chatter, content: bytes) -> None:
        """A picture."""
        await _somebody(who).sends_file(content, name="proof.png", content_type="image/png")

    async def presses(self, who: Chatter, button: Button) -> Pressed:
        """A press with any custom id, on her newest message of the court's."""
        somebody = _somebody(who)
        data: dict[str, Any] = {"component_type": BUTTON, "custom_id": button.token, "id": 1}
        if button.menu:
            data |= {"component_type": MENU, "custom_id": button.menu, "values": [button.token]}
        on = somebody.heard[-1]
        one = self.server.interactions.start(COMPONENT, somebody.user, somebody.dm, data, message=on)
        await one.answered()
        return Pressed(one.after if one.acknowledged else None)

    async def acts(self, who: Chatter, act: Act) -> None:
        """Type, press, or fill in the modal that stands open or can be opened."""
        if act.says:
            await who.says(act.says)
        elif act.presses and who.sees_button(act.presses):
            await who.presses(act.presses)
        elif act.fills and (_somebody(who).modal is not None or who.sees_button(OPEN)):
            await who.fills(**act.fills)
        await self.settle()

    # -- what can be seen --------------------------------------------------------------------------

    async def settle(self) -> None:
        """Everything told, taken, handled, sent."""
        while True:
            await until(self._is_told)
            await self._court.settle()
            if self._is_told():
                return

    def _is_told(self) -> bool:
        """Whether the client has read every event of its session."""
        parts = self._court.discord._parts
        shard = parts.client.get_shard(0) if parts is not None else None
        socket = shard._parent.ws if shard is not None else None
        session = self.server.gateway.sessions.get(str(socket.session_id)) if socket is not None else None
        return socket is not None and session is not None and (socket.sequence or 0) >= session.seq

    def arrived(self, who: Chatter, since: int) -> list[Arrival]:
        """Messages of the court since ``mark``; what only said that the court is thinking is none."""
        channel = _somebody(who).dm
        found = (m for m in self.server.world.messages.values() if m.channel is channel and m.id > since)
        return [Arrival(_at(m), str(m.id), m.content) for m in found if m.by_bot and _says(m)]

    def buttons(self, who: Chatter) -> list[Button]:
        """The buttons, and the lines of menus."""
        assert isinstance(who, DiscordChatter)
        return [
            Button(choice.token, bubble.menus.get(choice.token, ""), choice.label)
            for bubble in who.seen
            for choice in bubble.buttons
        ]

    # -- the same again ----------------------------------------------------------------------------

    def told(self) -> int:
        """Messages, edits and interactions so far."""
        return len(self._told)

    async def tells_again(self, number: int) -> None:
        """The same event once more."""
        event, data, where = self._told[number]
        self._dispatch(event, data, **where)

    async def reads_again(self) -> bool:
        """The connection breaks, the session is lost, and nobody knows how far the chats were read."""
        await asyncio.sleep(self._court.config.keep_seconds * 4)
        async with self._court.storage.begin() as tx:
            for row in await tx.all(select(DirectChat)):
                row.read_to = 0
        before = len(self.server.gateway.identifies)
        self.server.gateway.forget()
        self.server.gateway.cut()
        await until(lambda: len(self.server.gateway.identifies) > before)
        await self._court.quiet()
        return True

    # -- trouble -----------------------------------------------------------------------------------

    def slow(self, seconds: float) -> None:
        """Every message takes so long."""
        self.server.faults.slow(seconds, "/channels/*/messages", method="POST", times=EVER)

    def slow_files(self, seconds: float) -> None:
        """Every file waits."""
        self.server.faults.slow(seconds, "/attachments/*", times=EVER)

    def fetched(self) -> int:
        """Files handed out."""
        return len(self.server.cdn.downloads)

    def storm(self, share: float) -> None:
        """Of every route, the answers to interactions included."""
        self.server.faults.storm(share, RETRY_AFTER)

    def refused(self) -> tuple[int, int]:
        """From the record of calls."""
        calls = self.server.calls
        return sum(call.status == TOO_MANY for call in calls), len(calls)

    def swift(self) -> None:
        """No faults."""
        self.server.faults.clear()

    async def goes_away(self) -> None:
        """Nobody listens, and no session lasts so long."""
        await self.server.down()
        self.server.gateway.forget()

    async def comes_back(self) -> None:
        """On the same port."""
        await self.server.up()

    def in_touch(self) -> bool:
        """Connected, and all chats searched."""
        return self._court.discord.up and not self._court.discord.hushed

    def files_left(self) -> int:
        """Copies in memory."""
        parts = self._court.discord._parts
        return len(parts.attachments._copies) if parts is not None else 0

    # -- the same beginning again ------------------------------------------------------------------

    def remember(self) -> None:
        """Every message as it stands, and the modals that stand open."""
        self._kept = [(message, dict(vars(message))) for message in self.server.world.messages.values()]
        self._modals = dict(self.server.shown_modals)

    def put_back(self) -> None:
        """Message ids go on; the court's numbers begin again, and so must the nonces made of them."""
        world = self.server.world
        world.nonces.clear()
        world.messages.clear()
        world.ephemerals.clear()
        for channel in world.dms.values():
            channel.messages.clear()
        for message, fields in self._kept:
            vars(message).update(fields)
            world.messages[message.id] = message
            if not message.deleted:
                world.keep(message)
        self.server.shown_modals.clear()
        self.server.shown_modals.update(self._modals)


def _somebody(who: Chatter) -> Person:
    assert isinstance(who, DiscordChatter)
    return who.somebody


def _is_line(component: dict[str, Any]) -> bool:
    return component.get("type") == LINE


def _says(message: Message) -> bool:
    """Whether it was ever more than "thinking"."""
    return not message.loading and not (message.deleted and not message.content)


def _at(message: Message) -> float:
    """When it said something: what was thinking first, when it had done so."""
    thought = bool(message.versions) and not message.versions[0] and message.interaction is not None
    at = message.edited_at if thought and message.edited_at else message.created_at
    return at.timestamp()
