"""An older back-up comes back, and what was safe stays safe."""

import json
import shutil
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.archive import backup
from bot.errors import ArchiveBroken, DataInTheWay, KeyMismatch, KeyMissing
from bot.keys import RESTORING, unlock
from bot.places import opened
from bot.restore import Restored, Restorer, restore
from bot.rotation import rotate
from bot.settings import Settings, load_settings
from handlers.content.texts import load_texts
from media.vault import VaultMissing
from storage.enums import LimitKind, OutboxClass, OutboxStatus, TaskEnd, TaskType
from storage.errors import WrongKey
from storage.queries import door, recovery
from storage.sealing import CourtKeys
from storage.tables import (
    Account,
    AdminLog,
    DataKey,
    MemberSettings,
    MemberTag,
    Outbox,
    Person,
    Task,
    TaskPlan,
    TaskTag,
    User,
    VaultBlob,
)
from tests.support.owners import NOW, CourtOnDisk, Owner, give_task

LATER = NOW + timedelta(days=10)
FAR = NOW + timedelta(days=250)
TAGS = ("rope", "cold", "words")


@pytest.fixture
async def court(settings: Settings, sqlite_template: Path) -> CourtOnDisk:
    """An empty court."""
    return await CourtOnDisk.made(settings, sqlite_template)


async def saved(court: CourtOnDisk) -> Path:
    """A back-up of the court as it is."""
    return (await backup(court.settings, court.unlocked, now=NOW)).path


def restorer(settings: Settings, older: CourtKeys | None = None) -> Restorer:
    """What restoring needs, ten days later."""
    return Restorer(settings, load_texts(), TAGS, LATER, older)


async def bring_back(court: CourtOnDisk, archive: Path) -> Restored:
    """Restore over what is there."""
    return await restore(restorer(court.settings), archive, replace=True)


async def ask(court: CourtOnDisk, statement: Any) -> list[Any]:
    """Rows of the restored court."""
    async with opened(court.settings, court.unlocked.keys) as storage, storage.read() as tx:
        return list(await tx.all(statement))


async def person(court: CourtOnDisk, person_id: uuid.UUID) -> Person:
    """Somebody's standing."""
    (row,) = await ask(court, select(Person).where(col(Person.id) == person_id))
    assert isinstance(row, Person)
    return row


async def opened_text(court: CourtOnDisk, table: Any, key: object, column: str) -> str | None:
    """A sealed column of a row."""
    async with opened(court.settings, court.unlocked.keys) as storage, storage.read() as tx:
        row = await tx.get(table, key)
        assert row is not None
        return await tx.open(row, column)


async def notices(court: CourtOnDisk, person_id: uuid.UUID) -> list[str]:
    """What somebody will be told by safety."""
    async with opened(court.settings, court.unlocked.keys) as storage, storage.read() as tx:
        rows = await tx.all(
            select(Outbox).where(col(Outbox.person_id) == person_id, col(Outbox.klass) == OutboxClass.SAFETY)
        )
        return [str(json.loads(await tx.open(row, "payload") or "{}").get("text", "")) for row in rows]


async def test_a_court_comes_back_on_a_new_machine(court: CourtOnDisk, owner: Owner) -> None:
    anna = await court.member("anna")
    archive = await saved(court)
    shutil.move(archive, owner.home / "archive.zip")
    shutil.rmtree(court.settings.data_directory)
    restored = await restore(restorer(court.settings), owner.home / "archive.zip")
    assert restored.aside == ()
    again = await unlock(court.settings)
    assert again.keys == court.unlocked.keys
    assert (await person(court, anna)).stopped_at is None
    (blob,) = await ask(court, select(VaultBlob))
    async with opened(court.settings, again.keys) as storage:
        assert await court.blobs(storage).read(blob.id) == b"a photo of anna"
    assert await opened_text(court, User, anna, "safeword") == "marmalade sky"


