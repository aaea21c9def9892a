"""What was said long ago is tidied away; what waits, failed, is open or may yet be changed never is."""

import itertools
import random
import uuid
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from handlers.feature import Errand
from handlers.watching.tidying import tidy
from storage.enums import InboxStatus, OutboxClass, OutboxStatus, Platform, WorkStatus
from storage.queries import aging
from storage.tables import Account, Inbox, OneTimeCode, Outbox, Person, Prompt, Work
from storage.tables.base import Row
from storage.unit import Storage, UnitOfWork
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt
from tests.support.people import make_account, make_person

OLD, NEW = timedelta(days=120), timedelta(days=3)
REFS = (None, "m:x", "talk:proof:3", "~desk:1", "desk:1", "task:1", "verdict:1", "confession:1", "drop:1")
NAMELESS = {None, "m:x", "talk:proof:3", "~desk:1"}


class Attic:
    """Rows of every kind, old and new, and which of them must stay."""

    def __init__(self, tx: UnitOfWork, account: Account, person: Person, wall: datetime) -> None:
        self.tx, self.account, self.person, self.wall = tx, account, person, wall
        self.numbers = itertools.count()
        self.stays: dict[type, set[object]] = {Inbox: set(), Outbox: set(), Prompt: set(), Work: set()}
        self.stays[OneTimeCode] = set()

    async def _keep(self, row: Row, key: str, *, stays: bool) -> None:
        self.tx.add(row)
        await self.tx.flush()
        if stays:
            self.stays[type(row)].add(getattr(row, key))

    async def update(self, status: InboxStatus, age: timedelta) -> None:
        at = self.wall - age
        row = Inbox(
            platform=Platform.WEB, bot="web", key=f"k{next(self.numbers)}", account_id=self.account.id,
            person_id=self.person.id, sent_at=at, received_at=at, status=status,
        )  # fmt: skip
        await self._keep(row, "id", stays=age == NEW or status in (InboxStatus.RECEIVED, InboxStatus.DEAD))

    async def message(self, status: OutboxStatus, age: timedelta, ref: str | None, *, buttons: bool) -> None:
        name = None if ref is None else f"{ref}-{next(self.numbers)}"
        at = self.wall - age
        row = Outbox(
            account_id=self.account.id, person_id=self.person.id, klass=OutboxClass.GAME, ref=name,
            status=status, created_at=at, sent_at=at if status is OutboxStatus.SENT else None,
        )  # fmt: skip
        over = status is OutboxStatus.CANCELLED or (
            status is OutboxStatus.SENT and ref in NAMELESS and not (buttons and name)
        )
        await self._keep(row, "id", stays=age == NEW or not over)
        if name:
            await self.prompt(age, closed=not buttons, ref=name)

    async def prompt(self, age: timedelta, *, closed: bool, ref: str) -> None:
        row = Prompt(
            id=uuid.uuid4().hex[:11], person_id=self.person.id, account_id=self.account.id, ref=ref,
            klass=OutboxClass.GAME, created_at=self.wall - age, closed_at=self.wall - age if closed else None,
        )  # fmt: skip
        await self._keep(row, "id", stays=age == NEW or not closed)

    async def errand(self, status: WorkStatus, age: timedelta) -> None:
        over = status in (WorkStatus.DONE, WorkStatus.DEAD)
        row = Work(
            kind="export", status=status, created_at=self.wall - age,
            finished_at=self.wall - age if over else None,
        )  # fmt: skip
        await self._keep(row, "id", stays=age == NEW or status is not WorkStatus.DONE)

    async def code(self, age: timedelta) -> None:
        row = OneTimeCode(
            code_hash=uuid.uuid4().hex, kind="link", created_at=self.wall - age, expires_at=self.wall - age
        )
        await self._keep(row, "code_hash", stays=age == NEW)


async def filled(tx: UnitOfWork, wall: datetime, rng: random.Random) -> Attic:
    """An attic with everything there can be, in any order."""
    person = await make_person(tx, at=wall)
    attic = Attic(tx, await make_account(tx, person), person, wall)
    # What is old came first, as it does in life.
    for age in (OLD, NEW):
        making = [attic.update(status, age) for status in InboxStatus]
        making += [
            attic.message(status, age, ref, buttons=buttons)
            for status in OutboxStatus
            for ref in REFS
            for buttons in (True, False)
        ]
        making += [attic.errand(status, age) for status in WorkStatus]
        making.append(attic.code(age))
        rng.shuffle(making)
        for each in making:
            await each
    return attic


@pytest.mark.parametrize("seed", range(2))
async def test_exactly_what_is_over_and_old_goes(
    storage: Storage, clock: FakeClock, tmp_path: object, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(aging, "CHUNK", 7)
    court = ScriptedCourt(storage, clock, tmp_path)  # type: ignore[arg-type] # a path
    async with storage.begin() as tx:
        attic = await filled(tx, clock.wall(), random.Random(seed))
    jobs = court.engine.jobs
    await tidy(Errand(court.house, None, "", jobs._about, jobs._studio))
    async with storage.read() as tx:
        for table, stays in attic.stays.items():
            key = "code_hash" if table is OneTimeCode else "id"
            assert set(await tx.all(select(getattr(table, key)))) == stays, table.__name__
    await court.close()


async def test_it_is_done_once_a_day_and_nobody_notices(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    task = await playing.task_of(court, anna, minutes=60 * 24 * 200)
    await anna.says("/me")
    await court.pass_time(timedelta(days=100), step=timedelta(days=50))
    async with court.storage.read() as tx:
        handled = await tx.all(select(Inbox).where(Inbox.status == InboxStatus.HANDLED))
        assert [row for row in handled if row.received_at < court.clock.wall() - timedelta(days=90)] == []
    await anna.presses("Hand in proof")
    await anna.says("I polished the brass until it answered, and then I polished it once more.")
    attempts = await playing.attempts(court, anna)
    assert [attempt.task_id for attempt in attempts] == [task]
