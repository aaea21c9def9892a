"""What the journal was told is on disk, whatever happens next; and it tells nobody who it was."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.journal import KINDS, SafetyJournal, person_hash
from bot.journal_file import Entry, Torn, append_lines, begin_journal, entries, read_journal
from storage.sealing import Keyring
from tests.support.owners import ROOT

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path / "safe" / "key.journal.jsonl"


@pytest.fixture
def journal(path: Path, keyring: Keyring) -> SafetyJournal:
    """A journal whose clock stands still."""
    return SafetyJournal(path, keyring, now=lambda: AT)


async def test_an_entry_is_on_disk_when_record_returns(
    journal: SafetyJournal, path: Path, keyring: Keyring
) -> None:
    person = uuid.uuid4()
    await journal.record("exclude", person, until="2026-09-01T00:00:00+00:00")
    (entry,) = entries(path)
    assert (entry.kind, entry.at, entry.person) == ("exclude", AT, person_hash(keyring, person))
    assert entry.facts == {"until": "2026-09-01T00:00:00+00:00"}
    assert not journal.failing


async def test_it_says_nothing_about_who_it_was(journal: SafetyJournal, path: Path) -> None:
    person = uuid.uuid4()
    await journal.record("stop", person)
    text = path.read_text()
    assert str(person) not in text
    assert person.hex not in text
    assert path.stat().st_mode & 0o777 == 0o600


async def test_entries_of_many_at_once_are_all_there_and_whole(journal: SafetyJournal, path: Path) -> None:
    people = [uuid.uuid4() for _ in range(100)]
    await asyncio.gather(*(journal.record("stop", person) for person in people))
    assert len({entry.person for entry in entries(path)}) == 100
    assert len({entry.id for entry in entries(path)}) == 100


async def test_one_persons_entries_keep_their_order(journal: SafetyJournal, path: Path) -> None:
    person = uuid.uuid4()
    for kind in ("stop", "resume", "stop"):
        await journal.record(kind, person)
    assert [entry.kind for entry in entries(path)] == ["stop", "resume", "stop"]


@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_every_kind_is_written(journal: SafetyJournal, path: Path, kind: str) -> None:
    await journal.record(kind, uuid.uuid4(), at="not the time", person="nobody", given="no")
    (entry,) = entries(path)
    assert (entry.kind, entry.at, entry.facts) == (kind, AT, {"given": "no"})


async def test_an_unknown_kind_is_kept_and_complained_about(
    journal: SafetyJournal, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await journal.record("dance", uuid.uuid4())
    assert [entry.kind for entry in entries(path)] == ["dance"]
    assert "unknown kind" in caplog.text


async def test_a_disk_that_refuses_raises_nothing_and_is_known_and_made_up_for(
    journal: SafetyJournal, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.mkdir(parents=True)  # cannot be written as a file
    first, second = uuid.uuid4(), uuid.uuid4()
    await journal.record("stop", first)
    assert journal.failing
    assert "cannot be written" in caplog.text
    path.rmdir()
    await journal.record("erase", second)
    assert [entry.kind for entry in entries(path)] == ["stop", "erase"]
    assert not journal.failing


async def test_a_full_disk_is_made_up_for(journal: SafetyJournal, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to("/dev/full")
    await journal.record("stop", uuid.uuid4())
    assert journal.failing
    path.unlink()
    await journal.record("resume", uuid.uuid4())
    assert [entry.kind for entry in entries(path)] == ["stop", "resume"]


async def test_a_torn_last_line_is_passed_over_and_the_next_entry_is_whole(
    journal: SafetyJournal, path: Path, keyring: Keyring
) -> None:
    first, torn, last = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for person in (first, torn):
        await journal.record("stop", person)
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    assert [entry.person for entry in entries(path)] == [person_hash(keyring, first)]
    await journal.record("stop", last)
    read = read_journal(path)
    assert read is not None
    assert [line.person for line in read.lines] == [
        person_hash(keyring, each) for each in (first, torn, last)
    ]
    assert isinstance(read.lines[1], Torn)


@pytest.mark.parametrize("cut", range(1, 240, 7))
async def test_wherever_a_line_is_torn_the_others_are_read(
    journal: SafetyJournal, path: Path, cut: int
) -> None:
    await journal.record("stop", uuid.uuid4())
    kept = len(path.read_bytes())
    await journal.record("erase", uuid.uuid4())
    path.write_bytes(path.read_bytes()[: kept + cut])
    assert [entry.kind for entry in entries(path)][:1] == ["stop"]


@pytest.mark.parametrize(
    "line",
    ["null", "5", "[]", "{}", '{"person": 5}', '"text"', "\x00\x00", '{"journal": "again"}', "ÿ"],
)
def test_strange_lines_do_not_keep_anybody_from_reading(path: Path, line: str) -> None:
    append_lines(path, [line])
    append_lines(path, [json.dumps({"person": "p", "kind": "stop", "at": AT.isoformat(), "id": "i"})])
    read = read_journal(path)
    assert read is not None
    assert [type(each) for each in read.lines] == [Torn, Entry]
    assert read.last == "i"


def test_a_journal_has_a_name_of_its_own_and_keeps_it(path: Path, tmp_path: Path) -> None:
    begin_journal(path)
    begin_journal(tmp_path / "other")
    first, other = read_journal(path), read_journal(tmp_path / "other")
    assert first is not None
    assert other is not None
    assert first.name
    assert first.name != other.name
    append_lines(path, [json.dumps({"person": "p", "kind": "stop", "at": AT.isoformat(), "id": "i"})])
    again = read_journal(path)
    assert again is not None
    assert again.name == first.name


def test_what_came_after_an_entry_can_be_asked_for(path: Path) -> None:
    lines = [
        json.dumps({"person": "p", "kind": "stop", "at": AT.isoformat(), "id": str(n)}) for n in range(4)
    ]
    append_lines(path, lines)
    read = read_journal(path)
    assert read is not None
    later = read.after("1")
    assert later is not None
    assert [line.id for line in later if isinstance(line, Entry)] == ["2", "3"]
    assert read.after(None) == read.lines
    assert read.after("unknown") is None


def test_no_journal_is_no_entries(path: Path) -> None:
    assert read_journal(path) is None
    assert entries(path) == ()


KEEP_WRITING = """
import asyncio, sys, uuid
from pathlib import Path
from bot.journal import SafetyJournal
from storage.sealing import CourtKeys, Keyring

async def main():
    journal = SafetyJournal(Path(sys.argv[1]), Keyring(CourtKeys.fresh()))
    while True:
        await journal.record("stop", uuid.uuid4())
        print("recorded", flush=True)

asyncio.run(main())
"""


def test_what_was_said_to_be_recorded_survives_a_kill(path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KEEP_WRITING, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(20)]
    process.send_signal(signal.SIGKILL)
    said += process.stdout.readlines()
    process.wait(10)
    process.stdout.close()
    assert len(entries(path)) >= said.count("recorded\n") >= 20
