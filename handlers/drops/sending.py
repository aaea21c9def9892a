"""Sending a voice drop: closed, within limits and quiet hours; it counts as sent at its receipt."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from handlers import tagging
from handlers.chat.outgoing import Choice, Message, Say, Speaker, Style
from handlers.drops import shelf
from handlers.drops.shelf import Drop
from handlers.rules.limits import Limits, touched
from handlers.rules.standing import Blocked
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import waking
from storage.enums import OutboxClass
from storage.queries import chat, drops
from storage.tables import Outbox, UserVoiceDrop

RECEIPT = "drop.sent"


class Why(StrEnum):
    """Why a drop is not sent."""

    GONE = "gone"
    OTHER_PERSONA = "other_persona"
    HARD_LIMIT = "hard_limit"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class NotSent:
    """It was not sent: why, which hard limits it touches, what stands in the way."""

    why: Why
    tags: frozenset[str] = field(default_factory=frozenset)
    blocked: Blocked | None = None


async def by_event(turn: Turn, subject: Subject, event: str) -> bool:
    """Send the drop that her persona has for an event, if there is one and it may be sent. True if it was."""
    drop = await shelf.named(turn, subject.member.domme_assigned, event)
    return drop is not None and await send(turn, subject, drop) is None


async def send(
    turn: Turn, subject: Subject, drop: Drop, *, campaign: uuid.UUID | None = None
) -> NotSent | None:
    """Send a drop to one member, outside her quiet hours. None if it is on its way, else why not.

    The only way a drop is sent: whoever sends to many or by a schedule calls it for each. ``campaign`` is the
    broadcast it belongs to."""
    limits = await tagging.limits_of(turn, subject)
    refused = await _refused(turn, subject, drop, limits)
    if refused is not None:
        return refused
    sent_id = uuid.uuid4()
    told = await turn.tell(
        subject,
        closed(turn, subject, drop, sent_id, limits),
        klass=OutboxClass.GAME,
        ref=ref_of(sent_id),
        on_sent=f"{RECEIPT}:{sent_id.hex}.{drop.id.hex}",
        not_before=waking(subject, turn.now),
        campaign=campaign,
    )
    return None if told else NotSent(Why.UNREACHABLE)


async def _refused(turn: Turn, subject: Subject, drop: Drop, limits: Limits) -> NotSent | None:
    blocked = turn.blocked(subject)
    if blocked is not None:
        return NotSent(Why.BLOCKED, blocked=blocked)
    hard = touched(drop.tags, limits).hard
    if hard:
        return NotSent(Why.HARD_LIMIT, hard)
    if drop.persona != subject.member.domme_assigned:
        return NotSent(Why.OTHER_PERSONA)
    if drop.retired or not await shelf.playable(turn, drop):
        return NotSent(Why.GONE)
    return None


def closed(turn: Turn, subject: Subject, drop: Drop, sent_id: uuid.UUID, limits: Limits) -> Message:
    """How it arrives: its name, what it touches of what is to be asked about, and the button to listen."""
    parts = [
        turn.line("drop_arrived", of=subject),
        turn.text_for(subject, "voice.closed", name=drop.name, about=drop.description).strip(),
    ]
    soft = touched(drop.tags, limits).soft
    if soft:
        parts.append(turn.text_for(subject, "voice.soft", tags=tagging.labels(turn, soft)))
    args = {"sent": sent_id.hex, "drop": drop.id.hex}
    listen = Choice(turn.text_for(subject, "voice.listen"), "drop.listen", args, Style.PRIMARY)
    return Say("\n\n".join(parts), by=Speaker.PERSONA, choices=(listen,))


def ref_of(sent_id: uuid.UUID) -> str:
    """The name of the message in which a drop stands."""
    return f"drop:{sent_id.hex}"


async def delivered(turn: Turn, args: Mapping[str, str]) -> None:
    """The receipt: from now on the member has it."""
    sent_id, _, drop_id = args["arg"].partition(".")
    await noted(turn, uuid.UUID(sent_id), uuid.UUID(drop_id))


async def noted(turn: Turn, sent_id: uuid.UUID, drop_id: uuid.UUID) -> UserVoiceDrop | None:
    """The row of a drop the member got, made if this is the first word of it. None: there is no such drop."""
    row = await turn.tx.get(UserVoiceDrop, sent_id)
    if row is not None:
        return row if row.user_id == turn.me.person.id else None
    if not turn.me.is_member or await shelf.find(turn, drop_id) is None:
        return None
    row = UserVoiceDrop(id=sent_id, user_id=turn.me.member.id, voice_drop_id=drop_id, sent_at=turn.now)
    turn.tx.add(row)
    await turn.tx.flush()
    return row


async def withdraw_touching(turn: Turn, subject: Subject, limits: Limits) -> int:
    """A new hard limit withdraws what is on its way and closes what was not listened to; returns how many."""
    gone = 0
    for row in await drops.on_the_way(turn.tx, subject.person.id, RECEIPT):
        if row.ref is not None and await _touches(turn, _drop_of(row), limits):
            await chat.cancel_named(turn.tx, subject.person.id, row.ref)
            gone += 1
    for got in await drops.unopened(turn.tx, subject.member.id):
        if await chat.has_open_prompt(turn.tx, subject.person.id, ref_of(got.id)) and await _touches(
            turn, got.voice_drop_id, limits
        ):
            await turn.amend(ref_of(got.id), of=subject)
            gone += 1
    return gone


async def withdraw_of_others(turn: Turn, subject: Subject) -> None:
    """Who has gone to another persona is not sent what the old one had said for her."""
    for row in await drops.on_the_way(turn.tx, subject.person.id, RECEIPT):
        drop = await shelf.find(turn, _drop_of(row))
        if row.ref is not None and drop is not None and drop.persona != subject.member.domme_assigned:
            await chat.cancel_named(turn.tx, subject.person.id, row.ref)


def _drop_of(row: Outbox) -> uuid.UUID:
    return uuid.UUID(row.on_sent.removeprefix(f"{RECEIPT}:").partition(".")[2])


async def _touches(turn: Turn, drop_id: uuid.UUID, limits: Limits) -> bool:
    drop = await shelf.find(turn, drop_id)
    return drop is not None and bool(touched(drop.tags, limits).hard)
