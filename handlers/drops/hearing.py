"""Listening: the closed message becomes the voice; /voice has everything a member got, to be heard again."""

import uuid
from collections.abc import Mapping

from handlers import tagging
from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.drops import sending, shelf
from handlers.drops.shelf import Drop
from handlers.rules.limits import touched
from handlers.turn import Turn
from storage.queries import campaigns
from storage.queries import drops as queries
from storage.tables import UserVoiceDrop

PAGE = 8


async def listen(turn: Turn, args: Mapping[str, str]) -> None:
    """Listen was pressed: the same message plays now, and the first time is remembered."""
    sent_id = uuid.UUID(args["sent"])
    row = await sending.noted(turn, sent_id, uuid.UUID(args["drop"]))
    played = await _played(turn, row) if row is not None else None
    if played is not None:
        await turn.amend(sending.ref_of(sent_id), played)


async def again(turn: Turn, args: Mapping[str, str]) -> None:
    """A drop from the list, heard once more - or for the first time."""
    row = await turn.tx.get(UserVoiceDrop, uuid.UUID(args["sent"]))
    if row is None or row.user_id != turn.me.person.id:
        await turn.say(turn.text("common.stale_button"))
        return
    played = await _played(turn, row)
    if played is not None:
        await turn.say(played)


async def _played(turn: Turn, row: UserVoiceDrop) -> Say | None:
    """The drop as it is heard; None after saying why it stays closed."""
    drop = await shelf.find(turn, row.voice_drop_id)
    limits = await tagging.limits_of(turn, turn.me)
    hard = touched(drop.tags, limits).hard if drop is not None else frozenset()
    if hard:
        await turn.say(turn.text("voice.limit", tags=tagging.labels(turn, hard)))
        return None
    medium = await shelf.medium(turn, drop) if drop is not None else None
    if drop is None or medium is None:
        await turn.say(turn.text("voice.gone"))
        return None
    if row.opened_at is None:
        row.opened_at = turn.now
        await campaigns.note_opened(turn.tx, turn.me.person.id, sending.ref_of(row.id))
    return Say(_title(drop), by=Speaker.PERSONA, media=(medium,))


def _title(drop: Drop) -> str:
    return "\n".join(filter(None, (drop.name, drop.description)))


async def voice(turn: Turn, _args: str) -> None:
    """/voice: what the member got, the newest first."""
    await _page(turn, 0)


async def more(turn: Turn, args: Mapping[str, str]) -> None:
    """Older ones."""
    await _page(turn, int(args["page"]))


async def _page(turn: Turn, page: int) -> None:
    found = await queries.got(turn.tx, turn.me.member.id, page * PAGE, PAGE + 1)
    if not found:
        await turn.persona_says("voice_none")
        return
    choices = []
    for row, drop, _ in found[:PAGE]:
        mark = "" if row.opened_at else "● "
        label = f"{mark}{row.sent_at.astimezone(turn.me.zone):%d %b} · {drop.name}"
        choices.append(Choice(label[:64], "drop.again", {"sent": row.id.hex}))
    nav: tuple[Choice, ...] = ()
    if len(found) > PAGE:
        nav = (Choice(turn.text("common.next"), "drop.more", {"page": str(page + 1)}),)
    await turn.say(Say(turn.text("voice.list"), choices=tuple(choices), nav=nav))
