"""Badges: awarded and told once, worn on /me, kept through undoing and stops."""

from datetime import timedelta

from sqlmodel import col, select

from storage.enums import TaskType, Verdict
from storage.tables import Badge
from tests.handlers.judged import handed_in
from tests.support.confiding import confess
from tests.support.court import Chatter, ScriptedCourt, media_of
from tests.support.playing import judge, member, operator, undo


async def worn(court: ScriptedCourt, anna: Chatter) -> list[str]:
    """The names of a member's badges."""
    person = await anna.person()
    async with court.storage.read() as tx:
        return [each.name for each in await tx.all(select(Badge).where(col(Badge.user_id) == person.id))]


async def test_the_first_proof_earns_one_that_is_told_once(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    for _ in range(2):
        await judge(court, olga, await handed_in(court, anna, type=TaskType.DAILY), Verdict.APPROVED)
    assert await worn(court, anna) == ["first_proof"]
    assert anna.heard.count("First Proof") == 1
    await anna.says("/me")
    assert "Badges: First Proof." in anna.last.text
    assert "First Proof" in media_of(anna.last)[0].alt


async def test_a_rejected_proof_earns_nothing(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await judge(court, olga, await handed_in(court, anna), Verdict.REJECTED, reason="No.")
    await anna.says("/me")
    assert "Badges" not in anna.last.text


async def test_it_stays_through_an_undo_and_a_stop(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    attempt = await handed_in(court, anna, type=TaskType.DAILY)
    await judge(court, olga, attempt, Verdict.APPROVED)
    await undo(court, olga, attempt)
    await anna.stops()
    await anna.says("/me")
    assert "Badges: First Proof." in anna.last.text


async def test_a_confession_a_streak_and_a_tier_earn_theirs(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await confess(anna)
    for day in range(1, 8):
        attempt = await handed_in(court, anna, type=TaskType.DAILY, day=f"2026-03-0{day}", points=20)
        await judge(court, olga, attempt, Verdict.APPROVED)
    assert sorted(await worn(court, anna)) == ["confession", "first_proof", "streak_7", "tier:Considered"]
    assert "Tier Considered" in anna.heard


async def test_at_night_they_are_awarded_and_told_in_the_morning(court: ScriptedCourt) -> None:
    anna, olga = await member(court, quiet_from=12 * 60, quiet_to=16 * 60), await operator(court)
    attempt = await handed_in(court, anna, type=TaskType.DAILY)
    await judge(court, olga, attempt, Verdict.APPROVED)
    assert await worn(court, anna) == ["first_proof"]
    assert "First Proof" not in anna.heard
    await court.pass_time(timedelta(hours=5))
    assert anna.heard.count("First Proof") == 1
