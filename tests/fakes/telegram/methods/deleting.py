"""Taking messages away: within 48 hours, in a private chat both sides'."""

from typing import Any

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.errors import bad
from tests.fakes.telegram.methods.registry import method
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.world import World

LATEST = 48 * 3600
"""seconds a message can be deleted for"""


@method("deleteMessage")
async def delete_message(world: World, arguments: Arguments) -> bool:
    """Take one away."""
    if not arguments.text("chat_id"):
        raise bad("chat identifier is not specified")
    message_id = arguments.number("message_id")
    if message_id == 0:
        raise bad("message identifier is not specified")
    chat = _chat(world, arguments)
    message = chat.find(message_id)
    if message is None:
        raise bad("message to delete not found")
    _delete(world, chat, [message])
    return True


@method("deleteMessages")
async def delete_messages(world: World, arguments: Arguments) -> bool:
    """Take up to a hundred away; those that are not there are passed over."""
    ids = _ids(arguments.parsed("message_ids", "can't parse message_ids JSON object"))
    chat = _chat(world, arguments)
    _delete(world, chat, [message for message_id in ids if (message := chat.find(message_id))])
    return True


def _chat(world: World, arguments: Arguments) -> Chat:
    chat = world.chat(arguments, write=False)
    chat.check_delete()
    return chat


def _ids(given: Any) -> list[int]:
    if not isinstance(given, list):
        raise bad(
            "message identifiers are not specified"
            if given is None
            else "expected an Array of message identifiers"
        )
    if not given:
        raise bad("message identifiers are not specified")
    if len(given) > 100:
        raise bad("too many message identifiers specified")
    if not all(str(number).isdigit() and int(number) > 0 for number in given):
        raise bad("invalid message identifier specified")
    return [int(number) for number in given]


def _delete(world: World, chat: Chat, messages: list[Message]) -> None:
    for message in messages:
        if chat.kind != "private" and not message.by_bot and not chat.bot_is_admin:
            raise bad("message can't be deleted")
        admin = chat.kind != "private" and chat.bot_is_admin
        if world.now() - message.date > LATEST and not admin:
            raise bad("message can't be deleted for everyone")
    for message in messages:
        message.deleted = True
    chat.changed()
