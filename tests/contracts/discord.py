"""The court on Discord, and people who talk to it there, with the vocabulary of ``tests.support.court``.

The platform is the shipped one over real sockets; Discord is the strict one of ``tests.fakes.discord``."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.platforms.discord.config import DiscordConfig, bot_of
from bot.platforms.discord.names import Purpose, custom_id
from bot.platforms.discord.runner import DiscordPlatform
from handlers.chat.outgoing import Choice, Medium, MediumKind, Say
from handlers.registry import full_registry
from storage.enums import OutboxClass, Platform
from storage.queries.inbox import find_update
from storage.unit import Storage
from tests.fakes.discord import DiscordServer, Hidden, Message
from tests.fakes.discord import Person as Somebody
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.scripted import Bubble

HEARD_WITHIN = 30.0
_ESCAPED = re.compile(r"\\([\\*_~`|<>#\[\]()\-])")


@dataclass(slots=True)
class Seen(Bubble):
    """A message of the court as somebody sees it now. ``message`` is put together from what Discord shows;
    a button's or menu line's token is what Discord hands back for it."""

    native: Message | None = None
    menus: dict[str, str] = field(default_factory=dict)
    """menu lines' values → their menu's custom id"""

    @classmethod
    def of(cls, native: Message) -> "Seen":
        """What a message of Discord looks like."""
        buttons = [each for each in native.all_buttons() if not each.get("disabled")]
        lines = [(menu, line) for menu in native.selects() for line in menu.get("options") or []]
        choices = [Choice(str(each.get("label")), token=str(each.get("custom_id"))) for each in buttons]
        choices += [Choice(str(line["label"]), token=str(line["value"])) for _, line in lines]
        return cls(
            id=str(native.id),
            message=Say(_words(native), choices=tuple(choices), media=_media(native)),
            ref=None,
            klass=OutboxClass.REPLY,
            closed=not choices,
            native=native,
            menus={str(line["value"]): str(menu["custom_id"]) for menu, line in lines},
        )


def _words(native: Message) -> str:
    """The words and bars, without their escapes."""
    panels = [str(embed.get("description", "")) for embed in native.embeds]
    return _ESCAPED.sub(r"\1", "\n".join(part for part in (native.content, *panels) if part))


def _media(native: Message) -> tuple[Medium, ...]:
    return tuple(
        Medium(
            MediumKind.FILE,
            alt=each.description or "",
            name=each.name,
            mime=each.content_type or "",
            spoiler=each.spoiler,
        )
        for each in native.attachments
    )


class DiscordChatter(Chatter):
    """Somebody in direct messages with the court."""

    def __init__(self, court: "DiscordCourt", name: str, somebody: Somebody) -> None:
        super().__init__(court, name, str(somebody.id), Platform.DISCORD)
        self.discord = court
        self.somebody = somebody

    # -- what they do ----------------------------------------------------------------------------

    async def says(self, text: str, *, slash: bool = True) -> None:
        """Type a message; if it begins with a slash, use the command as Discord offers it."""
        if slash and text.startswith("/"):
            name, _, words = text[1:].partition(" ")
            try:
                await self.somebody.command(name, {"words": words} if words else None)
            except Hidden:
                await self.says(text, slash=False)
                return
            await self.discord.settle()
            return
        await self.discord.heard(await self.somebody.says(text))

    async def presses(self, label: str) -> None:
        """Press the newest button, or pick the line of a menu, whose label contains ``label``."""
        choice = self.button(label)
        await self._uses(choice.token)
        await self.discord.settle()

    async def _uses(self, token: str) -> None:
        for bubble in reversed(self.seen):
            if token in bubble.menus:
                await self.somebody.picks(token, message=bubble.native, select=bubble.menus[token])
                return
            if any(choice.token == token for choice in bubble.buttons):
                await self.somebody.presses(token, message=bubble.native)
                return

    async def fills(self, **values: str | Sequence[str]) -> None:
        """Send in the modal that stands open, or the newest form, by the fields' names."""
        if self.somebody.modal is None:
            opening = custom_id(Purpose.OPEN, "")
            tokens = [each.token for seen in reversed(self.seen) for each in seen.buttons]
            await self._uses(next(token for token in tokens if token.startswith(opening)))
        given: dict[str, Any] = {
            name: value if isinstance(value, str) else list(value) for name, value in values.items()
        }
        await self.somebody.fills(given)
        await self.discord.settle()

    async def sends(
        self, *files: Path | bytes, caption: str = "", mime: str | None = None, name: str = "file"
    ) -> None:
        """Upload files as one message."""
        contents = [file.read_bytes() if isinstance(file, Path) else file for file in files]
        if len(contents) == 1:
            sent = await self.somebody.sends_file(contents[0], name=name, content_type=mime, text=caption)
        else:
            sent = await self.somebody.sends_files(*((name, each) for each in contents), text=caption)
        await self.discord.heard(sent)

    async def stops(self) -> None:
        """Discord has no red button on the page: the command is the shortest way."""
        await self.says("/red")

    @property
    def _port(self) -> Any:
        return self.discord.discord

    # -- what they see ---------------------------------------------------------------------------

    @property
    def seen(self) -> list[Seen]:
        """Every message of the court in sight, with what Discord made of it."""
        world = self.discord.server.world
        return [Seen.of(m) for m in world.seen_by(self.somebody.user) if m.by_bot and not m.loading]

    @property
    def bubbles(self) -> list[Bubble]:
        """Every message of the court in sight, oldest first."""
        return list(self.seen)


