"""The gentler brakes: yellow, green, a holiday."""

from collections.abc import Mapping

from handlers.alerts import note
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.member.safety import thaw
from handlers.member.tasks import clock
from handlers.rules import stopping
from handlers.rules.clock import out_of_quiet
from handlers.standing import set_standing, standing_of
from handlers.turn import Turn
from handlers.zones import quiet_of, spoken
from storage.enums import OutboxClass, TaskStatus
from storage.queries import tasks as task_queries


async def yellow(turn: Turn, _args: str) -> None:
    """No new tasks for a day, deadlines later by as much, a check-in. Never more work."""
    if turn.me.person.stopped_at is not None:
        await turn.say(turn.text("gentle.still_red"), by=Speaker.SAFETY)
        return
    before = standing_of(turn.me.person)
    after = stopping.yellow(before, turn.now)
    later = stopping.yellow_moves_deadlines_by(before, after, turn.now)
    set_standing(turn.me.person, after)
    note(turn, "yellow", turn.me)
    for task, plan in await task_queries.unsettled_tasks(turn.tx, turn.me.member.id):
        if task.status is TaskStatus.ASSIGNED:
            task.due_at = out_of_quiet(task.due_at + later, quiet_of(turn.me), turn.me.zone)
            if plan.frozen_at is None:
                plan.next_reminder_at = clock.next_reminder(turn, turn.me, task, plan)
    if turn.me.choices.check_in:
        turn.me.person.check_in_due_at = after.yellow_until
    until = spoken(after.yellow_until, turn.me.zone, turn.now) if after.yellow_until else ""
    green_now = Choice(turn.text("gentle.green"), "safety.green")
    message = Say(turn.text("gentle.yellow", until=until), by=Speaker.SAFETY, choices=(green_now,))
    await turn.say(message, klass=OutboxClass.SAFETY)


async def green(turn: Turn, _args: str) -> None:
    """Yellow is over; red never ends by it."""
    if turn.me.person.stopped_at is not None:
        await turn.say(turn.text("gentle.still_red"), by=Speaker.SAFETY)
        return
    was_yellow = stopping.new_tasks_allowed(standing_of(turn.me.person), turn.now) is stopping.Blocked.YELLOW
    set_standing(turn.me.person, stopping.green(standing_of(turn.me.person)))
    turn.me.person.check_in_due_at = turn.me.person.contact_wanted_at = None
    await turn.say(turn.text("gentle.green_now" if was_yellow else "gentle.was_green"), by=Speaker.SAFETY)


async def green_pressed(turn: Turn, _args: Mapping[str, str]) -> None:
    """Green by a button."""
    await green(turn, "")


async def pause(turn: Turn, _args: str) -> None:
    """Begin a holiday, or offer its end."""
    if turn.me.person.paused_at is not None:
        await _offer_return(turn, "gentle.paused_already")
        return
    set_standing(turn.me.person, stopping.pause(standing_of(turn.me.person), turn.now))
    note(turn, "paused", turn.me)
    for task, plan in await task_queries.unsettled_tasks(turn.tx, turn.me.member.id):
        if task.status is TaskStatus.ASSIGNED and plan.frozen_at is None:
            plan.frozen_at, plan.frozen_status = turn.now, task.status.value
            plan.next_reminder_at = None
    stopped = turn.me.person.stopped_at is not None
    await _offer_return(turn, "gentle.paused_stopped" if stopped else "gentle.paused")


async def unpause(turn: Turn, _args: Mapping[str, str]) -> None:
    """The holiday is over: everything goes on where it was."""
    if turn.me.person.paused_at is None:
        await turn.say(turn.text("gentle.not_paused"))
        return
    set_standing(turn.me.person, stopping.unpause(standing_of(turn.me.person)))
    if turn.me.person.stopped_at is not None:
        await turn.say(turn.text("gentle.back_but_stopped"), by=Speaker.SAFETY)
        return
    await thaw.after_pause(turn, turn.me)
    await turn.say(turn.text("gentle.back"), by=Speaker.SAFETY)


async def _offer_return(turn: Turn, key: str) -> None:
    back = Choice(turn.text("gentle.come_back"), "safety.unpause", style=Style.PRIMARY)
    await turn.say(Say(turn.text(key), by=Speaker.SAFETY, choices=(back,)), klass=OutboxClass.SAFETY)
