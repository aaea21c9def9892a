"""A back-up is whole, is checked, holds no key, and never writes over anything."""

import asyncio
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from bot.archive import backup
from bot.archive_file import DATABASE, reading
from bot.errors import ArchiveBroken, DataInTheWay
from bot.house import open_vault
from bot.journal_file import read_journal
from bot.places import opened
from bot.settings import Settings, load_settings
from storage.sealing import CourtKeys, Keyring
from tests.support import databases
from tests.support.owners import NOW, CourtOnDisk, Owner
from tests.support.people import make_member
from tests.support.restoring import bring_back
from tests.support.restoring import person as person_of


@pytest.fixture
async def court(settings: Settings, sqlite_template: Path) -> CourtOnDisk:
    """A court with a member."""
    court = await CourtOnDisk.made(settings, sqlite_template)
    await court.member("anna")
    return court


async def make(court: CourtOnDisk, target: Path | None = None, *, hours: int = 0, keep: int = 0) -> Path:
    """A back-up so many hours later."""
    made = await backup(
        court.settings, court.unlocked, now=NOW + timedelta(hours=hours), target=target, keep=keep
    )
    return made.path


def read_whole(path: Path, court: CourtOnDisk) -> None:
    """Check everything in an archive."""
    with reading(path) as archive:
        archive.require_signature(Keyring(court.unlocked.keys))
        for name in archive.manifest.files:
            archive.check(name)


async def test_it_holds_the_rows_the_blobs_and_where_the_journal_stood(court: CourtOnDisk) -> None:
    await court.record("stop", await court.member("bea"))
    made = await backup(court.settings, court.unlocked, now=NOW)
    journal = read_journal(court.unlocked.home.journal)
    assert journal is not None
    with reading(made.path) as archive:
        archive.require_signature(Keyring(court.unlocked.keys))
        manifest = archive.manifest
        assert (manifest.court, manifest.database) == (court.unlocked.keys.court, "sqlite")
        assert (manifest.journal_name, manifest.journal_last) == (journal.name, journal.last)
        assert set(manifest.blobs) == await open_vault(court.settings).ids()
        assert len(manifest.blobs) == 2
    assert (made.blobs, made.missing) == (2, 0)
    assert made.rows > 10
    assert made.size == made.path.stat().st_size


async def test_nothing_of_the_key_and_nothing_readable_is_in_it(court: CourtOnDisk) -> None:
    path = await make(court)
    with zipfile.ZipFile(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    for secret in court.unlocked.keys.to_text().split('"'):
        assert len(secret) < 40 or secret.encode() not in content
    for word in (b"a photo of anna", b"marmalade sky", b"Write me a letter."):
        assert word not in content
    assert b"anna" in content, "it is the right file: names are no private column"
    assert path.stat().st_mode & 0o777 == 0o600


async def test_it_is_made_while_the_court_writes(court: CourtOnDisk) -> None:
    async def keep_writing() -> None:
        async with opened(court.settings, court.unlocked.keys) as storage:
            while True:
                async with storage.begin() as tx:
                    await make_member(tx)
                await asyncio.sleep(0)

    writer = asyncio.create_task(keep_writing())
    try:
        for hours in range(3):
            await make(court, hours=hours)  # reads and checks the copy's integrity itself
    finally:
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)


async def test_a_blob_that_is_gone_is_counted_and_no_obstacle(court: CourtOnDisk) -> None:
    vault = open_vault(court.settings)
    for blob in await vault.ids():
        await vault.delete(blob)
    made = await backup(court.settings, court.unlocked, now=NOW)
    assert (made.blobs, made.missing) == (0, 1)


async def test_it_goes_where_it_is_told_and_over_nothing(court: CourtOnDisk, tmp_path: Path) -> None:
    assert (await make(court)).parent == court.settings.backup_directory
    assert await make(court, tmp_path / "new" / "mine.zip") == tmp_path / "new" / "mine.zip"
    assert (await make(court, tmp_path)).parent == tmp_path
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(DataInTheWay):
        await make(court, tmp_path / "letter.txt")
    assert (tmp_path / "letter.txt").read_text() == "keep me"


async def test_a_failed_back_up_leaves_nothing_behind(court: CourtOnDisk, tmp_path: Path) -> None:
    database = court.settings.data_directory / "court.sqlite"
    database.write_bytes(database.read_bytes()[:5000])
    with pytest.raises(Exception, match=r"damaged|malformed"):
        await make(court, tmp_path / "out" / "mine.zip")
    assert list((tmp_path / "out").iterdir()) == []


