"""/handover: an operator proposes, the member decides, and only her yes moves anything."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from storage.enums import HandoverEnd, Role, TaskEnd, TaskType
from storage.tables import AdminLog, Operator
from tests.support import playing
from tests.support.court import ScriptedCourt
from tests.support.moving import AFTER, BEFORE, REASON, cast, handovers, moved, proposed, stays
from tests.support.people import SAFEWORD

DAY = timedelta(days=1)
PROOF = "I did all of it, slowly, and I am glad that I did."


async def kinds(court: ScriptedCourt) -> list[str]:
    """What the log says about handovers."""
    async with court.storage.read() as tx:
        rows = select(AdminLog.kind).where(col(AdminLog.kind).like("handover.%"))
        return list(await tx.all(rows.order_by(col(AdminLog.id))))


async def test_the_operator_sees_what_will_be_asked_and_the_member_reads_all_of_it(
    court: ScriptedCourt,
) -> None:
    there = await cast(court)
    await there.olga.says("/member anna")
    await there.olga.presses("Hand over")
    assert there.olga.form is not None
    assert there.olga.form.fields[0].value == ("anna",)
    await there.olga.fills(member="anna", persona=AFTER, reason=REASON)
    assert REASON in there.olga.last.text
    assert there.anna.bubbles == []
    await there.olga.presses("Ask the member")

    for words in (REASON, "Octavia", "Hale", "your points, your tier, your streak", "what you confessed"):
        assert words in there.anna.last.text
    assert (await there.anna.user()).domme_assigned == BEFORE
    assert await kinds(court) == ["handover.propose"]


async def test_a_yes_moves_what_is_open_and_keeps_points_and_tier(court: ScriptedCourt) -> None:
    there = await cast(court, points=120)
    handed_in = await playing.task_of(court, there.anna)
    await there.anna.says(PROOF)
    kept = await playing.task_of(court, there.anna, minutes=600)
    punishment = await playing.task_of(court, there.anna, type=TaskType.PUNISHMENT)
    before = await there.anna.user()
    await moved(there, answer="open tasks come along")

    after = await there.anna.user()
    assert (after.domme_assigned, after.obedience_points, after.tier_status) == (
        AFTER,
        before.obedience_points,
        before.tier_status,
    )
    for task in (handed_in, kept):
        seen = await playing.seen(court, task)
        assert (seen.task.domme_persona, seen.plan.ended) == (AFTER, None)
    assert (await playing.seen(court, punishment)).plan.ended is TaskEnd.WITHDRAWN
    assert [stay.persona for stay in await stays(court, there.anna)] == [BEFORE, AFTER]
    assert "said yes" in there.olga.last.text
    assert "moved to a persona of yours" in there.hana.heard
    assert await kinds(court) == ["handover.propose", "handover.accepted"]
    await there.hana.says("/desk")
    assert PROOF in there.hana.heard


async def test_open_tasks_are_dropped_if_she_prefers(court: ScriptedCourt) -> None:
    there = await cast(court)
    task = await playing.task_of(court, there.anna, minutes=600)
    await moved(there, answer="are dropped")
    assert (await playing.seen(court, task)).plan.ended is TaskEnd.WITHDRAWN


@pytest.mark.parametrize(
    ("how", "ended"),
    [
        ("no", HandoverEnd.DECLINED),
        ("withdrawn", HandoverEnd.WITHDRAWN),
        ("silence", HandoverEnd.EXPIRED),
        ("stop", HandoverEnd.CLOSED),
        ("changed herself", HandoverEnd.CLOSED),
    ],
)
async def test_without_a_yes_nothing_moves_and_the_question_is_closed(
    court: ScriptedCourt, how: str, ended: HandoverEnd
) -> None:
    there = await cast(court)
    await proposed(there.olga)
    late = there.anna.button("Yes, I move")
    match how:
        case "no":
            await there.anna.presses("No, I stay")
        case "withdrawn":
            await there.olga.presses("Withdraw")
        case "silence":
            await court.pass_time(8 * DAY, step=DAY)
        case "stop":
            await there.anna.says(SAFEWORD)
        case _:
            await there.anna.says("/settings")
            await there.anna.presses("Persona")
            await there.anna.presses("keep my open tasks")
    [row] = await handovers(court, there.anna)
    assert (row.ended, row.expires_at) == (ended, None)
    persona = (await there.anna.user()).domme_assigned
    await there.anna.does(playing.press(late))
    assert (await there.anna.user()).domme_assigned == persona
    assert not there.anna.sees_button("Yes, I move")
    if how != "changed herself":
        assert persona == BEFORE


async def test_later_keeps_the_question_and_settings_show_it_again(court: ScriptedCourt) -> None:
    there = await cast(court)
    await proposed(there.olga)
    await there.anna.presses("Later")
    assert "You find it in /settings" in there.anna.last.text
    await there.anna.says("/settings")
    await there.anna.presses("Persona")
    assert there.anna.heard.count(REASON) == 1
    await there.anna.presses("Yes, I move")
    assert (await there.anna.user()).domme_assigned == AFTER


async def test_while_on_holiday_there_is_no_yes_but_a_no(court: ScriptedCourt) -> None:
    there = await cast(court)
    await proposed(there.olga)
    await there.anna.says("/pause")
    await there.anna.presses("Yes, I move")
    assert (await there.anna.user()).domme_assigned == BEFORE
    await there.anna.presses("No, I stay")
    assert (await handovers(court, there.anna))[0].ended is HandoverEnd.DECLINED


@pytest.mark.parametrize("why", ["/pause", SAFEWORD, "/timeout"])
async def test_who_is_away_is_not_asked(court: ScriptedCourt, why: str) -> None:
    there = await cast(court)
    await there.anna.says(why)
    if why == "/timeout":
        await there.anna.presses("24 hours")
    await there.olga.says("/handover anna")
    await there.olga.fills(member="anna", persona=AFTER, reason=REASON)
    assert "has stopped or is away" in there.olga.last.text
    assert await handovers(court, there.anna) == []


async def test_nobody_is_asked_twice_at_once_nor_soon_after_a_no(court: ScriptedCourt) -> None:
    there = await cast(court)
    await proposed(there.olga)
    for answer, told in (("", "has not answered"), ("No, I stay", "said no to this")):
        if answer:
            await there.anna.presses(answer)
        await there.olga.says("/handover anna")
        await there.olga.fills(member="anna", persona=AFTER, reason=REASON)
        assert told in there.olga.last.text
    await court.pass_time(8 * DAY, step=4 * DAY)
    await proposed(there.olga)
    assert len(await handovers(court, there.anna)) == 2


async def test_only_who_runs_the_member_proposes_and_nobody_herself(court: ScriptedCourt) -> None:
    there = await cast(court)
    async with court.storage.begin() as tx:
        tx.add(
            Operator(
                person_id=(await there.anna.person()).id,
                name="anna",
                role=Role.OWNER,
                created_at=court.clock.wall(),
            )
        )
    for operator in (there.hana, there.anna):
        await operator.says("/handover anna")
        await operator.fills(member="anna", persona=AFTER, reason=REASON)
        assert "no such member" in operator.last.text
    await there.olga.says("/handover")
    await there.olga.fills(member="anna", persona=BEFORE, reason=REASON)
    assert "with this persona already" in there.olga.last.text


async def test_in_discreet_mode_and_quiet_hours_the_question_waits_behind_a_neutral_line(
    court: ScriptedCourt,
) -> None:
    there = await cast(court, discreet=True, quiet_from=11 * 60, quiet_to=13 * 60)
    await proposed(there.olga)
    assert there.anna.bubbles == []
    await court.pass_time(timedelta(hours=1, minutes=1))
    assert "Octavia" not in there.anna.heard
    await there.anna.presses("Open")
    await there.anna.presses("Yes, I move")
    assert (await there.anna.user()).domme_assigned == AFTER


async def test_the_journal_knows_where_she_went_without_naming_it(court: ScriptedCourt) -> None:
    there = await cast(court)
    await moved(there)
    [facts] = [facts for kind, _, facts in court.journal.entries if kind == "persona"]
    assert AFTER not in facts.values()
    assert facts["since"] == court.clock.court().isoformat()
