"""Alerts: a trouble is told once, and once that it is over; a storm is one message; rooms read no name."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from handlers.alerts import STORM, STORM_LASTS
from storage.enums import OutboxStatus, Platform, Role
from storage.tables import Outbox
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

MINUTE = timedelta(minutes=1)


class Room:
    """An operators' room that notes what is posted there."""

    def __init__(self, *, ready: bool = True) -> None:
        self.ready = ready
        self.posted: list[tuple[str, str, str]] = []

    async def post(self, text: str, button: str, start: str) -> None:
        self.posted.append((text, button, start))


async def stops(court: ScriptedCourt, count: int) -> list[Chatter]:
    """So many members stop, one after the other."""
    members = [await playing.member(court, f"member{number}") for number in range(count)]
    for each in members:
        await each.stops()
    return members


async def test_owners_are_told_once_that_the_journal_fails_and_again_if_it_fails_anew(
    court: ScriptedCourt,
) -> None:
    owner = await playing.operator(court, "owner", role=Role.OWNER)
    olga = await playing.operator(court)
    for failing in (True, True, False, True):
        court.journal.failing = failing
        await court.tick()

    assert owner.heard.count("cannot be written") == 2
    assert owner.heard.count("can be written again") == 1
    assert olga.bubbles == []


async def test_a_full_disk_is_told_once_with_what_is_left_also_after_a_restart(court: ScriptedCourt) -> None:
    owner = await playing.operator(court, "owner", role=Role.OWNER)
    court.keeper.free = 700 << 20
    for _ in range(2):
        await court.tick()
        court.engine = court._new_engine(court.engine.platforms)
    court.keeper.free = 5 << 30
    await court.tick()
    assert [("700 MB" in b.text, "room on the disk again" in b.text) for b in owner.bubbles] == [
        (True, False),
        (False, True),
    ]


async def test_a_missing_back_up_is_told_after_a_week_and_again_only_when_there_was_one(
    court: ScriptedCourt,
) -> None:
    owner = await playing.operator(court, "owner", role=Role.OWNER)
    await court.tick()
    await court.pass_time(timedelta(days=6))
    assert owner.bubbles == []
    await court.pass_time(timedelta(days=2), step=timedelta(days=1))
    await court.pass_time(timedelta(days=2), step=timedelta(days=1))
    assert owner.heard.count("last back-up is") == 1


async def test_a_platform_that_is_gone_and_comes_back_is_told_to_every_operator(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await playing.member(court, "tess", platform=Platform.TELEGRAM)
    telegram = court.platforms[Platform.TELEGRAM]
    for up in (True, False, False, True):
        telegram.up = up
        await court.engine.jobs.beat(telegram)
        await court.pass_time(10 * MINUTE)
        await court.engine.jobs.beat(telegram)
        await court.tick()
    told = [bubble.text for bubble in olga.bubbles]
    assert len(told) == 2, told
    assert "Telegram cannot be reached" in told[0]
    assert "Telegram is back" in told[1]


async def test_a_dead_letter_is_told_but_not_one_to_somebody_who_closed_her_chat(
    court: ScriptedCourt,
) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    for error, told in (("unreachable", 0), ("Refused", 1), ("Refused", 1)):
        await playing.tells(court, anna, "Stand straight.")
        async with court.storage.begin() as tx:
            row = (await tx.all(select(Outbox).order_by(col(Outbox.id))))[-1]
            row.status, row.error = OutboxStatus.DEAD, error
        await court.tick()
        assert olga.heard.count("could not be delivered") == told


async def test_of_a_storm_a_few_are_told_one_by_one_and_the_rest_together(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.operator(court, "ella", personas=["hale"])
    await stops(court, STORM + 4)
    assert olga.heard.count("stopped everything") == STORM
    await court.pass_time(STORM_LASTS)
    assert "4 times of late" in olga.last.text
    assert olga.heard.count("stopped everything") == STORM + 1
    await court.pass_time(STORM_LASTS)
    assert len(olga.bubbles) == STORM + 1
    assert anna.bubbles == [], "members of another persona are not hers to hear of"

    await olga.presses("privately")
    await olga.presses("Look at 1")
    assert "stopped" in olga.last.text


@pytest.mark.parametrize("kind", ["stop", "contact"])
async def test_the_room_reads_what_happened_but_never_a_name(court: ScriptedCourt, kind: str) -> None:
    court.house.rooms[Platform.TELEGRAM] = room = Room(ready=False)
    await playing.operator(court)
    members = await stops(court, 2)
    if kind == "contact":
        await members[0].presses("like a person to write")
    await court.tick()
    assert room.posted == [], "while it cannot be reached nothing is lost"
    room.ready = True
    await court.tick()
    await court.tick()
    [(text, button, start)] = room.posted
    assert "2 times of late" in text
    assert ("like a person to write" in text) is (kind == "contact")
    assert not any(each.name in f"{text}{button}{start}" for each in members)


async def test_the_rooms_button_leads_operators_to_what_happened_and_nobody_else(
    court: ScriptedCourt,
) -> None:
    olga = await playing.operator(court)
    [anna] = await stops(court, 1)
    await olga.says("/start alerts")
    assert "stopped everything" in olga.last.text
    await olga.presses("Look at 1")
    assert "anna" in olga.last.text or "member0" in olga.last.text
    before = len(anna.bubbles)
    await anna.says("/start alerts")
    assert "stopped everything" not in anna.since(before)


async def test_who_switched_alerts_off_hears_none(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await olga.says("/operators")
    await olga.presses("No alerts for me")
    before = len(olga.bubbles)
    await stops(court, 1)
    assert len(olga.bubbles) == before
