"""An older back-up comes back: whole, only with its key, and over nothing that is deleted."""

import shutil
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.archive import backup
from bot.errors import ArchiveBroken, DataInTheWay, KeyMismatch, KeyMissing
from bot.keys import RESTORING, unlock
from bot.places import opened
from bot.restore import Restorer, restore
from bot.rotation import rotate
from bot.settings import load_settings
from handlers.content.texts import load_texts
from storage.errors import WrongKey
from storage.queries import recovery
from storage.sealing import CourtKeys
from storage.tables import (
    AdminLog,
    User,
    VaultBlob,
)
from tests.support.owners import CourtOnDisk, Owner
from tests.support.restoring import LATER, TAGS, ask, bring_back, opened_text, person, restorer, saved


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
