"""The back-up on demand is the command line's: read again, remembered, and its failure a sentence."""

import pytest

from bot.archive_file import reading
from bot.keeper import CourtKeeper
from bot.places import opened
from handlers.keeping import MADE_AT, NotKept
from storage.queries.facts import fact
from tests.support.owners import CourtOnDisk


async def test_it_writes_an_archive_tells_its_progress_and_remembers_it(court: CourtOnDisk) -> None:
    await court.member("anna")
    keeper, told = CourtKeeper(court.settings, court.unlocked), []

    async def progress(done: int, of: int) -> None:
        told.append((done, of))

    made = await keeper.back_up(progress)
    path = court.settings.backup_directory / made.name
    assert (made.folder, made.size, made.blobs) == (str(path.parent), path.stat().st_size, 1)
    with reading(path) as archive:
        assert len(archive.manifest.blobs) == 1
    assert told == [(0, 1)]
    async with opened(court.settings, court.unlocked.keys) as storage, storage.read() as tx:
        assert await fact(tx, MADE_AT) is not None
    assert keeper.free_bytes() > 0
    assert not keeper.recovery_key_saved()


async def test_a_place_that_cannot_be_written_is_a_sentence(court: CourtOnDisk) -> None:
    court.settings.backup_directory.parent.mkdir(parents=True, exist_ok=True)
    court.settings.backup_directory.write_text("in the way")
    with pytest.raises(NotKept, match=r"File exists|Not a directory"):
        await CourtKeeper(court.settings, court.unlocked).back_up(_silently)


async def _silently(done: int, of: int) -> None:
    del done, of
