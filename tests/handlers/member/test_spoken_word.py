"""Recordings of the safeword: taken in any state, heard by the member alone, gone when they are of no use."""

import json
import zipfile
from pathlib import Path

from sqlmodel import select

from handlers.member.privacy.export import write_archive
from storage.tables import User, VaultBlob
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt, media_of
from tests.support.people import SAFEWORD


async def opens(anna: Chatter) -> None:
    """Look at what is kept."""
    await anna.says("/settings")
    await anna.presses("Safeword, spoken")


async def records(anna: Chatter, sound: bytes | None = None) -> None:
    """Record the word once more."""
    await anna.presses("Record it")
    await anna.sends(sound or playing.recording(1.0), mime="audio/wav")


async def kept(court: ScriptedCourt) -> list[VaultBlob]:
    """What the vault holds."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(VaultBlob)))


async def named(court: ScriptedCourt, anna: Chatter) -> list[str]:
    """What the member's row names."""
    async with court.storage.read() as tx:
        user = await tx.get(User, (await anna.person()).id)
        assert user is not None
        return (await tx.open(user, "safeword_audio_url") or "").split()


async def test_up_to_three_are_kept_and_played_to_her_with_honest_words(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await opens(anna)
    assert "does not listen for a spoken safeword" in anna.last.text
    assert "heard by people only" in anna.last.text
    for count in (1, 2, 3):
        await records(anna)
        assert len(media_of(anna.last)) == count
        assert all(medium.protected for medium in media_of(anna.last))
    assert not anna.sees_button("Record it")
    assert [f"vault:{blob.id}" for blob in await kept(court)] == await named(court, anna)
    assert all(blob.expires_at is None for blob in await kept(court))


async def test_what_is_no_recording_of_a_word_is_asked_for_again_and_not_kept(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await opens(anna)
    await records(anna, playing.recording(1.0, silent=True))
    assert "nothing to hear" in anna.last.text
    await anna.sends(playing.recording(11.0), mime="audio/wav")
    assert "at most 10 seconds" in anna.last.text
    await anna.sends(playing.picture())
    assert "one recording, alone" in anna.last.text
    await court.settle()
    assert (await kept(court), await named(court, anna)) == ([], [])
    await anna.presses("Cancel")


async def test_they_are_deleted_by_a_press(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await opens(anna)
    await records(anna)
    await anna.presses("Delete")
    await court.settle()
    assert (await kept(court), await named(court, anna)) == ([], [])


async def test_a_new_word_takes_the_recordings_of_the_old_one_with_it(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await opens(anna)
    await records(anna)
    await anna.says("/settings")
    await anna.presses("New safeword")
    for _ in range(3):
        await anna.says("velvet lantern")
    await court.settle()
    assert "recordings of the old word are deleted" in anna.last.text
    assert (await kept(court), await named(court, anna)) == ([], [])


async def test_they_can_be_made_while_stopped_and_typing_the_word_there_still_stops(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    await opens(anna)
    await anna.presses("Record it")
    await anna.says(SAFEWORD)
    assert (await anna.person()).stopped_at is not None
    await opens(anna)
    await records(anna)
    assert len(media_of(anna.last)) == 1
    assert (await anna.person()).stopped_at is not None


async def test_a_stop_while_one_waits_for_the_recording_keeps_nothing_of_it(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await opens(anna)
    await anna.presses("Record it")
    await anna.sends(playing.recording(1.0), mime="audio/wav", caption=SAFEWORD)
    await court.settle()
    assert (await anna.person()).stopped_at is not None
    assert (await kept(court), await named(court, anna)) == ([], [])


async def test_no_operator_is_shown_them_and_the_member_takes_them_along(
    court: ScriptedCourt, tmp_path: Path
) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await opens(anna)
    await records(anna)
    for command in ("/desk", "/member anna"):
        await olga.says(command)
    assert all(media_of(bubble) == () for bubble in olga.bubbles)
    path = tmp_path / "export.zip"
    await write_archive(court.house, (await anna.person()).id, path)
    with zipfile.ZipFile(path) as archive:
        [row] = json.loads(archive.read("tables/users.json"))
        blob = row["safeword_audio_url"].removeprefix("vault:")
        assert any(name.startswith(f"media/{blob}") for name in archive.namelist())


async def test_they_are_erased_with_the_member(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await opens(anna)
    await records(anna)
    await anna.says("/forget")
    await anna.presses("Erase")
    await court.tick()
    assert await kept(court) == []
