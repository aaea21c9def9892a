"""Back-ups are of one moment, taken while the court writes; they come back whole, or say why not."""

import asyncio
import shutil
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from storage import log, migrate
from storage.backup import backup_database, check_backup, restore_database
from storage.enums import OutboxClass
from storage.errors import BackupUnusable, NotEmpty
from storage.sealing import Keyring
from storage.tables import AdminLog, CourtFact, Outbox, Person, PointEntry, User
from storage.unit import Storage
from tests.support import databases
from tests.support.clocks import MONDAY_NOON, FakeClock
from tests.support.people import make_account, make_member, make_person

AWKWARD = "tab\there, line\nbreak, back\\slash, \\N, quote \" ' and a heart \N{BLACK HEART SUIT}"


@pytest.fixture
def empty_url(storage: Storage, request: pytest.FixtureRequest) -> str:
    """A database without tables, of the same kind as ``storage``."""
    return str(request.getfixturevalue("empty_sqlite_url" if storage.is_sqlite else "empty_postgres_url"))


@pytest.fixture
async def restored(empty_url: str, keyring: Keyring) -> AsyncIterator[Storage]:
    """The court on the database that a back-up is restored into."""
    storage = Storage(empty_url, keyring)
    yield storage
    await storage.close()


async def fill(storage: Storage, clock: FakeClock) -> User:
    """A member with something of every difficult kind: sealed, self-referring, counted, awkward."""
    async with storage.begin() as tx:
        user = await make_member(tx, username="Robin", safeword=AWKWARD)
        first = tx.add(PointEntry(user_id=user.id, cause="task:1", asked=10, taken=10, at=clock.court()))
        await tx.flush()
        tx.add(
            PointEntry(
                user_id=user.id, cause="undo", asked=-10, taken=-10, at=clock.court(), reverses=first.id
            )
        )
        tx.add(CourtFact(name="awkward", value=AWKWARD))
        await log.append(tx, at=clock.wall(), actor=user.id, kind="tested", detail={"word": AWKWARD})
    return user


async def queue(storage: Storage, count: int = 1) -> list[int]:
    """Queue messages to a stranger and return their ids."""
    async with storage.begin() as tx:
        person = await make_person(tx)
        account = await make_account(tx, person)
        rows = [
            tx.add(
                Outbox(
                    account_id=account.id,
                    person_id=person.id,
                    klass=OutboxClass.REPLY,
                    created_at=MONDAY_NOON,
                )
            )
            for _ in range(count)
        ]
        await tx.flush()
        return [row.id or 0 for row in rows]


async def test_everything_comes_back(
    storage: Storage, clock: FakeClock, restored: Storage, tmp_path: Path
) -> None:
    user = await fill(storage, clock)
    await backup_database(storage, tmp_path / "backup")
    facts = await restore_database(tmp_path / "backup", restored.url)
    assert facts.rows["users"] == 1
    assert await migrate.differences(restored.url) == []
    async with restored.read() as tx:
        found = await tx.get(User, user.id)
        assert found is not None
        assert await tx.open(found, "safeword") == AWKWARD
        assert found.created_at == user.created_at
        undo = await tx.first(select(PointEntry).where(col(PointEntry.reverses).is_not(None)))
        assert undo.taken == -10
        assert (await tx.get(CourtFact, "awkward")).value == AWKWARD  # type: ignore[union-attr] # it is there
        assert await log.verify(tx) == []


async def test_a_restored_court_goes_on_counting_where_it_was(
    storage: Storage, restored: Storage, tmp_path: Path
) -> None:
    ids = await queue(storage, 3)
    async with storage.begin() as tx:
        await tx.delete(await tx.get(Outbox, ids[-1]))  # type: ignore[arg-type] # it is there
    await backup_database(storage, tmp_path / "backup")
    await restore_database(tmp_path / "backup", restored.url)
    assert await queue(restored) == [ids[-1] + 1]


async def test_a_restored_log_is_still_append_only(
    storage: Storage, clock: FakeClock, restored: Storage, tmp_path: Path
) -> None:
    await fill(storage, clock)
    await backup_database(storage, tmp_path / "backup")
    await restore_database(tmp_path / "backup", restored.url)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        async with restored.begin() as tx:
            await tx.run(sa.update(AdminLog).values(kind="forged"))


async def test_a_back_up_taken_while_the_court_writes_holds_whole_transactions(
    storage: Storage, restored: Storage, tmp_path: Path
) -> None:
    going = True

    async def write() -> int:
        pairs = 0
        while going:
            async with storage.begin() as tx:
                first = await make_person(tx)
                await make_person(tx, spoke_account_id=first.id)
            pairs += 1
        return pairs

    writing = [asyncio.create_task(write()) for _ in range(4)]
    for number in range(3):
        await backup_database(storage.url, tmp_path / str(number))
    going = False
    written = sum(await asyncio.gather(*writing))
    await restore_database(tmp_path / "2", restored.url)
    async with restored.read() as tx:
        people = await tx.all(select(Person))
    seconds = {person.spoke_account_id for person in people if person.spoke_account_id}
    assert 0 < len(seconds) <= written
    assert seconds == {person.id for person in people if not person.spoke_account_id}


