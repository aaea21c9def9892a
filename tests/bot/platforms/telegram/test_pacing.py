"""Pace: no faster than Telegram allows, in order, and safety never behind a queue."""

import heapq

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.telegram.pacing import FLOODED_CHATS, Pacer


class Clock:
    """Seconds, set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def pacer(clock: Clock, *, per_second: float = 30, burst: int = 3) -> Pacer:
    """One message a second and chat after a burst."""
    return Pacer(per_second=per_second, chat_seconds=1.0, chat_burst=burst, now=clock)


def test_a_chat_may_get_a_few_at_once_and_then_one_a_second() -> None:
    clock = Clock()
    pace = pacer(clock, per_second=1000)
    assert [pace.wait("anna") for _ in range(3)] == [0, 0, 0]
    assert pace.wait("anna") == pytest.approx(1.0)
    clock.now = 0.6
    assert pace.wait("anna") == pytest.approx(0.4)
    clock.now = 1.0
    assert pace.wait("anna") == 0
    assert pace.wait("bea") == 0


def test_who_waits_keeps_her_moment_while_others_come() -> None:
    clock = Clock()
    pace = pacer(clock, per_second=1, burst=100)
    assert pace.wait("anna") == 0
    assert [pace.wait(chat) for chat in ("bea", "carl", "bea")] == pytest.approx([1, 2, 1])
    clock.now = 1.0
    assert pace.wait("bea") == 0
    assert pace.wait("carl") == pytest.approx(1)


def test_safety_waits_for_nobody_but_telegram_itself() -> None:
    clock = Clock()
    pace = pacer(clock, per_second=1, burst=1)
    for chat in range(50):
        pace.wait(chat)
    assert pace.wait("anna", urgent=True) == 0
    pace.told("anna", 5)
    assert pace.wait("anna", urgent=True) == pytest.approx(5)
    assert pace.wait("bea", urgent=True) == 0


def test_only_the_chat_that_was_told_waits() -> None:
    clock = Clock()
    pace = pacer(clock)
    pace.told("anna", 30)
    assert pace.wait("anna") == pytest.approx(30)
    assert pace.wait("bea") == 0
    clock.now = 30.0
    assert pace.wait("anna") == 0


def test_when_very_many_are_told_at_once_all_wait() -> None:
    clock = Clock()
    pace = pacer(clock)
    for chat in range(FLOODED_CHATS):
        pace.told(chat, 4)
    assert pace.wait("anna") == pytest.approx(4)
    clock.now = 4.0
    assert pace.wait("anna") == 0


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.floats(0, 2)), min_size=60, max_size=200))
def test_no_second_sees_more_than_the_limit_and_one_burst(messages: list[tuple[int, float]]) -> None:
    """Whoever has to wait comes back when she was told to."""
    clock = Clock()
    pace = Pacer(per_second=30, chat_seconds=0.01, chat_burst=100, now=clock)
    coming = [(at, number, chat) for number, (chat, at) in enumerate(messages)]
    heapq.heapify(coming)
    sent: list[float] = []
    while coming:
        clock.now, number, chat = heapq.heappop(coming)
        pause = pace.wait(chat)
        if pause > 0:
            heapq.heappush(coming, (clock.now + pause, number, chat))
        else:
            sent.append(clock.now)
    assert len(sent) == len(messages)
    for at in sent:
        assert sum(1 for each in sent if at <= each < at + 0.999) <= 30 + 30 / 6 + 1


def test_a_moment_that_was_let_pass_is_lost() -> None:
    clock = Clock()
    pace = pacer(clock, per_second=1, burst=100)
    waits = [pace.wait(chat) for chat in range(10)]
    assert max(waits) == pytest.approx(9)
    clock.now = 60.0
    assert [pace.wait(chat) for chat in range(1, 10)].count(0) == 1


def test_a_queue_of_many_chats_goes_out_at_the_full_speed() -> None:
    clock = Clock()
    pace = pacer(clock)
    waiting, sent = list(range(300)), 0
    while waiting:
        still = [chat for chat in waiting[:64] if pace.wait(chat) > 0]
        sent += len(waiting[:64]) - len(still)
        waiting = still + waiting[64:]
        clock.now += 0.005
    assert sent == 300
    assert clock.now <= 10 / 0.97
