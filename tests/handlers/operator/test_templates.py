"""/templates: finding, making, changing, hiding, sending in and out; live at once, and after a restart."""

import json
import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from handlers.member.tasks import picking
from storage.enums import TaskType
from storage.tables import AdminLog
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt, media_of

OWN = {
    "persona": "octavia", "type": "Servitude", "description": "Copy my favourite sonnet in your best hand.",
    "variants": "Copy a sonnet for me, slowly and in ink.\n\nWrite out one sonnet, and mean every line.",
    "tags": (), "intensity": "1", "proof_type": "Photo", "points": "25", "minutes": "600",
    "least_minutes": "0", "tier": "Watched", "challenge": "no",
}  # fmt: skip
KEY = "octavia.copy_my_favourite_sonnet_in_your_best_ha"
PACKS = "octavia.three_alike"


def task(key: str, kind: str = "Daily", persona: str = "octavia", **values: object) -> str:
    """A table of a document."""
    given = {
        "persona": persona, "key": key, "type": kind, "intensity": 1, "proof_type": "Text", "points": 10,
        "minutes": 60, "description": f"Write me a page about {key}.", **values,
    }  # fmt: skip
    return "\n".join(["[[task]]", *(f"{name} = {json.dumps(value)}" for name, value in given.items()), ""])


async def write(olga: Chatter, **changes: str | Sequence[str]) -> None:
    """Fill in the form of a new template."""
    await olga.says("/templates")
    await olga.presses("New template")
    await olga.fills(**{**OWN, **changes})


async def send_in(olga: Chatter, text: str) -> None:
    """Send a document of templates."""
    await olga.says("/templates")
    await olga.presses("Send templates in")
    await olga.sends(text.encode(), name="tasks.toml", mime="application/octet-stream")


async def logged(court: ScriptedCourt) -> list[str]:
    """What stands in the log."""
    async with court.storage.read() as tx:
        return [row.kind for row in await tx.all(select(AdminLog).order_by(col(AdminLog.id)))]


