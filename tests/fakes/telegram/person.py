"""One person and her private chat with the bot: what she is, what she says, what she presses."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.errors import BLOCKED, DEACTIVATED, UNMET, Json, bad, forbidden
from tests.fakes.telegram.files import StoredFile
from tests.fakes.telegram.queries import PRESS_SECONDS, Answered
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.texts import TEXT_LIMIT, found_entities

if TYPE_CHECKING:
    from tests.fakes.telegram.world import World


@dataclass(frozen=True)
class Reaction:
    """What somebody put under a message."""

    message: Message
    emoji: str


class Talker(Chat):
    """A person with words and buttons."""

    def __init__(
        self, world: "World", name: str, person_id: int, *, language: str = "en", username: str = ""
    ) -> None:
        super().__init__(world, person_id)
        self.name, self.language, self.username = name, language, username
        self.met = False
        """whether she ever wrote to the bot or pressed Start"""
        self.known = False
        """whether the bot saw her in a group"""
        self.blocked = False
        self.gone = False
        """whether the account was deleted"""
        self.forbids_voice = False

    @property
    def user(self) -> Json:
        """She, as a sender."""
        named: Json = {"id": self.id, "is_bot": False, "first_name": self.name}
        if self.gone:
            return {"id": self.id, "is_bot": False, "first_name": ""}
        named |= {"username": self.username} if self.username else {}
        return named | ({"language_code": self.language} if self.language else {})

    def to_json(self) -> Json:
        """Her private chat."""
        told: Json = {"id": self.id, "type": "private", "first_name": self.name}
        return told | ({"username": self.username} if self.username else {})

    def check(self, *, write: bool) -> None:
        """Nobody can write to her before she did, nor after she blocked the bot or left."""
        if not self.met:
            raise forbidden(UNMET) if self.known else bad("chat not found")
        if not write:
            return
        if self.gone:
            raise forbidden(DEACTIVATED)
        if self.blocked:
            raise forbidden(BLOCKED)

    def check_delete(self) -> None:
        """Blocking the bot does not keep it from taking its messages away."""
        self.check(write=False)
        if self.gone:
            raise forbidden(DEACTIVATED)

    def check_voice(self) -> None:
        """She may have forbidden voice notes."""
        if self.forbids_voice:
            raise bad("VOICE_MESSAGES_FORBIDDEN")

    @property
    def reactions(self) -> list[Reaction]:
        """The bot's reactions that she sees."""
        bot_id = self.world.bot["id"]
        return [
            Reaction(message, str(reaction.get("emoji", "")))
            for message in self.messages
            for reaction in message.reactions.get(bot_id, [])
        ]

    @property
    def menu(self) -> list[str]:
        """The commands her client offers."""
        menus = self.world.menus.seen(self.id, self.id, self.language, group=False)
        return [str(command["command"]) for command in menus]

    def put(
        self,
        content: Json,
        *,
        where: Chat | None = None,
        to: Message | None = None,
        files: list[StoredFile] | None = None,
    ) -> Message:
        """Send something of hers, here or in a group; the bot gets to see what it may."""
        if self.gone or (where is None and self.blocked):
            raise AssertionError(f"{self.name} cannot write: blocked or gone.")
        chat = where or self
        message = chat.add(self.user, content, reply_to=to, files=files)
        if where is None:
            self.met = True
        if chat.shows(message):
            self.world.updates.put("message", message.to_json(), chat.id)
        return message

    async def says(self, text: str, *, to: Message | None = None, where: Chat | None = None) -> Message:
        """Text, perhaps as a reply to a message, perhaps in a group. A client sends long text in pieces;
        the last of them is returned."""
        *pieces, last = [text[at : at + TEXT_LIMIT] for at in range(0, max(1, len(text)), TEXT_LIMIT)]
        for piece in pieces:
            self.put(_written(piece), where=where, to=to)
        return self.put(_written(last), where=where, to=to)

    async def command(self, name: str, *words: str, where: Chat | None = None) -> Message:
        """A command with what follows it: ``command("start", "CODE")`` is also how a deep link arrives."""
        return await self.says(" ".join([f"/{name}", *words]), where=where)

    async def starts(self, code: str = "") -> Message:
        """She presses Start, perhaps through a deep link."""
        return await self.command("start", *([code] if code else []))

    async def replies(self, message: Message, text: str, *, where: Chat | None = None) -> Message:
        """An answer that quotes what it answers."""
        return await self.says(text, to=message, where=where)

    async def edits(self, message: Message, text: str) -> Message:
        """Other words in a message of hers: text, or the caption under media."""
        field = "text" if "text" in message.content else "caption"
        entities = found_entities(text)
        named = {"text": "entities", "caption": "caption_entities"}[field]
        message.before.append(message.content)
        rest = {name: value for name, value in message.content.items() if name != named}
        message.content = rest | {field: text} | ({named: entities} if entities else {})
        message.edited = self.world.now()
        if message.chat.shows(message):
            self.world.updates.put("edited_message", message.to_json(), message.chat.id)
        return message

    async def deletes(self, message: Message) -> None:
        """She takes a message away for both; the bot is not told."""
        message.deleted = True

    async def reacts(self, message: Message, *emoji: str) -> None:
        """Her reactions to a message, none to take them back; told only to a bot that asked for them."""
        old = message.reactions.get(self.id, [])
        new: list[Json] = [{"type": "emoji", "emoji": one} for one in emoji]
        message.reactions[self.id] = new
        told = {
            "chat": message.chat.to_json(), "message_id": message.message_id, "user": self.user,
            "date": int(self.world.now()), "old_reaction": old, "new_reaction": new,
        }  # fmt: skip
        self.world.updates.put("message_reaction", told, message.chat.id)

    async def presses(
        self, label: str, *, on: Message | None = None, where: Chat | None = None, within: float = 5
    ) -> Answered | None:
        """Press the newest button that says ``label``, waiting for it to appear.

        Returns how the bot answered, None if it did not within ``within`` seconds."""
        chat = where or self
        held = f"a button {label!r} among {self.labels(chat)}"
        await chat.until(lambda: self._button(chat, label, on) is not None, within=within, what=held)
        found = self._button(chat, label, on)
        assert found is not None
        message, button = found
        if "callback_data" not in button:
            raise AssertionError(f"The button {label!r} is no callback: {button}")
        return await self.sends_press(message, str(button["callback_data"]), within=within)

    async def sends_press(
        self, message: Message, data: str, *, within: float = 5, wait: bool = True
    ) -> Answered | None:
        """A press with any data on any message, also what no client offers any more."""
        query_id = str(self.id * 10_000_000 + self.world.next_number())
        standing = message.chat.find(message.message_id)
        gone: Json = {"chat": message.chat.to_json(), "message_id": message.message_id, "date": 0}
        self.world.queries.ask(query_id, PRESS_SECONDS)
        query = {
            "id": query_id, "from": self.user, "chat_instance": str(message.chat.id * 31),
            "message": standing.to_json() if standing else gone, "data": data,
        }  # fmt: skip
        self.world.updates.put("callback_query", query, message.chat.id)
        return await self.world.queries.wait(query_id, within) if wait else None

    def labels(self, chat: Chat | None = None) -> list[str]:
        """The buttons that can be pressed now, newest message first."""
        return [
            str(button["text"]) for message in reversed((chat or self).received) for button in message.buttons
        ]

    @staticmethod
    def _button(chat: Chat, label: str, on: Message | None) -> tuple[Message, Json] | None:
        """The button of exactly this label, else one that holds it; newest message first."""
        messages = [on] if on else list(reversed(chat.received))
        buttons = [(message, button) for message in messages for button in message.buttons]
        exact = [(m, b) for m, b in buttons if b["text"] == label]
        part = [(m, b) for m, b in buttons if label.lower() in str(b["text"]).lower()]
        return next(iter(exact + part), None)

    async def blocks(self) -> None:
        """She blocks the bot."""
        self.blocked = True
        self._bot_became("member", "kicked")

    async def unblocks(self) -> None:
        """She lets it in again."""
        self.blocked = False
        self._bot_became("kicked", "member")

    async def deletes_account(self) -> None:
        """She leaves Telegram; the bot is not told."""
        self.gone = True

    def _bot_became(self, old: str, new: str) -> None:
        until = {"until_date": 0}
        told = {
            "chat": self.to_json(), "from": self.user, "date": int(self.world.now()),
            "old_chat_member": {"user": self.world.bot, "status": old} | (until if old == "kicked" else {}),
            "new_chat_member": {"user": self.world.bot, "status": new} | (until if new == "kicked" else {}),
        }  # fmt: skip
        self.world.updates.put("my_chat_member", told, self.id)

    async def idles(self, seconds: float = 0.05) -> None:
        """She waits a little, to see that nothing comes."""
        await asyncio.sleep(seconds)


def _written(text: str) -> Json:
    entities = found_entities(text)
    return {"text": text} | ({"entities": entities} if entities else {})
