"""The unit of work: one transaction, its queries, and the only place where private columns open and close."""

import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy.engine import Result
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engines import read_engine, write_engine
from storage.errors import Unreadable
from storage.gate import Urgency, WriteGate
from storage.sealing import Keyring, split
from storage.tables import DataKey, Person, User
from storage.tables.base import Row, new_id

R = TypeVar("R", bound=Row)
T = TypeVar("T")
OWNER_COLUMNS = ("person_id", "user_id", "subject_id", "actor_id")


class UnitOfWork:
    """One transaction. Nothing of it is seen by others before it commits."""

    def __init__(self, session: AsyncSession, keyring: Keyring) -> None:
        self.session = session
        self.keyring = keyring
        self._own_keys: dict[uuid.UUID, uuid.UUID] = {}
        self._after_commit: list[Callable[[], None]] = []

    # -- rows ------------------------------------------------------------------------------------

    def add(self, row: R) -> R:
        """Insert ``row`` at the next flush."""
        self.session.add(row)
        return row

    async def get(self, table: type[R], key: object) -> R | None:
        """The row of this primary key, or None."""
        return await self.session.get(table, key)

    async def delete(self, row: Row) -> None:
        """Delete ``row``."""
        await self.session.delete(row)

    async def flush(self) -> None:
        """Send pending changes to the database, so that ids and constraints are known."""
        await self.session.flush()

    async def all(self, statement: Any) -> Sequence[Any]:
        """Every row of a select."""
        rows: Sequence[Any] = (await self.session.exec(statement)).all()
        return rows

    async def first(self, statement: Any) -> Any:
        """The first row of a select, or None."""
        return (await self.session.exec(statement)).first()

    async def run(self, statement: Any) -> "Result[Any]":
        """Run an insert, update or delete."""
        result: Result[Any] = await self.session.exec(statement)
        return result

    async def lock(self, person_id: uuid.UUID) -> Person | None:
        """The person's row, locked until the commit: turns of one person never overlap."""
        # Not against keys: what others write to her refers to her row, and must not wait for her turn.
        statement = select(Person).where(col(Person.id) == person_id).with_for_update(key_share=True)
        row: Person | None = await self.first(statement.execution_options(populate_existing=True))
        return row

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` once the transaction is committed; never if it is not."""
        self._after_commit.append(callback)

    def committed(self) -> None:
        """Run the callbacks. Called by :class:`Storage`."""
        for callback in self._after_commit:
            callback()

    # -- sealed columns --------------------------------------------------------------------------

    async def open(self, row: Row, column: str) -> str | None:
        """The plain text of a sealed column, or None if it is empty. Raises ``Unreadable``."""
        sealed = getattr(row, _checked(row, column))
        if not sealed:
            return None
        await self._learn(split(sealed)[0])
        return self.keyring.open(sealed, context_of(row, column))

    async def seal(self, row: R, *, owner: uuid.UUID | None = None, **columns: str | None) -> R:
        """Set sealed columns from plain text; ``owner`` names whose key it is, if no column does."""
        key_id = await self.key_of(owner or _owner_of(row))
        for column, text in columns.items():
            name = _checked(row, column)
            setattr(
                row, name, None if text is None else self.keyring.seal(key_id, context_of(row, name), text)
            )
        return row

    async def key_of(self, person_id: uuid.UUID) -> uuid.UUID:
        """The id of a person's key, made if there is none yet; afterwards the keyring knows it."""
        known = self._own_keys.get(person_id)
        if known is not None and self.keyring.knows(known):
            return known
        own = select(DataKey).where(col(DataKey.person_id) == person_id, col(DataKey.adopted_at).is_(None))
        row: DataKey | None = await self.first(own)
        if row is None:
            row = await self._make_key(person_id)
        elif not self.keyring.knows(row.id):
            self.keyring.learn(row.id, row.wrapped, row.master)
        self._own_keys[person_id] = row.id
        return row.id

    async def know_keys(self, person_ids: Sequence[uuid.UUID]) -> None:
        """Learn the keys of many persons in one query; who has none yet gets one when something is sealed."""
        own = select(DataKey).where(
            col(DataKey.person_id).in_(list(person_ids)), col(DataKey.adopted_at).is_(None)
        )
        for row in await self.all(own):
            if not self.keyring.knows(row.id):
                self.keyring.learn(row.id, row.wrapped, row.master)
            self._own_keys[row.person_id] = row.id

    async def secret_of(self, key_id: uuid.UUID) -> bytes:
        """A data key itself, for the vault. Raises ``Unreadable`` if it was destroyed."""
        await self._learn(key_id)
        return self.keyring.raw(key_id)

    async def _make_key(self, person_id: uuid.UUID) -> DataKey:
        person = await self.get(Person, person_id)
        if person is None:
            raise Unreadable("Its owner is unknown.")
        key_id = new_id()
        row = DataKey(
            id=key_id,
            person_id=person_id,
            wrapped=self.keyring.make(key_id),
            master=self.keyring.current_master,
            created_at=person.created_at,
        )
        self.add(row)
        await self.flush()
        return row

    async def _learn(self, key_id: uuid.UUID) -> None:
        if self.keyring.knows(key_id):
            return
        row = await self.get(DataKey, key_id)
        if row is None:
            raise Unreadable("Its key was destroyed.")
        self.keyring.learn(row.id, row.wrapped, row.master)


class Storage:
    """The court's database: hands out units of work."""

    def __init__(self, url: str, keyring: Keyring) -> None:
        self.url = url
        self.keyring = keyring
        self.engine = write_engine(url)
        reader = read_engine(url)
        self._gate = WriteGate() if reader is not None else None
        self._reader = reader or self.engine.execution_options(postgresql_readonly=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether there is a single writer."""
        return self._gate is not None

    @asynccontextmanager
    async def begin(self, urgency: Urgency = Urgency.TURN) -> AsyncIterator[UnitOfWork]:
        """A writing transaction: commits at the end of the block, rolls back if it raises."""
        if self._gate is None:
            async with self._writing() as unit:
                yield unit
        else:
            async with self._gate.entered(urgency), self._writing() as unit:
                yield unit
        unit.committed()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        """A transaction that only reads."""
        async with AsyncSession(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield UnitOfWork(session, self.keyring)

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()
        await self._reader.dispose()

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[UnitOfWork]:
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            yield UnitOfWork(session, self.keyring)


def context_of(row: Row, column: str) -> str:
    """What binds a sealed value to its place: table, column and the row's unchanging columns."""
    bound = "|".join(str(getattr(row, name)) for name in row.bound_by)
    return f"{row.__tablename__}|{column}|{bound}"


def _checked(row: Row, column: str) -> str:
    if column not in row.sealed:
        raise LookupError(f"{row.__tablename__}.{column} is not a sealed column.")
    return column


def _owner_of(row: Row) -> uuid.UUID:
    if isinstance(row, User | Person):
        return row.id
    for name in OWNER_COLUMNS:
        owner = getattr(row, name, None)
        if isinstance(owner, uuid.UUID):
            return owner
    raise LookupError(f"A row of {row.__tablename__} has no owner; name one.")