async def fits(court: ScriptedCourt, anna: Chatter, kind: TaskType) -> set[str]:
    """The keys of what a member could get."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        return {fit.template.key for fit in await picking.all_fitting(turn, turn.me, kind)}


async def test_a_template_is_made_previewed_found_and_logged(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await write(olga)
    for words in ("As a member would get it", "Proof: a photo", "in ink"):
        assert words in olga.last.text
    assert KEY not in court.house.content.templates
    await olga.presses("Change it again")
    await olga.fills(**{**OWN, "points": "30"})
    await olga.presses("Keep it")

    template = court.house.content.templates[KEY]
    assert (template.points, template.minutes, len(template.variants)) == (30, 600, 2)
    await olga.says("/templates sonnet ink")
    assert KEY in olga.last.text
    assert await logged(court) == ["template.made"]


async def test_what_the_packs_rules_refuse_is_said_in_their_sentences(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await write(olga, points="500", description="Too short.", challenge="yes", proof_type="Text")
    for words in (
        "`points` is 500. keep it from 1 to 100.",
        "`description` has 10",
        "cannot be shown in a text",
    ):
        assert words in olga.last.text
    assert olga.form is not None, "the form can be mended"


async def test_of_two_who_change_the_same_the_second_overwrites_nothing(court: ScriptedCourt) -> None:
    olga, ella = await playing.operator(court), await playing.operator(court, "ella")
    for each, points in ((olga, "11"), (ella, "12")):
        await each.says(f"/templates {PACKS}")
        await each.presses(each.last.buttons[0].label)
        await each.presses("Make it our own")
        await each.fills(**{**OWN, "points": points})
    await olga.presses("Keep it")
    await ella.presses("Keep it")

    assert "Nothing was overwritten" in ella.last.text
    assert court.house.content.templates[PACKS].points == 11


async def test_a_packs_template_is_overridden_hidden_and_given_back(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    before = court.house.content.templates[PACKS]
    await olga.says(f"/templates {PACKS}")
    await olga.presses(olga.last.buttons[0].label)
    await olga.presses("Make it our own")
    await olga.fills(**{**OWN, "type": before.type.value})
    await olga.presses("Keep it")
    assert court.house.content.templates[PACKS].points == 25
    await olga.presses("Look at it again")
    await olga.presses("Back to the pack's")
    assert court.house.content.templates[PACKS] == before
    await olga.says(f"/templates {PACKS}")
    await olga.presses(olga.last.buttons[0].label)
    await olga.presses("Hide it here")
    assert PACKS not in await fits(court, anna, before.type)
    await olga.says("/templates")
    await olga.presses("Hidden and retired")
    await olga.presses(PACKS)
    assert PACKS in await fits(court, anna, before.type)
    assert list(court.house.content.templates) == list(court.house.packs.templates), "the order holds"


async def test_own_templates_take_part_everywhere_and_survive_a_restart(
    court: ScriptedCourt, tmp_path: Path
) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, punishments=True)
    kinds = {"Daily": 60, "Servitude": 60, "Inspection": 10, "Punishment": 60}
    await send_in(
        olga, "".join(task(f"own_{kind.lower()}", kind, minutes=time) for kind, time in kinds.items())
    )
    assert "4 new, 0 changed, 0 the same." in olga.last.text
    await olga.presses("Take it over")

    anew = ScriptedCourt(court.storage, court.clock, tmp_path)
    await anew.engine.jobs.recover()
    for each in (court, anew):
        for kind in TaskType:
            assert f"octavia.own_{kind.value.lower()}" in await fits(each, anna, kind)
    await anew.close()


async def test_a_document_with_mistakes_is_refused_whole_with_its_lines(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await send_in(olga, task("good") + task("bad", points=1000, tags=["nothing"]) + "[[tag]]\nkey = 'x'\n")
    assert "To be mended: 3." in olga.last.text
    assert olga.sees_button("Send it in mended")
    assert "tasks.toml:16: `points` is 1000. Remedy: keep it from 1 to 100." in olga.last.text
    assert (
        "tasks.toml:20: `tag` belongs to a whole pack. Remedy: send whole packs in at /packs."
        in olga.last.text
    )
    assert "octavia.good" not in court.house.content.templates
    await send_in(olga, "[[task]\n")
    assert "tasks.toml:1: This is not TOML" in olga.last.text
    await send_in(olga, task("theirs", persona="nobody"))
    assert "There is no persona `nobody`" in olga.last.text


async def test_the_difference_is_shown_and_what_changed_since_is_not_taken_over(court: ScriptedCourt) -> None:
    olga, ella = await playing.operator(court), await playing.operator(court, "ella")
    await send_in(olga, task("one") + task("two"))
    await olga.presses("Take it over")
    await send_in(olga, task("one") + task("two", points=12) + task("three"))
    assert "1 new, 1 changed, 1 the same." in olga.last.text
    await send_in(ella, task("two", points=13))
    await ella.presses("Take it over")
    await olga.presses("Take it over")
    assert "changed since you looked" in olga.last.text
    assert court.house.content.templates["octavia.two"].points == 13
    await olga.presses("Take it over")
    assert court.house.content.templates["octavia.two"].points == 12
    assert (await logged(court)).count("template.imported") == 3


async def test_what_was_sent_out_is_the_same_when_it_is_sent_in(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await olga.says("/templates")
    await olga.presses("All as a file")
    [file] = media_of(olga.last)
    data = await court.house.blobs.read(uuid.UUID(file.blob))
    await send_in(olga, data.decode())
    count = len(court.house.content.templates)
    assert f"0 new, 0 changed, {count} the same." in olga.last.text
    assert not olga.sees_button("Take it over")
    await olga.says("/templates")
    await olga.presses("Our own as a file")
    assert "no template of your own" in olga.last.text


async def test_whoever_runs_one_persona_sees_and_writes_only_hers(court: ScriptedCourt) -> None:
    olga = await playing.operator(court, personas=["hale"])
    await olga.says("/templates")
    assert "Octavia" not in olga.last.text
    await olga.says(f"/templates {PACKS}")
    assert "There are none." in olga.last.text
    await send_in(olga, task("mine", persona="hale") + task("theirs"))
    assert "There is no persona `octavia` you could write for." in olga.last.text
    await write(olga, persona="octavia")
    assert "not one of your personas'" in olga.last.text


async def test_a_document_nobody_asked_for_is_not_taken(court: ScriptedCourt) -> None:
    anna, olga = await playing.member(court), await playing.operator(court)
    for each in (anna, olga):
        await each.sends(task("mine").encode(), name="tasks.toml")
        assert "Not a thing" not in each.heard
    assert "takes photos and recordings" in anna.last.text
    await olga.says("/templates")
    await olga.presses("Send templates in")
    await olga.sends(playing.picture(), mime="image/png", name="photo.png")
    assert "one document whose name ends in .toml" in olga.last.text
    await olga.sends(b"\x00\x01", name="tasks.toml")
    assert "something else" in olga.last.text


async def test_a_document_that_waited_too_long_is_asked_for_again(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await send_in(olga, task("one"))
    await court.pass_time(timedelta(days=2), step=timedelta(hours=12))
    await olga.presses("Take it over")
    assert "not kept any more" in olga.last.text
    assert "octavia.one" not in court.house.content.templates


async def test_a_key_that_something_had_once_is_not_given_again(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    for _ in range(2):
        await write(olga)
        await olga.presses("Keep it")
        await olga.presses("Look at it again")
        await olga.presses("Retire")
    await olga.says("/templates")
    await olga.presses("Hidden and retired")
    assert [choice.label for choice in olga.last.buttons] == [KEY, f"{KEY}_2"]
