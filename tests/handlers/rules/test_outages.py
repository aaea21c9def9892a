"""Outages are the gaps between heartbeats; what is out twice over counts once."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.outages import Outage, Span, gaps, is_out, merged, time_lost
from storage.enums import Platform

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minutes: float) -> datetime:
    return NOW + MINUTE * minutes


spans = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 60)).map(
        lambda pair: Span(at(pair[0]), at(pair[0] + pair[1]))
    ),
    max_size=12,
)


def test_a_gap_is_from_the_last_sign_of_life_to_the_next() -> None:
    beats = [at(0), at(1), at(2), at(40), at(41)]
    assert gaps(reversed(beats), 2 * MINUTE) == (Span(at(2), at(40)),)
    assert gaps([at(0), at(2)], 2 * MINUTE) == ()
    assert gaps([], MINUTE) == ()


def test_spans_that_touch_become_one() -> None:
    assert merged([Span(at(5), at(9)), Span(at(0), at(5)), Span(at(20), at(20)), Span(at(3), at(4))]) == (
        Span(at(0), at(9)),
    )


def test_time_is_lost_only_while_the_task_ran_and_only_once() -> None:
    outages = [Outage(at(-30), at(10)), Outage(at(5), at(20), Platform.WEB), Outage(at(50), None)]
    assert time_lost(outages, at(0), at(60)) == 30 * MINUTE
    assert time_lost(outages, at(21), at(49)) == timedelta(0)


def test_an_outage_of_another_platform_does_not_concern_a_task() -> None:
    assert Outage(at(0), at(1), Platform.TELEGRAM).concerns(Platform.TELEGRAM)
    assert not Outage(at(0), at(1), Platform.TELEGRAM).concerns(Platform.WEB)
    assert Outage(at(0), at(1)).concerns(Platform.WEB)
    assert Outage(at(0), at(1), Platform.TELEGRAM).concerns(None)


def test_whether_the_court_is_out_now() -> None:
    outages = [Outage(at(0), at(10)), Outage(at(50), None)]
    assert is_out(outages, at(0))
    assert not is_out(outages, at(10))
    assert is_out(outages, at(500))


def test_an_outage_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Outage(at(1), at(0))


@given(spans)
def test_merging_keeps_every_minute_and_leaves_gaps_between(listed: list[Span]) -> None:
    kept = merged(listed)
    inside = [at(minute + 0.5) for minute in range(262)]
    for moment in inside:
        assert any(span.start <= moment < span.end for span in listed) is any(
            span.start <= moment < span.end for span in kept
        )
    assert all(earlier.end < later.start for earlier, later in pairwise(kept))
    assert merged(kept) == kept


@given(spans, st.integers(0, 260), st.integers(0, 260))
def test_no_more_time_is_lost_than_there_was(listed: list[Span], start: int, end: int) -> None:
    outages = [Outage(span.start, span.end) for span in listed]
    lost = time_lost(outages, at(start), at(end))
    assert timedelta(0) <= lost <= max(timedelta(0), at(end) - at(start))


@given(st.lists(st.integers(0, 500), max_size=40), st.integers(1, 30))
def test_gaps_are_longer_than_tolerated_and_hold_no_heartbeat(minutes: list[int], tolerance: int) -> None:
    beats = [at(minute) for minute in minutes]
    for gap in gaps(beats, tolerance * MINUTE):
        assert gap.end - gap.start > tolerance * MINUTE
        assert not any(gap.start < beat < gap.end for beat in beats)
