"""The columns of ``scenes`` and ``user_scenes``."""

from sqlmodel import col, select

from storage.tables import Scene, UserScene
from tests.columns.acting import DAY, HOUR, after
from tests.columns.contents import column
from tests.columns.looking import held, only, rows
from tests.support.court import ScriptedCourt, media_of
from tests.support.playing import member, operator
from tests.support.scenes import LEDGER, NAME, made, placed, plays, rich, unlocks

STAIRS = "Eleven Stairs"
"""Another scene of the packs, of the same persona."""


async def named(court: ScriptedCourt, name: str = LEDGER) -> Scene:
    """The scene of this name."""
    async with court.storage.read() as tx:
        [found] = await tx.all(select(Scene).where(col(Scene.name) == name))
        assert isinstance(found, Scene)
        return found


@column(
    "scenes.id",
    means="which scene",
    written="the court, when it takes a pack's scene onto the shelf, or an operator makes one",
    read="“Retire” under one scene: it leaves the shelf, the others stay",
)
async def test_retiring_a_scene_leaves_the_others_on_the_shelf(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await olga.says("/scene")
    ids = {await held(court.storage, "scenes.id", (await named(court, each)).id) for each in (LEDGER, STAIRS)}
    assert len(ids) == 2
    for label in (LEDGER, "Retire", "Retire it"):
        await olga.presses(label)

    shelf = await after(anna, "/scenes")
    assert LEDGER not in shelf
    assert STAIRS in shelf


@column(
    "scenes.name",
    means="its name",
    written="the pack, or an operator who makes a scene with /scene",
    read="the member reads it on the shelf",
)
async def test_the_shelf_says_what_each_scene_is_called(court: ScriptedCourt) -> None:
    olga, anna = await operator(court, personas=["octavia"]), await member(court)
    scene = await made(court, olga)
    assert await held(court.storage, "scenes.name", scene.id) == NAME
    assert f"“{NAME}”" in await after(anna, "/scenes")


@column(
    "scenes.domme_persona",
    means="whose voice it is",
    written="the pack, or an operator who chooses the persona of her scene",
    read="it stands on this persona's shelf",
)
async def test_a_scene_stands_on_its_personas_shelf(court: ScriptedCourt) -> None:
    olga = await operator(court)
    anna, beth = await member(court), await member(court, "beth", persona="hale")
    scene = await made(court, olga, persona="Hale")
    assert await held(court.storage, "scenes.domme_persona", scene.id) == "hale"
    assert NAME in await after(beth, "/scenes")
    assert NAME not in await after(anna, "/scenes")


@column(
    "scenes.token_cost",
    means="what it costs, in tokens",
    written="the pack, or an operator with /scene",
    read="the member reads the price, and unlocking takes exactly that",
)
async def test_unlocking_takes_what_the_operator_set(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await rich(court, anna)
    await olga.says("/scene")
    for label in (LEDGER, "Change the price", "25"):
        await olga.presses(label)
    assert await held(court.storage, "scenes.token_cost", (await named(court)).id) == 25
    assert "25 tokens" in await after(anna, "/scenes")
    await unlocks(anna)
    assert (await anna.user()).token_balance == 5


@column(
    "scenes.audio_url",
    means="the recording: a blob of the vault, or one that a pack brings",
    written="an operator sends the audio message",
    read="unlocking plays it to the member",
)
async def test_unlocking_plays_the_recording_that_was_sent_in(court: ScriptedCourt) -> None:
    olga, anna = await operator(court, personas=["octavia"]), await member(court)
    await rich(court, anna)
    scene = await made(court, olga)
    await unlocks(anna, NAME)
    [medium] = media_of(anna.last)
    assert await held(court.storage, "scenes.audio_url", scene.id) == f"vault:{medium.blob}"


@column(
    "scenes.type",
    means="Standard, CamGirl or Queen Exclusive",
    written="the pack, or an operator who makes a scene with /scene",
    read="it stands among its kind on the shelf, and decides whether other personas' members may unlock it",
)
async def test_a_scene_stands_among_its_kind(court: ScriptedCourt) -> None:
    olga, anna = await operator(court, personas=["octavia"]), await member(court)
    scene = await made(court, olga, kind="CamGirl")
    assert await held(court.storage, "scenes.type", scene.id) == "CamGirl"
    for kind, there in (("CamGirl", True), ("Queen Exclusive", False)):
        await anna.says("/scenes")
        await anna.presses("Other shelves")
        await anna.presses(kind)
        assert (NAME in anna.last.text) is there


@column(
    "scenes.created_at",
    means="when it was made",
    written="the court, when the recording of an operator is ready",
    read="/scene shows the operators the newest first",
)
async def test_operators_see_the_newest_scene_first(court: ScriptedCourt) -> None:
    olga = await operator(court, personas=["octavia"])
    older = await placed(court, olga, name="Older")
    court.clock.advance(HOUR)
    newer = await made(court, olga)
    began = await held(court.storage, "scenes.created_at", older.id)
    assert await held(court.storage, "scenes.created_at", newer.id) == began + HOUR
    await olga.says("/scene")
    assert [choice.label.split(" · ")[0] for choice in olga.last.buttons[:2]] == [NAME, "Older"]


@column(
    "user_scenes.id",
    means="which unlocked scene, of one member",
    written="the member unlocks it",
    read="“Finished” under one of two marks that one, and “Yours” shows the other as not finished",
)
async def test_finished_is_about_the_scene_it_stands_under(court: ScriptedCourt) -> None:
    anna = await member(court)
    await rich(court, anna)
    for name in (LEDGER, STAIRS):
        await unlocks(anna, name)
    ids = {await held(court.storage, "user_scenes.id", row.id) for row in await rows(court, UserScene, anna)}
    assert len(ids) == 2
    await anna.presses("Finished")
    await anna.says("/scenes")
    await anna.presses("Yours")
    done = [line for line in anna.last.text.splitlines() if "finished on" in line]
    assert len(done) == 1
    assert STAIRS in done[0]


@column(
    "user_scenes.user_id",
    means="who unlocked it",
    written="the member unlocks it",
    read="“Yours” lists it to her and to nobody else",
)
async def test_yours_lists_what_a_member_unlocked_and_nothing_else(court: ScriptedCourt) -> None:
    anna, beth = await member(court), await member(court, "beth")
    await rich(court, anna)
    await unlocks(anna)
    row = await only(court, UserScene, anna)
    assert await held(court.storage, "user_scenes.user_id", row) == (await anna.user()).id
    for each, there in ((anna, True), (beth, False)):
        await each.says("/scenes")
        await each.presses("Yours")
        assert (LEDGER in each.last.text) is there


@column(
    "user_scenes.scene_id",
    means="which scene was unlocked",
    written="the member unlocks it",
    read="“Yours” plays exactly that one again",
)
async def test_yours_plays_the_scene_that_was_unlocked(court: ScriptedCourt) -> None:
    anna = await member(court)
    await rich(court, anna)
    await unlocks(anna)
    scene = await held(court.storage, "user_scenes.scene_id", await only(court, UserScene, anna))
    assert scene == (await named(court)).id
    await plays(anna)
    assert media_of(anna.last)[0].asset == "octavia/scene_the_ledger.ogg"


@column(
    "user_scenes.unlocked_at",
    means="when it was unlocked",
    written="the member says yes to the price",
    read="“Yours” says the day, the newest first",
)
async def test_yours_says_on_which_day_each_was_unlocked(court: ScriptedCourt) -> None:
    anna = await member(court)
    await rich(court, anna)
    await unlocks(anna)
    first = await held(court.storage, "user_scenes.unlocked_at", await only(court, UserScene, anna))
    court.clock.advance(DAY)
    await unlocks(anna, STAIRS)
    await anna.says("/scenes")
    await anna.presses("Yours")
    lines = [line for line in anna.last.text.splitlines() if "unlocked on" in line]
    assert STAIRS in lines[0]
    assert f"{first + DAY:%d %b %Y}" in lines[0]
    assert LEDGER in lines[1]
    assert f"{first:%d %b %Y}" in lines[1]


@column(
    "user_scenes.completed_at",
    means="when it was heard to the end, the first time",
    written="the member presses “Finished”",
    read="“Yours” says the day, and the operator's /scene counts how many finished it",
)
async def test_an_operator_sees_how_many_finished(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await rich(court, anna)
    await unlocks(anna)
    row = await only(court, UserScene, anna)
    assert await held(court.storage, "user_scenes.completed_at", row) is None
    await anna.presses("Finished")
    done = await held(court.storage, "user_scenes.completed_at", row)
    await anna.says("/scenes")
    await anna.presses("Yours")
    assert f"finished on {done:%d %b %Y}" in anna.last.text
    await olga.says("/scene")
    await olga.presses(LEDGER)
    assert "finished by 1." in olga.last.text
