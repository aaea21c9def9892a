"""Deciding what waits beside proofs: more time, misses, the door."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Say, Speaker
from handlers.member.tasks import misses, more_time
from handlers.member.tasks.deciding import (
    OVER,
    AlreadySettled,
    NotPossible,
    Settled,
    Settlement,
    subject_of,
)
from handlers.member.tasks.misses import MissDecision
from handlers.operator.desk import punish
from handlers.operator.desk.decide import go_on, settle
from handlers.operator.desk.queue import ref_of
from handlers.operator.roles import operator_name
from handlers.turn import Turn
from storage import log
from storage.enums import OutboxClass
from storage.tables import Admission, Operator


async def grant(turn: Turn, args: Mapping[str, str]) -> None:
    """More time."""
    await _extension(turn, args, granted=True)


async def refuse(turn: Turn, args: Mapping[str, str]) -> None:
    """No more time."""
    await _extension(turn, args, granted=False)


async def _extension(turn: Turn, args: Mapping[str, str], *, granted: bool) -> None:
    done = await more_time.decide_extension(turn, uuid.UUID(args["task"]), granted, by=turn.me.person.id)
    await _answer(turn, args["task"], done, "desk.granted" if granted else "desk.refused")


async def miss(turn: Turn, args: Mapping[str, str]) -> None:
    """What a missed task costs: apply, with a punishment or without, postpone, dismiss."""
    how, task_id = MissDecision(args["how"]), uuid.UUID(args["task"])
    done = await misses.decide_miss(turn, task_id, how, by=turn.me.person.id)
    subject = await subject_of(turn, task_id)
    more = ""
    if subject is not None and isinstance(done, Settled) and done.punished is not None:
        more = punish.outcome_words(turn, subject, done.punished)
    await _answer(turn, args["task"], done, f"desk.missed_{how.value}", more)


async def _answer(turn: Turn, task: str, done: Settlement, key: str, more: str = "") -> None:
    """Say what came of a decision; what is settled leaves every operator's chat."""
    words = f"{await _outcome(turn, done, key)} {more}".strip()
    if not isinstance(done, NotPossible) or done.why == OVER:
        await settle(turn, ref_of(task), Say(words, by=Speaker.DESK))
    else:
        await turn.say(words, by=Speaker.DESK)
    await go_on(turn)


async def _outcome(turn: Turn, done: Settlement, key: str) -> str:
    match done:
        case Settled():
            return turn.text(key)
        case AlreadySettled(by=by):
            operator = None if by is None else await turn.tx.get(Operator, by)
            name = operator_name(turn, operator) if operator else turn.text("log.court")
            return turn.text("desk.already_admission", name=name)
        case NotPossible(why=why):
            return turn.text(f"task.undecided.{why}")


async def admit(turn: Turn, args: Mapping[str, str]) -> None:
    """Let somebody in."""
    await _admission(turn, args, admitted=True)


async def turn_away(turn: Turn, args: Mapping[str, str]) -> None:
    """Do not."""
    await _admission(turn, args, admitted=False)


async def _admission(turn: Turn, args: Mapping[str, str], *, admitted: bool) -> None:
    person_id = uuid.UUID(args["person"])
    subject = await turn.subject(person_id)
    row = await turn.tx.get(Admission, person_id)
    if subject is None or row is None or row.admitted is not None:
        decided = await turn.tx.get(Operator, row.decided_by) if row and row.decided_by else None
        name = operator_name(turn, decided) if decided else turn.text("log.court")
        await turn.say(turn.text("desk.already_admission", name=name), by=Speaker.DESK)
    else:
        row.admitted, row.decided_at, row.decided_by = admitted, turn.wall, turn.me.person.id
        kind = "admit" if admitted else "turn_away"
        await log.append(turn.tx, at=turn.wall, actor=turn.me.person.id, kind=kind, subject=person_id)
        key = "admission.admitted" if admitted else "admission.refused"
        await turn.tell(subject, turn.text_for(subject, key), klass=OutboxClass.ACCOUNT)
        words = turn.text("desk.admitted" if admitted else "desk.turned_away")
        await settle(turn, ref_of(person_id), Say(words, by=Speaker.DESK))
    await go_on(turn)
