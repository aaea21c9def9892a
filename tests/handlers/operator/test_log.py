"""/log: what was done and looked at, within one's own sight, page by page without a gap."""

import re
from datetime import timedelta
from typing import Any

from handlers.operator import history
from storage import log
from storage.enums import Role
from storage.tables import Operator
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt


async def entries(court: ScriptedCourt, actor: Chatter, subject: Chatter, kinds: list[str]) -> None:
    """Write entries into the log."""
    actor_id, subject_id = (await actor.person()).id, (await subject.person()).id
    async with court.storage.begin() as tx:
        for kind in kinds:
            await log.append(tx, at=court.clock.wall(), actor=actor_id, kind=kind, subject=subject_id)


async def test_the_newest_entries_come_first_with_actor_kind_and_member(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await entries(court, olga, anna, ["first", "second"])
    await olga.says("/log")

    lines = olga.last.text.splitlines()
    assert "second" in lines[0]
    for word in ("olga", "first", "anna"):
        assert word in lines[1]


async def test_older_pages_leave_nothing_out_also_in_a_search(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await entries(court, olga, anna, [f"kind{number:03}" for number in range(40)])
    for search in ("", " KIND"):
        before = len(olga.bubbles)
        await olga.says(f"/log{search}")
        await olga.presses("Older")
        await olga.presses("Older")
        found = re.findall(r"kind\d{3}", olga.since(before))
        assert found == [f"kind{number:03}" for number in reversed(range(40))]


async def test_a_scoped_operator_sees_nothing_of_other_personas_members(court: ScriptedCourt) -> None:
    other = next(key for key in court.house.content.personas if key != "octavia")
    olga, ella = await playing.operator(court), await playing.operator(court, "ella", personas=[other])
    anna = await playing.member(court)
    await entries(court, olga, anna, ["look.member"])
    await ella.says("/log")

    assert "look.member" not in ella.last.text


async def test_nobody_sees_who_looked_at_her_own_things(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    async with court.storage.begin() as tx:
        person = await anna.person()
        tx.add(Operator(person_id=person.id, name="A", role=Role.OPERATOR, created_at=court.clock.wall()))
    await entries(court, olga, anna, ["look.member"])
    await anna.says("/log")

    assert "look.member" not in anna.last.text


async def test_what_was_done_reads_as_a_sentence_and_is_found_by_its_words_and_its_kind(
    court: ScriptedCourt,
) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await entries(court, olga, anna, ["look.member", "unban"])
    for search in ("looked at the card", "look.member"):
        await olga.says(f"/log {search}")
        assert "olga looked at the card: anna" in olga.last.text
        assert "lifted a ban" not in olga.last.text


async def test_a_search_is_by_member_kind_actor_and_day_together(court: ScriptedCourt) -> None:
    olga, ella = await playing.operator(court), await playing.operator(court, "ella", role=Role.OWNER)
    anna, beth = await playing.member(court), await playing.member(court, "beth")
    await entries(court, olga, anna, ["unban", "look.proof"])
    await entries(court, ella, beth, ["look.proof"])
    await court.pass_time(timedelta(days=2))
    await entries(court, olga, beth, ["look.proof"])
    day = f"{court.clock.wall():%Y-%m-%d}"

    found = {
        "olga proof": 2,
        "anna": 2,
        "beth olga": 1,
        day: 1,
        f"proof {day}": 1,
        "proof anna ella": 0,
    }
    for words, count in found.items():
        await ella.says(f"/log {words}")
        assert len(re.findall(r"^\d+\. ", ella.last.text, re.MULTILINE)) == count, words
    await ella.presses("Search")
    await ella.fills(member="beth", actor="olga", since="2026-01-01", until=day)
    assert "1. " in ella.last.text
    assert "2. " not in ella.last.text
    await ella.presses("Search")
    await ella.fills(since="yesterday")
    assert "written like" in ella.last.text


async def test_a_detail_is_opened_by_the_entitled_alone_and_the_look_is_logged(court: ScriptedCourt) -> None:
    other = next(key for key in court.house.content.personas if key != "octavia")
    owner = await playing.operator(court, "owner", role=Role.OWNER)
    olga, ella = await playing.operator(court), await playing.operator(court, "ella", personas=[other])
    anna = await playing.member(court)
    member_id, olga_id = (await anna.person()).id, (await olga.person()).id
    async with court.storage.begin() as tx:
        about: dict[str, Any] = {"actor": olga_id, "subject": member_id, "at": court.clock.wall()}
        await log.append(tx, kind="tier.grant", detail={"tier": "Claimed"}, **about)
        row = await log.append(tx, kind="minor.report", detail={"where": "the authority"}, **about)
    await olga.says("/log")
    assert not olga.sees_button("Details of 1"), "where a minor was reported is the owners' to know"
    await olga.presses("Details of 2")
    assert "Claimed" in olga.last.text
    await owner.says("/log opened")
    assert "olga opened a detail of the log: anna" in owner.last.text
    await owner.says("/log report")
    await owner.presses("Details of 1")
    assert "the authority" in owner.last.text

    async with court.engine.turns.about((await ella.person()).id) as turn:
        await history.detail(turn, {"entry": str(row.id), "number": "1"})
    await court.delivers()
    assert "not yours" in ella.last.text


async def test_reading_limits_before_a_task_or_a_drop_is_a_look(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await playing.member(court)
    await olga.says("/assign anna")
    await olga.presses(olga.last.buttons[0].label)
    await olga.says("/log")
    assert "olga read the limits: anna" in olga.last.text
