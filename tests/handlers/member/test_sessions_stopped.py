"""What ends a session at once: a stop, another persona; and what a change of limits does to one."""

from datetime import timedelta

import pytest

from handlers.chat.incoming import Press
from storage.enums import SessionStatus
from tests.support.court import ScriptedCourt, media_of
from tests.support.playing import member, operator
from tests.support.sessions import TAGS, agreed, likes, opened, requested, sessions_of

HOUR = timedelta(hours=1)
WORDS = "Something with tea, please."


@pytest.mark.parametrize("stage", ["waiting", "agreed"])
async def test_a_stop_cancels_it_at_once_and_nothing_brings_it_back(court: ScriptedCourt, stage: str) -> None:
    if stage == "agreed":
        anna, olga = await agreed(court)
    else:
        anna, olga = await member(court), await operator(court)
        await requested(court, anna, words=WORDS)
        await olga.says("/desk")
    await anna.stops()
    [case] = await sessions_of(court, anna)
    assert (case.session.status, case.details.why) == (SessionStatus.CANCELED, "stop")
    assert (case.details.expires_at, case.details.remind_at) == (None, None)
    assert WORDS not in olga.heard
    assert ("Off, from the member's side" in olga.heard) is (stage == "agreed")
    await anna.says("/session")
    assert "Vera" not in anna.last.text
    await court.pass_time(13 * HOUR)
    await anna.says("/resume")
    await court.pass_time(21 * HOUR)
    assert "Agreed with" not in anna.last.text


async def test_a_calendar_file_on_its_way_is_not_sent_after_a_stop(court: ScriptedCourt) -> None:
    anna, olga = await member(court, quiet_from=11 * 60, quiet_to=15 * 60), await operator(court)
    await requested(court, anna, "Fri 20:30")
    await olga.says("/desk")
    await olga.presses("Agree")
    await anna.stops()
    await court.pass_time(4 * HOUR)
    assert not [medium for bubble in anna.bubbles for medium in media_of(bubble)]


async def test_a_change_of_persona_ends_it_and_says_so(court: ScriptedCourt) -> None:
    anna, olga = await agreed(court)
    await anna.says("/settings")
    await anna.presses("Persona")
    await anna.presses("keep")
    [case] = await sessions_of(court, anna)
    assert (case.session.status, case.details.why) == (SessionStatus.CANCELED, "persona")
    assert "ended with the change" in anna.heard
    assert "Off, from the member's side" in olga.heard


async def test_a_new_hard_limit_stands_in_the_request_at_once_and_old_answers_do_not_count(
    court: ScriptedCourt,
) -> None:
    anna, olga = await member(court), await operator(court)
    await likes(court, anna, *TAGS)
    await requested(court, anna, share=("Letters",))
    await olga.says("/desk")
    stale = olga.button("Decline")
    await anna.says("/limits")
    for label in ("Letters", "Letters", "Done", "Done"):
        await (anna.presses(label) if anna.sees_button(label) else anna.says(label))
    if anna.sees_button("Skip"):
        await anna.presses("Skip")
    [case] = await sessions_of(court, anna)
    assert await opened(court, case, "fantasy_tags") == "[]"
    assert "Never: Letters" in (await opened(court, case, "brief") or "")
    assert "your request has them as they are now" in anna.heard
    await olga.does(Press(stale.token))
    await olga.fills(reason="Not this week.")
    assert "changed since you were shown it" in olga.heard
    await olga.says("/desk")
    assert "Never: Letters" in olga.last.text
    assert "limits changed" in olga.last.text