async def test_the_four_promises_hold_and_the_rest_is_as_in_the_back_up(court: CourtOnDisk) -> None:
    stopped, excluded, erased, limited, other = [
        await court.member(name, tags=["rope", "cold"]) for name in ("ada", "bea", "cleo", "dora", "eve")
    ]
    archive = await saved(court)
    await court.record("stop", stopped)
    await court.record("exclude", excluded, until=FAR.isoformat())
    await court.record("erase", erased)
    await court.record(
        "limits", limited, hard=court.tag_hash("rope"), soft=court.tag_hash("words"), words_changed="no"
    )
    done = await bring_back(court, archive)
    assert (await person(court, stopped)).stopped_at is not None
    assert (await person(court, excluded)).excluded_until == FAR
    assert await ask(court, select(Person).where(col(Person.id) == erased)) == []
    limits = json.loads(await opened_text(court, User, limited, "limits") or "")
    assert limits == {"hard": ["rope"], "soft": ["words"], "words": ""}
    assert json.loads(await opened_text(court, User, limited, "fantasy_tags") or "") == ["cold"]
    assert await ask(court, select(MemberTag.tag_hash).where(col(MemberTag.kind) == LimitKind.HARD)) == [
        court.tag_hash("rope")
    ]
    for person_id in (limited, other):
        standing = await person(court, person_id)
        assert (standing.stopped_at, standing.stop_epoch) == (None, 0)
        assert await notices(court, person_id) == []
    queued = select(Outbox).where(col(Outbox.person_id) == other, col(Outbox.status) == OutboxStatus.QUEUED)
    assert len(await ask(court, queued)) == 1
    assert not done.replayed.everybody
    assert done.replayed.erased == 1


async def test_a_stop_freezes_withdraws_and_cancels(court: CourtOnDisk) -> None:
    anna = await court.member("anna")
    async with opened(court.settings, court.unlocked.keys) as storage, storage.begin() as tx:
        user = await tx.get(User, anna)
        assert user is not None
        await give_task(tx, user, TaskType.PUNISHMENT)
    archive = await saved(court)
    await court.record("stop", anna)
    await bring_back(court, archive)
    standing = await person(court, anna)
    assert standing.stop_epoch == 1
    assert standing.stopped_at is not None
    assert standing.cooloff_until == standing.stopped_at + timedelta(hours=12)
    plans = {
        task.type: plan
        for plan, task in await ask(
            court, select(TaskPlan, Task).join(Task, col(Task.id) == col(TaskPlan.task_id))
        )
    }
    assert plans[TaskType.DAILY].frozen_status == "Assigned"
    assert plans[TaskType.PUNISHMENT].ended is TaskEnd.WITHDRAWN
    (row,) = await ask(court, select(Outbox))
    assert (row.status, row.payload) == (OutboxStatus.CANCELLED, None)
    assert await notices(court, anna) == []


async def test_a_stop_that_was_resumed_is_not_made_again_but_nothing_of_before_is_revived(
    court: CourtOnDisk,
) -> None:
    anna = await court.member("anna")
    archive = await saved(court)
    await court.record("stop", anna)
    await court.record("resume", anna)
    await bring_back(court, archive)
    standing = await person(court, anna)
    assert (standing.stopped_at, standing.stop_epoch) == (None, 1)
    (plan,) = await ask(court, select(TaskPlan))
    assert (plan.ended, plan.ended_why) == (TaskEnd.WITHDRAWN, "restored")


async def test_nobody_is_resumed_by_a_restore(court: CourtOnDisk) -> None:
    anna = await court.member("anna")
    async with opened(court.settings, court.unlocked.keys) as storage, storage.begin() as tx:
        locked = await tx.lock(anna)
        assert locked is not None
        locked.stopped_at, locked.banned_at, locked.minor_locked_at = NOW, NOW, NOW
    archive = await saved(court)
    for kind in ("resume", "unban", "minor_unlock"):
        await court.record(kind, anna)
    await bring_back(court, archive)
    standing = await person(court, anna)
    assert standing.stopped_at == standing.banned_at == standing.minor_locked_at == NOW


async def test_what_cannot_be_brought_back_is_a_stop_that_says_so(court: CourtOnDisk) -> None:
    words, word, dropped = [await court.member(name) for name in ("ada", "bea", "cleo")]
    archive = await saved(court)
    await court.record("limits", words, hard="", soft="", words_changed="yes")
    await court.record("safeword", word, changed="yes")
    await court.record("limits", dropped, hard=court.tag_hash("no longer in a pack"), soft="")
    await bring_back(court, archive)
    for person_id, key in ((words, "limits"), (word, "safeword"), (dropped, "limits")):
        assert (await person(court, person_id)).stopped_at is not None
        assert await notices(court, person_id) == [load_texts().get(f"restored.{key}")]


async def test_locks_bans_and_timeouts_hold(court: CourtOnDisk) -> None:
    minor, banned, away = [await court.member(name) for name in ("ada", "bea", "cleo")]
    archive = await saved(court)
    await court.record("minor_lock", minor)
    await court.record("ban", banned)
    await court.record("timeout", away, until=FAR.isoformat())
    await bring_back(court, archive)
    assert (await person(court, minor)).minor_locked_at is not None
    assert (await person(court, banned)).banned_at is not None
    assert (await person(court, away)).timeout_until == FAR