async def test_only_as_many_as_wanted_stay_and_nothing_else_goes(court: CourtOnDisk, tmp_path: Path) -> None:
    (tmp_path / "letter.zip").write_text("not ours")
    paths = [await make(court, tmp_path, hours=hours) for hours in range(3)]
    last = await backup(court.settings, court.unlocked, now=NOW + timedelta(hours=9), target=tmp_path, keep=2)
    assert list(last.removed) == paths[:2]
    assert sorted(path.name for path in tmp_path.glob("*.zip")) == sorted(
        [paths[2].name, last.path.name, "letter.zip"]
    )


async def test_whatever_byte_was_changed_it_is_a_broken_archive_and_no_other_error(
    court: CourtOnDisk,
) -> None:
    path = await make(court)
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        packed = next(each for each in archive.infolist() if each.compress_type == zipfile.ZIP_DEFLATED)
    extra = int.from_bytes(data[packed.header_offset + 28 : packed.header_offset + 30], "little")
    begin = packed.header_offset + 30 + len(packed.filename.encode()) + extra
    for place in range(begin, begin + min(packed.compress_size, 48)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        with pytest.raises(ArchiveBroken):
            read_whole(path, court)


@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
async def test_a_changed_archive_is_noticed(court: CourtOnDisk, where: float) -> None:
    path = await make(court)
    data = bytearray(path.read_bytes())
    data[int(len(data) * where)] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(ArchiveBroken):
        read_whole(path, court)


async def test_a_manifest_written_by_somebody_else_is_refused(court: CourtOnDisk, tmp_path: Path) -> None:
    path, forged = await make(court), tmp_path / "forged.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(forged, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(
                name, data.replace(b'"missing": 0', b'"missing": 1') if name == "manifest.json" else data
            )
    with reading(forged) as archive, pytest.raises(ArchiveBroken, match="changed"):
        archive.require_signature(Keyring(court.unlocked.keys))
    with reading(path) as archive, pytest.raises(ArchiveBroken, match="another court"):
        archive.require_signature(Keyring(CourtKeys.fresh()))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", b"hello"])
def test_what_is_no_archive_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(ArchiveBroken), reading(tmp_path / "x.zip"):
        pass
    with pytest.raises(ArchiveBroken), reading(tmp_path / "nowhere.zip"):
        pass


async def test_a_file_can_only_be_taken_out_under_its_own_name(court: CourtOnDisk, tmp_path: Path) -> None:
    with reading(await make(court)) as archive:
        archive.extract(DATABASE, tmp_path / "copy")
        with pytest.raises(ArchiveBroken):
            archive.extract("../../elsewhere", tmp_path / "other")


async def back_up_during_a_stop(court: CourtOnDisk, member: uuid.UUID) -> Path:
    """A back-up made while a stop is in the journal already and not yet committed."""
    begun = asyncio.Event()

    async def stop() -> None:
        async with opened(court.settings, court.unlocked.keys) as storage, storage.begin() as tx:
            person = await tx.lock(member)
            assert person is not None
            person.stopped_at = NOW
            await court.record("stop", member)
            begun.set()
            await asyncio.sleep(0.5)

    stopping = asyncio.create_task(stop())
    await begun.wait()
    path = await make(court)
    await stopping
    return path


async def test_a_stop_under_way_while_it_is_made_is_not_lost_between_copy_and_journal(
    court: CourtOnDisk,
) -> None:
    zoe = await court.member("zoe")
    await bring_back(court, await back_up_during_a_stop(court, zoe))
    assert (await person_of(court, zoe)).stopped_at is not None


@pytest.mark.postgres
async def test_nor_is_it_on_postgres(
    owner: Owner, empty_postgres_url: str, postgres: databases.PostgresServer
) -> None:
    court = await CourtOnDisk.made(load_settings(None, {"COURT_DATABASE__URL": empty_postgres_url}))
    zoe = await court.member("zoe")
    path = await back_up_during_a_stop(court, zoe)
    fresh = postgres.create(empty=True)
    try:
        court.settings = load_settings(None, {"COURT_DATABASE__URL": fresh})
        await bring_back(court, path)
        assert (await person_of(court, zoe)).stopped_at is not None
    finally:
        postgres.drop(fresh)
