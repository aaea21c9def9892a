"""Migrations lead up and down with data inside, whole or not at all, and end at today's tables."""

import asyncio
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import migrate
from storage.errors import MigrationFailed, SchemaBehind
from storage.migrate import SchemaState
from storage.sealing import Keyring
from storage.tables import Account, Person, metadata
from storage.unit import Storage
from tests.support.databases import run_apart
from tests.support.people import make_member
from tests.support.schema import create_directly, execute, structure

Extend = Callable[[str], None]
REBUILD_PERSONS = """
    with op.batch_alter_table("persons") as batch:
        batch.alter_column("language", type_=sa.String(length=32))
        batch.add_column(sa.Column("shoe_size", sa.Integer(), nullable=True))
"""
ORPHAN_ACCOUNTS = """
    op.execute("DELETE FROM persons")
"""
FAIL_HALFWAY = """
    op.execute("DELETE FROM accounts")
    op.create_table("leftover", sa.Column("id", sa.Integer(), primary_key=True))
    raise RuntimeError("halfway")
"""


@pytest.fixture
def extend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Extend:
    """Add one migration after the last, in a copy of the shipped ones."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shipped = {path.name[:4]: path.read_text() for path in (folder / "versions").glob("0*.py")}
    follows = re.compile(r"""^down_revision.*['"](\w+)['"]""", re.MULTILINE)
    followed = {name for text in shipped.values() for name in follows.findall(text)}
    [last] = set(shipped) - followed
    monkeypatch.setattr(migrate, "FOLDER", folder)

    def write(body: str) -> None:
        head = (
            f'import sqlalchemy as sa\nfrom alembic import op\nrevision = "9000"\ndown_revision = "{last}"\n'
        )
        (folder / "versions" / "9000_next.py").write_text(f"{head}def upgrade():\n{body}\n")

    return write


async def with_a_member(url: str, keyring: Keyring) -> None:
    storage = Storage(url, keyring)
    async with storage.begin() as tx:
        await make_member(tx, username="Robin")
    await storage.close()


async def test_a_new_database_goes_from_missing_to_current(empty_database_url: str) -> None:
    assert await migrate.state(empty_database_url) is SchemaState.MISSING
    await migrate.upgrade(empty_database_url)
    assert await migrate.state(empty_database_url) is SchemaState.CURRENT


def test_asking_for_the_state_creates_no_file(tmp_path: Path) -> None:
    assert run_apart(migrate.state(f"sqlite:///{tmp_path}/none.sqlite")) is SchemaState.MISSING
    assert list(tmp_path.iterdir()) == []


async def test_an_older_database_is_behind_and_a_newer_one_ahead(database_url: str) -> None:
    await migrate.downgrade(database_url, "0001")
    assert await migrate.state(database_url) is SchemaState.BEHIND
    with pytest.raises(SchemaBehind, match="behind"):
        await migrate.require_current(database_url)
    await execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    assert await migrate.state(database_url) is SchemaState.AHEAD


async def test_migrating_again_changes_nothing_and_copies_nothing(database_url: str) -> None:
    assert await migrate.upgrade(database_url) is None
    await migrate.require_current(database_url)


async def test_migrations_leave_nothing_for_alembic_to_add(database_url: str) -> None:
    assert await migrate.differences(database_url) == []


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_migrated_tables_are_exactly_those_of_the_program(kind: str, request: pytest.FixtureRequest) -> None:
    direct = request.getfixturevalue(f"empty_{kind}_url")
    run_apart(create_directly(direct))
    expected, found = (
        run_apart(structure(direct)),
        run_apart(structure(request.getfixturevalue(f"{kind}_url"))),
    )
    assert set(found) == {table.name for table in metadata.sorted_tables}
    for table, parts in expected.items():
        assert found[table] == parts, table


