"""Changing what was said: text, caption, media, keyboard."""

from typing import Any

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.errors import NOT_MODIFIED, Json, bad
from tests.fakes.telegram.files import Kind, StoredFile
from tests.fakes.telegram.keyboards import inline_markup
from tests.fakes.telegram.methods.media import kept, media_fields
from tests.fakes.telegram.methods.registry import method
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.texts import message_caption, message_text
from tests.fakes.telegram.world import World

CAPTIONED = {"photo", "voice", "audio", "document", "video", "animation"}
TOGETHER = {"audio": {"audio"}, "document": {"document"}}
"""what may take the place of a piece of an album; else photos and videos"""


def _edited(world: World, arguments: Arguments) -> Message:
    """The message a call wants to change, refused when it cannot be."""
    message_id = arguments.number("message_id")
    if not arguments.text("chat_id") and message_id == 0:
        raise bad("message identifier is not specified")
    chat = world.chat(arguments)
    message = chat.find(message_id)
    if message is None:
        raise bad("message to edit not found")
    plain_keyboard = message.reply_markup is not None and not message.buttons
    if not message.by_bot or message.kind == "service" or plain_keyboard:
        raise bad("message can't be edited")
    return message


def _change(world: World, message: Message, content: Json, markup: Json | None,
            files: list[StoredFile] | None = None) -> Json:  # fmt: skip
    if content == message.content and markup == message.reply_markup:
        raise bad(NOT_MODIFIED)
    world.limits.check(message.chat.id)
    if content != message.content:
        message.before.append(message.content)
    message.content, message.reply_markup = content, markup
    message.files = message.files if files is None else files
    message.edited = world.now()
    message.chat.changed()
    return message.to_json()


@method("editMessageText")
async def edit_message_text(world: World, arguments: Arguments) -> Json:
    """Another text; without a keyboard in the call the old one goes."""
    content, markup = message_text(arguments), inline_markup(arguments)
    message = _edited(world, arguments)
    if message.kind != "text":
        raise bad("there is no text in the message to edit")
    return _change(world, message, content, markup)


@method("editMessageCaption")
async def edit_message_caption(world: World, arguments: Arguments) -> Json:
    """Other words under media, or none."""
    caption, markup = message_caption(arguments), inline_markup(arguments)
    message = _edited(world, arguments)
    if message.kind not in CAPTIONED:
        raise bad("there is no caption in the message to edit")
    words = {"caption", "caption_entities", "show_caption_above_media"}
    rest = {name: value for name, value in message.content.items() if name not in words}
    return _change(world, message, rest | caption, markup)


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(world: World, arguments: Arguments) -> Json:
    """Another keyboard, or none."""
    markup = inline_markup(arguments)
    message = _edited(world, arguments)
    return _change(world, message, message.content, markup)


@method("editMessageMedia")
async def edit_message_media(world: World, arguments: Arguments) -> Json:
    """Other media, with its own caption."""
    given: Any = arguments.parsed("media", "can't parse input media JSON object")
    item = media_fields(given, arguments)
    markup = inline_markup(arguments)
    kind = item.text("type")
    if kind not in CAPTIONED - {"voice"}:
        raise bad(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    message = _edited(world, arguments)
    if message.kind not in {*CAPTIONED, "text"} or message.kind == "voice":
        raise bad("message media can't be edited")
    if message.album and kind not in TOGETHER.get(message.kind, {"photo", "video"}):
        raise bad("message media can't be edited: the new media can't stand in the album")
    media = await kept(world, item, Kind(kind), "media")
    album = {"media_group_id": message.album} if message.album else {}
    return _change(world, message, album | media.content, markup, media.files)
