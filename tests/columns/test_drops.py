"""The columns of ``voice_drops`` and ``user_voice_drops``."""

from collections.abc import Sequence

from sqlmodel import select

from storage.tables import UserVoiceDrop, VoiceDrop
from tests.columns.acting import DAY, HOUR
from tests.columns.contents import column
from tests.columns.looking import held, only, rows
from tests.support.court import Chatter, ScriptedCourt, media_of
from tests.support.dropping import NAME, made
from tests.support.playing import member, operator

PACK, NOTICE = "Morning Call", "Punishment Notice"
"""Drops that come with the packs of both personas."""


async def sends(olga: Chatter, drop: str = PACK, *, to: str = "anna") -> None:
    """An operator sends a drop from the shelf to a member."""
    await olga.says("/drops")
    await olga.presses(drop)
    await olga.presses("Send to a member")
    await olga.presses(to)
    await olga.presses("Send it")


async def stocked(court: ScriptedCourt, persona: str = "") -> Sequence[VoiceDrop]:
    """What stands on the shelves, or on a persona's."""
    async with court.storage.read() as tx:
        there = await tx.all(select(VoiceDrop))
    return [each for each in there if persona in each.domme_persona]


def shelf(olga: Chatter) -> list[str]:
    """The labels of the shelf in front of an operator."""
    return [choice.label for choice in olga.last.buttons if " · " in choice.label]


@column(
    "voice_drops.id",
    means="which drop",
    written="the court, when it takes a pack's drop onto the shelf, or an operator makes one",
    read="“Retire” under one drop: it leaves the shelf, the others stay",
)
async def test_retiring_a_drop_leaves_the_others_on_the_shelf(court: ScriptedCourt) -> None:
    olga = await operator(court, personas=["octavia"])
    await olga.says("/drops")
    before = shelf(olga)
    ids = [await held(court.storage, "voice_drops.id", each.id) for each in await stocked(court)]
    assert len(set(ids)) == len(ids) > len(before) > 1
    await olga.presses(PACK)
    await olga.presses("Retire")
    await olga.presses("Retire it")

    await olga.says("/drops")
    assert shelf(olga) == [label for label in before if PACK not in label]


@column(
    "voice_drops.name",
    means="its name",
    written="the pack, or an operator who makes a drop with /drops",
    read="the member reads it on the closed message",
)
async def test_a_member_reads_the_name_of_what_she_was_sent(court: ScriptedCourt) -> None:
    olga, anna, beth = await operator(court), await member(court), await member(court, "beth", persona="hale")
    await olga.says("/drops")
    names = {await held(court.storage, "voice_drops.name", each.id) for each in await stocked(court)}
    assert {PACK, NOTICE} <= names
    await sends(olga, f"{PACK} · Madame", to="anna")
    await sends(olga, f"{NOTICE} · Mr", to="beth")

    assert f"“{PACK}”" in anna.last.text
    assert f"“{NOTICE}”" in beth.last.text


@column(
    "voice_drops.domme_persona",
    means="whose voice it is",
    written="the pack, or an operator who chooses the persona of her drop",
    read="only operators of this persona find it on their shelf",
)
async def test_a_drop_stands_on_the_shelf_of_its_personas_operators(court: ScriptedCourt) -> None:
    olga = await operator(court, personas=["octavia"])
    hana = await operator(court, "hana", personas=["hale"])
    await olga.says("/drops")
    personas = {
        await held(court.storage, "voice_drops.domme_persona", each.id) for each in await stocked(court)
    }
    assert {"octavia", "hale"} <= personas

    await hana.says("/drops")
    assert shelf(olga)
    assert shelf(hana)
    assert all("Octavia" in label for label in shelf(olga))
    assert all("Hale" in label for label in shelf(hana))


@column(
    "voice_drops.audio_url",
    means="the recording: a blob of the vault, or one that a pack brings",
    written="an operator sends the audio message",
    read="“Listen” plays it to the member",
)
async def test_listening_plays_the_recording_that_was_sent_in(court: ScriptedCourt) -> None:
    olga, anna = await operator(court, personas=["octavia"]), await member(court)
    drop = await made(court, olga)
    url = await held(court.storage, "voice_drops.audio_url", drop.id)
    assert url.startswith("vault:")
    await sends(olga, NAME)
    await anna.presses("Listen")

    [medium] = media_of(anna.last)
    assert f"vault:{medium.blob}" == url
    await sends(olga, PACK)
    await anna.presses("Listen")
    [medium] = media_of(anna.last)
    assert medium.asset == "octavia/drop_morning_call.ogg"


@column(
    "voice_drops.description",
    means="a line about it",
    written="the pack, or an operator who makes a drop with /drops",
    read="the member reads it below the name, before she listens",
)
async def test_a_member_reads_what_a_drop_is_about_before_she_listens(court: ScriptedCourt) -> None:
    olga, anna = await operator(court, personas=["octavia"]), await member(court)
    for name in (PACK, NOTICE):
        await sends(olga, name)
        [drop] = [each for each in await stocked(court, "octavia") if each.name == name]
        about = await held(court.storage, "voice_drops.description", drop.id)
        assert about in anna.last.text


