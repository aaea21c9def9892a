"""Asking for a cam session: nothing shared by itself, seen exactly, taken back at any time."""

import uuid
from datetime import timedelta

from icalendar import Calendar

from handlers.chat.incoming import Press
from handlers.chat.outgoing import MediumKind
from storage.enums import SessionStatus
from tests.support.court import ScriptedCourt, media_of
from tests.support.playing import member, operator
from tests.support.sessions import (
    MODEL,
    TAGS,
    agreed,
    asks,
    likes,
    model,
    opened,
    proposes,
    requested,
    sessions_of,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WORDS = "Something with tea, please."


async def test_none_of_the_wishes_is_shared_unless_it_was_picked(court: ScriptedCourt) -> None:
    anna = await member(court)
    await likes(court, anna, *TAGS)
    await requested(court, anna)
    [case] = await sessions_of(court, anna)
    assert await opened(court, case, "fantasy_tags") == "[]"
    assert "Letters" not in anna.heard.split("This is exactly")[1]


async def test_what_was_previewed_is_what_is_kept_and_what_operators_get(court: ScriptedCourt) -> None:
    anna, olga = await member(court, hard=["corner-time"], zone="Europe/Berlin"), await operator(court)
    await likes(court, anna, *TAGS)
    await model(court)
    await asks(anna, "Fri 20:30", share=("Letters",), words=WORDS)
    brief = anna.last.text.partition("nothing else.\n\n")[2]
    await anna.presses("Send it just so")
    [case] = await sessions_of(court, anna)
    assert await opened(court, case, "brief") == brief
    assert await opened(court, case, "fantasy_tags") == '["letters"]'
    await olga.says("/desk")
    assert f"\n\n{brief}\n\n" in olga.last.text
    for said in (
        "Called: anna",
        "Never: Corner time",
        "Letters",
        WORDS,
        "Fri 06 Mar 2026, 20:30 (UTC+01:00)",
    ):
        assert said in brief
    for hidden in ("Kneeling", "Berlin", anna.address, "Watched"):
        assert hidden not in olga.last.text


async def test_what_changes_before_it_is_sent_has_to_be_read_again(court: ScriptedCourt) -> None:
    anna = await member(court)
    await likes(court, anna, *TAGS)
    await model(court)
    await asks(anna, share=("Letters",))
    await likes(court, anna, "kneeling")
    await anna.presses("Send it just so")
    assert "read it once more" in anna.last.text
    assert "Letters" not in anna.last.text
    assert await sessions_of(court, anna) == []
    await anna.presses("Send it just so")
    [case] = await sessions_of(court, anna)
    assert await opened(court, case, "fantasy_tags") == "[]"


async def test_times_are_understood_by_ones_own_clock_or_asked_for_again(court: ScriptedCourt) -> None:
    anna = await member(court, zone="America/New_York")
    await model(court)
    await anna.says("/session")
    await anna.presses(MODEL)
    await anna.presses("Skip")
    for words, answer in (
        ("some evening", "not clear enough"),
        ("today 07:05", "too soon"),
        ("2027-11-27 20:30", "too far ahead"),
    ):
        await anna.says(words)
        assert answer in anna.last.text
    for words in ("tomorrow 9 pm", "27 Mar 20:30", "2026-04-02 08:00"):
        await anna.says(words)
    assert "Tue 03 Mar 2026, 21:00 (UTC-05:00)" in anna.last.text
    assert "Fri 27 Mar 2026, 20:30 (UTC-04:00)" in anna.last.text, "the clocks have changed by then"


async def test_a_request_is_taken_back_with_one_press_and_leaves_the_desk(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await requested(court, anna, words=WORDS)
    await olga.says("/desk")
    await anna.presses("Take it back")
    [case] = await sessions_of(court, anna)
    assert (case.session.status, case.session.completed_at) == (SessionStatus.CANCELED, None)
    assert WORDS not in olga.heard
    assert not anna.sees_button("Take it back")
    await anna.says("/session")
    await anna.presses("Earlier ones")
    assert "taken back" in anna.last.text


async def test_one_is_open_at_a_time(court: ScriptedCourt) -> None:
    anna = await member(court)
    await requested(court, anna)
    await anna.says("/session")
    assert [choice.label for choice in anna.last.buttons] == ["Take it back"]
    assert "waits for an answer until" in anna.last.text
    assert "Called: anna" in anna.last.text


async def test_nobody_can_be_asked_who_is_hidden_or_another_personas(court: ScriptedCourt) -> None:
    anna = await member(court)
    await model(court, "Hidden", retired=True)
    await model(court, "Theirs", personas=["hale"])
    await anna.says("/session")
    assert "Nobody can be asked" in anna.last.text
    shown = await model(court, "Ours", personas=["octavia"])
    await anna.says("/session")
    await anna.presses("Ours")
    async with court.storage.begin() as tx:
        row = await tx.get(type(shown), shown.id)
        assert row is not None
        row.retired_at = court.clock.court()
    await anna.presses("Skip")
    await anna.presses("Skip")
    await anna.presses("Send it just so")
    assert "can be asked any more" in anna.last.text
    assert await sessions_of(court, anna) == []


async def test_a_request_nobody_answers_ends_by_itself_and_that_is_told(court: ScriptedCourt) -> None:
    anna = await member(court)
    await requested(court, anna)
    await court.pass_time(71 * HOUR)
    assert (await sessions_of(court, anna))[0].session.status is SessionStatus.REQUESTED
    await court.pass_time(2 * HOUR)
    [case] = await sessions_of(court, anna)
    assert (case.session.status, case.details.why) == (SessionStatus.CANCELED, "expired")
    assert "Nobody answered your request" in anna.heard


async def test_while_its_member_is_on_holiday_a_request_waits(court: ScriptedCourt) -> None:
    anna = await member(court)
    await requested(court, anna)
    await anna.says("/pause")
    await court.pass_time(5 * DAY, step=DAY)
    await anna.presses("I am back")
    await court.pass_time(23 * HOUR)
    assert (await sessions_of(court, anna))[0].session.status is SessionStatus.REQUESTED
    await court.pass_time(2 * HOUR)
    assert (await sessions_of(court, anna))[0].session.status is SessionStatus.CANCELED


async def test_a_proposed_time_is_accepted_and_comes_as_a_neutral_calendar_file(court: ScriptedCourt) -> None:
    anna, olga = await member(court, zone="Europe/Berlin"), await operator(court)
    await requested(court, anna)
    await proposes(olga, "2026-03-05", "20:30", "Wear something comfortable.")
    assert "Thu 05 Mar 2026, 20:30 (UTC+01:00)" in anna.heard
    assert "Wear something comfortable." in anna.heard
    await anna.presses("That suits me")
    assert f"Accepted: {MODEL}" in olga.heard
    [file] = [medium for bubble in anna.bubbles for medium in media_of(bubble)]
    assert (file.kind, file.name, file.mime) == (MediumKind.FILE, "appointment.ics", "text/calendar")
    data = (await court.house.blobs.read(uuid.UUID(file.blob))).decode()
    [event] = Calendar.from_ical(data).walk("VEVENT")
    assert (str(event["summary"]), event.decoded("dtstart").hour) == ("Appointment", 19)
    for telling in (MODEL, "anna", "cam", "ession", "ourt", "ctavia"):
        assert telling not in data


async def test_another_time_can_be_wished_for_and_is_read_before_it_is_sent(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await likes(court, anna, *TAGS)
    await requested(court, anna, share=("Letters",))
    await proposes(olga, "2026-03-05", "20:30")
    await anna.presses("Another time")
    await anna.presses("Skip")
    await anna.says("Sat 11:00")
    await anna.presses("Go on")
    assert "Letters" in anna.last.text
    await anna.presses("Send it just so")
    assert "waits again on /desk" in olga.heard
    await olga.says("/desk")
    assert "Sat 07 Mar 2026, 11:00" in olga.last.text
    await olga.presses("Agree")
    [case] = await sessions_of(court, anna)
    assert case.details.agreed_at == court.clock.court()


async def test_a_button_of_a_proposal_that_was_replaced_agrees_to_nothing(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await requested(court, anna)
    await proposes(olga, "2026-03-05", "20:30")
    old = anna.button("That suits me")
    await olga.says("/models")
    await olga.presses("What is open")
    await olga.presses("proposed for")
    await olga.presses("Propose another time")
    await olga.fills(day="2026-03-06", hour="21:00", words="")
    await anna.does(Press(old.token))
    assert (await sessions_of(court, anna))[0].details.agreed_at is None
    await anna.presses("That suits me")
    assert (await sessions_of(court, anna))[0].details.agreed_at is not None


async def test_a_proposal_that_is_not_accepted_in_time_ends_and_both_hear_of_it(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await requested(court, anna)
    await proposes(olga, "2026-03-03", "20:30")
    await court.pass_time(33 * HOUR)
    [case] = await sessions_of(court, anna)
    assert case.details.why == "not_accepted"
    assert "not accepted in time" in anna.heard
    assert "Not accepted in time" in olga.heard


async def test_an_agreed_time_is_reminded_of_an_hour_before_and_once(court: ScriptedCourt) -> None:
    anna, _ = await agreed(court)
    before = len(anna.bubbles)
    await court.pass_time(31 * HOUR)
    assert len(anna.bubbles) == before
    await court.pass_time(HOUR)
    assert "Agreed with Vera:\nTue 03 Mar 2026, 20:30" in anna.last.text
    reminded = len(anna.bubbles)
    await court.pass_time(HOUR / 4)
    assert len(anna.bubbles) == reminded


async def test_a_reminder_comes_before_the_quiet_hours_that_would_swallow_it(court: ScriptedCourt) -> None:
    anna, _ = await agreed(court, quiet_from=19 * 60, quiet_to=20 * 60 + 25)
    before = len(anna.bubbles)
    await court.pass_time(31 * HOUR - HOUR / 30)
    assert len(anna.bubbles) == before
    await court.pass_time(HOUR / 30)
    assert len(anna.bubbles) == before + 1, "19:30 would be quiet, and so would all until five minutes before"


async def test_in_discreet_mode_news_of_it_is_one_neutral_line_until_opened(court: ScriptedCourt) -> None:
    anna, _ = await agreed(court, discreet=True)
    assert MODEL not in anna.since(len(anna.bubbles) - 2)
    await anna.presses("Open")
    assert MODEL in anna.heard or media_of(anna.last)


async def test_what_is_agreed_is_called_off_after_a_second_yes_and_the_operator_hears(
    court: ScriptedCourt,
) -> None:
    anna, olga = await agreed(court)
    await anna.says("/session")
    await anna.presses("Call it off")
    assert (await sessions_of(court, anna))[0].session.status is SessionStatus.REQUESTED
    await anna.presses("Yes, call it off")
    assert (await sessions_of(court, anna))[0].session.status is SessionStatus.CANCELED
    assert "Off, from the member's side: Vera, Tue 03 Mar 2026, 20:30" in olga.heard
    await court.pass_time(33 * HOUR)
    assert "Agreed with" not in anna.last.text, "nothing is reminded of any more"
