"""Writing to a member: in the persona's name, or as a person if she asked for one while stopped."""

from collections.abc import Mapping
from datetime import datetime

from handlers import unprompted
from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, FormSpec
from handlers.operator.sight import member_in_sight
from handlers.rules.standing import operators_may_write
from handlers.standing import standing_of
from handlers.turn import Turn
from handlers.zones import spoken
from storage import log
from storage.enums import OutboxClass

LONGEST = 2000


async def ask(turn: Turn, args: Mapping[str, str]) -> None:
    """The form, or why the member may not be written to."""
    subject = await member_in_sight(turn, args.get("member", ""))
    if subject is None:
        await turn.say(turn.text("members.unknown"), by=Speaker.DESK)
        return
    asked = subject.person.contact_wanted_at is not None
    if not operators_may_write(standing_of(subject.person), turn.now, asked=asked):
        await turn.say(turn.text("members.not_now"), by=Speaker.DESK)
        return
    field = Field("text", turn.text("members.message"), FieldKind.LONG, most=LONGEST)
    submit = Choice(turn.text("members.send"), "member.written", dict(args), Style.PRIMARY)
    key = "members.write_plain" if asked else "members.write_persona"
    text = turn.text(key, name=subject.member.username)
    await turn.say(Form(turn.text("members.write"), (field,), submit, text=text, by=Speaker.DESK))


async def written(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Send it; what was written is logged sealed."""
    subject = await member_in_sight(turn, args.get("member", ""))
    text = "".join(values.get("text", ())).strip()
    if subject is None or not text or len(text) > LONGEST:
        await turn.say(turn.text("members.message_problem", most=LONGEST), by=Speaker.DESK)
        return
    asked = subject.person.contact_wanted_at is not None
    if not operators_may_write(standing_of(subject.person), turn.now, asked=asked):
        await turn.say(turn.text("members.not_now"), by=Speaker.DESK)
        return
    await turn.form_done()
    waits = None if asked else unprompted.earliest(turn, subject)
    if asked:
        message = Say(text, by=Speaker.SAFETY)
        told = await turn.tell(subject, message, klass=OutboxClass.SAFETY, veiled=True)
    else:
        told = await unprompted.tell(turn, subject, text)
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind="write",
        subject=subject.person.id,
        detail={"text": text},
    )
    await turn.say(_outcome(turn, told=told, waits=waits), by=Speaker.DESK)


def _outcome(turn: Turn, *, told: bool, waits: datetime | None) -> str:
    if not told:
        return turn.text("members.unreachable")
    if waits is None:
        return turn.text("members.written")
    return turn.text("members.written_later", at=spoken(waits, turn.me.zone, turn.now))


ACTIONS = (ActionSpec("member.write", Access.OPERATOR, ask, once=False),)
FORMS = (FormSpec("member.written", Access.OPERATOR, written),)
