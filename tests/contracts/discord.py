"""The court on Discord, and people who talk to it there, with the vocabulary of ``tests.support.court``.

The platform is the shipped one over real sockets; Discord is the strict one of ``tests.fakes.discord``."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.platforms.discord.config import DiscordConfig, bot_of
from bot.platforms.discord.names import Purpose, custom_id
from bot.platforms.discord.runner import DiscordPlatform
from handlers.registry import full_registry
from storage.enums import Platform
from storage.queries import people
from storage.queries.inbox import find_update
from storage.tables import Account, Person, User
from storage.unit import Storage
from tests.fakes.discord import DiscordServer, Hidden, Message
from tests.fakes.discord import Person as Somebody
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt

HEARD_WITHIN = 10.0
_ESCAPED = re.compile(r"\\([\\*_~`|<>#\[\]()\-])")


@dataclass(frozen=True, slots=True)
class Knob:
    """A button, or a line of a menu, that can still be used."""

    label: str
    name: str
    message: Message = field(compare=False)
    value: str = ""
    """What a menu's line stands for; blank for a button."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the court as somebody sees it now."""

    message: Message

    @property
    def text(self) -> str:
        """The words, with bars, captions and alt texts, without their escapes."""
        words = [self.message.content]
        for embed in self.message.embeds:
            words += [str(embed.get("description", ""))]
        words += [each.description or "" for each in self.message.attachments]
        return _ESCAPED.sub(r"\1", "\n".join(part for part in words if part))

    @property
    def buttons(self) -> tuple[Knob, ...]:
        """What can be pressed or picked."""
        buttons = [
            Knob(str(each.get("label")), str(each.get("custom_id")), self.message)
            for each in self.message.all_buttons()
            if not each.get("disabled")
        ]
        lines = [
            Knob(str(line["label"]), str(menu["custom_id"]), self.message, str(line["value"]))
            for menu in self.message.selects()
            for line in menu.get("options") or []
        ]
        return (*buttons, *lines)

    @property
    def closed(self) -> bool:
        """Whether nothing can be pressed."""
        return not self.buttons


@dataclass(slots=True)
class DiscordChatter:
    """Somebody in direct messages with the court."""

    court: "DiscordCourt"
    name: str
    somebody: Somebody

    @property
    def address(self) -> str:
        """What the court calls the account."""
        return str(self.somebody.id)

    # -- what they do ----------------------------------------------------------------------------

    async def says(self, text: str, *, slash: bool = True) -> None:
        """Type a message; if it begins with a slash, use the command as Discord offers it."""
        if slash and text.startswith("/"):
            name, _, words = text[1:].partition(" ")
            try:
                await self.somebody.command(name, **({"words": words} if words else {}))
            except Hidden:
                await self.says(text, slash=False)
                return
            await self.court.settle()
            return
        await self.court.heard(await self.somebody.says(text))

    async def presses(self, label: str) -> None:
        """Press the newest button, or pick the line of a menu, whose label contains ``label``."""
        knob = self.button(label)
        if knob.value:
            await self.somebody.picks(knob.value, message=knob.message, select=knob.name)
        else:
            await self.somebody.presses(knob.name, message=knob.message)
        await self.court.settle()

    async def fills(self, **values: str | Sequence[str]) -> None:
        """Send in the modal that stands open, or the newest form, by the fields' names."""
        if self.somebody.modal is None:
            opening = [
                knob
                for seen in reversed(self.bubbles)
                for knob in seen.buttons
                if knob.name.startswith(custom_id(Purpose.OPEN, ""))
            ]
            await self.somebody.presses(opening[0].name, message=opening[0].message)
        given: dict[str, Any] = {
            name: value if isinstance(value, str) else list(value) for name, value in values.items()
        }
        await self.somebody.fills(given)
        await self.court.settle()

    async def sends(
        self, *files: Path | bytes, caption: str = "", mime: str | None = None, name: str = "file"
    ) -> None:
        """Upload files as one message."""
        contents = [file.read_bytes() if isinstance(file, Path) else file for file in files]
        if len(contents) == 1:
            sent = await self.somebody.sends_file(contents[0], name=name, content_type=mime, text=caption)
        else:
            sent = await self.somebody.sends_files(*((name, each) for each in contents), text=caption)
        await self.court.heard(sent)

    async def stops(self) -> None:
        """Discord has no red button on the page: the command is the shortest way."""
        await self.says("/red")

    # -- what they see ---------------------------------------------------------------------------

    @property
    def bubbles(self) -> list[Seen]:
        """Every message of the court in sight, oldest first."""
        world = self.court.server.world
        return [Seen(m) for m in world.seen_by(self.somebody.user) if m.by_bot and not m.loading]

    @property
    def last(self) -> Seen:
        """The newest message."""
        return self.bubbles[-1]

    @property
    def heard(self) -> str:
        """All texts of the chat, oldest first."""
        return "\n".join(bubble.text for bubble in self.bubbles)

    def since(self, count: int) -> str:
        """The texts of the messages after the first ``count``."""
        return "\n".join(bubble.text for bubble in self.bubbles[count:])

    def button(self, label: str) -> Knob:
        """The newest open button or menu line whose label contains ``label``."""
        for bubble in reversed(self.bubbles):
            for knob in bubble.buttons:
                if label.casefold() in knob.label.casefold():
                    return knob
        raise AssertionError(f"{self.name} sees no button {label!r}; the last message was: {self.last.text!r}")

    def sees_button(self, label: str) -> bool:
        """Whether there is an open button or menu line whose label contains ``label``."""
        return any(label.casefold() in k.label.casefold() for b in self.bubbles for k in b.buttons)

    # -- who they are ----------------------------------------------------------------------------

    async def person(self) -> Person:
        """The person's row, read fresh."""
        async with self.court.storage.read() as tx:
            account = await self._account()
            person = await tx.get(Person, account.person_id)
            assert person is not None
            return person

    async def user(self) -> User:
        """The member's row, read fresh."""
        async with self.court.storage.read() as tx:
            user = await tx.get(User, (await self.person()).id)
            assert user is not None, f"{self.name} is not a member"
            return user

    async def _account(self) -> Account:
        async with self.court.storage.read() as tx:
            bot = self.court.discord.bot
            account = await people.account_at(tx, Platform.DISCORD, bot, self.address)
            assert account is not None, f"{self.name} has not written yet"
            return account


