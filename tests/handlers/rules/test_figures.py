"""Figures as people read them: nobody is recognised, nothing is lost between the hours or the days."""

import itertools
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import figures
from handlers.rules.figures import FEW

ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia")
NEW_YEAR = date(2026, 1, 1)
MISS = st.tuples(
    st.sampled_from(ZONES), st.integers(1_900_000, 2_000_000), st.integers(0, 9), st.integers(1, 3)
)
ROWS = st.dictionaries(st.integers(0, 400), st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30)


@given(st.lists(MISS, max_size=40))
def test_every_miss_stands_in_one_hour_and_an_hour_of_few_people_is_masked(
    happened: list[tuple[str, int, int, int]],
) -> None:
    hours = figures.by_local_hour(happened)
    assert sum(hour.times for hour in hours) == sum(times for _, _, _, times in happened)
    for hour in hours:
        assert hour.masked == (0 < hour.people < FEW)
        assert (hour.times == 0) == (hour.people == 0)


def test_the_hour_is_each_members_own_right_through_a_clock_change() -> None:
    summer, winter = datetime(2026, 7, 1, 12, 45, tzinfo=UTC), datetime(2026, 12, 1, 12, 45, tzinfo=UTC)
    rows = [
        (zone, int(moment.timestamp()) // 900, number, 1)
        for number, (zone, moment) in enumerate(
            [("Europe/Berlin", summer), ("Europe/Berlin", winter), ("Asia/Kathmandu", winter)]
        )
    ]
    assert [hour.hour for hour in figures.by_local_hour(rows) if hour.times] == [13, 14, 18]


@given(ROWS, st.integers(0, 500), st.booleans())
def test_steps_over_days_lose_nothing_and_leave_no_gap(
    rows: dict[int, tuple[int, int]], length: int, open_ended: bool
) -> None:
    last = NEW_YEAR + timedelta(length)
    inside = {offset: sums for offset, sums in rows.items() if offset <= length}
    told = [((NEW_YEAR + timedelta(offset)).isoformat(), *sums) for offset, sums in inside.items()]
    steps = figures.over_days(told, None if open_ended else NEW_YEAR, last)
    assert sum(step.first for step in steps) == sum(one for one, _ in inside.values())
    assert sum(step.second for step in steps) == sum(two for _, two in inside.values())
    assert len({b.day - a.day for a, b in itertools.pairwise(steps)}) <= 1


def test_a_share_of_nothing_is_none_and_durations_have_their_unit() -> None:
    assert figures.share(0, 0) is None
    assert figures.share(1, 4) == 25
    spelled = [figures.spelled(seconds) for seconds in (90, 3 * 3600, 5 * 86400)]
    assert spelled == [("minutes", 2), ("hours", 3), ("days", 5)]
