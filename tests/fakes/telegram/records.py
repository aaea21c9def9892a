"""Messages as the platform keeps them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fakes.telegram.errors import Json
from tests.fakes.telegram.files import Kind, StoredFile

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import Chat

KINDS = (*(str(kind) for kind in Kind), "invoice", "location", "contact", "poll", "text")


@dataclass(eq=False)
class Message:
    """One message, with all that was done to it."""

    message_id: int
    chat: "Chat"
    sender: Json
    date: float
    """unix seconds, with their fractions: when it arrived"""
    content: Json
    """its fields in the API's words: text, entities, photo, caption…"""
    by_bot: bool = False
    reply_markup: Json | None = None
    reply_to: "Message | None" = None
    protected: bool = False
    silent: bool = False
    edited: float | None = None
    deleted: bool = False
    files: list[StoredFile] = field(default_factory=list)
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    """by whose: the ids of people and of the bot"""
    before: list[Json] = field(default_factory=list)
    """its contents before the edits"""

    @property
    def text(self) -> str:
        """The text, empty for media."""
        return str(self.content.get("text", ""))

    @property
    def caption(self) -> str:
        """The words under media, empty without."""
        return str(self.content.get("caption", ""))

    @property
    def words(self) -> str:
        """What there is to read: text or caption."""
        return self.text or self.caption

    @property
    def kind(self) -> str:
        """text, photo, voice, audio…, invoice, or service."""
        return next((kind for kind in KINDS if kind in self.content), "service")

    @property
    def spoiler(self) -> bool:
        """Whether the picture is covered."""
        return bool(self.content.get("has_media_spoiler"))

    @property
    def album(self) -> str | None:
        """The id its album shares."""
        return self.content.get("media_group_id")

    @property
    def media(self) -> bytes:
        """The largest file's bytes; empty without one."""
        return self.files[-1].content if self.files else b""

    @property
    def buttons(self) -> list[Json]:
        """The inline buttons, row after row."""
        rows: list[list[Json]] = (self.reply_markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def keyboard(self) -> list[list[str]]:
        """The labels of the inline buttons, by rows."""
        rows: list[list[Json]] = (self.reply_markup or {}).get("inline_keyboard", [])
        return [[str(button["text"]) for button in row] for row in rows]

    @property
    def asks_reply(self) -> bool:
        """Whether the person's client opens a reply to it."""
        return bool((self.reply_markup or {}).get("force_reply"))

    def to_json(self, *, nested: bool = False) -> Json:
        """The message as the API tells it; a nested one does not tell what it answers."""
        told: Json = {
            "message_id": self.message_id,
            "from": self.sender,
            "chat": self.chat.to_json(),
            "date": int(self.date),
        }
        if self.edited is not None:
            told["edit_date"] = int(self.edited)
        if self.reply_to is not None and not nested and not self.reply_to.deleted:
            told["reply_to_message"] = self.reply_to.to_json(nested=True)
        if self.protected:
            told["has_protected_content"] = True
        told |= self.content
        if self.buttons:
            told["reply_markup"] = self.reply_markup
        return told
