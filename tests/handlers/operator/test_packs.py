"""/packs: what is loaded, switched off and on; whole packs sent in, taken away, sent out."""

import uuid
from pathlib import Path

from handlers.content.loader import load_content
from storage.enums import Role, TaskType
from tests.handlers.content.packs import spoil, write_pack
from tests.handlers.operator.test_templates import fits, logged, send_in, task
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt, media_of

PACK = """\
[pack]
name = "winter"
version = "2"

[[tag]]
key = "snow-shovelling"
label = "Snow shovelling"
description = "Out in the cold, for a while."
group = "Chores"

{tasks}
[lines.octavia]
canned_praise = ["Your path is a pleasure to walk on."]
greeting = ["Mind the ice, {{name}}."]
"""
TASK = task("shovel", tags=["snow-shovelling"])
WINTER = PACK.format(tasks=TASK)


async def sends_pack(olga: Chatter, text: str = WINTER) -> None:
    """Send a whole pack in."""
    await olga.says("/packs")
    await olga.presses("Send a pack in")
    await olga.sends(text.encode(), name="winter.toml")


async def test_what_is_loaded_is_counted_and_what_is_of_no_use_is_said(court: ScriptedCourt) -> None:
    olga, hana = await playing.operator(court), await playing.operator(court, "hana", personas=["hale"])
    await olga.says("/packs")
    tasks = len(court.house.content.templates_of("octavia"))
    assert f"shipped for Madame Octavia · {court.house.content.sources[1].digest}" in olga.last.text
    assert f"{tasks} tasks, 4 scenes, 3 voice drops" in olga.last.text
    assert "Nothing to complain of." in olga.last.text
    await send_in(olga, task("sit", "Inspection", least_minutes=60, minutes=90))
    await olga.presses("Take it over")
    await olga.says("/packs")
    assert "Madame Octavia: 1 templates no member can get: octavia.sit" in olga.last.text
    await hana.says("/packs")
    assert "Octavia" not in hana.last.text


