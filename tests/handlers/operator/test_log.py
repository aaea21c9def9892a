"""/log: what was done and looked at, within one's own sight, page by page without a gap."""

import re

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
