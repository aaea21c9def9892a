"""Operators' ways through the desk: who claimed which item, which kind one wants to see, what she leaves.

Claims are plain updates: of two operators who reach for one item at once, exactly one gets it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from storage.tables import DeskRun
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Run:
    """What an operator chose to see (a kind, or everything if empty), and the items she left for later."""

    only: str = ""
    passed: Sequence[str] = ()


async def run_of(tx: UnitOfWork, operator: uuid.UUID) -> Run:
    """Where an operator is."""
    statement = select(DeskRun.only, DeskRun.passed).where(col(DeskRun.person_id) == operator)
    row = await tx.first(statement)
    return Run() if row is None else Run(row[0], tuple(row[1]))


async def go(tx: UnitOfWork, operator: uuid.UUID, run: Run) -> None:
    """Remember where an operator is."""
    mine = sa.update(DeskRun).where(col(DeskRun.person_id) == operator)
    written = mine.values(only=run.only, passed=list(run.passed))
    if not (await _run(tx, written)).rowcount:
        tx.add(DeskRun(person_id=operator, only=run.only, passed=list(run.passed)))
        await tx.flush()


async def claim(tx: UnitOfWork, operator: uuid.UUID, item: str, at: datetime, *, lapsed: datetime) -> bool:
    """Claim an item for an operator, who lets go of the one before. False if a colleague has it.

    A claim made at ``lapsed`` (wall time) or before holds no longer."""
    others = sa.update(DeskRun).where(
        col(DeskRun.item) == item, col(DeskRun.person_id) != operator, col(DeskRun.claimed_at) <= lapsed
    )
    await _run(tx, others.values(item=None, claimed_at=None))
    mine = sa.update(DeskRun).where(col(DeskRun.person_id) == operator)
    try:
        async with tx.session.begin_nested():
            await _run(tx, mine.values(item=item, claimed_at=at))
    except IntegrityError:
        return False
    return True


async def release(tx: UnitOfWork, operator: uuid.UUID) -> None:
    """The operator has nothing in hand any more."""
    mine = sa.update(DeskRun).where(col(DeskRun.person_id) == operator)
    await _run(tx, mine.values(item=None, claimed_at=None))


async def claims_of_others(tx: UnitOfWork, operator: uuid.UUID, lapsed: datetime) -> Mapping[str, uuid.UUID]:
    """Which items colleagues are looking at, and who; claims made at ``lapsed`` or before hold no longer."""
    statement = select(DeskRun.item, DeskRun.person_id).where(
        col(DeskRun.item).is_not(None), col(DeskRun.person_id) != operator, col(DeskRun.claimed_at) > lapsed
    )
    return dict(await tx.all(statement))


async def _run(tx: UnitOfWork, statement: sa.Update) -> "sa.CursorResult[tuple[()]]":
    return await tx.run(statement.execution_options(synchronize_session=False))  # type: ignore[return-value]
