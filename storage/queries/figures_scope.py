"""What the figures are counted of, and how: conditions, sums and shares the queries have in common."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from storage.tables import User
from storage.unit import UnitOfWork

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which figures: of these personas (none: of all), since a moment of the court's clock and the same of
    the wall's (None: ever)."""

    personas: tuple[str, ...] = ()
    since: datetime | None = None
    since_wall: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something happened, and to how many people."""

    times: int
    people: int


async def quantile(
    tx: UnitOfWork, value: sa.ColumnElement[float], conditions: Sequence[Condition], share: float
) -> float | None:
    """The least value that is not below this share of all values; None if there is none."""
    many = int(await tx.first(select(sa.func.count(value)).where(*conditions)))
    if not many:
        return None
    rank = max(0, math.ceil(share * many) - 1)
    found: float = await tx.first(select(value).where(*conditions).order_by(value).offset(rank).limit(1))
    return float(found)


def since(column: Any, moment: datetime | None) -> list[Condition]:
    """Rows not before a moment."""
    return [] if moment is None else [column >= moment]


def within(column: Any, scope: Scope) -> list[Condition]:
    """Rows of the scope's personas, which this column names."""
    return [column.in_(scope.personas)] if scope.personas else []


def of_members(column: Any, scope: Scope) -> list[Condition]:
    """Rows of members whose persona it is now; without a persona also of those who were erased."""
    if not scope.personas:
        return []
    return [column.in_(select(User.id).where(col(User.domme_assigned).in_(scope.personas)))]


def sum_if(condition: Condition) -> sa.ColumnElement[int]:
    """How many rows meet the condition."""
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def sum_of(value: Any, condition: Condition) -> sa.ColumnElement[int]:
    """The sum of a value over the rows that meet the condition."""
    return sa.func.coalesce(sa.func.sum(sa.case((condition, value), else_=0)), 0)


def whole_numbers(row: Any) -> tuple[Any, ...]:
    """A row of sums; PostgreSQL has decimals where SQLite has numbers."""
    return tuple(int(value) for value in row)