async def test_a_packs_tasks_go_off_and_on_but_never_a_newcomers_last_daily(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await olga.says("/packs")
    await olga.presses("shipped · Madame Octavia")
    await olga.presses("Switch its tasks off")
    assert "octavia has no daily task for a newcomer with limits." in olga.last.text
    assert await fits(court, anna, TaskType.DAILY)
    await send_in(olga, task("own"))
    await olga.presses("Take it over")
    await olga.says("/packs")
    await olga.presses("shipped · Madame Octavia")
    await olga.presses("Switch its tasks off")
    assert await fits(court, anna, TaskType.DAILY) == {"octavia.own"}
    assert not await fits(court, anna, TaskType.SERVITUDE)
    await olga.presses("Switch its tasks on")
    assert len(await fits(court, anna, TaskType.DAILY)) > 1
    assert (await logged(court))[-2:] == ["pack.off", "pack.on"]


async def test_voice_drops_leave_the_shelf_and_only_those_come_back(court: ScriptedCourt) -> None:
    olga = await playing.operator(court, personas=["octavia"])
    await olga.says("/drops")
    await olga.presses("A Word of Praise")
    await olga.presses("Retire")
    await olga.presses("Retire it")
    await olga.says("/packs")
    await olga.presses("shipped · Madame Octavia")
    await olga.presses("Switch its voice drops off")
    await olga.says("/drops")
    assert [choice.label for choice in olga.last.buttons] == ["New drop"]
    await olga.presses("Switch its voice drops on")
    await olga.says("/drops")
    assert [choice.label.split(" ·")[0] for choice in olga.last.buttons] == [
        "Morning Call",
        "Punishment Notice",
        "New drop",
    ]


async def test_scenes_leave_the_shelf_and_come_back(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await anna.says("/scenes")
    there = [choice.label for choice in anna.last.buttons]
    await olga.says("/packs")
    await olga.presses("shipped · Madame Octavia")
    await olga.presses("Switch its scenes off")
    await anna.says("/scenes")
    without = [choice.label for choice in anna.last.buttons]
    await olga.presses("Switch its scenes on")
    await anna.says("/scenes")

    assert len(without) < len(there)
    assert [choice.label for choice in anna.last.buttons] == there


async def test_a_whole_pack_is_sent_in_with_tags_and_lines_and_taken_away(
    court: ScriptedCourt, tmp_path: Path
) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await sends_pack(olga)
    assert "“winter” (version 2), for Madame Octavia: 1 tasks, 1 tags, 2 lines." in olga.last.text
    await olga.presses("Take it over")
    anew = ScriptedCourt(court.storage, court.clock, tmp_path)
    await anew.engine.jobs.heartbeat()
    for each in (court, anew):
        assert "octavia.shovel" in await fits(each, anna, TaskType.DAILY)
        assert each.house.content.tags.label("snow-shovelling") == "Snow shovelling"
        assert "Mind the ice, {name}." in each.house.content.lines["octavia"].variants["greeting"]
    await anew.close()
    await anna.says("/limits")
    await sends_pack(olga, WINTER.replace('version = "2"', 'version = "3"'))
    assert "takes the place" in olga.last.text
    await olga.presses("Take it over")
    await olga.says("/packs")
    await olga.presses("winter · Madame Octavia")
    await olga.presses("Remove")
    await olga.presses("Remove it")
    assert "octavia.shovel" not in await fits(court, anna, TaskType.DAILY)
    assert "snow-shovelling" not in court.house.content.tags


async def test_a_pack_with_mistakes_or_for_others_is_refused_whole(court: ScriptedCourt) -> None:
    olga, hana = await playing.operator(court), await playing.operator(court, "hana", personas=["hale"])
    await sends_pack(
        olga, PACK.format(tasks=TASK + task("three_alike")) + 'noon = ["x"]\nwelcome = ["Hello."]\n'
    )
    assert "To be mended: 3." in olga.last.text
    assert olga.sees_button("Send it in mended")
    for words in ("first at the pack shipped", "There is no event `noon`", "lacks {name}"):
        assert words in olga.last.text
    await sends_pack(olga, WINTER.replace('"winter"', '"shipped"'))
    assert "A pack on the court's disk is called `shipped`." in olga.last.text
    await sends_pack(hana, WINTER)
    assert "There is no persona `octavia` you could write for." in hana.last.text
    await sends_pack(hana, WINTER.replace("octavia", "hale"))
    assert "Tags are for the whole court" in hana.last.text
    assert not any(source.uploaded for source in court.house.content.sources)


async def test_what_the_court_made_is_sent_out_as_a_pack_that_can_be_sent_in(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await sends_pack(olga)
    await olga.presses("Take it over")
    await send_in(olga, task("own", persona="hale"))
    await olga.presses("Take it over")
    await olga.says("/packs")
    await olga.presses("Our own as a pack")
    [file] = media_of(olga.last)
    text = (await court.house.blobs.read(uuid.UUID(file.blob))).decode()
    for words in (
        'name = "our_court"',
        'key = "shovel"',
        'persona = "hale"',
        "snow-shovelling",
        "Mind the ice",
    ):
        assert words in text


async def test_the_files_are_looked_at_again_and_what_a_restart_would_say_is_said(
    court: ScriptedCourt, tmp_path: Path
) -> None:
    olga = await playing.operator(court, role=Role.OWNER)
    folder = write_pack(tmp_path / "house")
    packs = load_content([folder.parent], shipped=False)
    object.__setattr__(court.house, "packs", packs)

    async def looks() -> str:
        await olga.says("/packs")
        await olga.presses("Check the files again")
        return olga.last.text

    assert "as they were loaded" in await looks()
    spoil(folder / "tasks.toml", "points = 10", "points = 11")
    assert "differ from what is loaded in: house/test." in await looks()
    line = spoil(folder / "tasks.toml", "points = 11", "points = 0")
    assert f"tasks.toml:{line}: `points` is 0." in await looks()
    assert "would not start" in olga.last.text
