"""The owner keeps the court: tables, back-ups, keys - as typed."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from sqlmodel import select

from bot.keys import unlock
from bot.lockfile import held
from bot.settings import load_settings
from bot.settings.model import Settings
from storage import migrate
from storage.tables import AdminLog
from tests.bot.cli.conftest import Types
from tests.support.owners import ROOT, CourtOnDisk, Owner
from tests.support.restoring import ask


@pytest.fixture
def there(owner: Owner, types: Types, sqlite_template: Path) -> CourtOnDisk:
    """A court that is there, with one member."""
    settings = load_settings(None, {})
    court = asyncio.run(CourtOnDisk.made(settings, sqlite_template))
    asyncio.run(court.member("anna"))
    return court


def test_migrate_makes_and_updates_the_tables(types: Types, owner: Owner) -> None:
    done = types("migrate")
    assert done.code == 0
    assert "The tables were missing and are current now." in done.out
    database = owner.desk / "court-data" / "court.sqlite"
    assert database.stat().st_mode & 0o077 == 0
    assert "The tables were current" in types("migrate").out
    settings = load_settings(None, {})
    assert asyncio.run(migrate.state(settings.database_url)) is migrate.SchemaState.CURRENT


def test_a_back_up_tells_where_it_is_and_what_is_not_in_it(types: Types, there: CourtOnDisk) -> None:
    done = types("backup")
    assert done.code == 0
    assert "1 blobs" in done.out
    assert "The key is not in it" in done.out
    assert "recovery key is not saved" in done.out
    assert types("recovery-key", "--saved").code == 0
    time.sleep(1.1)  # its name is the second it was made in
    assert "not saved" not in types("backup").out


def test_only_as_many_back_ups_stay_as_wanted(types: Types, there: CourtOnDisk) -> None:
    types("backup", "mine.zip")
    types("backup")
    time.sleep(1.1)
    done = types("backup", "--keep", "1")
    assert "Removed: " in done.out
    assert len(list(there.settings.backup_directory.iterdir())) == 1
    assert Path("mine.zip").exists()


def test_restoring_refuses_replaces_and_tells(types: Types, there: CourtOnDisk) -> None:
    assert types("backup", "mine.zip").code == 0
    refused = types("restore", "mine.zip")
    assert refused.code == 1
    assert "--replace" in refused.err
    done = types("restore", "mine.zip", "--replace")
    assert done.code == 0
    assert "1 members" in done.out
    assert "before-restore-" in done.out
    there.unlocked.home.journal.unlink()
    assert "everybody starts stopped" in types("restore", "mine.zip", "--replace").out


def test_a_file_that_is_no_back_up_is_3(types: Types, there: CourtOnDisk) -> None:
    Path("letter.zip").write_text("dear court")
    done = types("restore", "letter.zip", "--replace")
    assert done.code == 3
    assert "letter.zip" in done.err


def test_the_whole_way_back_from_a_lost_machine(types: Types, there: CourtOnDisk, owner: Owner) -> None:
    recovery = types("recovery-key").out.strip()
    assert types("backup", "mine.zip").code == 0
    shutil.rmtree("court-data")
    shutil.rmtree(owner.cabinet)
    lost = types("restore", "mine.zip")
    assert lost.code == 3
    assert "recovery-key --restore" in lost.err
    brought = types("recovery-key", "--restore", "-", text=recovery)
    assert brought.code == 0
    done = types("restore", "mine.zip")
    assert done.code == 0
    assert "There was no safety journal" in done.out
    assert asyncio.run(unlock(load_settings(None, {}))).keys == there.unlocked.keys


def test_a_lost_key_is_3_and_says_how_it_comes_back(types: Types, there: CourtOnDisk) -> None:
    key = there.unlocked.home.key_file
    assert key is not None
    Path("paper").write_text(types("recovery-key").out)
    key.unlink()
    for command in ("backup", "rotate-key", "recovery-key", "run"):
        done = types(command)
        assert done.code == 3
        assert "recovery-key --restore FILE" in done.err
    assert types("recovery-key", "--restore", "paper").code == 0
    assert "already in" in types("recovery-key", "--restore", "paper").out
    assert key.stat().st_mode & 0o777 == 0o600
    assert types("backup").code == 0


def test_a_recovery_key_of_another_court_or_a_mistyped_one_is_3(types: Types, there: CourtOnDisk) -> None:
    line = types("recovery-key").out.strip()
    assert types("recovery-key", "--restore", "-", text=line[:-1]).code == 3
    types("migrate", "--config", other_court())
    foreign = types("recovery-key", "--config", other_court()).out.strip()
    done = types("recovery-key", "--restore", "-", text=foreign)
    assert done.code == 3
    assert "different courts" in done.err


def other_court() -> str:
    """The configuration of a second court."""
    path = Path("other.toml")
    path.write_text('[court]\ndata_directory = "other-data"\n')
    return str(path)


def test_the_recovery_key_alone_goes_to_standard_output(types: Types, there: CourtOnDisk) -> None:
    done = types("recovery-key")
    assert len(done.out.split()) == 1
    assert "read everything" in done.err


def test_rotating_tells_what_changes_for_the_owner(types: Types, there: CourtOnDisk) -> None:
    before = types("recovery-key").out
    done = types("rotate-key")
    assert done.code == 0
    assert "1 keys were wrapped anew" in done.out
    assert "recovery key is new" in done.out
    assert types("recovery-key").out != before
    assert types("backup").code == 0


def test_while_the_court_runs_nothing_is_moved_under_it(types: Types, there: CourtOnDisk) -> None:
    assert types("backup", "mine.zip").code == 0
    with held(there.settings.data_directory):
        for words in (("migrate",), ("rotate-key",), ("restore", "mine.zip", "--replace")):
            done = types(*words)
            assert done.code == 1
            assert f"process {os.getpid()}" in done.err
        assert types("backup", "running.zip").code == 0


def test_a_member_gets_everything_in_one_archive(types: Types, there: CourtOnDisk) -> None:
    done = types("export", "ANNA", "--to", "out/anna.zip")
    assert done.code == 0
    with zipfile.ZipFile("out/anna.zip") as archive:
        kept = b"".join(archive.read(name) for name in archive.namelist())
    for words in (b"marmalade sky", b"Write me a letter.", b"a photo of anna"):
        assert words in kept
    assert Path("out/anna.zip").stat().st_mode & 0o077 == 0
    (entry,) = asyncio.run(ask(there, select(AdminLog)))
    assert (entry.kind, entry.actor_id) == ("export", None)
    assert types("export", "anna", "--to", "out/anna.zip").code == 1
    assert types("export", "nobody", "--to", "out/nobody.zip").code == 1
    assert [path.name for path in Path("out").iterdir()] == ["anna.zip"]


@pytest.mark.slow
def test_the_court_opens_speaks_of_the_recovery_key_and_closes_in_time(owner: Owner) -> None:
    (owner.desk / "config.toml").write_text("[web]\nport = 0\n")
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "bot"],
        cwd=owner.desk,
        env={**os.environ, **owner.environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said: list[str] = []
    try:
        while "Her Court is open" not in "".join(said):
            line = process.stdout.readline()
            assert line, "".join(said)
            said.append(line)
        assert owner.types("migrate").code == 1, "it holds its lock"
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert process.wait(10) == 0
        assert time.monotonic() - began < 10
    finally:
        process.kill()
        process.stdout.close()
    assert "recovery-key --saved" in "".join(said)
    assert (owner.desk / "court-data" / "court.sqlite").exists()


@pytest.mark.slow
def test_check_can_be_read_by_a_program(owner: Owner) -> None:
    done = owner.types("check", "--json", COURT_WEB__PORT="0")
    assert done.code == 0
    assert {finding["level"] for finding in json.loads(done.out)} <= {"ok", "warn"}
    assert isinstance(Settings(), Settings)
