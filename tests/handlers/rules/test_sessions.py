"""The rules of cam sessions: who can do what when, how long it waits, when a reminder goes out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.clock import Quiet, in_quiet
from handlers.rules.moments import date_typed, hour_typed, moment_typed
from handlers.rules.offers import Offer, may_offer
from handlers.rules.sessions import (
    LEAST_NOTICE,
    MOVES,
    Move,
    Stage,
    TimeProblem,
    accept_by,
    problem_with,
    reminder_at,
    stage,
)
from storage.enums import Platform, SessionStatus
from tests.support.clocks import MONDAY_NOON as NOW

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
QUIETS = st.builds(Quiet.from_minutes, st.integers(0, 1439), st.integers(0, 1439))
ZONES = st.sampled_from([BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")])


def test_a_member_can_take_it_back_at_every_stage_until_it_is_over() -> None:
    assert all(Move.TAKE_BACK in MOVES[each] for each in Stage if each is not Stage.OVER)
    assert not MOVES[Stage.OVER]
    assert Move.COMPLETE not in MOVES[Stage.AGREED], "nothing is noted as held before its time"


@given(MOMENTS, st.one_of(st.none(), MOMENTS), st.one_of(st.none(), MOMENTS), st.sampled_from(SessionStatus))
def test_it_is_over_exactly_when_its_status_says_so(
    now: datetime, scheduled: datetime | None, agreed: datetime | None, status: SessionStatus
) -> None:
    found = stage(status, scheduled, agreed, now)
    assert (found is Stage.OVER) is (status is not SessionStatus.REQUESTED)
    if found is Stage.AGREED:
        assert scheduled is not None
        assert now < scheduled


@given(MOMENTS, st.integers(1, 500), st.integers(1, 14 * 24))
def test_a_proposal_waits_as_long_as_a_request_but_never_beyond_its_own_time(
    now: datetime, ahead: int, hours: int
) -> None:
    until = accept_by(now, now + ahead * HOUR, hours)
    assert until in (now + ahead * HOUR, now + hours * HOUR)
    assert until <= now + ahead * HOUR


@given(MOMENTS, st.integers(0, 60 * 24 * 30), st.integers(10, 24 * 60), QUIETS, ZONES)
def test_a_reminder_is_never_swallowed_and_stays_out_of_quiet_hours_where_it_can(
    agreed: datetime, minutes: int, lead: int, quiet: Quiet, zone: ZoneInfo
) -> None:
    scheduled = agreed + timedelta(minutes=minutes)
    at = reminder_at(agreed, scheduled, timedelta(minutes=lead), quiet, zone)
    assert (at is None) is (minutes <= lead)
    if at is None:
        return
    assert agreed < at < scheduled
    if in_quiet(at, quiet, zone):
        assert at == scheduled - timedelta(minutes=lead), "all that was left was quiet"
    elif at > scheduled - timedelta(minutes=lead):
        assert at <= scheduled - LEAST_NOTICE


@pytest.mark.parametrize(
    ("ahead", "problem"),
    [
        (timedelta(minutes=14), TimeProblem.SOON),
        (timedelta(minutes=15), None),
        (timedelta(days=180), None),
        (timedelta(days=181), TimeProblem.FAR),
        (-HOUR, TimeProblem.SOON),
    ],
)
def test_a_time_is_neither_past_nor_too_soon_nor_too_far(
    ahead: timedelta, problem: TimeProblem | None
) -> None:
    assert problem_with(NOW + ahead, NOW) is problem


def test_discord_bars_what_its_rules_bar_and_nothing_else() -> None:
    barred = {(offer, place) for offer in Offer for place in Platform if not may_offer(offer, place)}
    assert barred == {(offer, Platform.DISCORD) for offer in Offer}


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("20:30", "2026-03-02T20:30"),
        ("12:30", "2026-03-03T12:30"),
        ("today at 20:30", "2026-03-02T20:30"),
        ("Tomorrow, 9pm", "2026-03-03T21:00"),
        ("fri 20.30", "2026-03-06T20:30"),
        ("Monday 8 h", "2026-03-09T08:00"),
        ("27 Nov 20:30", "2026-11-27T20:30"),
        ("Fri, Nov 27 2026 at 8:05 pm", "2026-11-27T20:05"),
        ("27.11. 20:30", "2026-11-27T20:30"),
        ("1.3. 20:30", "2027-03-01T20:30"),
        ("2026-11-27 20:30", "2026-11-27T20:30"),
        ("2026-03-29 02:30", "2026-03-29T03:30"),
    ],
)
def test_moments_are_understood_as_people_type_them(words: str, meant: str) -> None:
    found = moment_typed(words, BERLIN, NOW)
    assert found is not None
    assert f"{found.astimezone(BERLIN):%Y-%m-%dT%H:%M}" == meant


@pytest.mark.parametrize(
    "words",
    ["", "soon", "20", "25:00", "13 pm", "31.2. 20:30", "30 feb 20:30", "2026-13-01 20:30", "fri", "x" * 99],
)
def test_what_is_not_clear_is_no_moment(words: str) -> None:
    assert moment_typed(words, BERLIN, NOW) is None


@given(st.dates(date(2026, 3, 2), date(2027, 3, 1)), st.times())
def test_a_day_and_an_hour_are_read_as_they_are_written(day: date, hour: time) -> None:
    assert date_typed(day.isoformat(), date(2026, 3, 2)) == day
    assert hour_typed(f"{hour:%H:%M}") == hour.replace(second=0, microsecond=0)


@given(st.text(max_size=80))
def test_no_words_break_it(words: str) -> None:
    moment_typed(words, BERLIN, NOW)
    date_typed(words, date(2026, 3, 2))
    hour_typed(words)