@column(
    "voice_drops.created_at",
    means="when it came onto the shelf",
    written="the court, when the recording of an operator is ready",
    read="the shelf shows the newest of a persona first, and an event takes the newest of its name",
)
async def test_the_newest_drop_stands_first_on_the_shelf(court: ScriptedCourt) -> None:
    olga = await operator(court, personas=["octavia"])
    await olga.says("/drops")
    older = (await stocked(court, "octavia"))[0]
    court.clock.advance(HOUR)
    newer = await made(court, olga, "Word at Dusk")
    began = await held(court.storage, "voice_drops.created_at", older.id)
    assert await held(court.storage, "voice_drops.created_at", newer.id) == began + HOUR

    await olga.says("/drops")
    assert shelf(olga)[0].startswith("Word at Dusk")


@column(
    "user_voice_drops.id",
    means="which copy, of one member",
    written="the court, when the drop has arrived",
    read="“Listen” under one of two copies opens that one; /voice still marks the other as unheard",
)
async def test_listening_opens_the_copy_under_which_it_was_pressed(court: ScriptedCourt) -> None:
    olga, anna = await operator(court, personas=["octavia"]), await member(court)
    await sends(olga)
    await sends(olga)
    first, second = await rows(court, UserVoiceDrop, anna)
    ids = {await held(court.storage, "user_voice_drops.id", each.id) for each in (first, second)}
    assert len(ids) == 2
    await anna.presses("Listen")

    await anna.says("/voice")
    marks = ["●" in choice.label for choice in anna.last.buttons if PACK in choice.label]
    assert sorted(marks) == [False, True]


@column(
    "user_voice_drops.user_id",
    means="to whom it was sent",
    written="the court, when the drop has arrived",
    read="/voice lists it to her and to nobody else",
)
async def test_voice_lists_what_a_member_was_sent_and_nothing_else(court: ScriptedCourt) -> None:
    olga, anna, beth = (
        await operator(court, personas=["octavia"]),
        await member(court),
        await member(court, "beth"),
    )
    await sends(olga, to="anna")
    copy = await only(court, UserVoiceDrop, anna)
    assert await held(court.storage, "user_voice_drops.user_id", copy) == (await anna.user()).id

    await anna.says("/voice")
    await beth.says("/voice")
    assert anna.sees_button(PACK)
    assert not beth.sees_button(PACK)


@column(
    "user_voice_drops.voice_drop_id",
    means="which drop was sent",
    written="the court, when the drop has arrived",
    read="/voice plays exactly that one again",
)
async def test_voice_plays_the_drop_that_was_sent(court: ScriptedCourt) -> None:
    olga, anna = await operator(court, personas=["octavia"]), await member(court)
    await sends(olga, NOTICE)
    copy = await only(court, UserVoiceDrop, anna)
    [drop] = [each for each in await stocked(court, "octavia") if each.name == NOTICE]
    assert await held(court.storage, "user_voice_drops.voice_drop_id", copy) == drop.id

    await anna.says("/voice")
    await anna.presses(NOTICE)
    [medium] = media_of(anna.last)
    assert medium.asset == drop.audio_url.removeprefix("asset:")


@column(
    "user_voice_drops.sent_at",
    means="when it arrived",
    written="the court, when the drop has arrived",
    read="/voice puts the day on its button",
)
async def test_voice_says_on_which_day_each_drop_came(court: ScriptedCourt) -> None:
    olga, anna = await operator(court, personas=["octavia"]), await member(court)
    await sends(olga)
    copy = await only(court, UserVoiceDrop, anna)
    assert await held(court.storage, "user_voice_drops.sent_at", copy) == court.clock.court()
    court.clock.advance(DAY)
    await sends(olga)

    await anna.says("/voice")
    days = [choice.label.removeprefix("● ").split(" · ")[0] for choice in anna.last.buttons]
    assert days == ["03 Mar", "02 Mar"]


@column(
    "user_voice_drops.opened_at",
    means="when it was first listened to",
    written="the member presses “Listen”",
    read="the operator's shelf counts how many listened, and /voice takes its mark away",
)
async def test_an_operator_sees_how_many_listened(court: ScriptedCourt) -> None:
    olga, anna = await operator(court, personas=["octavia"]), await member(court)
    await sends(olga)
    copy = await only(court, UserVoiceDrop, anna)
    assert await held(court.storage, "user_voice_drops.opened_at", copy) is None
    await olga.says("/drops")
    await olga.presses(PACK)
    assert "Sent 1 times, listened to 0 times" in olga.last.text
    court.clock.advance(HOUR)
    await anna.presses("Listen")
    assert await held(court.storage, "user_voice_drops.opened_at", copy) == court.clock.court()

    await olga.says("/drops")
    await olga.presses(PACK)
    assert "Sent 1 times, listened to 1 times" in olga.last.text
    await anna.says("/voice")
    assert "●" not in anna.button(PACK).label
