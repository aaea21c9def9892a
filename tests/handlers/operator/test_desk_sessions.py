"""Sessions on the desk: answered once, never about one's own, never about what has changed since."""

from datetime import timedelta

import pytest

from handlers.sessions import deciding
from handlers.sessions.deciding import AlreadyDecided, Impossible
from storage.enums import Role, SessionStatus
from storage.tables import Operator
from tests.support.court import Chatter, ScriptedCourt, media_of
from tests.support.playing import member, operator
from tests.support.sessions import opened, proposes, requested, sessions_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def waiting(court: ScriptedCourt, *times: str) -> tuple[Chatter, Chatter]:
    """A member whose request waits, and an operator with it before her."""
    anna, olga = await member(court, zone="Europe/Berlin"), await operator(court)
    await requested(court, anna, *times)
    await olga.says("/desk")
    return anna, olga


async def test_it_is_shown_with_the_members_own_times_to_be_taken_at_once(court: ScriptedCourt) -> None:
    anna, olga = await waiting(court, "Tue 20:30", "Wed 21:00")
    assert "1 session request" in olga.heard
    await olga.presses("Wed 04 Mar 2026, 20:00")
    [case] = await sessions_of(court, anna)
    assert case.details.agreed_at == court.clock.court()
    assert "Agreed with Vera:\nWed 04 Mar 2026, 21:00 (UTC+01:00)" in anna.heard
    assert "Agreed: Wed 04 Mar 2026, 20:00 (UTC+00:00) for you." in olga.heard
    assert "Called: anna" not in olga.heard, "only the outcome stays"


async def test_it_is_declined_with_a_reason_which_the_member_reads(court: ScriptedCourt) -> None:
    anna, olga = await waiting(court)
    await olga.presses("Decline")
    await olga.fills(reason=" ")
    assert (await sessions_of(court, anna))[0].session.status is SessionStatus.REQUESTED
    await olga.fills(reason="Vera is travelling.")
    [case] = await sessions_of(court, anna)
    assert (case.session.status, case.details.why) == (SessionStatus.CANCELED, "declined")
    assert await opened(court, case, "reason") == "Vera is travelling."
    assert "Vera is travelling." in anna.last.text
    await anna.says("/session")
    await anna.presses("Earlier ones")
    assert "declined" in anna.last.text


@pytest.mark.parametrize(
    ("day", "hour", "answer"),
    [
        ("someday", "20:30", "not clear"),
        ("2026-03-02", "13:05", "too soon"),
        ("2027-03-02", "20:30", "too far"),
    ],
)
async def test_a_time_that_cannot_be_is_refused_with_the_reason(
    court: ScriptedCourt, day: str, hour: str, answer: str
) -> None:
    anna, olga = await waiting(court)
    await olga.presses("Propose a time")
    assert "Mon 02 Mar 2026, 13:00 (UTC+01:00)" in olga.last.text, "what the member's clock shows"
    await olga.fills(day=day, hour=hour, words="")
    assert answer in olga.last.text
    assert (await sessions_of(court, anna))[0].details.scheduled_at is None


async def test_when_the_time_has_come_it_is_noted_as_held(court: ScriptedCourt) -> None:
    anna, olga = await waiting(court, "Tue 20:30")
    await olga.presses("Agree")
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text
    await court.pass_time(32 * HOUR)
    await olga.says("/desk")
    assert "what became of it" in olga.last.text
    await olga.presses("It took place")
    [case] = await sessions_of(court, anna)
    assert case.session.status is SessionStatus.COMPLETED
    assert case.session.completed_at == court.clock.court()
    assert "Noted as held: Vera" in anna.last.text
    await anna.says("/session")
    await anna.presses("Earlier ones")
    assert "held" in anna.last.text


async def test_what_nobody_noted_is_closed_after_its_time_and_that_is_told(court: ScriptedCourt) -> None:
    anna, olga = await waiting(court, "Tue 20:30")
    await olga.presses("Agree")
    await court.pass_time(5 * DAY, step=DAY)
    [case] = await sessions_of(court, anna)
    assert (case.session.status, case.details.why) == (SessionStatus.CANCELED, "unsettled")
    assert "closed as not held" in anna.heard


async def test_what_is_agreed_is_called_off_from_the_list_also_for_who_is_on_holiday(
    court: ScriptedCourt,
) -> None:
    anna, olga = await waiting(court, "Tue 20:30")
    await olga.presses("Agree")
    await anna.says("/pause")
    await olga.says("/models")
    await olga.presses("What is open")
    await olga.presses("agreed for")
    await olga.presses("Propose another time")
    await olga.fills(day="2026-03-05", hour="20:30", words="")
    assert "has stopped or is away" in olga.last.text
    await olga.presses("Call it off")
    await olga.fills(reason="Vera is ill.")
    assert (await sessions_of(court, anna))[0].details.why == "cancelled"
    assert "Vera is ill." in anna.last.text


