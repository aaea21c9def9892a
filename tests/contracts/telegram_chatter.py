"""Somebody in a private chat with the bot: what she does and sees, in words of ``tests.support.court``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.intake import Accepted
from handlers.chat.incoming import Body, Command, Press, StopRequest, Text
from handlers.chat.outgoing import Choice, Medium, MediumKind, Say
from storage.enums import OutboxClass
from tests.contracts.native import of_telegram
from tests.contracts.somebody import Somebody
from tests.fakes.telegram import Message
from tests.fakes.telegram import Person as Client
from tests.support.scripted import Bubble

if TYPE_CHECKING:
    from bot.platforms.telegram.runner import TelegramPlatform

CHOSEN = "✓ "
OGG_MIMES = ("audio/ogg", "audio/opus")
MEDIA = {
    "photo": MediumKind.PHOTO,
    "voice": MediumKind.VOICE,
    "audio": MediumKind.VOICE,
    "document": MediumKind.FILE,
}


class Stage(Protocol):
    """The court, as far as a chatter needs it."""

    telegram: "TelegramPlatform"

    async def settle(self) -> None:
        """Return when every update was taken, handled and answered."""
        ...


@dataclass(slots=True)
class TelegramChatter(Somebody):
    """A member or operator at her Telegram client."""

    stage: Stage = field(kw_only=True)
    client: Client = field(kw_only=True)

    # -- what they do ----------------------------------------------------------------------------

    async def says(self, text: str) -> None:
        """Type a message, or a command if it begins with a slash."""
        await self.client.says(text)
        await self.stage.settle()

    async def edits(self, message: Message, text: str) -> None:
        """Change an earlier message."""
        await self.client.edits(message, text)
        await self.stage.settle()

    async def presses(self, label: str) -> None:
        """Press the newest button whose label contains ``label`` (case does not matter)."""
        await self._press(self.button(label).token)

    async def fills(self, **values: str | Sequence[str]) -> None:
        """Answer the open form, question by question; what is not named is left as it is."""
        await self.fills_step_by_step(**values)

    async def rewrites(self, text: str) -> None:
        """Change what was said last into other words."""
        own = [message for message in self.client.messages if not message.by_bot]
        await self.edits(own[-1], text)

    async def sends_voice(self, content: bytes) -> None:
        """Record a voice note."""
        await self.client.sends_voice(content)
        await self.stage.settle()

    async def sends_sticker(self) -> bool:
        """Send a sticker."""
        await self.client.sends_sticker()
        await self.stage.settle()
        return True

    async def sends(
        self, *files: Path | bytes, caption: str = "", mime: str | None = None, name: str = "file"
    ) -> None:
        """Upload files; several are an album."""
        contents = [file.read_bytes() if isinstance(file, Path) else file for file in files]
        if len(contents) > 1:
            await self.client.sends_album(*contents, caption=caption)
        elif mime in OGG_MIMES:
            await self.client.sends_voice(contents[0], caption=caption)
        elif (mime or "").startswith("audio/"):
            await self.client.sends_audio(contents[0], mime=mime or "", name=name, caption=caption)
        elif mime is None or mime.startswith("image/"):
            await self.client.sends_photo(contents[0], caption=caption)
        else:
            await self.client.sends_document(contents[0], name=name, mime=mime, caption=caption)
        await self.stage.settle()

    async def stops(self) -> None:
        """The shortest way to stop everything: a chat has no red button of its own."""
        await self.says("/red")

    async def does(self, body: Body, *, key: str | None = None, settle: bool = True) -> Accepted:
        """What can be said in a chat; the update's key is Telegram's to choose."""
        del key, settle
        match body:
            case Text(text=text):
                await self.says(text)
            case Command(name=name, args=args):
                await self.says(f"/{name} {args}".strip())
            case Press(token=token):
                await self._press(token)
            case StopRequest():
                await self.stops()
            case _:
                raise AssertionError(f"Telegram has no way to send this: {body!r}")
        return Accepted(new=True)

    async def _press(self, token: str) -> None:
        where = next((m for m in reversed(self.client.received) if token in tokens_of(m)), None)
        answered = await self.client.sends_press(where or self.client.last, token)
        assert answered is not None, "The press was not answered."
        await self.stage.settle()

    # -- what they see ---------------------------------------------------------------------------

    @property
    def bot(self) -> str:
        """The court's bot."""
        return self.stage.telegram.bot

    @property
    def bubbles(self) -> list[Bubble]:
        """Every message of the bot still in the chat, oldest first."""
        return [bubble_of(message) for message in self.client.received]

    def native(self, bubble: Bubble) -> str:
        """What stands in the chat."""
        return of_telegram(self._message(bubble))

    async def downloads(self, bubble: Bubble) -> list[bytes]:
        """The file of a message."""
        message = self._message(bubble)
        return [message.media] if message.files else []

    def _message(self, bubble: Bubble) -> Message:
        return next(each for each in self.client.received if str(each.message_id) == bubble.id)


def bubble_of(message: Message) -> Bubble:
    """A message as it stands in the chat, in the shape of the scripted platform's."""
    kind = MEDIA.get(message.kind)
    media = () if kind is None else (Medium(kind, spoiler=message.spoiler, protected=message.protected),)
    choices = tuple(
        Choice(
            str(button["text"]).removeprefix(CHOSEN),
            token=str(button["callback_data"]),
            selected=str(button["text"]).startswith(CHOSEN) or None,
        )
        for button in message.buttons
        if "callback_data" in button
    )
    said = Say(message.words, choices=choices, media=media)
    return Bubble(str(message.message_id), said, None, OutboxClass.GAME, closed=not choices)


def tokens_of(message: Message) -> list[str]:
    """What the buttons of a message carry."""
    return [str(button.get("callback_data")) for button in message.buttons]
