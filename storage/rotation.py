"""Rotating the master key: every data key is wrapped anew, in small steps that can be interrupted."""

import sqlalchemy as sa
from sqlmodel import col, select

from storage.errors import Unreadable
from storage.gate import Urgency
from storage.tables import DataKey
from storage.unit import Storage, UnitOfWork


async def rewrap_all(storage: Storage, batch: int = 500) -> int:
    """Wrap every data key with the keyring's current master; returns how many were.

    Each batch commits by itself, so that starting again goes on where it stopped. Raises ``WrongKey`` for a
    key wrapped by a master the keyring does not have, ``Unreadable`` for a damaged one."""
    done = 0
    while step := await _rewrap_some(storage, batch):
        done += step
    return done


async def still_wrapped_by_others(tx: UnitOfWork) -> int:
    """How many data keys another than the current master wraps; at 0 the old masters may be dropped."""
    statement = select(sa.func.count()).where(col(DataKey.master) != tx.keyring.current_master)
    return int(await tx.first(statement))


async def _rewrap_some(storage: Storage, batch: int) -> int:
    current = storage.keyring.current_master
    statement = select(DataKey).where(col(DataKey.master) != current).order_by(col(DataKey.id)).limit(batch)
    async with storage.begin(Urgency.BULK) as tx:
        rows = await tx.all(statement.with_for_update())
        for row in rows:
            _rewrap(storage, row)
    return len(rows)


def _rewrap(storage: Storage, row: DataKey) -> None:
    try:
        row.wrapped = storage.keyring.rewrap(row.id, row.wrapped, row.master)
    except Unreadable as error:
        raise Unreadable(f"(The data key {row.id} is damaged.)") from error
    row.master = storage.keyring.current_master
