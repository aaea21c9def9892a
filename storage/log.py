"""The admin log: every operator's act and every look at private material, append-only and hash-chained.

In the clear stand only ids, kind and time. What was before and after is sealed with the subject's key (the
actor's if nobody is the subject); the chain covers the ciphertext, so it still verifies after an erasure."""

import hashlib
import hmac
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from storage.errors import Unreadable
from storage.queries.facts import fact, set_fact
from storage.tables import AdminLog
from storage.unit import UnitOfWork

HEAD, CUT = "log-head", "log-cut"
"""Facts: the keyed hash of the last entry, and that the log's end was found cut off."""
LOCK = 5_219_802  # any number of our own: one writer of the chain at a time on PostgreSQL
BATCH = 1000
ALTERED = "altered"
BROKEN = "does not follow the entry before it"
SHORTENED = "is not the last that was written: the end was cut off"


@dataclass(frozen=True, slots=True)
class LogProblem:
    """An entry that does not verify, and why."""

    id: int
    what: str


async def append(
    tx: UnitOfWork,
    *,
    at: datetime,
    actor: uuid.UUID | None,
    kind: str,
    subject: uuid.UUID | None = None,
    object_id: str = "",
    detail: dict[str, str] | None = None,
) -> AdminLog:
    """Add an entry to the chain, at wall time ``at``. ``actor`` is empty for what the court did by itself.

    Takes a lock until the commit: call it after locking the rows it tells of. Raises ``ValueError`` for a
    detail that is nobody's, ``Unreadable`` when the key for the detail was destroyed."""
    row = AdminLog(at=at.astimezone(UTC), actor_id=actor, kind=kind, subject_id=subject, object_id=object_id)
    owner = subject or actor
    if detail is not None:
        if owner is None:
            raise ValueError("A detail needs a subject or an actor whose key seals it.")
        await tx.seal(row, owner=owner, detail=json.dumps(detail, ensure_ascii=False))
    if tx.session.get_bind().dialect.name == "postgresql":
        await tx.run(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    await _follow(tx, row)
    row.hash = _hash(
        row.previous, row.uid, row.at, row.actor_id, row.kind, row.subject_id, row.object_id, row.detail
    )
    tx.add(row)
    await tx.flush()
    await set_fact(tx, HEAD, _sealed_end(tx, row.id, row.hash))
    return row


async def _follow(tx: UnitOfWork, row: AdminLog) -> None:
    """Hang the row on the last one. If that is not the one written last, this is remembered for ever."""
    last = await tx.first(select(AdminLog.id, AdminLog.hash).order_by(col(AdminLog.id).desc()).limit(1))
    row.previous = last[1] if last else ""
    if not await _ends_well(tx, *(last or (0, ""))):
        await set_fact(tx, CUT, f"{last[0] if last else 0}")


async def _ends_well(tx: UnitOfWork, last: int, hashed: str) -> bool:
    """Whether the log ends where it was last written; a log from before its end was sealed is believed."""
    head = await fact(tx, HEAD)
    return head is None or hmac.compare_digest(head, _sealed_end(tx, last, hashed))


def _sealed_end(tx: UnitOfWork, last: int | None, hashed: str) -> str:
    return tx.keyring.keyed_hash(HEAD, f"{last}:{hashed}")


async def detail_of(tx: UnitOfWork, entry: AdminLog) -> dict[str, str] | None:
    """What an entry says beyond its ids; None if nothing, or if its key was destroyed."""
    try:
        text = await tx.open(entry, "detail")
    except Unreadable:
        return None
    if text is None:
        return None
    return {str(name): str(value) for name, value in json.loads(text).items()}


async def recent(
    tx: UnitOfWork,
    *,
    limit: int = 20,
    before: int | None = None,
    subject: uuid.UUID | None = None,
    actor: uuid.UUID | None = None,
    kind: str = "",
) -> Sequence[AdminLog]:
    """The newest entries first, those older than entry ``before``, of one subject, actor or kind if given."""
    statement = select(AdminLog).order_by(col(AdminLog.id).desc()).limit(limit)
    if before is not None:
        statement = statement.where(col(AdminLog.id) < before)
    if subject is not None:
        statement = statement.where(col(AdminLog.subject_id) == subject)
    if actor is not None:
        statement = statement.where(col(AdminLog.actor_id) == actor)
    if kind:
        statement = statement.where(col(AdminLog.kind) == kind)
    entries: Sequence[AdminLog] = await tx.all(statement)
    return entries


async def verify(tx: UnitOfWork) -> list[LogProblem]:
    """Walk the whole chain in batches; an empty list means that nothing was changed, removed or slipped in.

    Entries cut off at the very end leave no trace in a chain: that it ends where it was last written is
    known by a hash under the court's key."""
    problems: list[LogProblem] = []
    previous, last = "", 0
    while rows := (await tx.run(_after(last))).all():
        for row in rows:
            if row.previous != previous:
                problems.append(LogProblem(row.id, BROKEN))
            if row.hash != _hash(*row[1:-1]):
                problems.append(LogProblem(row.id, ALTERED))
            previous, last = row.hash, row.id
    cut = await fact(tx, CUT)
    if cut is not None:
        problems.append(LogProblem(int(cut), SHORTENED))
    elif not await _ends_well(tx, last, previous):
        problems.append(LogProblem(last, SHORTENED))
    return problems


def _after(last: int) -> sa.Select[Any]:
    log = AdminLog.__table__.c  # type: ignore[attr-defined] # set by SQLModel for a table
    columns = (
        log.id, log.previous, log.uid, log.at, log.actor_id, log.kind, log.subject_id, log.object_id,
        log.detail, log.hash,
    )  # fmt: skip
    return sa.select(*columns).where(log.id > last).order_by(log.id).limit(BATCH)


def _hash(*fields: uuid.UUID | datetime | str | None) -> str:
    """The chain's link over (previous, uid, at, actor, kind, subject, object_id, ciphertext)."""
    plain = [
        field.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(field, datetime)
        else str(field or "")
        for field in fields
    ]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()