async def test_data_survives_the_way_down_to_the_first_tables_and_up_again(
    database_url: str, keyring: Keyring
) -> None:
    await with_a_member(database_url, keyring)
    await migrate.downgrade(database_url, "0001")
    await migrate.upgrade(database_url)
    assert await execute(database_url, "SELECT username FROM users") == [("Robin",)]
    assert await execute(database_url, "SELECT count(*) FROM accounts") == [(1,)]


async def test_the_way_down_to_nothing_leaves_no_table(database_url: str, keyring: Keyring) -> None:
    await with_a_member(database_url, keyring)
    await migrate.downgrade(database_url, "base")
    assert await structure(database_url) == {}
    assert await migrate.state(database_url) is SchemaState.MISSING
    await migrate.upgrade(database_url)
    assert await migrate.differences(database_url) == []


async def test_rebuilding_a_parent_table_keeps_its_children(
    database_url: str, keyring: Keyring, extend: Extend
) -> None:
    await with_a_member(database_url, keyring)
    extend(REBUILD_PERSONS)
    await migrate.upgrade(database_url)
    assert await execute(database_url, "SELECT shoe_size FROM persons") == [(None,)]
    assert await execute(database_url, "SELECT count(*) FROM accounts") == [(1,)]
    assert await execute(database_url, "SELECT count(*) FROM users") == [(1,)]


async def test_a_migration_that_fails_halfway_changes_nothing(
    database_url: str, keyring: Keyring, extend: Extend
) -> None:
    await with_a_member(database_url, keyring)
    before = await structure(database_url)
    extend(FAIL_HALFWAY)
    with pytest.raises(RuntimeError, match="halfway"):
        await migrate.upgrade(database_url)
    assert await structure(database_url) == before
    assert await execute(database_url, "SELECT count(*) FROM accounts") == [(1,)]
    assert await migrate.state(database_url) is SchemaState.BEHIND


async def test_a_migration_that_would_orphan_rows_is_undone(
    sqlite_url: str, keyring: Keyring, extend: Extend
) -> None:
    await with_a_member(sqlite_url, keyring)
    extend(ORPHAN_ACCOUNTS)
    with pytest.raises(MigrationFailed, match="accounts"):
        await migrate.upgrade(sqlite_url)
    assert await execute(sqlite_url, "SELECT count(*) FROM persons") == [(1,)]


async def test_the_file_before_an_upgrade_is_kept_beside_it(sqlite_url: str, keyring: Keyring) -> None:
    await with_a_member(sqlite_url, keyring)
    head = await migrate.current(sqlite_url)
    copies = [await migrate.downgrade(sqlite_url, "0001"), await migrate.upgrade(sqlite_url)]
    again = [await migrate.downgrade(sqlite_url, "0001"), await migrate.upgrade(sqlite_url)]
    kept = [copy for copy in copies + again if copy is not None]
    assert len(set(kept)) == 4
    for copy in kept:
        assert await execute(f"sqlite:///{copy}", "SELECT username FROM users") == [("Robin",)]
    assert await migrate.current(f"sqlite:///{kept[0]}") == head
    assert await migrate.current(f"sqlite:///{kept[1]}") == "0001"


async def test_two_processes_that_migrate_at_once_do_it_once(empty_database_url: str) -> None:
    await asyncio.gather(migrate.upgrade(empty_database_url), migrate.upgrade(empty_database_url))
    assert await migrate.differences(empty_database_url) == []


async def test_the_next_revision_is_written_from_what_changed(tmp_path: Path, extend: Extend) -> None:
    extend(REBUILD_PERSONS)
    path = await migrate.revision("shoes are none of our business")
    text = path.read_text()
    assert path.parent == migrate.FOLDER / "versions"
    assert "drop_column('shoe_size')" in text
    assert "down_revision = '9000'" in text


async def test_a_court_runs_on_what_the_migrations_made(storage: Storage) -> None:
    async with storage.begin() as tx:
        user = await make_member(tx)
    async with storage.read() as tx:
        assert await tx.get(Person, user.id) is not None
        assert await tx.get(Account, user.id) is None
