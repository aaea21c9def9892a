"""Messages of text, and what all messages share: the chat, the reply, the keyboard, the pace."""

from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.errors import Json, bad
from tests.fakes.telegram.files import StoredFile
from tests.fakes.telegram.keyboards import reply_markup
from tests.fakes.telegram.methods.registry import method
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.texts import message_text
from tests.fakes.telegram.world import World


@dataclass(frozen=True)
class Envelope:
    """Where a message goes and what hangs on it."""

    chat: Chat
    reply_to: Message | None
    markup: Json | None
    protected: bool
    silent: bool

    def put(self, world: World, content: Json, files: list[StoredFile] | None = None) -> Message:
        """The message stands in the chat."""
        return self.chat.add(
            world.bot, content, by_bot=True, reply_markup=self.markup, reply_to=self.reply_to,
            protected=self.protected, silent=self.silent, files=files,
        )  # fmt: skip


def envelope(
    world: World, arguments: Arguments, *, messages: int = 1, markup: Json | None = None
) -> Envelope:
    """Check what all messages share; the last thing checked is the pace."""
    markup = reply_markup(arguments) or markup
    given = _reply_parameters(arguments)
    chat = world.chat(arguments)
    reply_to = _replied(world, chat, given)
    world.limits.check(chat.id, messages)
    return Envelope(
        chat, reply_to, markup, arguments.flag("protect_content"), arguments.flag("disable_notification")
    )


def _reply_parameters(arguments: Arguments) -> Json:
    if "reply_parameters" not in arguments.values:
        return {
            "message_id": arguments.number("reply_to_message_id"),
            "allow_sending_without_reply": arguments.flag("allow_sending_without_reply"),
        }
    given: Any = arguments.parsed("reply_parameters", "can't parse reply parameters JSON object")
    if given is None or given == {}:
        return {}
    if not isinstance(given, dict):
        raise bad("object expected as reply parameters")
    if not isinstance(given.get("message_id"), int):
        raise bad('can\'t find field "message_id"')
    return given


def _replied(world: World, chat: Chat, given: Json) -> Message | None:
    message_id = int(given.get("message_id", 0))
    if message_id == 0:
        return None
    where = chat
    if str(given.get("chat_id") or chat.id) != str(chat.id):
        where = world.chat(Arguments.of({"chat_id": given["chat_id"]}), write=False)
    message = where.find(message_id)
    if message is None and not given.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    if message and (quote := given.get("quote")) and quote not in message.words:
        raise bad("QUOTE_TEXT_INVALID")
    return message


@method("sendMessage")
async def send_message(world: World, arguments: Arguments) -> Json:
    """Say something."""
    content = message_text(arguments)
    return envelope(world, arguments).put(world, content).to_json()