class DiscordCourt(ScriptedCourt):
    """A whole court on Discord; only its clock and its Discord are the test's."""

    def __init__(
        self, storage: Storage, clock: FakeClock, directory: Path, server: DiscordServer, **options: Any
    ) -> None:
        config = options.pop("config", None)
        super().__init__(storage, clock, directory, **options)
        self.server = server
        self.config = config or config_for(server)
        self.discord = DiscordPlatform(
            self.house,
            full_registry(self.house.content),
            self.config,
            self.engine.intake,
            draw_card=lambda card: b"\x89PNG\r\n\x1a\n" + card.encode(),
        )
        self.engine.platforms[Platform.DISCORD] = self.discord
        self._courier: asyncio.Task[None] | None = None

    async def opens(self) -> None:
        """Connect, and begin to deliver."""
        await self.engine.intake.recover()
        self._courier = asyncio.create_task(self.engine.courier.run())
        await self.discord.start()
        await self.quiet()

    async def closes(self) -> None:
        """Let go of Discord and of what is being done."""
        await self.discord.stop()
        await self.engine.turns.stop(1)
        if self._courier is not None:
            self._courier.cancel()
            await asyncio.gather(self._courier, return_exceptions=True)
        await self.close()

    async def quiet(self, within: float = HEARD_WITHIN) -> None:
        """Wait until what was missed has been searched."""
        async with asyncio.timeout(within):
            while self.discord.hushed or not self.discord.up:
                await asyncio.sleep(0.01)

    async def member_of_discord(self, name: str) -> DiscordChatter:
        """Somebody who has not written yet."""
        return DiscordChatter(self, name, self.server.person(name))

    async def heard(self, message: Message) -> None:
        """Wait until the court has taken a message and dealt with it."""
        async with asyncio.timeout(HEARD_WITHIN):
            while not await self._is_known(f"m{message.id}"):
                await asyncio.sleep(0.005)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to handle or to send."""
        parts = self.discord._parts  # noqa: SLF001 - whether something is still on its way in
        if parts is not None:
            await parts.arrivals.settled()
        await self.engine.settle()

    async def _is_known(self, key: str) -> bool:
        async with self.storage.read() as tx:
            return await find_update(tx, Platform.DISCORD, self.discord.bot, key) is not None


def config_for(server: DiscordServer, **changes: Any) -> DiscordConfig:
    """A configuration that leads to a server of the tests, with little to wait for."""
    config = DiscordConfig(
        token=server.token,
        bot=bot_of(server.token),
        api_base_url=server.api_url,
        gateway_url=server.gateway_url,
        start_seconds=10.0,
        identify_seconds=0.0,
        ready_seconds=0.05,
        keep_seconds=0.02,
    )
    return replace(config, **changes)


@asynccontextmanager
async def opened(court: DiscordCourt) -> AsyncIterator[DiscordCourt]:
    """A court that is there for the length of a block."""
    try:
        await court.opens()
        yield court
    finally:
        await court.closes()
