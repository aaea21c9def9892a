"""From what happened on Discord to what the court understands."""

import re
from collections.abc import Container
from datetime import UTC, datetime

from bot.platforms.discord.names import Purpose, purpose_of
from bot.platforms.discord.payloads import Act, Enclosed, Kind, Post, moment_of
from bot.platforms.discord.tickets import Ticket
from handlers.chat.incoming import (
    Attachment,
    Body,
    Command,
    Edited,
    FormAnswer,
    Inbound,
    Origin,
    Press,
    Text,
    Unsupported,
    Upload,
)
from handlers.prompts import TOKEN_BYTES
from storage.enums import Platform

DEVICE = "Discord"
NOTHING = "message"
# Everything of C0 but tab and newline, DEL, and C1; and halves of letters.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HALF_LETTERS = re.compile(r"[\ud800-\udfff]")
_COMMAND = re.compile(r"\s*(?P<sign>[/!])(?P<name>[A-Za-z_]{1,32})(?:\s+(?P<words>.*))?", re.DOTALL)


def clean(text: str) -> str:
    """``text`` without control characters; half a letter becomes �."""
    return _HALF_LETTERS.sub("�", _CONTROLS.sub("", text.replace("\r\n", "\n")))


def of_post(post: Post, bot: str, commands: Container[str], language: str) -> Inbound:
    """A direct message as an update."""
    origin = Origin(Platform.DISCORD, bot, post.user, post.user, language=language, device=DEVICE)
    return Inbound(origin, f"m{post.id}", body_of(post, commands), moment_of(post.id))


def of_edit(post: Post, bot: str, language: str) -> Inbound:
    """A changed direct message as an update: only its words count."""
    origin = Origin(Platform.DISCORD, bot, post.user, post.user, language=language, device=DEVICE)
    return Inbound(origin, f"m{post.id}e{post.edited}"[:128], Edited(clean(post.text)), _edited_at(post))


def of_act(act: Act, bot: str, language: str) -> Inbound:
    """An interaction as an update; what is none of ours is a press that leads nowhere, and is answered so."""
    origin = Origin(
        Platform.DISCORD, bot, act.user, act.user, language=language, device=f"{DEVICE} {act.locale}".strip()
    )
    return Inbound(origin, f"i{act.id}", _done(act), moment_of(act.id), Ticket.of(act).encoded())


def body_of(post: Post, commands: Container[str]) -> Body:
    """What a direct message says. Plain text suffices for commands: ``/tasks``, ``!tasks``."""
    text = clean(post.text)
    if post.files:
        return Upload(tuple(_attachment(post, file) for file in post.files), text)
    if not text.strip():
        return Unsupported(post.other or NOTHING, clean(post.aside))
    found = _COMMAND.fullmatch(text)
    if found is not None and (found["sign"] == "/" or found["name"].casefold() in commands):
        return Command(found["name"].casefold(), (found["words"] or "").strip())
    return Text(text)


def _done(act: Act) -> Body:
    if act.kind is Kind.COMMAND:
        return Command(act.name.casefold(), clean(act.words))
    named = purpose_of(act.name)
    if named is None:
        return Press("")
    purpose, token = named
    if purpose is Purpose.PICK:
        token = act.picked[0] if act.picked else ""
    if len(token.encode("utf-8", "replace")) > TOKEN_BYTES:
        return Press("")
    if act.kind is Kind.COMPONENT:
        return Press(clean(token))
    return _sent_in(act, purpose, clean(token))


def _sent_in(act: Act, purpose: Purpose, token: str) -> Body:
    values = {clean(name): tuple(map(clean, given)) for name, given in (act.fields or {}).items()}
    if purpose is Purpose.ASIDE:
        return Text(next((given[0] for given in values.values() if given), ""))
    return FormAnswer(token, values)


def _attachment(post: Post, file: Enclosed) -> Attachment:
    """Its handle leads to the message: the file's own address expires."""
    return Attachment(
        f"{post.channel}/{post.id}/{file.id}", clean(file.name), file.mime, file.size, file.voice
    )


def _edited_at(post: Post) -> datetime:
    try:
        moment = datetime.fromisoformat(post.edited)
    except ValueError:
        return moment_of(post.id)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