class DiscordCourt(ScriptedCourt):
    """A whole court on Discord; only its clock and its Discord are the test's."""

    def __init__(
        self, storage: Storage, clock: FakeClock, directory: Path, server: DiscordServer, **options: Any
    ) -> None:
        config = options.pop("config", None)
        super().__init__(storage, clock, directory, **options)
        self.server, self._directory = server, directory
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
        registering = self.discord._registering
        if registering is not None:
            await asyncio.wait([registering], timeout=HEARD_WITHIN)

    async def closes(self) -> None:
        """Let go of Discord and of what is being done."""
        await self.discord.stop()
        await self.engine.turns.stop(1)
        if self._courier is not None:
            self._courier.cancel()
            await asyncio.gather(self._courier, return_exceptions=True)
        await self.close()

    async def reopened(self, **changes: Any) -> "DiscordCourt":
        """The court after a restart: the same disk, nothing remembered."""
        await self.closes()
        config = replace(self.config, **changes)
        court = DiscordCourt(
            self.storage, self.clock, self._directory, self.server, journal=self.journal, config=config
        )
        await court.opens()
        return court

    async def quiet(self, within: float = HEARD_WITHIN) -> None:
        """Wait until what was missed has been searched."""
        await until(lambda: self.discord.up and not self.discord.hushed, within)

    async def guest(self, name: str, platform: Platform = Platform.DISCORD) -> DiscordChatter:
        """Somebody on Discord who has not written yet."""
        assert platform is Platform.DISCORD, "this court is only asked on Discord"
        return DiscordChatter(self, name, self.server.person(name))

    async def heard(self, message: Message) -> None:
        """Wait until the court has taken a message and dealt with it."""
        await until(lambda: self._is_known(f"m{message.id}"))
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to handle or to send."""
        parts = self.discord._parts
        if parts is not None:
            await parts.arrivals.settled()
        await self.engine.settle()

    async def _is_known(self, key: str) -> bool:
        async with self.storage.read() as tx:
            return await find_update(tx, Platform.DISCORD, self.discord.bot, key) is not None


async def until(true: Callable[[], bool | Awaitable[bool]], within: float = HEARD_WITHIN) -> None:
    """Wait for something to become true. Raises ``TimeoutError``."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within
    while True:
        found = true()
        if found if isinstance(found, bool) else await found:
            return
        if loop.time() > end:
            raise TimeoutError("It never became true.")
        await asyncio.sleep(0.005)


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