async def test_a_back_up_tells_what_it_holds(storage: Storage, clock: FakeClock, tmp_path: Path) -> None:
    await fill(storage, clock)
    await backup_database(storage, tmp_path / "backup")
    facts = await check_backup(tmp_path / "backup")
    assert facts.database == ("sqlite" if storage.is_sqlite else "postgresql")
    assert facts.revision == await migrate.current(storage.url)
    assert (facts.rows["users"], facts.rows["point_entries"], facts.rows["tasks"]) == (1, 2, 0)


async def test_a_back_up_is_readable_by_its_owner_only(storage: Storage, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    await backup_database(storage, target)
    assert (await asyncio.to_thread(target.stat)).st_mode & 0o777 == 0o600


async def test_a_back_up_replaces_an_older_one_and_leaves_nothing_beside(
    storage: Storage, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    await asyncio.to_thread(folder.mkdir)
    for _ in range(2):
        await backup_database(storage, folder / "backup")
    await check_backup(folder / "backup")
    assert [path.name for path in await asyncio.to_thread(lambda: list(folder.iterdir()))] == ["backup"]


async def test_a_database_with_rows_is_not_overwritten(
    storage: Storage, clock: FakeClock, tmp_path: Path
) -> None:
    await fill(storage, clock)
    await backup_database(storage, tmp_path / "backup")
    with pytest.raises(NotEmpty):
        await restore_database(tmp_path / "backup", storage.url)


async def test_a_left_over_write_ahead_log_is_not_mixed_in(sqlite_storage: Storage, tmp_path: Path) -> None:
    await backup_database(sqlite_storage, tmp_path / "backup")
    await asyncio.to_thread((tmp_path / "new.sqlite-wal").touch)
    with pytest.raises(NotEmpty, match="sqlite-wal"):
        await restore_database(tmp_path / "backup", f"sqlite:///{tmp_path}/new.sqlite")


@pytest.mark.parametrize("cut", [0, 10, 2_000, -1_500, -1])
async def test_a_truncated_back_up_is_refused(
    storage: Storage, clock: FakeClock, empty_url: str, tmp_path: Path, cut: int
) -> None:
    await fill(storage, clock)
    source = tmp_path / "backup"
    await backup_database(storage, source)
    whole = await asyncio.to_thread(source.read_bytes)
    await asyncio.to_thread(source.write_bytes, whole[:cut])
    with pytest.raises(BackupUnusable):
        await restore_database(source, empty_url)
    assert await migrate.current(empty_url) is None


@pytest.mark.postgres
async def test_a_dump_whose_rows_were_changed_is_refused(postgres_storage: Storage, tmp_path: Path) -> None:
    source, changed = tmp_path / "backup", tmp_path / "changed"
    await queue(postgres_storage, 2)
    await backup_database(postgres_storage, source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"" if name == "tables/outbox.copy" else old.read(name))
    with pytest.raises(BackupUnusable, match="rows"):
        await check_backup(changed)


async def test_a_back_up_of_a_newer_program_is_refused(
    storage: Storage, empty_url: str, tmp_path: Path
) -> None:
    async with storage.begin() as tx:
        await tx.run(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    await backup_database(storage, tmp_path / "backup")
    with pytest.raises(BackupUnusable, match="newer"):
        await restore_database(tmp_path / "backup", empty_url)


async def test_an_older_back_up_comes_back_at_its_version_and_can_be_upgraded(
    storage: Storage, clock: FakeClock, restored: Storage, tmp_path: Path
) -> None:
    await fill(storage, clock)
    await migrate.downgrade(storage.url, "0001")
    await backup_database(storage, tmp_path / "backup")
    await restore_database(tmp_path / "backup", restored.url)
    assert await migrate.current(restored.url) == "0001"
    await migrate.upgrade(restored.url)
    async with restored.read() as tx:
        assert await tx.first(select(User.username)) == "Robin"


@pytest.mark.postgres
async def test_back_ups_do_not_cross_databases(
    sqlite_storage: Storage, empty_postgres_url: str, tmp_path: Path
) -> None:
    await backup_database(sqlite_storage, tmp_path / "backup")
    with pytest.raises(BackupUnusable, match="sqlite"):
        await restore_database(tmp_path / "backup", empty_postgres_url)


async def test_a_path_with_odd_characters_is_just_a_path(sqlite_url: str, tmp_path: Path) -> None:
    odd = tmp_path / "50% off? #1"
    await asyncio.to_thread(odd.mkdir)
    await asyncio.to_thread(
        shutil.copyfile, databases.folder_of(sqlite_url) / "court.sqlite", odd / "court.sqlite"
    )
    await backup_database(f"sqlite:///{odd}/court.sqlite".replace("?", "%3F"), odd / "backup")
    assert (await check_backup(odd / "backup")).database == "sqlite"
