"""Deciding on the desk: each thing exactly once; whoever comes second is told who did."""

import uuid
from collections.abc import Mapping

from handlers import desk_chats, judging
from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.judging import AlreadyDecided, Impossible, Judged
from handlers.operator.desk import canned, punish, run
from handlers.operator.desk.queue import ref_of
from handlers.operator.roles import operator_name
from handlers.rules.numbers import whole
from handlers.rules.review import DeskKind
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import Verdict
from storage.queries import desk as queries
from storage.tables import Task

LONGEST_REASON = 1000
MOST_ALIKE = 50
LABELS = {
    Verdict.APPROVED: "desk.approve",
    Verdict.ASKED_AGAIN: "desk.again",
    Verdict.REJECTED: "desk.reject",
}


async def approve(turn: Turn, args: Mapping[str, str]) -> None:
    """Approve, perhaps with a bonus."""
    await _judge(turn, args["attempt"], Verdict.APPROVED, bonus=int(args.get("bonus", "0")))


async def ask_comment(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for an approval with words and a bonus of one's own."""
    most = turn.house.rules.max_bonus
    fields = (
        Field("comment", turn.text("desk.comment_label"), FieldKind.LONG, most=LONGEST_REASON),
        Field(
            "bonus",
            turn.text("desk.bonus_label"),
            FieldKind.NUMBER,
            value=("0",),
            least=0,
            most=most,
            required=False,
        ),
    )
    await _form(turn, "desk.comment_title", fields, "desk.commented", args, Verdict.APPROVED)


async def ask_again(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for what is missing."""
    fields = (
        Field("comment", turn.text("desk.again_label"), FieldKind.LONG, most=LONGEST_REASON, required=False),
    )
    await _form(turn, "desk.again_title", fields, "desk.asked_again", args, Verdict.ASKED_AGAIN)


async def ask_reason(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for the reason of a rejection."""
    fields = (Field("reason", turn.text("desk.reason_label"), FieldKind.LONG, least=3, most=LONGEST_REASON),)
    await _form(turn, "desk.reject_title", fields, "desk.rejected", args, Verdict.REJECTED)


async def _form(
    turn: Turn, title: str, fields: tuple[Field, ...], action: str, args: Mapping[str, str], verdict: Verdict
) -> None:
    """A form for words of one's own, with ready ones below it."""
    submit = Choice(turn.text(LABELS[verdict]), action, dict(args), Style.PRIMARY)
    ready = await canned.buttons(turn, args["attempt"], verdict)
    await turn.say(Form(turn.text(title), fields, submit, by=Speaker.DESK, nav=ready))


async def with_ready_words(turn: Turn, args: Mapping[str, str]) -> None:
    """Decide with ready words of the persona's."""
    verdict, words = Verdict(args["verdict"]), args["words"]
    comment, reason = ("", words) if verdict is Verdict.REJECTED else (words, "")
    await _judge(turn, args["attempt"], verdict, comment=comment, reason=reason)


async def commented(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Approve with words."""
    bonus = whole("".join(values.get("bonus", ())) or "0")
    comment = _words(values, "comment")
    if comment is None or bonus is None or bonus > turn.house.rules.max_bonus:
        await turn.say(turn.text("desk.form_problem", most=LONGEST_REASON), by=Speaker.DESK)
        return
    await _judge(turn, args["attempt"], Verdict.APPROVED, bonus=bonus, comment=comment)


async def asked_again(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Ask for another try."""
    comment = _words(values, "comment")
    if comment is None:
        await turn.say(turn.text("desk.form_problem", most=LONGEST_REASON), by=Speaker.DESK)
        return
    await _judge(turn, args["attempt"], Verdict.ASKED_AGAIN, comment=comment)


async def rejected(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Reject, with a reason."""
    reason = _words(values, "reason")
    if not reason:
        await turn.say(turn.text("desk.form_problem", most=LONGEST_REASON), by=Speaker.DESK)
        return
    await _judge(turn, args["attempt"], Verdict.REJECTED, reason=reason)


async def similar(turn: Turn, args: Mapping[str, str]) -> None:
    """Approve the proofs of a group at once: those that were counted, but none in a colleague's hands."""
    personas = turn.me.operator.personas if turn.me.operator else []
    alike = await queries.proofs(turn.tx, personas, turn.me.person.id, MOST_ALIKE, group=args["group"])
    counted, busy = args["attempts"].split(), await run.others_have(turn)
    done = []
    for each in alike:
        if str(each.id) not in counted or f"{DeskKind.PROOF.value}:{each.id}" in busy:
            continue
        outcome = await judging.judge(turn, each.id, Verdict.APPROVED)
        if isinstance(outcome, Judged):
            done.append(str(each.id))
            await clear_everywhere(turn, ref_of(each.id), _desk(turn.text("desk.done.approved")))
    undo = Choice(turn.text("desk.undo"), "desk.undo_all", {"attempts": " ".join(done)})
    await turn.say(
        Say(turn.text("desk.similar_done", count=len(done)), by=Speaker.DESK, choices=(undo,) if done else ())
    )
    await go_on(turn)


async def undo(turn: Turn, args: Mapping[str, str]) -> None:
    """Take a decision back, where the rules allow it."""
    await _undo(turn, [args["attempt"]])


async def undo_all(turn: Turn, args: Mapping[str, str]) -> None:
    """Take a whole group's approval back."""
    await _undo(turn, args["attempts"].split())


async def _undo(turn: Turn, attempts: list[str]) -> None:
    sentences = [await judging.undo(turn, uuid.UUID(each)) for each in attempts]
    await turn.say("\n".join(dict.fromkeys(sentences)), by=Speaker.DESK)


async def _judge(
    turn: Turn, attempt: str, verdict: Verdict, *, bonus: int = 0, comment: str = "", reason: str = ""
) -> None:
    attempt_id = uuid.UUID(attempt)
    outcome = await judging.judge(turn, attempt_id, verdict, bonus=bonus, comment=comment, reason=reason)
    match outcome:
        case Judged():
            back = Choice(turn.text("desk.undo"), "desk.undo", {"attempt": attempt})
            more = await _after(turn, outcome)
            await settle(
                turn, ref_of(attempt_id), _desk(turn.text(f"desk.done.{verdict.value}"), back, *more)
            )
        case AlreadyDecided(by_name=name, verdict=done):
            first = turn.text("desk.already", name=name, verdict=turn.text(f"desk.done.{done.value}"))
            await settle(turn, ref_of(attempt_id), _desk(first))
        case Impossible(why=why):
            await turn.say(turn.text(f"proof.undecidable.{why}"), by=Speaker.DESK)
    await go_on(turn)


async def _after(turn: Turn, judged: Judged) -> tuple[Choice, ...]:
    """What a rejection leaves to decide: whether a punishment answers it."""
    task = await turn.tx.get(Task, judged.task_id) if judged.verdict is Verdict.REJECTED else None
    subject = None if task is None else await turn.subject(task.user_id)
    return () if subject is None else await punish.button(turn, subject, judged.task_id)


async def go_on(turn: Turn) -> None:
    """The next item appears by itself, unless the press came late: then it only says what happened."""
    if not turn.late:
        await run.move_on(turn)


async def settle(turn: Turn, ref: str, outcome: Say) -> None:
    """Say what came of an item once: in its place where it stood before the operator, else as an answer.

    The form that the decision came by is closed with it."""
    if turn.pressed is not None and turn.pressed.ref != ref:
        await turn.form_done()
    if not await clear_everywhere(turn, ref, outcome):
        await turn.say(outcome)


async def clear_everywhere(turn: Turn, ref: str, outcome: Say) -> bool:
    """What was shown of an item disappears from every operator's chat; only the outcome stays.

    Returns whether it stood in the operator's own."""
    name = _own_name(turn)

    def told(operator: Subject) -> Say:
        if operator is turn.me:
            return outcome
        return _desk(turn.text_for(operator, "desk.settled_by", name=name, what=outcome.text))

    return await desk_chats.clear(turn, ref, told)


def _desk(text: str, *choices: Choice) -> Say:
    return Say(text, by=Speaker.DESK, choices=choices)


def _own_name(turn: Turn) -> str:
    return operator_name(turn, turn.me.operator) if turn.me.operator else ""


def _words(values: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    """What was written, or None if it is too long."""
    text = "".join(values.get(name, ())).strip()
    return text if len(text) <= LONGEST_REASON else None
