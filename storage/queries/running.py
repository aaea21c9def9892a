"""What keeps a court running: slow work, heartbeats and the outages read from their gaps."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import WorkStatus
from storage.tables import Heartbeat, Outage, Work
from storage.unit import UnitOfWork

TOLERANCE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=5)


async def claim_work(tx: UnitOfWork, now: datetime, lease_until: datetime) -> Work | None:
    """The next piece of work that may begin, now running, or None."""
    statement = (
        select(Work)
        .where(
            col(Work.status) == WorkStatus.WAITING,
            sa.or_(col(Work.not_before).is_(None), col(Work.not_before) <= now),
        )
        .order_by(col(Work.created_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row: Work | None = await tx.first(statement)
    if row is not None:
        row.status, row.lease_until, row.attempts = WorkStatus.RUNNING, lease_until, row.attempts + 1
    return row


async def finish_work(
    tx: UnitOfWork, work_id: uuid.UUID, now: datetime, *, error: str, attempts: int
) -> None:
    """Write down how a piece of work went: done, to be tried again, or dead after ``attempts``."""
    row = await tx.get(Work, work_id)
    if row is None:
        return
    row.lease_until, row.error = None, error
    if not error:
        row.status, row.finished_at, row.args = WorkStatus.DONE, now, None
    elif row.attempts >= attempts:
        row.status, row.finished_at = WorkStatus.DEAD, now
    else:
        row.status, row.not_before = WorkStatus.WAITING, now + FIRST_PAUSE * 4 ** (row.attempts - 1)


async def release_work(tx: UnitOfWork) -> None:
    """Work that was running when the court ended waits again."""
    statement = sa.update(Work).where(col(Work.status) == WorkStatus.RUNNING)
    await tx.run(statement.values(status=WorkStatus.WAITING, lease_until=None))


async def beat(tx: UnitOfWork, place: str, now: datetime) -> None:
    """``place`` is alive at ``now`` (court time); an outage of it that was open ends."""
    row = await tx.get(Heartbeat, place)
    if row is None:
        tx.add(Heartbeat(place=place, at=now))
    else:
        row.at = now
    still_out = select(Outage).where(col(Outage.place) == place, col(Outage.ended_at).is_(None))
    for outage in await tx.all(still_out):
        outage.ended_at = now


async def last_beat(tx: UnitOfWork, place: str) -> datetime | None:
    """When ``place`` was last seen alive (court time), or None."""
    row = await tx.get(Heartbeat, place)
    return row.at if row is not None else None


async def note_outage(
    tx: UnitOfWork, place: str, now: datetime, tolerance: timedelta = TOLERANCE
) -> Outage | None:
    """If the last heartbeat of ``place`` is older than ``tolerance``, the time since then was an outage."""
    row = await tx.get(Heartbeat, place)
    if row is None or now - row.at <= tolerance or await _is_out(tx, place):
        return None
    return tx.add(Outage(place=place, started_at=row.at, ended_at=now))


async def note_silence(tx: UnitOfWork, place: str, now: datetime, tolerance: timedelta = TOLERANCE) -> None:
    """``place`` is silent. Longer than ``tolerance``, it is out until its next heartbeat."""
    row = await tx.get(Heartbeat, place)
    if row is not None and now - row.at > tolerance and not await _is_out(tx, place):
        tx.add(Outage(place=place, started_at=row.at))


async def begin_outage(tx: UnitOfWork, place: str, now: datetime) -> None:
    """``place`` went away at ``now``; the next heartbeat of it ends the outage."""
    if not await _is_out(tx, place):
        tx.add(Outage(place=place, started_at=now))


async def _is_out(tx: UnitOfWork, place: str) -> bool:
    still_out = select(Outage).where(col(Outage.place) == place, col(Outage.ended_at).is_(None))
    return await tx.first(still_out) is not None


async def outages_since(tx: UnitOfWork, moment: datetime, places: Sequence[str]) -> Sequence[Outage]:
    """Outages of these places that ended after ``moment`` or still last, in order."""
    statement = (
        select(Outage)
        .where(
            col(Outage.place).in_(list(places)),
            sa.or_(col(Outage.ended_at).is_(None), col(Outage.ended_at) > moment),
        )
        .order_by(col(Outage.started_at))
    )
    return await tx.all(statement)


async def is_waiting(tx: UnitOfWork, kind: str) -> bool:
    """Whether work of this kind waits already."""
    statement = select(Work.id).where(col(Work.kind) == kind, col(Work.status) == WorkStatus.WAITING)
    return await tx.first(statement.limit(1)) is not None


async def is_under_way(tx: UnitOfWork, kind: str) -> bool:
    """Whether work of this kind waits or is being done."""
    under_way = col(Work.status).in_([WorkStatus.WAITING, WorkStatus.RUNNING])
    return await tx.first(select(Work.id).where(col(Work.kind) == kind, under_way).limit(1)) is not None
