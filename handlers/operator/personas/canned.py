"""A persona's ready words for the desk: those of the packs, and those that her operators add."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.content.schema import CANNED, LONGEST_CANNED
from handlers.member.proofs.content import readable
from handlers.operator.desk.canned import ready
from handlers.operator.personas.listing import in_sight
from handlers.turn import Turn
from storage import log
from storage.tables import CannedComment

MOST_OWN = 6
EVENTS = tuple(sorted(CANNED))


async def listed(turn: Turn, args: Mapping[str, str]) -> None:
    """What stands ready for what."""
    persona = await in_sight(turn, args["persona"])
    if persona is None:
        return
    lines, choices = [turn.text("personas.canned_title", name=persona.name)], []
    for event in EVENTS:
        lines.append(f"\n{turn.text(f'personas.event.{event}')}")
        for each in await ready(turn, persona.key, event):
            lines.append(f"• {each.words}")
            if each.own is not None:
                label = turn.text("personas.canned_remove", words=each.words)
                choices.append(Choice(label, "personas.canned_remove", {"id": str(each.own)}))
    nav = (Choice(turn.text("personas.canned_add"), "personas.canned_add", dict(args), Style.PRIMARY),)
    await turn.say(Say("\n".join(lines), by=Speaker.DESK, choices=tuple(choices), nav=nav))


async def ask(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for more."""
    persona = await in_sight(turn, args["persona"])
    if persona is None:
        return
    events = tuple((event, turn.text(f"personas.event.{event}")) for event in EVENTS)
    fields = (
        Field("event", turn.text("personas.canned_for"), FieldKind.CHOICE, events, value=(EVENTS[0],)),
        Field("words", turn.text("personas.canned_words"), most=LONGEST_CANNED),
    )
    submit = Choice(turn.text("personas.canned_add"), "personas.canned_added", dict(args), Style.PRIMARY)
    await turn.say(Form(turn.text("personas.canned_add"), fields, submit, by=Speaker.DESK))


async def added(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """They stand on the desk from now on."""
    persona = await in_sight(turn, args.get("persona", ""))
    if persona is None:
        return
    event = "".join(values.get("event", ()))
    words = " ".join(readable("".join(values.get("words", ()))).split())
    there = await ready(turn, persona.key, event) if event in CANNED else []
    full = sum(each.own is not None for each in there) >= MOST_OWN
    known = any(each.words == words for each in there)
    if event not in CANNED or not 0 < len(words) <= LONGEST_CANNED or full or known:
        text = turn.text("personas.canned_problem", most=LONGEST_CANNED, own=MOST_OWN)
        await turn.say(text, by=Speaker.DESK)
        return
    row = CannedComment(
        persona=persona.key, event=event, words=words, made_by=turn.me.person.id, created_at=turn.wall
    )
    turn.tx.add(row)
    await turn.tx.flush()
    await _note(turn, "canned.added", row)
    await turn.form_done()
    await listed(turn, args)


async def removed(turn: Turn, args: Mapping[str, str]) -> None:
    """They stand nowhere any more."""
    row = await turn.tx.get(CannedComment, uuid.UUID(args["id"]))
    if row is None or not turn.me.may_run(row.persona):
        await turn.say(turn.text("personas.canned_gone"), by=Speaker.DESK)
        return
    await _note(turn, "canned.removed", row)
    await turn.tx.delete(row)
    await turn.tx.flush()
    await listed(turn, {"persona": row.persona})


async def _note(turn: Turn, kind: str, row: CannedComment) -> None:
    await log.append(turn.tx, at=turn.wall, actor=turn.me.person.id, kind=kind, object_id=str(row.id))
