"""Tasks in words: the message that gives one, its bar, its buttons, and why one was not given."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.chat.outgoing import Choice, Meter, Say, Speaker, Style
from handlers.rules.limits import Refusal, Refused
from handlers.subject import Subject
from handlers.tagging import labels
from handlers.turn import Turn
from handlers.zones import spoken
from storage.enums import AppealResult, TaskStatus
from storage.tables import Task, TaskPlan

if TYPE_CHECKING:
    from handlers.member.tasks.giving import Proposal

NAMED_EVENTS = frozenset({"first_task", "task_daily", "task_given", "task_servitude", "task_inspection"})
TERMS = "terms"
"""The block of a member who has not accepted the present terms yet."""

LABEL = 48
HOUR = 60
DAY = 24 * HOUR


def ref_of(task: Task) -> str:
    """The name of the message that shows a task."""
    return f"task:{task.id}"


def reminder_of(task: Task) -> str:
    """The name of the message that reminds of a task."""
    return f"reminder:{task.id}"


async def close_pressed(turn: Turn, task: Task) -> None:
    """A button that was pressed elsewhere than under the task itself goes: the task shows what is next."""
    if turn.pressed is not None and turn.pressed.ref not in (None, ref_of(task)):
        await turn.amend(turn.pressed.ref)


def failure_ref(task: Task) -> str:
    """The name of the message that tells of a missed deadline."""
    return f"failed:{task.id}"


def appeal_button(turn: Turn, subject: Subject, task: Task) -> Choice:
    """What a member can do about a failed task."""
    return Choice(turn.text_for(subject, "appeal.button"), "appeal.begin", {"task": str(task.id)})


def failure_buttons(turn: Turn, subject: Subject, task: Task) -> tuple[Choice, ...]:
    """What a member can do about a failure she is told of."""
    return (appeal_button(turn, subject, task), *forgive_buttons(turn, subject, task))


def forgive_buttons(turn: Turn, subject: Subject, task: Task) -> tuple[Choice, ...]:
    """The button to forgiveness; none where there are no tokens to be had."""
    if not turn.house.policy.shop.packs and subject.member.token_balance == 0:
        return ()
    label = turn.text_for(subject, "forgive.button")
    return (Choice(label, "forgive.begin", {"task": str(task.id)}),)


def name_for(event: str, subject: Subject) -> Mapping[str, str]:
    """The values a task's opening line needs."""
    return {"name": subject.member.username} if event in NAMED_EVENTS else {}


def described(turn: Turn, subject: Subject, proposal: "Proposal") -> str:
    """A proposal as a member reads it before accepting."""
    return f"{proposal.description}\n\n{_details(turn, subject, proposal.proof_type.value, proposal.points)}"


async def task_message(turn: Turn, subject: Subject, task: Task, plan: TaskPlan, *, opening: str = "") -> Say:
    """A task as its member sees it, with time left and buttons."""
    parts = [
        opening,
        await turn.tx.open(task, "description") or "",
        _details(turn, subject, task.proof_type_required.value, plan.points),
    ]
    if task.auto_punishment_flag:
        parts.append(turn.text_for(subject, "punishment.automatic"))
    word = await turn.tx.open(plan, "challenge")
    if word and opening:
        parts.append(turn.line("challenge", of=subject, word=word))
    elif word:
        parts.append(turn.text_for(subject, "task.word", word=word))
    if plan.least_minutes:
        parts.append(turn.text_for(subject, "task.timed", minutes=plan.least_minutes))
    return Say(
        "\n\n".join(part for part in parts if part),
        by=Speaker.PERSONA,
        choices=buttons(turn, subject, task, plan),
        meters=(bar(turn, subject, task, plan),),
    )


def buttons(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> tuple[Choice, ...]:
    """What can be done with an open task by pressing."""
    args = {"task": str(task.id)}
    choices = []
    if plan.least_minutes and plan.started_at is None:
        choices.append(Choice(turn.text_for(subject, "task.start"), "task.start", args, Style.PRIMARY))
    else:
        choices.append(Choice(turn.text_for(subject, "task.hand_in"), "proof.hand_in", args, Style.PRIMARY))
    if plan.extension_asked_at is None and turn.house.rules.extension_share > 0:
        choices.append(Choice(turn.text_for(subject, "task.more_time"), "task.more_time", args))
    return tuple(choices)


def bar(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> Meter:
    """The time left of a task."""
    begun = plan.delivered_at or task.assigned_at
    whole = (task.due_at - begun).total_seconds()
    left = (task.due_at - turn.now).total_seconds()
    share = min(1.0, max(0.0, left / whole)) if whole > 0 else 0.0
    until = spoken(task.due_at, subject.zone, turn.now)
    return Meter(
        turn.text_for(subject, "task.time_left"),
        share,
        turn.text_for(subject, "task.until", until=until),
        turn.house.clock.wall_at(task.due_at),
    )


def time_in_words(turn: Turn, subject: Subject, time: timedelta) -> str:
    """A length of time as a person says it: two units at most, at least a minute."""
    minutes = max(1, -(-int(time.total_seconds()) // 60))
    if minutes >= DAY:
        hours = minutes // HOUR
        return turn.text_for(subject, "task.days_hours", days=hours // 24, hours=hours % 24)
    if minutes >= HOUR:
        return turn.text_for(subject, "task.hours_minutes", hours=minutes // HOUR, minutes=minutes % HOUR)
    return turn.text_for(subject, "task.minutes", minutes=minutes)


def ending_of(
    task: Task, plan: TaskPlan, appeal: AppealResult | None = None, *, forgiven: bool = False
) -> str:
    """How a task that is over ended: a key below ``task.over``."""
    if plan.ended is not None:
        return plan.ended.value
    if task.status is not TaskStatus.FAILED:
        return "completed"
    if plan.restored_at is not None and not forgiven:
        return "restored"
    how = "forgiven" if forgiven else "failed"
    return how if appeal is None else f"{how}_{appeal.value.casefold()}"


async def short(turn: Turn, task: Task, most: int = LABEL) -> str:
    """The beginning of a task, for a label."""
    return shortened(await turn.tx.open(task, "description") or "", most)


def shortened(text: str, most: int = LABEL) -> str:
    """The beginning of a text in one line, whole words where that is possible."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    words, _, _ = cut.rpartition(" ")
    return f"{(words if len(words) > most // 2 else cut).rstrip(' ,;:.')}…"


def why_refused(turn: Turn, refused: Refused) -> str:
    """Why a task the member asked for cannot be given."""
    if refused.reason is Refusal.BLOCKED and refused.blocked is not None:
        new_terms = refused.blocked == TERMS
        return turn.text("task.refused.terms" if new_terms else f"blocked.{refused.blocked}")
    if refused.reason is Refusal.HARD_LIMIT:
        return turn.text("task.refused.hard_limit", tags=labels(turn, refused.tags))
    return turn.text(f"task.refused.{refused.reason.value}")


def _details(turn: Turn, subject: Subject, proof: str, points: int) -> str:
    wanted = turn.text_for(subject, f"task.proof.{proof.casefold()}")
    return turn.text_for(subject, "task.details", proof=wanted, points=points)
