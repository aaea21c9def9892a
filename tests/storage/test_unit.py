"""A transaction happens whole or not at all, and none is lost among many."""

import asyncio
import random
import uuid

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import Platform
from storage.gate import Urgency
from storage.sealing import Keyring
from storage.tables import Account, Inbox, Person, User, Work
from storage.unit import Storage
from tests.support.clocks import MONDAY_NOON
from tests.support.people import make_account, make_member, make_person


async def points_of(storage: Storage, user: uuid.UUID) -> int:
    async with storage.read() as tx:
        found = await tx.get(User, user)
        assert found is not None
        return found.obedience_points


async def give_a_point(storage: Storage, user: uuid.UUID, urgency: Urgency = Urgency.TURN) -> None:
    """Read, think, write: what loses updates where transactions are not what they seem."""
    async with storage.begin(urgency) as tx:
        await tx.lock(user)
        found = await tx.first(
            select(User).where(col(User.id) == user).execution_options(populate_existing=True)
        )
        before = found.obedience_points
        await asyncio.sleep(0)
        found.obedience_points = before + 1


async def member_of(storage: Storage) -> uuid.UUID:
    async with storage.begin() as tx:
        return (await make_member(tx)).id


async def test_of_160_increments_at_once_all_160_survive(storage: Storage) -> None:
    user = await member_of(storage)
    await asyncio.gather(*(give_a_point(storage, user) for _ in range(160)))
    assert await points_of(storage, user) == 160


async def test_two_programs_on_one_database_lose_nothing_either(storage: Storage, keyring: Keyring) -> None:
    user = await member_of(storage)
    other = Storage(storage.url, keyring)
    await asyncio.gather(*(give_a_point(each, user) for _ in range(40) for each in (storage, other)))
    await other.close()
    assert await points_of(storage, user) == 80


async def test_an_error_undoes_everything(storage: Storage) -> None:
    user = await member_of(storage)

    async def fail() -> None:
        async with storage.begin() as tx:
            found = await tx.get(User, user)
            assert found is not None
            found.obedience_points = 99
            await make_person(tx)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await points_of(storage, user) == 0
    async with storage.read() as tx:
        assert len(await tx.all(select(Person))) == 1


async def test_what_follows_a_commit_happens_after_it_and_only_after_it(storage: Storage) -> None:
    seen: list[str] = []
    user = await member_of(storage)

    async with storage.begin() as tx:
        tx.after_commit(lambda: seen.append("first"))
        tx.after_commit(lambda: seen.append("second"))
        assert seen == []
    assert seen == ["first", "second"]

    async def fail() -> None:
        async with storage.begin() as tx:
            tx.after_commit(lambda: seen.append("undone"))
            raise ZeroDivisionError

    async def be_refused() -> None:
        async with storage.begin() as tx:
            tx.after_commit(lambda: seen.append("refused"))
            tx.add(User(id=uuid.uuid4(), username="x", domme_assigned="x", created_at=MONDAY_NOON))

    with pytest.raises(ZeroDivisionError):
        await fail()
    with pytest.raises(sa.exc.IntegrityError):
        await be_refused()
    assert seen == ["first", "second"]
    assert await points_of(storage, user) == 0


async def test_a_commit_is_seen_by_what_follows_it(storage: Storage) -> None:
    seen = asyncio.Event()
    async with storage.begin() as tx:
        person = await make_person(tx)
        tx.after_commit(seen.set)
    await seen.wait()
    async with storage.read() as tx:
        assert await tx.get(Person, person.id) is not None


async def test_reading_cannot_write(storage: Storage) -> None:
    user = await member_of(storage)
    change = sa.update(User).values(obedience_points=5)
    with pytest.raises(sa.exc.DBAPIError, match=r"readonly|read-only"):
        async with storage.read() as tx:
            await tx.run(change)
    async with storage.begin() as tx:
        await tx.run(change)
    assert await points_of(storage, user) == 5


async def test_readers_do_not_wait_for_a_writer(storage: Storage) -> None:
    user = await member_of(storage)
    async with storage.begin() as tx:
        await tx.run(sa.update(User).values(obedience_points=5))
        async with asyncio.timeout(2):
            assert await points_of(storage, user) == 0
    assert await points_of(storage, user) == 5


