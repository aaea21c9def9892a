"""Drops that go out every day: at one hour by each member's own clock, once per local date.

To whom of the persona's members is asked anew each day. The same rule of days as for daily tasks: right
through clock changes and travel, nothing is made up for."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.drops import sending, shelf
from handlers.feature import Due
from handlers.operator.audience import Audience
from handlers.operator.audience.model import belongs
from handlers.rules import days
from handlers.rules.clock import clock_time, hour_outside_quiet, local_date
from handlers.rules.standing import Blocked
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import quiet_of
from storage.queries import drop_rounds as queries
from storage.tables import DropRound, DropSchedule, VoiceDrop
from storage.unit import UnitOfWork

MAY_BE_LATE = timedelta(hours=2)
"""A morning call that was held up longer is not sent in the evening."""


async def find(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Whose hour may have come, and by which schedule."""
    return [Due(user, str(schedule)) for user, schedule in await queries.due(tx, now, limit)]


async def go(turn: Turn, arg: str) -> None:
    """Send what is due for one member, or plan when it will be."""
    row = await turn.tx.get(DropRound, (uuid.UUID(arg), turn.me.person.id))
    if row is None or row.next_at > turn.now or not turn.me.is_member:
        return
    if turn.blocked(turn.me) is Blocked.HELD:  # decided within minutes, one way or the other
        return
    found = await queries.scheduled(turn.tx, row.schedule_id)
    if found is None or found[1].domme_persona != turn.me.member.domme_assigned:
        await turn.tx.delete(row)
        return
    schedule, drop = found
    moment = next_moment(turn, turn.me, schedule, row)
    if moment <= turn.now:
        await _today(turn, schedule, drop, row, moment)
        moment = next_moment(turn, turn.me, schedule, row)
    row.next_at = moment


async def _today(
    turn: Turn, schedule: DropSchedule, drop: VoiceDrop, row: DropRound, moment: datetime
) -> None:
    """This local date is done with, whether the drop could be sent or not."""
    day = local_date(moment, turn.me.zone)
    hour = hour_outside_quiet(clock_time(schedule.minute), quiet_of(turn.me))
    wanted = days.daily_moment(day, hour, turn.me.zone) or moment
    found = await shelf.find(turn, drop.id)
    if (
        found is not None
        and turn.now - wanted <= MAY_BE_LATE
        and await belongs(turn, Audience.of(schedule.audience), turn.me)
        and await sending.send(turn, turn.me, found) is None
    ):
        row.last_at = turn.now
    row.last_date = day


def next_moment(turn: Turn, subject: Subject, schedule: DropSchedule, row: DropRound) -> datetime:
    """When the member is due by a schedule; not after now, if it is now."""
    resumed = subject.person.resumed_at
    return days.next_daily(
        row.last_at,
        row.last_date,
        clock_time(schedule.minute),
        subject.zone,
        turn.now,
        quiet=quiet_of(subject),
        since=row.since if resumed is None else max(row.since, resumed),
    )


async def join(turn: Turn, subject: Subject) -> None:
    """Whoever comes to a persona gets what goes out every day from the next hour on."""
    for schedule, _ in await queries.running(turn.tx, [subject.member.domme_assigned]):
        key = (schedule.id, subject.member.id)
        if await turn.tx.get(DropRound, key) is None:
            row = DropRound(schedule_id=key[0], user_id=key[1], next_at=turn.now, since=turn.now)
            turn.tx.add(row)
    await turn.tx.flush()


async def plan_anew(turn: Turn, subject: Subject) -> None:
    """Zone or quiet hours were changed: the next sweep asks the rule again."""
    await queries.plan_anew(turn.tx, subject.member.id, turn.now)
