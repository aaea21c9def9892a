"""The admin log only grows, its chain shows every tampering, and it outlives an erasure."""

import asyncio
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from storage import log
from storage.errors import Unreadable
from storage.log import LogProblem
from storage.tables import AdminLog, DataKey, Person
from storage.unit import Storage
from tests.support.clocks import FakeClock
from tests.support.people import make_member, make_operator

DETAIL = {"before": "the red ribbon", "after": "the blue one"}


@pytest.fixture
def long_chain(storage: Storage, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Storage:
    monkeypatch.setattr(log, "BATCH", 2)
    return storage


async def write(storage: Storage, clock: FakeClock, times: int = 5) -> tuple[uuid.UUID, uuid.UUID]:
    """An operator who looked at a member's things ``times`` times."""
    async with storage.begin() as tx:
        operator, member = await make_operator(tx), await make_member(tx)
        for number in range(times):
            clock.advance(timedelta(microseconds=137))
            await log.append(
                tx, at=clock.wall(), actor=operator.person_id, kind="proof.viewed", subject=member.id,
                object_id=f"task-{number}", detail=DETAIL,
            )  # fmt: skip
    return operator.person_id, member.id


async def problems(storage: Storage) -> list[LogProblem]:
    async with storage.read() as tx:
        return await log.verify(tx)


async def tamper(storage: Storage, statement: str) -> None:
    """Change the log as somebody would who has the database in his hands."""
    if storage.is_sqlite:
        disarm = ["DROP TRIGGER admin_log_no_update", "DROP TRIGGER admin_log_no_delete"]
    else:
        disarm = ["ALTER TABLE admin_log DISABLE TRIGGER ALL"]
    async with storage.begin() as tx:
        for line in [*disarm, statement]:
            await tx.run(sa.text(line))


async def test_an_untouched_chain_verifies_across_batches(long_chain: Storage, clock: FakeClock) -> None:
    await write(long_chain, clock)
    assert await problems(long_chain) == []


async def test_an_empty_log_verifies(storage: Storage) -> None:
    assert await problems(storage) == []


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'proof.approved'", "object_id = 'task-9'", "subject_id = NULL", "actor_id = subject_id",
        "at = (SELECT at FROM admin_log WHERE id = 1)",
        "detail = (SELECT detail FROM admin_log WHERE id = 1)",
    ],
)  # fmt: skip
async def test_a_changed_entry_is_found(storage: Storage, clock: FakeClock, change: str) -> None:
    await write(storage, clock)
    await tamper(storage, f"UPDATE admin_log SET {change} WHERE id = 3")
    assert await problems(storage) == [LogProblem(3, log.ALTERED)]


async def test_a_removed_entry_is_found(storage: Storage, clock: FakeClock) -> None:
    await write(storage, clock)
    await tamper(storage, "DELETE FROM admin_log WHERE id = 3")
    assert await problems(storage) == [LogProblem(4, log.BROKEN)]


async def test_swapped_entries_are_found(storage: Storage, clock: FakeClock) -> None:
    await write(storage, clock)
    await tamper(
        storage,
        "UPDATE admin_log SET id = CASE id WHEN 2 THEN -3 WHEN 3 THEN -2 ELSE id END WHERE id IN (2, 3)",
    )
    async with storage.begin() as tx:
        await tx.run(sa.text("UPDATE admin_log SET id = -id WHERE id < 0"))
    assert [problem.id for problem in await problems(storage)] == [2, 3, 4]


@pytest.mark.parametrize("act", ["UPDATE admin_log SET kind = 'x'", "DELETE FROM admin_log"])
async def test_the_database_refuses_to_change_the_log(storage: Storage, clock: FakeClock, act: str) -> None:
    await write(storage, clock)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        async with storage.begin() as tx:
            await tx.run(sa.text(act))
    assert await problems(storage) == []


@pytest.mark.postgres
async def test_postgres_refuses_to_empty_the_log(postgres_storage: Storage, clock: FakeClock) -> None:
    await write(postgres_storage, clock)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        async with postgres_storage.begin() as tx:
            await tx.run(sa.text("TRUNCATE admin_log"))


async def test_the_chain_still_verifies_when_the_subject_was_erased(
    storage: Storage, clock: FakeClock
) -> None:
    _, subject = await write(storage, clock)
    async with storage.begin() as tx:
        person = await tx.get(Person, subject)
        assert person is not None
        await tx.delete(person)
    async with storage.begin() as tx:
        for row in await tx.all(select(DataKey).where(DataKey.person_id == subject)):
            storage.keyring.forget(row.id)
        assert await problems(storage) == []
        await log.append(tx, at=clock.wall(), actor=None, kind="member.erased", subject=subject)
    assert await problems(storage) == []


