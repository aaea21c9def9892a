"""Where cam sessions may not be offered nothing about them is said: not asked, not told, not asked again."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from handlers.ports import Policy
from storage.enums import Platform, SessionStatus
from storage.unit import Storage
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt, media_of
from tests.support.linking import link
from tests.support.playing import member, operator
from tests.support.sessions import MODEL, likes, model, requested, sessions_of

HOUR = timedelta(hours=1)
TELEGRAM, DISCORD = Platform.TELEGRAM, Platform.DISCORD
NOT_HERE = "This court does not offer that on Discord."


async def linked(court: ScriptedCourt) -> tuple[Chatter, Chatter]:
    """A member on Telegram and Discord, who spoke on Telegram last."""
    anna = await member(court, platform=TELEGRAM)
    other = await court.guest("anna-d", platform=DISCORD)
    await link(anna, other)
    return anna, other


async def test_on_discord_it_is_said_in_one_sentence_that_it_is_not_offered_there(
    court: ScriptedCourt,
) -> None:
    anna = await member(court, platform=DISCORD)
    await model(court)
    await anna.says("/session")
    assert anna.last.text == NOT_HERE
    await anna.says("/help")
    assert "/session" not in anna.last.text


async def test_who_speaks_on_discord_is_told_of_her_session_where_it_is_offered(
    court: ScriptedCourt,
) -> None:
    anna, other = await linked(court)
    olga = await operator(court)
    await requested(court, anna, "Tue 20:30")
    await other.says("good evening")
    before = len(other.bubbles)
    await olga.says("/desk")
    await olga.presses("Agree")
    await court.pass_time(32 * HOUR)
    assert [medium.name for bubble in anna.bubbles for medium in media_of(bubble)] == ["appointment.ics"]
    assert anna.heard.count("Agreed with Vera") == 2, "once agreed, once reminded of"
    await other.says("/limits")
    await other.presses("Kneeling")
    await other.presses("Done")
    await other.presses("Done")
    if other.sees_button("Skip"):
        await other.presses("Skip")
    assert "Never: Kneeling" in anna.last.text
    for told in (MODEL, "session", "appointment", "request"):
        assert told not in other.since(before).casefold()


async def test_a_question_about_a_session_is_not_asked_again_on_discord(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    await likes(court, anna, "letters")
    await model(court)
    await anna.says("/session")
    await anna.presses(MODEL)
    before = len(other.bubbles)
    for words in ("hello there", "/cancel", "/start"):
        await other.says(words)
    assert "wishes" not in other.since(before)
    await anna.presses("Share none")
    assert "in your own words" in anna.last.text


async def test_a_stop_on_discord_cancels_it_all_the_same(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    await requested(court, anna)
    await other.says("red")
    assert (await sessions_of(court, anna))[0].session.status is SessionStatus.CANCELED


async def test_for_who_has_only_discord_left_it_ends(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    olga = await operator(court)
    await requested(court, anna)
    await other.says("/link")
    await other.presses("Unlink Telegram")
    await other.presses("Unlink it")
    [case] = await sessions_of(court, other)
    assert (case.session.status, case.details.why) == (SessionStatus.CANCELED, "unlinked")
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text


async def test_an_owner_can_leave_it_out_anywhere(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> None:
    policy = Policy(admission="open", platforms=frozenset(Platform))
    court = ScriptedCourt(sqlite_storage, clock, tmp_path, policy=replace(policy, sessions=frozenset()))
    anna = await member(court)
    await anna.says("/session")
    assert anna.last.text == "This court does not offer that on the web chat."
    await court.close()
