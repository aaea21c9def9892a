"""What was safe when the journal noted it is safe after an older back-up was restored."""

import json
import uuid
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.places import opened
from handlers.content.texts import load_texts
from media.vault import VaultMissing
from storage.enums import LimitKind, OutboxStatus, TaskEnd, TaskType
from storage.queries import door
from storage.tables import (
    Account,
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
from tests.support.owners import NOW, CourtOnDisk, give_task
from tests.support.restoring import (
    FAR,
    LATER,
    ask,
    bring_back,
    notices,
    opened_text,
    person,
    saved,
)


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
    sealed = await ask(court, select(VaultBlob.closed_at).where(col(VaultBlob.person_id) == minor))
    assert len(sealed) == 1
    assert None not in sealed, "the photo of who may be a minor is sealed again"
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


async def test_the_door_stays_closed_to_whom_it_was_closed(court: CourtOnDisk) -> None:
    excluded, banned = await court.member("ada"), await court.member("bea")
    accounts = {row.person_id: row.address_hash for row in await ask(court, select(Account))}
    archive = await saved(court)
    await court.record("exclude", excluded, until=FAR.isoformat())
    await court.record("ban", banned, addresses=accounts[banned])
    await bring_back(court, archive)
    async with opened(court.settings, court.unlocked.keys) as storage, storage.read() as tx:
        assert await door.barred(tx, accounts[excluded], LATER) == "exclusion"
        assert await door.barred(tx, accounts[banned], LATER) is None, "a member's ban stands in her row"
