"""Red: everything stops, in one transaction, before anything else."""

from datetime import datetime, timedelta

from handlers import conversation, desk_chats, moving
from handlers.alerts import alert
from handlers.chat.incoming import Reachability
from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.member.safety.closing import close_what_is_open
from handlers.member.safety.words import safety_text
from handlers.member.tasks.telling import ref_of
from handlers.rules import stopping
from handlers.rules.standing import is_ahead
from handlers.sessions import closing as sessions
from handlers.standing import set_standing, standing_of
from handlers.subject import Subject
from handlers.suggesting import making
from handlers.turn import Turn
from storage.enums import OutboxClass, TaskEnd, TaskStatus, TaskType
from storage.queries import chat as chat_queries
from storage.queries import confessions as confession_queries
from storage.queries import safety as queries
from storage.queries import tasks as task_queries
from storage.tables import Task, TaskPlan

CHECK_IN_AFTER = timedelta(days=1)
COOL_OFF_CHOICES = (24, 72, 168)
DROPPED = (OutboxClass.GAME, OutboxClass.REPLY)
ONBOARDING = "onboarding"


async def red(turn: Turn) -> None:
    """Stop everything for the person whose update this is, and say so where it was said."""
    blocked = isinstance(turn.inbound.body, Reachability) if turn.inbound else False
    again = turn.me.person.stopped_at is not None
    await stop_everything(turn, turn.me)
    if not blocked:
        await answer(turn, again=again)


async def too_late(turn: Turn) -> None:
    """The stop is from before she came back: say so, and how to stop now. What came with it is discarded."""
    await turn.say(safety_text(turn, "safety.too_late"), by=Speaker.SAFETY, klass=OutboxClass.SAFETY)


async def barely(turn: Turn) -> None:
    """The least of a stop, for when something keeps the whole of it from being made: nothing of the game is
    sent any more, and all that asks whether she has stopped hears that she has."""
    person, again = turn.me.person, turn.me.person.stopped_at is not None
    await chat_queries.cancel_queued(turn.tx, person.id, DROPPED)
    cool_off = timedelta(hours=turn.house.rules.cool_off_hours)
    set_standing(person, stopping.stop(standing_of(person), turn.now, cool_off))
    await turn.journal("stop")
    if turn.inbound is None or not isinstance(turn.inbound.body, Reachability):
        await answer(turn, again=again)


async def stop_everything(turn: Turn, subject: Subject, *, alerted: bool = True) -> None:
    """Freeze, withdraw, cancel, close and note; no word to the person. Nothing is ever lost by it.

    ``alerted``: tell the operators who run the member's persona."""
    again = subject.person.stopped_at is not None
    # Whoever went on a time-out told nobody: a red during it is news to the operators.
    news = not again or _away(subject, turn.now)
    cool_off = timedelta(hours=turn.house.rules.cool_off_hours)
    await close_what_is_open(turn, subject)
    await chat_queries.cancel_queued(turn.tx, subject.person.id, DROPPED)
    set_standing(subject.person, stopping.stop(standing_of(subject.person), turn.now, cool_off))
    await _end_conversation(turn, subject)
    if not again:
        subject.person.contact_wanted_at = None
    if subject.user is not None:
        await _freeze_play(turn, subject)
        if subject.choices.check_in and not again:
            subject.person.check_in_due_at = turn.now + CHECK_IN_AFTER
    await turn.journal("stop", subject)
    if alerted and subject.user is not None and news:
        await alert(turn, "stopped", subject)


async def _freeze_play(turn: Turn, subject: Subject) -> None:
    for task, plan in await task_queries.unsettled_tasks(turn.tx, subject.member.id):
        if task.type is TaskType.PUNISHMENT and task.status is TaskStatus.ASSIGNED:
            plan.ended, plan.ended_at, plan.ended_why = TaskEnd.WITHDRAWN, turn.now, "stop"
            plan.frozen_at = plan.frozen_status = plan.next_reminder_at = None
        elif plan.frozen_at is None:
            _freeze(task, plan, turn.now)
        # Nothing that asks for something stays within reach, no bar runs down on what stands still.
        await turn.amend(ref_of(task), of=subject)
    await queries.close_offers(turn.tx, subject.member.id, turn.now)
    await sessions.close_all(turn, subject, sessions.STOP)
    await moving.close_proposal(turn, subject)
    await desk_chats.clear_proofs_of(turn, subject.member.id)
    await making.withdraw_all(turn, subject)
    await desk_chats.clear_appeals_of(turn, subject.member.id)
    await desk_chats.clear_confessions_of(turn, subject.member.id)
    await confession_queries.freeze(turn.tx, subject.member.id, turn.now)


def _away(subject: Subject, now: datetime) -> bool:
    person = subject.person
    return is_ahead(person.timeout_until, now) or is_ahead(person.excluded_until, now)


def _freeze(task: Task, plan: TaskPlan, now: datetime) -> None:
    plan.frozen_at = now
    plan.frozen_status = task.status.value
    plan.next_reminder_at = None


async def _end_conversation(turn: Turn, subject: Subject) -> None:
    """The conversation ends silently; only the place in onboarding is kept, for after a resume."""
    row = await conversation.current(turn) if subject is turn.me else None
    if row is not None and row.flow == ONBOARDING and not subject.is_member:
        await conversation.put_aside(turn)
    elif subject is turn.me:
        await conversation.end(turn)
    else:
        await queries.end_conversation(turn.tx, subject.person.id)


async def answer(turn: Turn, *, again: bool) -> None:
    """Plain and warm, out of character: what has stopped, and from when on one can come back."""
    until = turn.me.person.cooloff_until
    zone = turn.me.zone
    when = f"{until.astimezone(zone):%d %b %H:%M}" if until is not None else ""
    key = "safety.stopped_again" if again else "safety.stopped"
    choices: tuple[Choice, ...] = ()
    if turn.me.is_member:
        longer = tuple(
            Choice(safety_text(turn, f"safety.longer_{hours}"), "safety.longer", {"hours": str(hours)})
            for hours in COOL_OFF_CHOICES
        )
        contact = Choice(safety_text(turn, "safety.contact"), "safety.contact")
        choices = (*longer, contact)
    words = safety_text(turn, key, until=when)
    if choices and not again:
        words += "\n\n" + safety_text(turn, "safety.stopped_buttons")
    await turn.say(Say(words, by=Speaker.SAFETY, choices=choices), klass=OutboxClass.SAFETY)