async def test_consents_taken_back_stay_back_and_none_is_given_for_anybody(court: CourtOnDisk) -> None:
    taker, giver = await court.member("ada"), await court.member("bea")
    async with opened(court.settings, court.unlocked.keys) as storage, storage.begin() as tx:
        settings = await tx.get(MemberSettings, taker)
        assert settings is not None
        settings.auto_punishment, settings.max_intensity = True, 3
    archive = await saved(court)
    await court.record("consent", taker, name="auto_punishment", given="no")
    await court.record("consent", taker, name="max_intensity", given="yes", value="1")
    await court.record("consent", giver, name="auto_punishment", given="yes")
    await court.record("consent", giver, name="max_intensity", given="yes", value="3")
    await bring_back(court, archive)
    rows = {row.user_id: row for row in await ask(court, select(MemberSettings))}
    assert (rows[taker].auto_punishment, rows[taker].max_intensity) == (False, 1)
    assert (rows[giver].auto_punishment, rows[giver].max_intensity) == (False, 1)


async def test_the_erased_leave_nothing_that_opens_and_their_bars_hold(court: CourtOnDisk) -> None:
    anna = await court.member("anna")
    (account,) = await ask(court, select(Account).where(col(Account.person_id) == anna))
    archive = await saved(court)
    await court.record("exclude", anna, until=FAR.isoformat())
    await court.record("erase", anna)
    await bring_back(court, archive)
    for table in (Person, User, Account, DataKey, VaultBlob, Task, Outbox):
        assert await ask(court, select(table)) == []
    async with opened(court.settings, court.unlocked.keys) as storage:
        async with storage.read() as tx:
            assert await door.barred(tx, account.address_hash, LATER) == "exclusion"
            assert await door.barred(tx, account.address_hash, FAR + timedelta(days=1)) is None
        with pytest.raises(VaultMissing):
            await court.blobs(storage).read(uuid.uuid4())
    vault = court.settings.vault_directory
    assert vault is not None
    assert not any(path.is_file() for path in vault.rglob("*"))
    data = court.settings.data_directory / "court.sqlite"
    assert account.address.encode() not in data.read_bytes()


async def test_a_bar_of_somebody_the_back_up_never_knew_is_made_again(court: CourtOnDisk) -> None:
    archive = await saved(court)
    stranger = uuid.uuid4()
    await court.record("minor_lock", stranger, addresses="f" * 64)
    await bring_back(court, archive)
    async with opened(court.settings, court.unlocked.keys) as storage, storage.read() as tx:
        assert await door.barred(tx, "f" * 64, LATER) == "minor"


async def test_a_new_hard_limit_withdraws_what_touches_it(court: CourtOnDisk) -> None:
    anna = await court.member("anna")
    (task,) = await ask(court, select(Task))
    async with opened(court.settings, court.unlocked.keys) as storage, storage.begin() as tx:
        tx.add(TaskTag(task_id=task.id, tag_hash=court.tag_hash("cold")))
    archive = await saved(court)
    await court.record("limits", anna, hard=court.tag_hash("cold"), soft="", words_changed="no")
    await bring_back(court, archive)
    (plan,) = await ask(court, select(TaskPlan))
    assert (plan.ended, plan.ended_why) == (TaskEnd.WITHDRAWN, "limit")


async def test_without_the_journal_everybody_starts_stopped_and_is_told(court: CourtOnDisk) -> None:
    members = [await court.member(name) for name in ("ada", "bea")]
    archive = await saved(court)
    court.unlocked.home.journal.unlink()
    done = await bring_back(court, archive)
    assert not done.journal_found
    for person_id in members:
        assert (await person(court, person_id)).stopped_at is not None
        assert await notices(court, person_id) == [load_texts().get("restored.stopped")]


async def test_with_another_journal_everybody_starts_stopped_and_its_entries_count(
    court: CourtOnDisk,
) -> None:
    ada, bea = [await court.member(name) for name in ("ada", "bea")]
    archive = await saved(court)
    court.unlocked.home.journal.unlink()
    await court.record("erase", bea)
    done = await bring_back(court, archive)
    assert done.replayed.everybody
    assert (await person(court, ada)).stopped_at is not None
    assert await ask(court, select(Person).where(col(Person.id) == bea)) == []


async def test_a_torn_line_stops_the_one_it_was_about(court: CourtOnDisk) -> None:
    ada, bea = [await court.member(name) for name in ("ada", "bea")]
    archive = await saved(court)
    await court.record("stop", ada)
    journal = court.unlocked.home.journal
    journal.write_bytes(journal.read_bytes()[:-30])
    await bring_back(court, archive)
    assert (await person(court, ada)).stopped_at is not None
    assert await notices(court, ada) == [load_texts().get("restored.stopped")]
    assert (await person(court, bea)).stopped_at is None


