"""Chats: who can be written to, what stands in them, and waiting for more."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.fakes.telegram.errors import Json, bad
from tests.fakes.telegram.files import StoredFile
from tests.fakes.telegram.records import Message

if TYPE_CHECKING:
    from tests.fakes.telegram.world import World


class Chat:
    """A chat between the bot and somebody."""

    kind = "private"
    bot_is_admin = False

    def __init__(self, world: "World", chat_id: int) -> None:
        self.world = world
        self.id = chat_id
        self.actions: list[str] = []
        """chat actions seen, oldest first"""
        self._messages: dict[int, Message] = {}
        self._waiting: list[asyncio.Future[None]] = []

    def to_json(self) -> Json:
        """The chat as it stands in a message."""
        return {"id": self.id, "type": self.kind}

    def check(self, *, write: bool) -> None:
        """Refuse what cannot be reached; ``write`` asks for more than reading and editing."""

    def check_delete(self) -> None:
        """Refuse where nothing can be taken away any more."""
        self.check(write=True)

    def shows(self, message: Message) -> bool:
        """Whether the bot gets to see what a person writes here."""
        return message.chat is self

    def check_voice(self) -> None:
        """Refuse a voice note where somebody wants none."""

    def member(self, user_id: int) -> Json:
        """What somebody is here; in a private chat both are members."""
        user = self.to_json() if user_id == self.id else self.world.bot
        if user["id"] != user_id:
            raise bad("member not found")
        return {"status": "member", "user": user}

    def leave(self) -> None:
        """The bot goes; a private chat cannot be left."""
        raise bad("chat member status can't be changed in private chats")

    @property
    def messages(self) -> list[Message]:
        """Everything in the chat, oldest first, what was deleted included."""
        return list(self._messages.values())

    @property
    def received(self) -> list[Message]:
        """What the bot said and did not take back, oldest first."""
        return [message for message in self._messages.values() if message.by_bot and not message.deleted]

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        if not self.received:
            raise AssertionError(f"The bot has said nothing in chat {self.id}.")
        return self.received[-1]

    def find(self, message_id: int) -> Message | None:
        """A message that still stands."""
        message = self._messages.get(message_id)
        return message if message and not message.deleted else None

    def add(
        self,
        sender: Json,
        content: Json,
        *,
        by_bot: bool = False,
        reply_markup: Json | None = None,
        reply_to: Message | None = None,
        protected: bool = False,
        silent: bool = False,
        files: list[StoredFile] | None = None,
    ) -> Message:
        """Put a message into the chat."""
        message = Message(
            self.world.next_message_id(), self, sender, self.world.now(), content, by_bot=by_bot,
            reply_markup=reply_markup, reply_to=reply_to, protected=protected, silent=silent,
            files=files or [],
        )  # fmt: skip
        self._messages[message.message_id] = message
        if self.world.keep is not None and len(self._messages) > self.world.keep:
            del self._messages[next(iter(self._messages))]
        self.changed()
        return message

    def changed(self) -> None:
        """Wake whoever waits for something in this chat."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, condition: Callable[[], bool], *, within: float = 5, what: str = "it") -> None:
        """Wait until ``condition`` holds, at most ``within`` seconds; AssertionError when it does not."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while not condition():
            future = loop.create_future()
            self._waiting.append(future)
            try:
                async with asyncio.timeout_at(deadline):
                    await future
            except TimeoutError:
                said = [(message.kind, message.words) for message in self.received[-3:]]
                raise AssertionError(f"Not within {within} s: {what}. The bot said last: {said}") from None

    async def hears(self, part: str = "", *, after: Message | None = None, within: float = 5) -> Message:
        """The newest message of the bot with ``part`` in its words, newer than ``after``; waited for."""
        floor = after.message_id if after else 0

        def found() -> list[Message]:
            return [m for m in self.received if part in m.words and m.message_id > floor]

        await self.until(lambda: bool(found()), within=within, what=f"a message with {part!r}")
        return found()[-1]
