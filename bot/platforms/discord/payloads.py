"""Discord's objects as the court needs them, read leniently: whatever is missing is empty."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.platforms.discord.rest import Json

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
ORDINARY = frozenset({0, 19})
"""Kinds of messages that people write: a message, a reply."""
EPHEMERAL, LOADING, VOICE = 1 << 6, 1 << 7, 1 << 13
BOT_DM = 1
DIRECT = 1
"""The type of a direct-message channel."""
_NUMBER = re.compile(r"\d{1,20}")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of a message."""

    id: str
    name: str
    mime: str | None
    size: int
    url: str
    voice: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A direct message that a person wrote."""

    id: str
    channel: str
    user: str
    text: str
    edited: str = ""
    files: tuple[Enclosed, ...] = ()
    other: str = ""
    """What it is if it is neither words nor files: sticker, poll, forward."""
    aside: str = ""
    """The words of a poll, or of a message that was forwarded."""


class Kind(StrEnum):
    """What was done."""

    COMMAND = "command"
    COMPONENT = "component"
    AUTOCOMPLETE = "autocomplete"
    MODAL = "modal"


KINDS = {2: Kind.COMMAND, 3: Kind.COMPONENT, 4: Kind.AUTOCOMPLETE, 5: Kind.MODAL}


@dataclass(frozen=True, slots=True)
class Act:
    """An interaction: a command, a press, a filled modal, or words being typed into an option."""

    id: str
    token: str
    kind: Kind
    user: str
    channel: str
    locale: str
    private: bool
    """It happened where others are: every answer is shown to this person alone."""
    name: str = ""
    """The command's name, or the component's or modal's own id."""
    words: str = ""
    picked: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] | None = None
    message: str = ""
    """The message whose component was used, and how it reads."""
    content: str = ""


def moment_of(snowflake: str) -> datetime:
    """When a thing of this id came to be."""
    return EPOCH + timedelta(milliseconds=int(snowflake) >> 22)


def post_of(data: Json) -> Post | None:
    """The direct message in ``data``, or None if it is nothing a person said to us."""
    author = _object(data.get("author"))
    if author.get("bot") or data.get("guild_id") or data.get("webhook_id") or not _is_id(author.get("id")):
        return None
    if _number(data.get("type")) not in ORDINARY or not _is_id(data.get("id")):
        return None
    voice = bool(_number(data.get("flags")) & VOICE)
    return Post(
        id=str(data["id"]),
        channel=str(data.get("channel_id", "")),
        user=str(author["id"]),
        text=str(data.get("content") or ""),
        edited=str(data.get("edited_timestamp") or ""),
        files=tuple(_files(data.get("attachments"), voice=voice)),
        other=_other(data),
        aside="\n".join(each for each in _aside(data) if each),
    )


def act_of(data: Json) -> Act | None:
    """The interaction in ``data``, or None if it is none of those the court knows."""
    kind = KINDS.get(_number(data.get("type")))
    user = _object(data.get("user") or _object(data.get("member")).get("user"))
    if kind is None or not (_is_id(user.get("id")) and _is_id(data.get("id")) and data.get("token")):
        return None
    inner, message = _object(data.get("data")), _object(data.get("message"))
    return Act(
        id=str(data["id"]),
        token=str(data["token"]),
        kind=kind,
        user=str(user["id"]),
        channel=str(data.get("channel_id") or _object(data.get("channel")).get("id") or ""),
        locale=str(data.get("locale") or ""),
        private=_is_elsewhere(data),
        name=str(inner.get("name") or inner.get("custom_id") or ""),
        words=" ".join(str(option.get("value", "")) for option in _objects(inner.get("options"))).strip(),
        picked=_texts(inner.get("values")),
        fields=dict(_fields(inner.get("components"))) if kind is Kind.MODAL else None,
        message=str(message.get("id") or ""),
        content=str(message.get("content") or ""),
    )


def _is_elsewhere(data: Json) -> bool:
    if "context" in data and data["context"] is not None:
        return _number(data["context"]) != BOT_DM
    return bool(data.get("guild_id")) or _number(_object(data.get("channel")).get("type", DIRECT)) != DIRECT


def _other(data: Json) -> str:
    if data.get("sticker_items"):
        return "sticker"
    if data.get("poll"):
        return "poll"
    if data.get("message_snapshots"):
        return "forwarded"
    return ""


def _aside(data: Json) -> Iterable[str]:
    poll = _object(data.get("poll"))
    yield str(_object(poll.get("question")).get("text") or "")
    for answer in _objects(poll.get("answers")):
        yield str(_object(answer.get("poll_media")).get("text") or "")
    for forwarded in _objects(data.get("message_snapshots")):
        yield str(_object(forwarded.get("message")).get("content") or "")


def _files(found: Any, *, voice: bool) -> Iterable[Enclosed]:
    for each in _objects(found):
        if _is_id(each.get("id")) and each.get("url"):
            yield Enclosed(
                id=str(each["id"]),
                name=str(each.get("filename") or ""),
                mime=str(each["content_type"]) if each.get("content_type") else None,
                size=_number(each.get("size")),
                url=str(each["url"]),
                voice=voice or each.get("waveform") is not None,
            )


def _fields(components: Any) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Each field of a modal with what was given: rows hold theirs in a list, labels hold one."""
    for each in _objects(components):
        inside = _objects(each.get("components")) or _objects([each.get("component")])
        for field in inside or [each]:
            name = str(field.get("custom_id") or "")
            one = field.get("value")
            given = _texts(field.get("values")) if one is None else (str(one),)
            if name:
                yield name, given


def _objects(found: Any) -> list[Mapping[str, Any]]:
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list | tuple) else []


def _object(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def _texts(found: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in found) if isinstance(found, list | tuple) else ()


def _number(found: Any) -> int:
    try:
        return int(found or 0)
    except (TypeError, ValueError):
        return 0


def _is_id(found: Any) -> bool:
    return found is not None and _NUMBER.fullmatch(str(found)) is not None
