"""The columns of ``tasks`` about what was handed in, and what came of it."""

from storage.tables import Task
from tests.columns.acting import (
    HOUR,
    PROOF,
    after,
    is_approved,
    writes_task,
)
from tests.columns.contents import column
from tests.columns.looking import held, only, rows
from tests.support.appealing import missed, punishments
from tests.support.court import ScriptedCourt, media_of
from tests.support.playing import member, operator, picture


@column(
    "tasks.submitted_at",
    means="when the proof came in",
    written="a member hands in her proof",
    read="/tasks says since when it waits for review",
)
async def test_a_member_reads_since_when_her_proof_waits(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await writes_task(olga, "Iron the blue shirt.")
    task = await only(court, Task, anna)
    assert await held(court.storage, "tasks.submitted_at", task) is None
    await court.pass_time(HOUR)
    await anna.says(PROOF)
    assert await held(court.storage, "tasks.submitted_at", task) == court.clock.court()
    await court.pass_time(HOUR)

    assert "Waiting for review since 13:00" in await after(anna, "/tasks")


@column(
    "tasks.points_awarded",
    means="what its approval was worth, bonus included",
    written="an operator approves the proof on the desk, with a bonus or without",
    read="the list of what is over says what each brought",
)
async def test_what_is_over_says_what_it_brought(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    for words, press in (("Iron the blue shirt.", "Approve +5"), ("Polish the brass.", "Approve")):
        await writes_task(olga, words, points="20")
        await is_approved(olga, anna, words, press)
    awarded = [
        await held(court.storage, "tasks.points_awarded", each.id) for each in await rows(court, Task, anna)
    ]
    assert sorted(awarded) == [20, 25]

    await anna.says("/tasks")
    await anna.presses("What is over")
    assert "Iron the blue shirt. (done, +25)" in anna.last.text
    assert "Polish the brass. (done, +20)" in anna.last.text


@column(
    "tasks.proof_submission",
    means="the latest proof: its words, or its blobs' names (sealed)",
    written="a member hands in her proof",
    read="“What I handed in” shows it to her again",
)
async def test_a_member_sees_what_she_handed_in(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await writes_task(olga, "Iron the blue shirt.")
    await anna.says(PROOF)
    written = await only(court, Task, anna)
    assert await held(court.storage, "tasks.proof_submission", written) == PROOF
    await writes_task(olga, "Polish the brass.", proof="Photo")
    await anna.sends(picture())
    [pictured] = [each.id for each in await rows(court, Task, anna) if each.id != written]
    url = await held(court.storage, "tasks.proof_submission", pictured)

    await anna.says("/tasks")
    await anna.presses("What I handed in")
    await anna.presses("Iron the blue shirt.")
    assert PROOF in anna.last.text
    await anna.presses("Polish the brass.")
    [medium] = media_of(anna.last)
    assert url == f"vault:{medium.blob}"


@column(
    "tasks.auto_punishment_flag",
    means="a punishment that came by itself, by the member's consent",
    written="time, when a deadline passes and the member has agreed to that",
    read="the task says so; a punishment that an operator chose does not",
)
async def test_a_punishment_says_if_it_came_by_itself(court: ScriptedCourt) -> None:
    olga = await operator(court)
    anna, beth = [await member(court, name, auto_punishment=True) for name in ("anna", "beth")]
    await missed(court, anna, description="Iron the blue shirt.")
    await writes_task(olga, "Polish the brass.", to="beth")
    await beth.says(PROOF)
    await olga.says("/desk")
    await olga.presses("Reject")
    await olga.fills(reason="The brass is dull.")
    await olga.presses("Answer with a punishment")
    await olga.presses(olga.last.buttons[0].label)
    await olga.presses("Give")
    flags = {
        who.name: await held(court.storage, "tasks.auto_punishment_flag", punishment.task.id)
        for who in (anna, beth)
        for punishment in await punishments(court, who)
    }
    assert flags == {"anna": True, "beth": False}

    for who, itself in ((anna, True), (beth, False)):
        told = await after(who, "/tasks")
        assert ("It came by itself, as you have allowed." in told) is itself
