"""The daily comes at the member's own hour, once per local date, at least 18 hours apart, come what may."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules.clock import Quiet, in_quiet, local, local_date
from handlers.rules.days import LEAST_GAP, MAY_BE_LATE, daily_moment, next_daily, skipped_dates
from tests.handlers.rules.zones import CHANGES, HOUR, QUIET, ZONES, somewhere

BERLIN = ZoneInfo("Europe/Berlin")
APIA = ZoneInfo("Pacific/Apia")
HONOLULU = ZoneInfo("Pacific/Honolulu")
KIRITIMATI = ZoneInfo("Pacific/Kiritimati")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
NUUK = ZoneInfo("America/Nuuk")
TROLL = ZoneInfo("Antarctica/Troll")
EIGHT = time(8)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year, month, day, then as many as needed


# -- the moment of one date ----------------------------------------------------------------------


def test_a_missing_hour_moves_forward_and_a_doubled_one_takes_the_first() -> None:
    assert daily_moment(date(2026, 3, 29), time(2, 30), BERLIN) == utc(2026, 3, 29, 1, 30)
    assert daily_moment(date(2026, 10, 25), time(2, 30), BERLIN) == utc(2026, 10, 25, 0, 30)


def test_half_hour_and_two_hour_changes() -> None:
    assert daily_moment(date(2026, 10, 4), time(2, 15), LORD_HOWE) == utc(2026, 10, 3, 15, 45)
    assert daily_moment(date(2026, 4, 5), time(1, 45), LORD_HOWE) == utc(2026, 4, 4, 14, 45)
    assert daily_moment(date(2026, 3, 29), time(2), TROLL) == utc(2026, 3, 29, 2)


def test_an_hour_missing_up_to_midnight_is_the_last_minute_of_its_own_date() -> None:
    moment = daily_moment(date(2026, 3, 28), time(23, 30), NUUK)
    assert moment is not None
    assert local(moment, NUUK) == datetime(2026, 3, 28, 22, 59, tzinfo=NUUK)


def test_a_date_that_never_was_has_no_daily() -> None:
    assert daily_moment(date(2011, 12, 30), EIGHT, APIA) is None
    assert daily_moment(date(2011, 12, 31), EIGHT, APIA) == utc(2011, 12, 30, 18)


# -- the next one --------------------------------------------------------------------------------


def test_a_newcomer_gets_it_at_the_next_time_her_hour_strikes() -> None:
    assert next_daily(None, None, EIGHT, BERLIN, utc(2026, 6, 1, 5)) == utc(2026, 6, 1, 6)
    assert next_daily(None, None, EIGHT, BERLIN, utc(2026, 6, 1, 7)) == utc(2026, 6, 2, 6)


def test_then_once_a_date() -> None:
    given_at = utc(2026, 6, 1, 6)
    assert next_daily(given_at, date(2026, 6, 1), EIGHT, BERLIN, utc(2026, 6, 1, 6, 1)) == utc(2026, 6, 2, 6)


def test_after_an_outage_it_is_given_late_as_long_as_the_date_lasts() -> None:
    given_at = utc(2026, 6, 1, 6)
    back = utc(2026, 6, 4, 15)
    due = next_daily(given_at, date(2026, 6, 1), EIGHT, BERLIN, back)
    assert due == utc(2026, 6, 4, 6) <= back
    following = next_daily(back, date(2026, 6, 4), EIGHT, BERLIN, back)
    assert following == utc(2026, 6, 5, 9)  # 18 hours later, not at 8
    assert next_daily(following, date(2026, 6, 5), EIGHT, BERLIN, following) == utc(2026, 6, 6, 6)


def test_a_daily_due_just_before_midnight_is_given_just_after_it_for_its_own_date() -> None:
    last, late = utc(2026, 6, 1, 21, 59), time(23, 59)
    a_minute_past = utc(2026, 6, 2, 22, 1)
    due = next_daily(last, date(2026, 6, 1), late, BERLIN, a_minute_past)
    assert due == utc(2026, 6, 2, 21, 59)
    assert local_date(due, BERLIN) == date(2026, 6, 2)
    two_hours_past = utc(2026, 6, 3, 0)
    assert next_daily(last, date(2026, 6, 1), late, BERLIN, two_hours_past) == utc(2026, 6, 3, 21, 59)


def test_late_but_not_in_quiet_hours() -> None:
    back = utc(2026, 6, 4, 21)
    night = Quiet(time(22), time(7))
    late = next_daily(utc(2026, 6, 1, 6), date(2026, 6, 1), EIGHT, BERLIN, back, quiet=night)
    assert late == utc(2026, 6, 5, 6)


def test_an_hour_inside_quiet_hours_gives_way_to_their_end() -> None:
    night = Quiet(time(22), time(7))
    assert next_daily(None, None, time(23), BERLIN, utc(2026, 6, 1, 12), quiet=night) == utc(2026, 6, 2, 5)


def test_who_comes_back_in_the_afternoon_gets_it_next_morning() -> None:
    now = utc(2026, 6, 10, 14)
    moment = next_daily(utc(2026, 6, 1, 6), date(2026, 6, 1), EIGHT, BERLIN, now, since=now)
    assert moment == utc(2026, 6, 11, 6)


def test_a_new_hour_counts_at_once_but_never_twice_a_date() -> None:
    given_at = utc(2026, 6, 1, 6)
    evening = next_daily(given_at, date(2026, 6, 1), time(20), BERLIN, utc(2026, 6, 1, 9))
    assert evening == utc(2026, 6, 2, 18)
    morning = next_daily(evening, date(2026, 6, 2), EIGHT, BERLIN, evening)
    assert morning == utc(2026, 6, 3, 12)  # 18 hours after the evening


def test_a_member_who_flies_east_across_the_date_line_skips_a_date() -> None:
    given_at = utc(2026, 6, 1, 18)  # 8:00 on 1 June in Honolulu is 8:00 on 2 June on Kiritimati
    moment = next_daily(given_at, date(2026, 6, 1), EIGHT, KIRITIMATI, utc(2026, 6, 2))
    assert moment == utc(2026, 6, 2, 18)
    assert local_date(moment, KIRITIMATI) == date(2026, 6, 3)
    assert skipped_dates(given_at, date(2026, 6, 1), date(2026, 6, 3), EIGHT, KIRITIMATI) == (
        date(2026, 6, 2),
    )


def test_a_member_who_flies_west_across_it_does_not_get_the_same_date_twice() -> None:
    given_at = utc(2026, 6, 1, 18)  # 8:00 on 2 June on Kiritimati is 8:00 on 1 June in Honolulu
    moment = next_daily(given_at, date(2026, 6, 2), EIGHT, HONOLULU, utc(2026, 6, 1, 20))
    assert local_date(moment, HONOLULU) == date(2026, 6, 3)
    assert skipped_dates(given_at, date(2026, 6, 2), date(2026, 6, 3), EIGHT, HONOLULU) == ()


def test_the_date_that_apia_skipped_is_skipped() -> None:
    given_at = utc(2011, 12, 29, 18)
    moment = next_daily(given_at, date(2011, 12, 29), EIGHT, APIA, given_at)
    assert moment == utc(2011, 12, 30, 18)
    assert skipped_dates(given_at, date(2011, 12, 29), date(2011, 12, 31), EIGHT, APIA) == (
        date(2011, 12, 30),
    )


def test_a_date_that_was_merely_missed_is_not_skipped() -> None:
    assert skipped_dates(utc(2026, 6, 1, 6), date(2026, 6, 1), date(2026, 6, 5), EIGHT, BERLIN) == ()


# -- properties ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ZONES)
@settings(max_examples=25)
@given(hour=HOUR, lag=st.integers(0, 50), data=st.data())
def test_through_every_clock_change_there_is_one_daily_on_every_date(
    name: str, hour: time, lag: int, data: st.DataObject
) -> None:
    zone = ZoneInfo(name)
    at = data.draw(st.sampled_from(CHANGES[name] or [datetime(2026, 3, 29, tzinfo=UTC)]))
    given_at, dates = played(at - timedelta(days=5), 10, lambda _: zone, hour, lag=timedelta(minutes=lag))
    every = {dates[0] + timedelta(days=ahead) for ahead in range((dates[-1] - dates[0]).days + 1)}
    real = {day for day in every if daily_moment(day, hour, zone) is not None}
    assert dates == sorted(real)
    assert len(dates) >= 8
    assert all(later - earlier >= LEAST_GAP for earlier, later in pairwise(given_at))


@given(somewhere(), HOUR, QUIET, st.integers(0, 60))
def test_the_next_daily_keeps_every_promise(
    where: tuple[ZoneInfo, datetime], hour: time, quiet: Quiet, hours_ago: int
) -> None:
    zone, now = where
    last = now - timedelta(hours=hours_ago)
    due = next_daily(last, local_date(last, zone), hour, zone, now, quiet=quiet)
    assert max(due, now) - last >= LEAST_GAP
    assert not in_quiet(max(due, now), quiet, zone)
    assert local_date(due, zone) > local_date(last, zone)
    assert due >= now or local_date(now - MAY_BE_LATE, zone) <= local_date(due, zone) <= local_date(now, zone)


@given(
    somewhere(),
    HOUR,
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(ZONES)), max_size=4),
    st.lists(st.tuples(st.integers(0, 10 * 24), st.integers(1, 72)), max_size=3),
)
def test_on_any_journey_and_through_outages_no_date_comes_twice_and_18_hours_lie_between(
    where: tuple[ZoneInfo, datetime],
    hour: time,
    journeys: list[tuple[int, str]],
    outages: list[tuple[int, int]],
) -> None:
    home, start = where
    legs = sorted((start + timedelta(days=day, hours=5), name) for day, name in journeys)
    away = [(start + timedelta(hours=at), start + timedelta(hours=at + lasts)) for at, lasts in outages]

    def zone_at(moment: datetime) -> ZoneInfo:
        been = [name for at, name in legs if at <= moment]
        return ZoneInfo(been[-1]) if been else home

    given_at, dates = played(start, 10, zone_at, hour, away)
    assert dates == sorted(set(dates))
    assert all(later - earlier >= LEAST_GAP for earlier, later in pairwise(given_at))


@given(somewhere(), HOUR, st.sampled_from(ZONES))
def test_after_a_journey_every_date_between_is_either_given_or_skipped(
    where: tuple[ZoneInfo, datetime], hour: time, destination: str
) -> None:
    home, last = where
    there = ZoneInfo(destination)
    last_date = local_date(last, home)
    moment = next_daily(last, last_date, hour, there, last)
    until = local_date(moment, there)
    between = [last_date + timedelta(days=ahead) for ahead in range(1, (until - last_date).days)]
    today = local_date(last, there)
    skipped = skipped_dates(last, last_date, until, hour, there)
    assert [day for day in between if day >= today] == [day for day in skipped if day >= today]


def played(
    start: datetime,
    days: int,
    zone_at: Callable[[datetime], ZoneInfo],
    hour: time,
    away: Sequence[tuple[datetime, datetime]] = (),
    lag: timedelta = timedelta(0),
) -> tuple[list[datetime], list[date]]:
    """When dailies are given, and for which dates, by a court that looks every hour and when one is due, is
    late by `lag` and not there at all while it is away."""
    given_at: list[datetime] = []
    dates: list[date] = []
    last: datetime | None = None
    last_date: date | None = None
    now = start
    while now < start + timedelta(days=days):
        zone = zone_at(now)
        due = next_daily(last, last_date, hour, zone, now, since=start)
        if due <= now:
            last, last_date = now, local_date(due, zone)
            given_at.append(last)
            dates.append(last_date)
        soon = now + timedelta(hours=1)
        now = _back(min(soon, due + lag) if due > now else soon, away)
    return given_at, dates


def _back(moment: datetime, away: Sequence[tuple[datetime, datetime]]) -> datetime:
    """The first moment from this one on at which the court is there."""
    for begin, end in sorted(away):
        if begin <= moment < end:
            moment = end
    return moment
