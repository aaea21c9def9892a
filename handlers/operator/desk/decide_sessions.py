"""Answering for a model on the desk: a time agreed or proposed, declined, called off, held."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, FormSpec
from handlers.operator.desk.decide import go_on, settle
from handlers.operator.desk.queue import ref_of
from handlers.operator.sight import member_in_sight
from handlers.rules.clock import at_local, local_date
from handlers.rules.moments import date_typed, hour_typed
from handlers.rules.sessions import Move
from handlers.sessions import deciding
from handlers.sessions.brief import exact
from handlers.sessions.deciding import AlreadyDecided, Decided, Impossible, Outcome
from handlers.sessions.rows import Case, case_of
from handlers.subject import Subject
from handlers.turn import Turn
from storage.tables import CamModelSession

SHORTEST, LONGEST = 3, 500
Values = Mapping[str, tuple[str, ...]]


async def agree(turn: Turn, args: Mapping[str, str]) -> None:
    """One of the member's own times."""
    outcome = await deciding.agree(turn, *_which(args), int(args["number"]))
    await _said(turn, args, outcome)


async def complete(turn: Turn, args: Mapping[str, str]) -> None:
    """It took place."""
    await _said(turn, args, await deciding.complete(turn, *_which(args)))


async def ask_time(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for a time by the member's clock."""
    found = await _in_sight(turn, args)
    if found is None:
        return
    subject, _ = found
    theirs, yours = exact(turn.now, subject.zone), exact(turn.now, turn.me.zone)
    day = f"{turn.now.astimezone(subject.zone):%Y-%m-%d}"
    fields = (
        Field("day", turn.text("session.desk.day"), FieldKind.DATE, value=(day,)),
        Field("hour", turn.text("session.desk.hour"), FieldKind.TIME),
        Field("words", turn.text("session.desk.words"), FieldKind.LONG, required=False, most=LONGEST),
    )
    submit = Choice(turn.text("session.desk.propose"), "desk.session_proposed", dict(args), Style.PRIMARY)
    text = turn.text("session.desk.propose_text", theirs=theirs, yours=yours)
    await turn.say(Form(turn.text("session.desk.propose"), fields, submit, text=text, by=Speaker.DESK))


async def proposed(turn: Turn, args: Mapping[str, str], values: Values) -> None:
    """The time goes to the member."""
    hour, words = hour_typed("".join(values.get("hour", ()))), "".join(values.get("words", ())).strip()
    if hour is None or len(words) > LONGEST:
        await turn.say(turn.text("session.undecidable.unclear"), by=Speaker.DESK)
        return
    found = await _in_sight(turn, args)
    if found is None:
        return
    zone = found[0].zone
    day = date_typed("".join(values.get("day", ())), local_date(turn.now, zone))
    if day is None:
        await turn.say(turn.text("session.undecidable.unclear"), by=Speaker.DESK)
        return
    moment = at_local(day, hour, zone)
    await _said(turn, args, await deciding.propose(turn, *_which(args), moment, words))


async def ask_reason(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for why not."""
    field = Field("reason", turn.text("session.desk.reason"), FieldKind.LONG, least=SHORTEST, most=LONGEST)
    title = turn.text(f"session.desk.{args['move']}")
    submit = Choice(title, "desk.session_ended", dict(args), Style.DANGER)
    await turn.say(Form(title, (field,), submit, by=Speaker.DESK))


async def ended(turn: Turn, args: Mapping[str, str], values: Values) -> None:
    """Declined or called off; the member reads why."""
    reason = "".join(values.get("reason", ())).strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        await turn.say(turn.text("desk.form_problem", most=LONGEST), by=Speaker.DESK)
        return
    move = Move.DECLINE if args["move"] == Move.DECLINE else Move.CANCEL
    await _said(turn, args, await deciding.end(turn, *_which(args), move, reason))


def _which(args: Mapping[str, str]) -> tuple[uuid.UUID, int]:
    return uuid.UUID(args["session"]), int(args["rev"])


async def _in_sight(turn: Turn, args: Mapping[str, str]) -> tuple[Subject, Case] | None:
    """The member and her session, if the operator may decide about it; None after saying that it is gone."""
    known = await turn.tx.get(CamModelSession, uuid.UUID(args["session"]))
    subject = None if known is None else await member_in_sight(turn, str(known.user_id))
    case = None if known is None or subject is None else await case_of(turn, known.id)
    if subject is None or case is None:
        await turn.say(turn.text("session.undecidable.gone"), by=Speaker.DESK)
        return None
    return subject, case


async def _said(turn: Turn, args: Mapping[str, str], outcome: Outcome) -> None:
    """What came of it, once; and the next item."""
    ref = ref_of(uuid.UUID(args["session"]))
    match outcome:
        case Decided(move=move, told=told):
            await settle(turn, ref, Say(await _done(turn, args, move, told=told), by=Speaker.DESK))
        case AlreadyDecided(by_name=name):
            words = turn.text("desk.already_admission", name=name)
            await settle(turn, ref, Say(words, by=Speaker.DESK))
        case Impossible(why=why):
            await turn.say(turn.text(f"session.undecidable.{why}"), by=Speaker.DESK)
            return
    await go_on(turn)


async def _done(turn: Turn, args: Mapping[str, str], move: Move, *, told: bool) -> str:
    case = await case_of(turn, uuid.UUID(args["session"]))
    at = case.details.scheduled_at if case is not None else None
    when = exact(at, turn.me.zone) if at is not None else ""
    words = turn.text(f"session.desk.done.{move.value}", when=when)
    return words if told else f"{words}\n\n{turn.text('session.desk.untold')}"


ACTIONS = (
    ActionSpec("desk.session_agree", Access.OPERATOR, agree, once=False, late=True),
    ActionSpec("desk.session_propose", Access.OPERATOR, ask_time, once=False, late=True),
    ActionSpec("desk.session_end", Access.OPERATOR, ask_reason, once=False, late=True),
    ActionSpec("desk.session_complete", Access.OPERATOR, complete, once=False, late=True),
)
FORMS = (
    FormSpec("desk.session_proposed", Access.OPERATOR, proposed, late=True),
    FormSpec("desk.session_ended", Access.OPERATOR, ended, late=True),
)
