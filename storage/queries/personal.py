"""Everything about one person, from every table: found by the tables' own columns, so none is forgotten."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from storage import tables
from storage.errors import Unreadable
from storage.tables import Account, VaultBlob
from storage.tables.base import Row
from storage.unit import UnitOfWork

BY_PERSON = ("person_id", "user_id")
BY_ACCOUNT = "account_id"
OMITTED = frozenset({"data_keys", "one_time_codes"})
"""Keys and codes are no knowledge about a person, and would weaken the archive."""
UNTOLD = frozenset(
    {
        "password_hashed",
        "token_hash",
        "csrf",
        "address_hash",
        "email_hash",
        "code_hash",
        "charge_hash",
        "payment",
    }
)

Record = dict[str, Any]


async def everything(tx: UnitOfWork, person_id: uuid.UUID) -> Mapping[str, Sequence[Record]]:
    """Every row about a person by table, private columns opened."""
    accounts = [row.id for row in await tx.all(select(Account).where(col(Account.person_id) == person_id))]
    found: dict[str, Sequence[Record]] = {}
    for table in _tables():
        rows = await _rows(tx, table, person_id, accounts)
        if rows:
            found[str(table.__tablename__)] = [await _record(tx, row) for row in rows]
    return found


async def blobs(tx: UnitOfWork, person_id: uuid.UUID) -> Sequence[VaultBlob]:
    """Every blob of a person that can still be opened, oldest first."""
    statement = (
        select(VaultBlob)
        .where(col(VaultBlob.person_id) == person_id, col(VaultBlob.closed_at).is_(None))
        .order_by(col(VaultBlob.created_at))
    )
    return await tx.all(statement)


def _tables() -> list[type[Row]]:
    found = [getattr(tables, name) for name in tables.__all__ if name != "metadata"]
    return [table for table in found if table.__tablename__ not in OMITTED]


async def _rows(
    tx: UnitOfWork, table: type[Row], person_id: uuid.UUID, accounts: Sequence[uuid.UUID]
) -> Sequence[Row]:
    columns = sa.inspect(table).columns
    conditions = [columns[name] == person_id for name in BY_PERSON if name in columns]
    if table.__tablename__ in ("persons", "users"):
        conditions.append(columns["id"] == person_id)
    if not conditions and BY_ACCOUNT in columns:
        conditions.append(columns[BY_ACCOUNT].in_(accounts))
    if table.__tablename__ == "admin_log":
        own = sa.and_(columns["actor_id"] == person_id, columns["subject_id"].is_(None))
        conditions += [columns["subject_id"] == person_id, own]
    if not conditions and table.__tablename__ == "task_tags":
        return []
    if not conditions:
        return []
    if table.__tablename__ == "web_messages":
        # What an operator was shown of others on the desk is theirs.
        shown = sa.func.coalesce(columns["ref"], "").like("desk:%")
        return await tx.all(select(table).where(sa.or_(*conditions), ~shown))
    return await tx.all(select(table).where(sa.or_(*conditions)))


async def _record(tx: UnitOfWork, row: Row) -> Record:
    record: Record = {}
    for name in sa.inspect(type(row)).columns.keys():  # noqa: SIM118 - not a dict
        if name not in UNTOLD:
            record[name] = await _value(tx, row, name)
    return record


async def _value(tx: UnitOfWork, row: Row, name: str) -> Any:
    if name in row.sealed:
        try:
            return await tx.open(row, name)
        except Unreadable:
            return None
    value = getattr(row, name)
    match value:
        case datetime() | date():
            return value.isoformat()
        case Enum():
            return value.value
        case uuid.UUID():
            return str(value)
        case _:
            return value
