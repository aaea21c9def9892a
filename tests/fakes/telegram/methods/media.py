"""Photos, voice notes, audio files, documents, videos and albums."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram import pictures
from tests.fakes.telegram.arguments import Arguments, Upload
from tests.fakes.telegram.errors import Json, Refusal, bad
from tests.fakes.telegram.files import Kind, StoredFile
from tests.fakes.telegram.methods.registry import method
from tests.fakes.telegram.methods.sending import envelope
from tests.fakes.telegram.texts import message_caption
from tests.fakes.telegram.world import World

Fields = dict[str, Callable[[Arguments, str], object]]


def _number(arguments: Arguments, name: str) -> int:
    return arguments.number(name, 0, 0)


def _text(arguments: Arguments, name: str) -> str | None:
    return arguments.text(name) or None


TOLD: dict[Kind, Fields] = {
    Kind.VOICE: {"duration": _number},
    Kind.AUDIO: {"duration": _number, "title": _text, "performer": _text},
    Kind.VIDEO: {"duration": _number, "width": _number, "height": _number},
    Kind.ANIMATION: {"duration": _number, "width": _number, "height": _number},
    Kind.DOCUMENT: {},
    Kind.PHOTO: {},
}
SPOILABLE = {Kind.PHOTO, Kind.VIDEO, Kind.ANIMATION}
ALBUM_KINDS = {Kind.PHOTO, Kind.VIDEO, Kind.AUDIO, Kind.DOCUMENT}
TYPES = {
    Kind.VOICE: "audio/ogg",
    Kind.AUDIO: "audio/mpeg",
    Kind.VIDEO: "video/mp4",
    Kind.ANIMATION: "video/mp4",
}


@dataclass
class Media:
    """One piece of media, kept and described."""

    content: Json
    files: list[StoredFile] = field(default_factory=list)


def _given(arguments: Arguments, kind: Kind, name: str) -> Upload | str:
    """The upload, or the id of a file already there."""
    if upload := arguments.files.get(name):
        return upload
    value = arguments.text(name)
    if value.startswith("attach://"):
        attached = arguments.files.get(value.removeprefix("attach://"))
        if attached is None:
            raise bad(f"there is no {kind} in the request")
        return attached
    if not value:
        raise bad(f"there is no {kind} in the request")
    return value


async def kept(world: World, arguments: Arguments, kind: Kind, name: str = "") -> Media:
    """Take the file in field ``name`` as ``kind``, with the caption and spoiler that come with it."""
    given = _given(arguments, kind, name or kind)
    caption = message_caption(arguments)
    spoiler = {"has_media_spoiler": True} if kind in SPOILABLE and arguments.flag("has_spoiler") else {}
    media = (
        _again(world, given, kind) if isinstance(given, str) else await _new(world, arguments, given, kind)
    )
    return Media(media.content | caption | spoiler, media.files)


def _again(world: World, file_id: str, kind: Kind) -> Media:
    file = world.files.again(file_id, kind)
    if kind is Kind.PHOTO:
        files = world.files.sizes_of(file)
        return Media({"photo": [size.to_json() for size in files]}, files)
    return Media(_shown(kind, file), [file])


async def _new(world: World, arguments: Arguments, upload: Upload, kind: Kind) -> Media:
    if not upload.content:
        raise bad("file must be non-empty")
    if kind is Kind.PHOTO:
        sizes = await asyncio.to_thread(pictures.sizes, upload.content)
        files = world.files.add_photo(sizes)
        return Media({"photo": [size.to_json() for size in files]}, files)
    kind = _what_it_is(upload.content, kind)
    told: Json = {name: read(arguments, name) for name, read in TOLD[kind].items()}
    mime = TYPES.get(kind, upload.mime)
    file_name = None if kind is Kind.VOICE else upload.name
    file = world.files.add(kind, upload.content, mime_type=mime, file_name=file_name, **told)
    return Media(_shown(kind, file), [file])


def _shown(kind: Kind, file: StoredFile) -> Json:
    """An animation stands in a message as a document too, for old clients."""
    more = {"document": file.to_json()} if kind is Kind.ANIMATION else {}
    return {str(kind): file.to_json()} | more


def _what_it_is(content: bytes, kind: Kind) -> Kind:
    """What is no sound at all arrives as a document."""
    sound = content[:4] in {b"OggS", b"fLaC", b"RIFF"} or content[:3] == b"ID3"
    sound = sound or content[:1] == b"\xff" or content[4:8] == b"ftyp"
    return kind if sound or kind not in {Kind.VOICE, Kind.AUDIO} else Kind.DOCUMENT


def _sender(kind: Kind) -> None:
    async def send(world: World, arguments: Arguments) -> Json:
        _given(arguments, kind, kind)
        cover = envelope(world, arguments)
        if kind is Kind.VOICE:
            cover.chat.check_voice()
        media = await kept(world, arguments, kind)
        return cover.put(world, media.content, media.files).to_json()

    method("send" + "".join(word.capitalize() for word in kind.split("_")))(send)


for told_kind in TOLD:
    _sender(told_kind)


@method("sendMediaGroup")
async def send_media_group(world: World, arguments: Arguments) -> list[Json]:
    """An album: two to ten of kinds that go together, each with its own caption."""
    items = _items(arguments)
    cover = envelope(world, arguments, messages=len(items))
    album = {"media_group_id": str(13_000_000_000 + world.next_number())}
    media = [await _numbered(world, item, number) for number, item in enumerate(items, 1)]
    messages = [cover.put(world, album | piece.content, piece.files) for piece in media]
    return [message.to_json() for message in messages]


def _items(arguments: Arguments) -> list[Arguments]:
    given: Any = arguments.parsed("media", "can't parse media JSON object")
    if given is None:
        raise bad('parameter "media" is required')
    if not isinstance(given, list):
        raise bad("expected an Array of InputMedia")
    if len(given) > 10:
        raise bad("too many messages to send as an album")
    if len(given) < 2:
        raise bad("there must be at least 2 media in an album")
    items = [media_fields(item, arguments) for item in given]
    kinds = [item.text("type") for item in items]
    for kind in kinds:
        if kind not in ALBUM_KINDS:
            raise bad(f"can't parse InputMedia: type \"{kind}\" can't be used in sendMediaGroup")
    for lonely in ("audio", "document"):
        if lonely in kinds and set(kinds) != {lonely}:
            raise bad(f"{lonely} can't be mixed with other media types")
    return items


def media_fields(item: Any, arguments: Arguments) -> Arguments:
    """An InputMedia's fields, with the files of the whole call."""
    if not isinstance(item, dict):
        raise bad("can't parse InputMedia: expected an Object")
    for name in ("type", "media"):
        if not isinstance(item.get(name), str) or not item[name]:
            raise bad(f"can't parse InputMedia: {_missing(name)}")
    return Arguments(Arguments.of(item).values, arguments.files)


def _missing(name: str) -> str:
    return "media not found" if name == "media" else f'Can\'t find field "{name}"'


async def _numbered(world: World, item: Arguments, number: int) -> Media:
    try:
        return await kept(world, item, Kind(item.text("type")), "media")
    except Refusal as refusal:
        reason = refusal.description.removeprefix("Bad Request: ")
        raise bad(f'failed to send message #{number} with the error message "{reason}"') from None