async def test_details_are_sealed_and_gone_with_the_subjects_key(storage: Storage, clock: FakeClock) -> None:
    _, subject = await write(storage, clock, times=1)
    async with storage.begin() as tx:
        (entry,) = await log.recent(tx)
        assert "ribbon" not in (entry.detail or "")
        assert await log.detail_of(tx, entry) == DETAIL
        key = await tx.key_of(subject)
        await tx.run(sa.delete(DataKey).where(sa.column("id") == key))
    storage.keyring.forget(key)
    async with storage.read() as tx:
        assert await log.detail_of(tx, (await log.recent(tx))[0]) is None


async def test_an_act_without_subject_is_sealed_with_the_actors_key(
    storage: Storage, clock: FakeClock
) -> None:
    async with storage.begin() as tx:
        operator = await make_operator(tx)
        entry = await log.append(
            tx, at=clock.wall(), actor=operator.person_id, kind="invited", detail={"uses": "1"}
        )
        bare = await log.append(tx, at=clock.wall(), actor=operator.person_id, kind="desk.opened")
        assert await log.detail_of(tx, entry) == {"uses": "1"}
        assert await log.detail_of(tx, bare) is None


async def test_a_detail_that_is_nobodys_is_refused(storage: Storage, clock: FakeClock) -> None:
    async with storage.begin() as tx:
        with pytest.raises(ValueError, match="key seals it"):
            await log.append(tx, at=clock.wall(), actor=None, kind="started", detail={"a": "b"})
        with pytest.raises(Unreadable):
            await log.append(tx, at=clock.wall(), actor=uuid.uuid4(), kind="ghost", detail={"a": "b"})


async def test_many_writers_at_once_make_one_chain(storage: Storage, clock: FakeClock) -> None:
    actor, subject = await write(storage, clock, times=1)

    async def act(number: int) -> None:
        async with storage.begin() as tx:
            await log.append(
                tx, at=clock.wall(), actor=actor, kind="act", subject=subject, object_id=str(number)
            )
            if number % 7 == 0:
                raise InterruptedError

    outcomes = await asyncio.gather(*(act(number) for number in range(40)), return_exceptions=True)
    assert sum(isinstance(outcome, InterruptedError) for outcome in outcomes) == 6
    assert sum(outcome is None for outcome in outcomes) == 34
    assert await problems(storage) == []
    async with storage.read() as tx:
        assert await tx.first(select(sa.func.count()).select_from(AdminLog)) == 35


async def test_the_log_is_read_newest_first_by_subject_and_in_pages(
    storage: Storage, clock: FakeClock
) -> None:
    actor, subject = await write(storage, clock)
    async with storage.read() as tx:
        page = await log.recent(tx, limit=2, subject=subject, actor=actor)
        assert [entry.object_id for entry in page] == ["task-4", "task-3"]
        older = await log.recent(tx, limit=9, before=page[-1].id)
        assert [entry.object_id for entry in older] == ["task-2", "task-1", "task-0"]
        assert await log.recent(tx, subject=actor) == []


@pytest.mark.parametrize("first_gone", [2, 5])
async def test_a_log_whose_end_was_cut_off_says_so_also_when_it_was_written_on(
    storage: Storage, clock: FakeClock, first_gone: int
) -> None:
    actor, subject = await write(storage, clock)
    await tamper(storage, f"DELETE FROM admin_log WHERE id >= {first_gone}")
    assert await problems(storage) == [LogProblem(first_gone - 1, log.SHORTENED)]
    async with storage.begin() as tx:
        await log.append(tx, at=clock.wall(), actor=actor, kind="look.proof", subject=subject)
    assert await problems(storage) == [LogProblem(first_gone - 1, log.SHORTENED)]


async def test_a_log_that_was_emptied_says_so(storage: Storage, clock: FakeClock) -> None:
    await write(storage, clock, times=2)
    await tamper(storage, "DELETE FROM admin_log")
    assert await problems(storage) == [LogProblem(0, log.SHORTENED)]


async def test_a_log_from_before_its_end_was_sealed_is_believed_and_sealed_with_the_next_entry(
    storage: Storage, clock: FakeClock
) -> None:
    actor, subject = await write(storage, clock, times=2)
    async with storage.begin() as tx:
        await tx.run(sa.text("DELETE FROM court_facts"))
    assert await problems(storage) == []
    async with storage.begin() as tx:
        await log.append(tx, at=clock.wall(), actor=actor, kind="look.proof", subject=subject)
    await tamper(storage, "DELETE FROM admin_log WHERE id = 3")
    assert [problem.what for problem in await problems(storage)] == [log.SHORTENED]
