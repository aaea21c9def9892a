"""Proofs no human judges: accepted on trust, or because nobody looked in time."""

from datetime import timedelta

from handlers.rules.court_rules import CourtRules
from storage.enums import TaskStatus, Verdict
from storage.tables import PersonaSettings
from tests.handlers.judged import handed_in, set_rules
from tests.support.court import ScriptedCourt
from tests.support.playing import attempts, member, seen

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def test_beyond_a_members_first_proofs_most_are_accepted_on_trust_and_it_is_said(
    court: ScriptedCourt,
) -> None:
    set_rules(court, CourtRules(newcomer_proofs=2))
    anna = await member(court)
    for _ in range(12):
        await handed_in(court, anna)
    done = await attempts(court, anna)
    assert all(each.human for each in done[:2])
    trusted = [each for each in done if each.verdict is Verdict.TRUSTED]
    assert 4 <= len(trusted) <= 10
    assert all(each.points == 10 and not each.human for each in trusted)
    assert all(each.verdict is None for each in done if each.human)
    lines = court.house.content.lines["octavia"].variants["proof_trusted"]
    assert any(bubble.text in [line.format(points=10) for line in lines] for bubble in anna.bubbles)
    assert (await anna.user()).obedience_points == 10 * len(trusted)


async def test_a_proof_unreviewed_for_48_hours_is_accepted_at_base_points(court: ScriptedCourt) -> None:
    anna = await member(court)
    attempt = await handed_in(court, anna)
    await court.pass_time(48 * HOUR - MINUTE)
    assert (await attempts(court, anna))[0].verdict is None
    await court.pass_time(MINUTE)
    assert (await attempts(court, anna))[0].verdict is Verdict.LAPSED
    assert (await seen(court, attempt.task_id)).task.status is TaskStatus.COMPLETED
    assert (await anna.user()).obedience_points == 10
    assert "48 hours" in anna.heard


async def test_a_court_may_promise_to_be_quicker(court: ScriptedCourt) -> None:
    set_rules(court, CourtRules(auto_accept_hours=6))
    anna = await member(court)
    await handed_in(court, anna)
    await court.pass_time(6 * HOUR)
    assert (await attempts(court, anna))[0].verdict is Verdict.LAPSED


async def test_while_the_persona_is_away_what_waits_is_trusted(court: ScriptedCourt) -> None:
    anna = await member(court)
    await handed_in(court, anna)
    async with court.storage.begin() as tx:
        tx.add(PersonaSettings(persona="octavia", away_until=court.clock.court() + 24 * HOUR))
    await court.tick()
    assert (await attempts(court, anna))[0].verdict is Verdict.TRUSTED
    await handed_in(court, anna)
    assert (await attempts(court, anna))[1].verdict is Verdict.TRUSTED