async def test_what_the_back_up_already_knows_is_not_replayed(court: CourtOnDisk) -> None:
    anna = await court.member("anna")
    await court.record("stop", anna)  # resumed since, which a damaged note of the operator does not say
    archive = await saved(court)
    await bring_back(court, archive)
    assert (await person(court, anna)).stopped_at is None


async def test_a_court_that_is_there_is_only_replaced_on_purpose_and_never_deleted(
    court: CourtOnDisk,
) -> None:
    archive = await saved(court)
    late = await court.member("too late for the back-up")
    with pytest.raises(DataInTheWay, match="--replace"):
        await restore(restorer(court.settings), archive)
    assert (await person(court, late)).id == late
    done = await bring_back(court, archive)
    assert await ask(court, select(User)) == []
    assert done.aside
    old = load_settings(None, {"COURT_DATABASE__URL": f"sqlite:///{done.aside[0]}"})
    async with opened(old, court.unlocked.keys) as storage, storage.read() as tx:
        assert await recovery.person_ids(tx) == [late]


async def test_the_key_must_be_there_and_the_right_one(court: CourtOnDisk) -> None:
    archive = await saved(court)
    key = court.unlocked.home.key_file
    assert key is not None
    text = key.read_text()
    key.write_text(CourtKeys.fresh().to_text())
    with pytest.raises(KeyMismatch):
        await bring_back(court, archive)
    key.unlink()
    with pytest.raises(KeyMissing, match="recovery-key --restore"):
        await bring_back(court, archive)
    key.write_text(text)
    await bring_back(court, archive)


async def test_a_changed_archive_changes_nothing_here(court: CourtOnDisk) -> None:
    await court.member("anna")
    archive = await saved(court)
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 0xFF
    archive.write_bytes(data)
    before = {"court.lock", *(path.name for path in court.settings.data_directory.iterdir())}
    with pytest.raises(ArchiveBroken):
        await bring_back(court, archive)
    assert {path.name for path in court.settings.data_directory.iterdir()} == before
    assert len(await ask(court, select(User))) == 1
    assert not (court.settings.data_directory / RESTORING).exists()


async def test_a_back_up_from_before_a_rotation_opens_with_the_old_key(court: CourtOnDisk) -> None:
    anna = await court.member("anna")
    archive, before = await saved(court), court.unlocked.keys
    await rotate(court.settings)
    court.unlocked = await unlock(court.settings)
    with pytest.raises(WrongKey, match="--old-key"):
        await bring_back(court, archive)
    await restore(restorer(court.settings, older=before), archive, replace=True)
    assert await opened_text(court, User, anna, "safeword") == "marmalade sky"


async def test_the_log_says_that_the_past_was_exchanged(court: CourtOnDisk) -> None:
    archive = await saved(court)
    await bring_back(court, archive)
    (entry,) = await ask(court, select(AdminLog))
    assert (entry.kind, entry.actor_id, entry.at) == ("court.restored", None, LATER)


async def test_a_restored_court_can_be_backed_up_and_restored_again(court: CourtOnDisk) -> None:
    anna = await court.member("anna")
    archive = await saved(court)
    await court.record("stop", anna)
    await bring_back(court, archive)
    again = (await backup(court.settings, court.unlocked, now=LATER)).path
    await restore(
        Restorer(court.settings, load_texts(), TAGS, LATER + timedelta(minutes=1)), again, replace=True
    )
    assert (await person(court, anna)).stopped_at is not None


@pytest.mark.postgres
async def test_a_postgres_court_is_restored_into_an_empty_database(
    owner: Owner, empty_postgres_url: str, request: pytest.FixtureRequest
) -> None:
    settings = load_settings(None, {"COURT_DATABASE__URL": empty_postgres_url})
    court = await CourtOnDisk.made(settings)
    stopped, other = [await court.member(name) for name in ("ada", "bea")]
    archive = await saved(court)
    await court.record("stop", stopped)
    with pytest.raises(DataInTheWay, match="empty one"):
        await bring_back(court, archive)
    assert not (settings.data_directory / RESTORING).exists()
    postgres = request.getfixturevalue("postgres")
    fresh = postgres.create(empty=True)
    try:
        court.settings = load_settings(None, {"COURT_DATABASE__URL": fresh})
        await bring_back(court, archive)
        assert (await person(court, stopped)).stopped_at is not None
        assert (await person(court, other)).stopped_at is None
        assert (await unlock(court.settings)).keys == court.unlocked.keys
    finally:
        postgres.drop(fresh)
