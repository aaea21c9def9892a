"""A ban: told plainly, free of cost, with one appeal to an owner; lifted, everything stays stopped."""

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.chat.incoming import FormAnswer
from handlers.chat.outgoing import Form
from storage.enums import Role, TaskEnd
from storage.tables import Bar, Operator
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

REASON = "You wrote to another member about her family."


async def ban(olga: Chatter, reason: str = REASON) -> None:
    """Ban anna."""
    await olga.says("/member anna")
    await olga.presses("Ban")
    await olga.fills(reason=reason)


async def bars(court: ScriptedCourt) -> list[str]:
    """What stands at the door."""
    async with court.storage.read() as tx:
        return [bar.kind for bar in await tx.all(select(Bar))]


async def test_the_reason_is_told_and_everything_closes_free_of_cost(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court, points=50)
    task = await playing.task_of(court, anna)
    await ban(olga)

    assert REASON in anna.last.text
    assert (await playing.seen(court, task)).plan.ended is TaskEnd.WITHDRAWN
    assert (await anna.user()).obedience_points == 50
    assert await bars(court) == ["ban"]
    assert ("ban", (await anna.person()).id) in [entry[:2] for entry in court.journal.entries]
    await anna.says("/tasks")
    assert "closed to you" in anna.last.text
    await anna.says("/resume")
    assert "closed to you" in anna.last.text


@pytest.mark.parametrize("reason", ["", "  ", "no", "x" * 1001])
async def test_a_ban_needs_a_reason(court: ScriptedCourt, reason: str) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await ban(olga, reason)

    assert "Please give a reason" in olga.last.text
    assert (await anna.person()).banned_at is None


async def test_a_ban_sent_in_twice_is_told_once(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await olga.says("/member anna")
    await olga.presses("Ban")
    form = olga.last.message
    assert isinstance(form, Form)
    for _ in range(2):
        await olga.does(FormAnswer(form.submit.token, {"reason": (REASON,)}))

    assert anna.heard.count(REASON) == 1


async def test_an_owner_hears_one_appeal_and_no_more(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    owner = await playing.operator(court, "owner", role=Role.OWNER)
    anna = await playing.member(court)
    await ban(olga)
    await anna.says("It was a misunderstanding, I swear.")
    assert "goes to the owner" in anna.last.text
    await anna.says("Please?")
    assert "one appeal is heard" in anna.last.text

    assert "misunderstanding" not in owner.heard + olga.heard, "an alert carries no content"
    assert not olga.sees_button("Look privately")
    await owner.presses("Look privately")
    assert "misunderstanding" in owner.last.text
    assert REASON in owner.last.text
    assert "Please?" not in owner.last.text
    await olga.says("/member anna")
    assert "misunderstanding" not in olga.last.text


async def test_lifted_everything_stays_stopped_until_the_member_resumes(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await ban(olga)
    await olga.says("/member anna")
    await olga.presses("Lift the ban")

    person = await anna.person()
    assert person.banned_at is None
    assert person.ban_reason is None
    assert person.stopped_at is not None
    assert await bars(court) == []
    assert court.journal.entries[-1][0] == "unban"
    assert "/resume" in anna.last.text


async def test_a_new_ban_is_heard_once_more(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await playing.operator(court, "owner", role=Role.OWNER)
    anna = await playing.member(court)
    await ban(olga)
    await anna.says("First appeal.")
    await olga.says("/member anna")
    await olga.presses("Lift the ban")
    await court.pass_time(timedelta(days=2))
    await ban(olga)
    await anna.says("Second appeal.")

    assert "goes to the owner" in anna.last.text


async def test_export_and_forget_work_while_banned_and_the_bar_outlives_it(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await ban(olga)
    await anna.says("/forget")
    await anna.presses("Erase everything")
    assert await bars(court) == ["ban"]
    await anna.says("/start")
    assert "closed to you" in anna.last.text


async def test_only_an_owner_bans_somebody_who_runs_the_court(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    owner = await playing.operator(court, "owner", role=Role.OWNER)
    anna = await playing.member(court)
    async with court.storage.begin() as tx:
        person = await anna.person()
        tx.add(Operator(person_id=person.id, name="A", role=Role.OPERATOR, created_at=court.clock.wall()))
    await ban(olga)
    assert (await anna.person()).banned_at is None
    await ban(owner)
    assert (await anna.person()).banned_at is not None
