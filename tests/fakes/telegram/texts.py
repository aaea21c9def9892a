"""Texts and captions: parsed, trimmed, measured; and the entities Telegram finds by itself."""

import json
import re

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.errors import Json, bad
from tests.fakes.telegram.html import parse_html, utf16

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
"""characters after parsing"""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f]")
FOUND = {
    "bot_command": re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    "mention": re.compile(r"(?<![\w/.@])@[A-Za-z]\w{3,31}(?!\w)"),
    "hashtag": re.compile(r"(?<!\w)#(?=\w*[^\W\d])\w+"),
    "url": re.compile(r"(?<![\w@])(?:https?://\S+\.[^\s<>.,!?;:)]\S*[^\s.,!?;:)]|https?://[\w.-]+\.\w{2,})"),
    "email": re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+\.[a-z]{2,}(?!\w)"),
}
_GIVEN = (
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough "
    "spoiler blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time"
)
GIVEN = frozenset(_GIVEN.split())


def found_entities(text: str) -> list[Json]:
    """Commands, mentions, tags and addresses standing in a text."""
    found: list[Json] = [
        {"type": kind, "offset": utf16(text[: match.start()]), "length": utf16(match[0])}
        for kind, pattern in FOUND.items()
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda entity: int(entity["offset"]))


def message_text(arguments: Arguments) -> Json:
    """The content of a text message out of ``text``, ``parse_mode`` and ``entities``."""
    if not arguments.text("text"):
        raise bad("message text is empty")
    text, entities = formatted(
        arguments.text("text"), arguments.text("parse_mode"), arguments.text("entities")
    )
    if not text:
        raise bad("text must be non-empty")
    if len(text) > TEXT_LIMIT:
        raise bad("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def message_caption(arguments: Arguments) -> Json:
    """The caption's part of a content, empty without one."""
    text, entities = formatted(
        arguments.text("caption"), arguments.text("parse_mode"), arguments.text("caption_entities")
    )
    if len(text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    above = {"show_caption_above_media": True} if text and arguments.flag("show_caption_above_media") else {}
    caption: Json = {"caption": text} if text else {}
    return caption | ({"caption_entities": entities} if entities else {}) | above


def formatted(text: str, mode: str, given: str) -> tuple[str, list[Json]]:
    """Text and entities as they will be kept."""
    if len(text.encode()) > 1 << 15:
        raise bad("text is too long")
    mode = mode.lower()
    if text and mode == "html":
        text, entities = parse_html(text)
    elif text and mode not in {"", "none"}:
        raise bad("unsupported parse_mode")
    else:
        entities = _given(given)
    return trimmed(text, _joined(entities, found_entities(text)))


def _given(given: str) -> list[Json]:
    if not given:
        return []
    try:
        entities = json.loads(given)
    except ValueError:
        return []
    for entity in entities if isinstance(entities, list) else []:
        if not isinstance(entity, dict):
            raise bad("can't parse MessageEntity: expected an Object")
        for field in ("offset", "length", "type"):
            if field not in entity:
                raise bad(f"can't parse MessageEntity: Can't find field \"{field}\"")
        if entity["type"] not in GIVEN:
            raise bad("can't parse MessageEntity: Unsupported type specified")
    return entities if isinstance(entities, list) else []


def _joined(entities: list[Json], found: list[Json]) -> list[Json]:
    """What was given, and what was found outside of code and links."""

    def free(entity: Json) -> bool:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        closed = {"code", "pre", "text_link", "text_mention", entity["type"]}
        return not any(
            other["type"] in closed and other["offset"] < end and begin < other["offset"] + other["length"]
            for other in entities
        )

    together = entities + [entity for entity in found if free(entity)]
    return sorted(together, key=lambda entity: (entity["offset"], -entity["length"]))


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without space at both ends; entities follow."""
    text = UNPRINTABLE.sub("", text)
    kept = text.rstrip()
    first = min((entity["offset"] for entity in entities), default=utf16(kept))
    cut = min(len(kept) - len(kept.lstrip(" \n")), first)
    kept = kept[cut:]
    moved: list[Json] = []
    for entity in entities:
        offset = entity["offset"] - cut
        length = min(entity["length"], utf16(kept) - offset)
        if length > 0:
            moved.append(entity | {"offset": offset, "length": length})
    return kept, moved