async def test_turns_of_one_person_never_overlap(storage: Storage) -> None:
    user, inside, most = await member_of(storage), 0, 0

    async def turn() -> None:
        nonlocal inside, most
        async with storage.begin() as tx:
            assert await tx.lock(user) is not None
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1

    await asyncio.gather(*(turn() for _ in range(12)))
    assert most == 1


async def test_locking_nobody_finds_nobody(storage: Storage) -> None:
    async with storage.begin() as tx:
        assert await tx.lock(uuid.uuid4()) is None


@pytest.mark.postgres
async def test_what_is_written_to_a_person_does_not_wait_for_her_own_turn(postgres_storage: Storage) -> None:
    anna, beth = await member_of(postgres_storage), await member_of(postgres_storage)
    async with postgres_storage.begin() as hers, postgres_storage.begin() as other:
        await hers.lock(anna)
        await other.lock(beth)
        await asyncio.wait_for(other.key_of(anna), timeout=5)
        other.add(Work(kind="any", person_id=anna, created_at=MONDAY_NOON))
        await asyncio.wait_for(other.flush(), timeout=5)


async def test_an_update_arrives_once_per_platform_bot_and_key(storage: Storage) -> None:
    async with storage.begin() as tx:
        person = await make_person(tx)
        account = await make_account(tx, person)

    def update(platform: Platform, bot: str, key: str) -> Inbox:
        return Inbox(
            platform=platform, bot=bot, key=key, account_id=account.id, person_id=person.id,
            sent_at=MONDAY_NOON, received_at=MONDAY_NOON,
        )  # fmt: skip

    async def arrives(*what: str) -> bool:
        try:
            async with storage.begin() as tx:
                tx.add(update(Platform(what[0]), *what[1:]))
        except sa.exc.IntegrityError:
            return False
        return True

    assert await arrives("web", "a", "1")
    assert not await arrives("web", "a", "1")
    assert await arrives("telegram", "a", "1")
    assert await arrives("web", "b", "1")
    assert await arrives("web", "a", "2")


async def test_the_same_update_arriving_many_times_at_once_stays_one(storage: Storage) -> None:
    async with storage.begin() as tx:
        person = await make_person(tx)

    async def arrives() -> None:
        async with storage.begin() as tx:
            await make_account(tx, person, address="the same")

    outcomes = await asyncio.gather(*(arrives() for _ in range(12)), return_exceptions=True)
    assert sum(outcome is None for outcome in outcomes) == 1
    assert all(outcome is None or isinstance(outcome, sa.exc.IntegrityError) for outcome in outcomes)
    async with storage.read() as tx:
        assert len(await tx.all(select(Account))) == 1


async def test_a_writer_cancelled_in_the_middle_of_a_statement_lets_go_of_the_lock(storage: Storage) -> None:
    user = await member_of(storage)
    slow = sa.text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
        "SELECT a.i FROM (SELECT max(i) AS i FROM n) AS a UNION ALL SELECT 1"
    )

    async def write() -> None:
        async with storage.begin() as tx:
            await tx.run(sa.update(User).values(obedience_points=99))
            await tx.run(slow)
            await asyncio.sleep(60)

    writing = asyncio.create_task(write())
    await asyncio.sleep(0.05)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError) as kept:
        await writing
    async with asyncio.timeout(5):
        await give_a_point(storage, user)
    assert await points_of(storage, user) == 1
    assert kept.value.__traceback__ is not None, "what was cancelled is still remembered here"


@pytest.mark.parametrize("seed", range(4))
async def test_cancelled_writers_leave_the_database_whole_and_usable(storage: Storage, seed: int) -> None:
    user, chance, told = await member_of(storage), random.Random(seed), 0

    async def write() -> None:
        nonlocal told
        await give_a_point(storage, user, chance.choice(list(Urgency)))
        told += 1

    writers = [asyncio.create_task(write()) for _ in range(40)]
    for _ in range(30):
        await asyncio.sleep(chance.random() * 0.004)
        chance.choice(writers).cancel()
    async with asyncio.timeout(30):
        outcomes = await asyncio.gather(*writers, return_exceptions=True)
    assert all(outcome is None or isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
    assert told <= await points_of(storage, user) <= 40
    async with asyncio.timeout(5):
        await give_a_point(storage, user)
