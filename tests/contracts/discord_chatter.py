"""Somebody in direct messages with the court: what she does and sees, in words of ``tests.support.court``."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.platforms.discord.names import Purpose, custom_id
from handlers.chat.outgoing import Choice, Medium, MediumKind, Say
from storage.enums import OutboxClass, Platform
from tests.contracts.native import of_discord
from tests.contracts.somebody import Somebody
from tests.fakes.discord import Hidden, Message
from tests.fakes.discord import Person as Client
from tests.fakes.discord.check_components import BUTTON
from tests.fakes.discord.interactions import COMPONENT
from tests.support.scripted import Bubble

if TYPE_CHECKING:
    from tests.contracts.discord import DiscordCourt

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


class DiscordChatter(Somebody):
    """Somebody in direct messages with the court."""

    def __init__(self, court: "DiscordCourt", name: str, somebody: Client) -> None:
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

    async def presses_late(self, choice: Choice) -> None:
        """Press a button that is no longer there, as a client can that was a moment too slow."""
        message = self.somebody.heard[-1]
        data = {"component_type": BUTTON, "custom_id": choice.token, "id": 1}
        interactions = self.discord.server.interactions
        pressed = interactions.start(COMPONENT, self.somebody.user, message.channel, data, message=message)
        await pressed.answered()
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
            found = next((token for token in tokens if token.startswith(opening)), None)
            if found is None:
                # Too long for a modal.
                await self.fills_step_by_step(**values)
                return
            await self._uses(found)
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

    async def rewrites(self, text: str) -> None:
        """Change what was said last into other words."""
        own = [message for message in self.somebody.messages if not message.by_bot]
        await self.somebody.edits(own[-1], text)
        await until(lambda: self.discord.is_known(f"m{own[-1].id}e"))
        await self.discord.settle()

    async def sends_voice(self, content: bytes) -> None:
        """Record a voice note."""
        await self.discord.heard(await self.somebody.sends_file(content, voice=True))

    async def sends_sticker(self) -> bool:
        """Send a sticker."""
        number = self.discord.server.clock.snowflake()
        author = {"id": self.address, "username": self.name}
        data = {"id": str(number), "channel_id": str(self.somebody.dm.id), "author": author, "type": 0}
        data |= {"content": "", "sticker_items": [{"id": "1"}]}
        self.discord.server.gateway.garbage("MESSAGE_CREATE", data)
        await until(lambda: self.discord.is_known(f"m{number}"))
        await self.discord.settle()
        return True

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

    def native(self, bubble: Bubble) -> str:
        """What stands in the chat."""
        assert isinstance(bubble, Seen)
        assert bubble.native is not None
        return of_discord(bubble.native)

    async def downloads(self, bubble: Bubble) -> list[bytes]:
        """The files of a message."""
        assert isinstance(bubble, Seen)
        assert bubble.native is not None
        return [each.content for each in bubble.native.attachments]


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
