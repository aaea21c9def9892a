"""Fixtures for every test: databases, keys and clocks.

``sqlite_storage`` is quick and enough for most; ``storage`` runs a test on SQLite and on PostgreSQL."""

import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from storage.sealing import CourtKeys, Keyring
from storage.unit import Storage
from tests.support import databases
from tests.support.clocks import FakeClock

if TYPE_CHECKING:
    from tests.support.court import ScriptedCourt

SLOW = (
    "bot/platforms/web",
    "bot/platforms/telegram",
    "bot/platforms/discord",
    "bot/cli",
    "bot/keeping",
    "browser",
    "fakes",
    "handlers/member/test_tasks_through_time",
    "media",
    "storage",
    "benchmarks",
    "acceptance",
)
"""Folders and files that need a server, a subprocess, a browser or much time: not part of `make check`."""

FIRST = ("acceptance", "benchmarks", "browser")
"""What takes longest begins first, so that no worker is left alone with it while the others have finished."""

# The same cases every time, and none that fails because the machine was busy.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what takes long out of the everyday checks, and otherwise begin with it."""
    here = Path(__file__).parent
    places = {item: item.path.relative_to(here).as_posix() for item in items}
    items.sort(key=lambda item: not places[item].startswith(FIRST))
    for item, place in places.items():
        if place.startswith(SLOW) or item.get_closest_marker("postgres") is not None:
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Modules and collected tests live to the end of the run: no need to look through them for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@pytest.fixture
def clock() -> FakeClock:
    """Both clocks at a Monday noon, standing still."""
    return FakeClock()


@pytest.fixture
def keys() -> CourtKeys:
    """The keys of a new court."""
    return CourtKeys.fresh()


@pytest.fixture
def keyring(keys: CourtKeys) -> Keyring:
    """A keyring that remembers nothing yet."""
    return Keyring(keys)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    return databases.make_sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres(testrun_uid: str) -> Iterator[databases.PostgresServer]:
    """A PostgreSQL server, one for all workers of the run, with a template of this worker's own."""
    with databases.postgres_server(testrun_uid) as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> Iterator[str]:
    """A fresh migrated SQLite database, in memory where there is room: no commit then waits for a disk."""
    with databases.quick_folder(tmp_path) as folder:
        yield databases.copy_sqlite_template(sqlite_template, folder)


@pytest.fixture
def postgres_url(postgres: databases.PostgresServer) -> Iterator[str]:
    """A fresh migrated PostgreSQL database."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'empty.sqlite'}"


@pytest.fixture
def empty_postgres_url(postgres: databases.PostgresServer) -> Iterator[str]:
    """A PostgreSQL database without any table."""
    url = postgres.create(empty=True)
    yield url
    postgres.drop(url)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without any table, once of each kind."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


@pytest.fixture
async def sqlite_storage(sqlite_url: str, keyring: Keyring) -> AsyncIterator[Storage]:
    """A fresh court on SQLite."""
    storage = Storage(sqlite_url, keyring)
    yield storage
    await storage.close()


@pytest.fixture
async def postgres_storage(postgres_url: str, keyring: Keyring) -> AsyncIterator[Storage]:
    """A fresh court on PostgreSQL, for what only PostgreSQL can do."""
    storage = Storage(postgres_url, keyring)
    yield storage
    await storage.close()


@pytest.fixture
async def storage(database_url: str, keyring: Keyring) -> AsyncIterator[Storage]:
    """A fresh court, once on SQLite and once on PostgreSQL."""
    storage = Storage(database_url, keyring)
    yield storage
    await storage.close()


@pytest.fixture
async def court(sqlite_storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator["ScriptedCourt"]:
    """A whole court on SQLite, with the shipped packs; only its clock and its chats are the test's."""
    from tests.support.court import ScriptedCourt

    court = ScriptedCourt(sqlite_storage, clock, tmp_path)
    yield court
    await court.close()
