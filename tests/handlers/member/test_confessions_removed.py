"""Removing, exporting and forgetting confessions: nothing of them is left where it should not be."""

import json
import uuid
import zipfile
from datetime import timedelta
from io import BytesIO

from sqlmodel import select

from handlers.member.confessions import own
from storage.enums import Visibility
from storage.tables import Confession, Outbox
from tests.support import playing
from tests.support.confiding import WORDS, answer, blobs, confess, confess_by_voice, kept, remove
from tests.support.court import ScriptedCourt, media_of


async def test_removed_are_content_and_answer_but_not_the_count(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await confess(anna)
    await answer(olga)
    await remove(anna)

    [confession] = await kept(court, anna)
    assert confession.visibility_status is Visibility.REMOVED
    assert (confession.content, confession.domme_comment) == (None, None)
    assert (await anna.user()).confession_count == 1
    assert "Well said." not in anna.heard
    await anna.says("/confess")
    assert not anna.sees_button("What you confessed")


async def test_removing_a_voice_note_destroys_it_and_takes_it_off_the_desk(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await confess_by_voice(anna)
    await olga.says("/desk")
    assert media_of(olga.last)
    await remove(anna, "by voice")

    assert await blobs(court) == []
    assert not any(media_of(bubble) for bubble in olga.bubbles)
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text


async def test_an_answer_that_waits_for_the_morning_is_not_sent_once_removed(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, quiet_from=0, quiet_to=1439)
    await confess(anna)
    await answer(olga)
    assert "Well said." not in anna.heard
    await remove(anna)
    await court.pass_time(timedelta(days=1))

    assert "Well said." not in anna.heard
    async with court.storage.read() as tx:
        left = [row for row in await tx.all(select(Outbox)) if (row.ref or "").startswith("confession:")]
    assert [row.payload for row in left] == [None]


async def test_nobody_looks_at_or_removes_what_is_anothers(court: ScriptedCourt) -> None:
    anna, bea = await playing.member(court), await playing.member(court, "bea")
    await confess(anna)
    [confession] = await kept(court, anna)
    async with court.engine.turns.about((await bea.person()).id) as turn:
        await own.show(turn, {"confession": str(confession.id)})
        await own.remove(turn, {"confession": str(confession.id)})
    await court.engine.settle()

    assert WORDS not in bea.heard
    assert (await kept(court, anna))[0].visibility_status is Visibility.PRIVATE


async def test_the_export_holds_confessions_with_the_recordings_of_both(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await confess_by_voice(anna, "quietly")
    await olga.says("/desk")
    await olga.presses("5 ★")
    await olga.sends(playing.recording(1.0), mime="audio/wav")
    await anna.says("/export")

    [medium] = media_of(anna.last)
    with zipfile.ZipFile(BytesIO(await court.house.blobs.read(uuid.UUID(medium.blob)))) as archive:
        [row] = json.loads(archive.read("tables/confessions.json"))
        names = set(archive.namelist())
    assert row["domme_rating"] == 5
    for url in (row["content"], row["domme_comment"]):
        assert f"media/{url.removeprefix('vault:')}.ogg" in names


async def test_forgetting_leaves_nothing_of_a_confession(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await confess_by_voice(anna)
    await olga.says("/desk")
    await anna.says("/forget")
    await anna.presses("Erase")

    async with court.storage.read() as tx:
        assert await tx.all(select(Confession)) == []
    assert await blobs(court) == []
    assert not any(media_of(bubble) for bubble in olga.bubbles)
