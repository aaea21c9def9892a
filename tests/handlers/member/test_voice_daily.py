"""Voice drops that go out every day, by each member's own clock: once per local date, never out of place."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from storage.tables import DropRound, DropSchedule, User
from storage.unit import Storage
from tests.support import playing, stories
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.dropping import got

HOUR = timedelta(hours=1)
AWAKE: dict[str, Any] = {"quiet_from": 0, "quiet_to": 0}


async def every_day(olga: Chatter, at: str = "08:00", name: str = "Morning Call") -> None:
    """Have a drop of Octavia's pack sent every day."""
    await olga.says("/drops")
    await olga.presses(f"{name} · Madame")
    await olga.presses("every day")
    await olga.says(at)
    await olga.presses("Everybody")


async def local_times(court: ScriptedCourt, anna: Chatter) -> list[datetime]:
    """When each drop came, by the member's clock."""
    zone = ZoneInfo((await playing.settings_of(court, anna)).zone)
    return [row.sent_at.astimezone(zone) for row in await got(court, anna)]


async def rounds(court: ScriptedCourt) -> list[DropRound]:
    """Where the schedules stand with the members."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(DropRound)))


@pytest.mark.slow
async def test_it_comes_at_the_hour_of_each_members_own_clock_once_a_day(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    zones = ("UTC", "America/New_York", "Asia/Tokyo")
    members = [
        await playing.member(court, f"member{number}", zone=zone, **AWAKE)
        for number, zone in enumerate(zones)
    ]
    await every_day(olga)
    assert "3 now" in olga.last.text
    await court.pass_time(timedelta(days=3), step=HOUR)

    for anna in members:
        times = await local_times(court, anna)
        assert [moment.time() for moment in times] == [time(8)] * 3
        assert len({moment.date() for moment in times}) == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 27), ["02:30", "02:30", "03:30", "02:30"]),  # a missing hour
        ("Europe/Berlin", date(2026, 10, 23), ["02:30", "02:30", "02:30", "02:30"]),  # a doubled one
        ("Africa/Cairo", date(2026, 4, 22), ["02:30", "02:30", "02:30", "02:30"]),
    ],
)
async def test_it_comes_once_per_local_date_right_through_clock_changes(
    sqlite_storage: Storage, tmp_path: Path, zone: str, day: date, hours: list[str]
) -> None:
    # Half past, so that whole hours meet 02:30 each time the clock shows it, and 03:30.
    clock = FakeClock(datetime.combine(day, time(0, 30), ZoneInfo(zone)).astimezone(UTC))
    court = ScriptedCourt(sqlite_storage, clock, tmp_path)
    olga, anna = await playing.operator(court), await playing.member(court, zone=zone, **AWAKE)
    await every_day(olga, "02:30")
    await court.pass_time(timedelta(days=4), step=HOUR)
    await court.close()

    times = await local_times(court, anna)
    assert [f"{moment:%H:%M}" for moment in times] == hours
    assert [moment.date() for moment in times] == [day + timedelta(days=each) for each in range(4)]


async def test_an_hour_in_quiet_hours_moves_to_their_end(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, quiet_from=1320, quiet_to=570)
    await every_day(olga)
    await court.pass_time(timedelta(days=1), step=HOUR / 2)

    assert [moment.time() for moment in await local_times(court, anna)] == [time(9, 30)]


async def test_changed_quiet_hours_count_from_the_next_time(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, daily_at=960, **AWAKE)
    await every_day(olga, "13:00")
    await court.tick()
    await anna.says("/settings")
    await anna.presses("Quiet until")
    await anna.says("14:30")
    await anna.presses("Save")
    await court.pass_time(timedelta(hours=4), step=HOUR / 2)

    assert [moment.time() for moment in await local_times(court, anna)] == [time(14, 30)]


async def test_while_stopped_nothing_comes_and_nothing_is_made_up_for(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, **AWAKE)
    await every_day(olga)
    await anna.stops()
    await court.pass_time(timedelta(hours=30), step=HOUR)
    await anna.says("/resume")
    await anna.presses("Come back")
    await court.pass_time(timedelta(hours=1))
    assert await got(court, anna) == []
    await court.pass_time(timedelta(hours=24), step=HOUR)

    assert len(await got(court, anna)) == 1


async def test_what_an_outage_held_up_for_hours_is_not_sent_late(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, **AWAKE)
    await every_day(olga)
    await court.tick()
    await court.pass_time(timedelta(hours=27))  # in one step: nothing ran at eight
    assert await got(court, anna) == []
    await court.pass_time(timedelta(hours=24), step=HOUR)

    assert [moment.time() for moment in await local_times(court, anna)] == [time(8)]


async def test_who_has_it_as_a_hard_limit_does_not_get_it(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court, hard=["morning-ritual"], **AWAKE)
    await every_day(olga)
    await court.pass_time(timedelta(days=2), step=HOUR)

    assert await got(court, anna) == []


async def test_only_the_personas_own_members_get_it_and_a_change_of_persona_counts(
    court: ScriptedCourt,
) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, **AWAKE)
    hugo = await playing.member(court, "hugo", persona="hale", **AWAKE)
    await every_day(olga)
    for somebody, name in ((anna, "Hale"), (hugo, "Octavia")):
        await somebody.says("/settings")
        await somebody.presses("Persona")
        await somebody.presses(name)
    await court.pass_time(timedelta(days=1), step=HOUR)

    assert (len(await got(court, anna)), len(await got(court, hugo))) == (0, 1)
    assert [row.user_id for row in await rounds(court)] == [(await hugo.person()).id]


async def test_whoever_comes_later_gets_it_too(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await every_day(olga)
    anna = await stories.onboarded(court)
    await court.pass_time(timedelta(days=1), step=HOUR)

    assert len(await got(court, anna)) == 1


async def test_it_is_listed_and_ended(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, **AWAKE)
    hana = await playing.operator(court, "hana", personas=["hale"])
    await every_day(olga)
    await hana.says("/schedule")
    assert "Nothing goes out" in hana.last.text
    await olga.says("/schedule")
    await olga.presses("08:00 · Morning Call")
    assert "Today: 1, left out: nobody" in olga.last.text
    await olga.presses("End it")
    await court.pass_time(timedelta(days=1), step=HOUR)

    assert await got(court, anna) == []
    assert await rounds(court) == []
    await olga.says("/schedule")
    assert "Nothing goes out" in olga.last.text


async def test_a_retired_drop_goes_out_by_no_schedule(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, **AWAKE)
    await every_day(olga)
    await olga.says("/drops")
    await olga.presses("Morning Call · Madame")
    await olga.presses("Retire")
    await olga.presses("Retire it")
    await court.pass_time(timedelta(days=1), step=HOUR)

    assert await got(court, anna) == []
    async with court.storage.read() as tx:
        assert [row.ended_at is not None for row in await tx.all(select(DropSchedule))] == [True]


async def test_a_paused_one_rests_and_makes_up_for_nothing(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, **AWAKE)
    await every_day(olga)
    await olga.says("/schedule")
    await olga.presses("08:00 · Morning Call")
    await olga.presses("Pause it")
    await court.pass_time(timedelta(days=2, hours=-3), step=HOUR)
    assert await got(court, anna) == []
    await olga.says("/schedule")
    await olga.presses("Morning Call")
    await olga.presses("Let it go on")
    await court.pass_time(timedelta(hours=20), step=HOUR)
    assert await got(court, anna) == []
    await court.pass_time(timedelta(hours=4), step=HOUR)

    assert [moment.time() for moment in await local_times(court, anna)] == [time(8)]


async def test_one_with_a_filter_goes_to_who_fits_it_that_day(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna, hugo = [await playing.member(court, name, **AWAKE) for name in ("anna", "hugo")]
    await olga.says("/drops")
    await olga.presses("Morning Call · Madame")
    await olga.presses("every day")
    await olga.says("08:00")
    for answer in ("Only some", "Devoted", "Any tag", "However long"):
        await olga.presses(answer)
    assert "tier Devoted (0 now" in olga.last.text
    await court.pass_time(timedelta(days=1), step=HOUR)
    async with court.storage.begin() as tx:
        user = await tx.get(User, (await anna.person()).id)
        assert user is not None
        user.tier_status = "Devoted"
    await court.pass_time(timedelta(days=1), step=HOUR)

    assert [len(await got(court, each)) for each in (anna, hugo)] == [1, 0]
