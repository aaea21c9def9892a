"""Reality checks at the member's interval, and the rest of onboarding offered once after the first proof."""

from datetime import timedelta

from tests.support import playing
from tests.support.court import ScriptedCourt

PROOF = "I did it exactly as told, and it took a while."


async def test_after_her_interval_a_member_hears_how_long_she_has_been_here(court: ScriptedCourt) -> None:
    anna = await playing.member(court, reality_minutes=30)
    for _ in range(3):
        await anna.says("/me")
        court.clock.advance(timedelta(minutes=10))
    assert "minutes now" not in anna.heard
    await anna.says("/me")
    assert "30 minutes now" in anna.heard


async def test_a_break_begins_a_new_sitting(court: ScriptedCourt) -> None:
    anna = await playing.member(court, reality_minutes=30)
    for _ in range(6):
        await anna.says("/me")
        court.clock.advance(timedelta(minutes=20))
    assert "reminded" not in anna.heard


async def test_without_the_setting_nobody_is_told(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    for _ in range(10):
        await anna.says("/me")
        court.clock.advance(timedelta(minutes=10))
    assert "reminded" not in anna.heard


async def test_the_rest_is_offered_with_the_first_proof_and_only_then(court: ScriptedCourt) -> None:
    anna = await playing.member(court, rest_offered=False)
    await playing.task_of(court, anna)
    await anna.says(PROOF)
    assert anna.sees_button("Yes, let us")
    await anna.presses("Not now")
    await playing.task_of(court, anna)
    await anna.says(PROOF + " And again.")
    assert not anna.sees_button("Yes, let us")