async def test_news_at_night_waits_for_the_morning_unless_it_is_needed_before(court: ScriptedCourt) -> None:
    anna, olga = await member(court, quiet_from=22 * 60, quiet_to=8 * 60), await operator(court)
    await requested(court, anna, "Tue 07:30", "Tue 20:30")
    await court.pass_time(11 * HOUR)
    await olga.says("/desk")
    await olga.presses("20:30")
    assert "Agreed with" not in anna.last.text
    await court.pass_time(9 * HOUR)
    assert "Agreed with Vera:\nTue 03 Mar 2026, 20:30" in anna.heard

    await court.pass_time(15 * HOUR)
    await olga.says("/desk")
    await olga.presses("Call it off")
    await olga.fills(reason="Nobody was there.")
    assert "Nobody was there." not in anna.heard
    await court.pass_time(9 * HOUR)
    assert "Nobody was there." in anna.last.text


async def test_news_of_a_time_before_the_morning_comes_at_night(court: ScriptedCourt) -> None:
    anna, olga = await member(court, quiet_from=22 * 60, quiet_to=8 * 60), await operator(court)
    await requested(court, anna, "Tue 07:30")
    await court.pass_time(11 * HOUR)
    await olga.says("/desk")
    await olga.presses("07:30")
    assert "Agreed with Vera:\nTue 03 Mar 2026, 07:30" in anna.heard


async def test_what_was_called_off_before_morning_is_not_told_as_agreed(court: ScriptedCourt) -> None:
    anna, olga = await member(court, quiet_from=22 * 60, quiet_to=8 * 60), await operator(court)
    await requested(court, anna, "Tue 20:30")
    await court.pass_time(11 * HOUR)
    await olga.says("/desk")
    await olga.presses("20:30")
    await olga.says("/models")
    await olga.presses("What is open")
    await olga.presses("agreed for")
    await olga.presses("Call it off")
    await olga.fills(reason="Vera is ill.")
    await court.pass_time(10 * HOUR)
    assert "Vera is ill." in anna.last.text
    assert "Agreed with" not in anna.heard
    assert not [medium for bubble in anna.bubbles for medium in media_of(bubble)]


async def test_the_second_of_two_is_told_who_was_first(court: ScriptedCourt) -> None:
    anna, olga = await waiting(court)
    ella = await operator(court, "ella")
    await ella.says("/desk")
    await proposes(olga, "2026-03-05", "20:30")
    [case] = await sessions_of(court, anna)
    person = await ella.person()
    async with court.engine.turns.about(person.id) as turn:
        late = await deciding.complete(turn, case.session.id, 0)
    assert late == AlreadyDecided("olga")


async def test_nobody_decides_on_her_own_nor_on_another_personas_and_neither_is_shown(
    court: ScriptedCourt,
) -> None:
    anna, _ = await waiting(court)
    hana = await operator(court, "hana", personas=["hale"])
    person = await anna.person()
    async with court.storage.begin() as tx:
        made = court.clock.wall()
        tx.add(Operator(person_id=person.id, name="anna", role=Role.OPERATOR, personas=[], created_at=made))
    [case] = await sessions_of(court, anna)
    for who, why in ((anna, "own"), (hana, "not_yours")):
        async with court.engine.turns.about((await who.person()).id) as turn:
            assert await deciding.complete(turn, case.session.id, 0) == Impossible(why)
        await who.says("/desk")
        assert "Nothing is waiting" in who.last.text
        await who.says("/models")
        await who.presses("What is open")
        assert "Nothing is open" in who.last.text


async def test_every_look_and_every_answer_stands_in_the_log(court: ScriptedCourt) -> None:
    _, olga = await waiting(court, "Tue 20:30")
    await olga.presses("Agree")
    await operator(court, "owner", role=Role.OWNER)
    owner = await court.guest("owner")
    await owner.says("/log")
    assert "looked at a session: anna" in owner.heard
    assert "agreed a time for a session: anna" in owner.heard


async def test_a_ban_and_an_exclusion_cancel_it(court: ScriptedCourt) -> None:
    anna, olga = await waiting(court, "Tue 20:30")
    await olga.presses("Agree")
    await olga.says("/member anna")
    await olga.presses("Ban")
    await olga.fills(reason="Enough for now.")
    assert (await sessions_of(court, anna))[0].session.status is SessionStatus.CANCELED
    bea = await member(court, "bea")
    await bea.says("/session")
    await bea.presses("Vera")
    for label in ("Skip", "Skip", "Send it just so"):
        await bea.presses(label)
    await bea.says("/exclude")
    await bea.presses("6 months")
    await bea.presses("sure" if bea.sees_button("sure") else "yes")
    assert (await sessions_of(court, bea))[0].session.status is SessionStatus.CANCELED
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text
