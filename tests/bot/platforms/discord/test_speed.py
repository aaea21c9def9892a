"""Discord's limit for a bot is kept before a message is claimed, so that a stop finds nothing on its way."""

import asyncio
import time

import pytest

from bot.platforms.discord.speed import Speed

A_SECOND = 20.0
GAP = 1 / A_SECOND


async def seconds_of(speed: Speed, calls: int) -> float:
    """How long so many calls wait in all."""
    begun = time.monotonic()
    for _ in range(calls):
        await speed.turn()
    return time.monotonic() - begun


async def test_chats_get_their_moments_one_after_the_other() -> None:
    speed = Speed(A_SECOND)
    assert speed.book("anna", urgent=False) == 0
    waits = [speed.book(name, urgent=False) for name in ("beth", "cleo", "dora")]
    assert waits == pytest.approx([GAP, 2 * GAP, 3 * GAP], abs=GAP / 2)


async def test_who_waits_keeps_her_moment_and_takes_it_when_it_has_come() -> None:
    speed = Speed(A_SECOND)
    speed.book("anna", urgent=False)
    left = speed.book("beth", urgent=False)
    assert speed.book("beth", urgent=False) <= left
    await asyncio.sleep(left + 0.01)
    assert speed.book("beth", urgent=False) == 0


async def test_what_is_urgent_goes_at_once_and_the_rest_makes_up_for_it() -> None:
    speed = Speed(A_SECOND)
    assert [speed.book("anna", urgent=True) for _ in range(5)] == [0] * 5
    assert speed.book("beth", urgent=False) > 4 * GAP


async def test_what_was_booked_never_waits_once_it_is_claimed() -> None:
    speed = Speed(A_SECOND)
    for name in range(20):
        speed.book(name, urgent=False)
    with speed.sending():
        assert await seconds_of(speed, 3) < GAP


async def test_a_call_that_was_not_booked_waits_behind_all_that_was() -> None:
    speed = Speed(A_SECOND)
    for name in range(4):
        speed.book(name, urgent=False)
    assert await seconds_of(speed, 1) > 3 * GAP


async def test_a_booked_message_pays_for_its_further_calls_afterwards() -> None:
    speed = Speed(A_SECOND)
    speed.book("anna", urgent=False)
    with speed.sending():
        await seconds_of(speed, 4)
    assert speed.book("beth", urgent=False) > 3 * GAP


async def test_a_moment_nobody_came_for_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.discord.speed.LATE_SECONDS", 0.1)
    speed = Speed(A_SECOND)
    for name in ("anna", "beth"):
        speed.book(name, urgent=False)
    await asyncio.sleep(0.3)
    assert speed.book("anna", urgent=False) == 0
    assert speed.book("beth", urgent=False) > 0
