"""One conversation in several places: asked again where somebody writes, answered where she spoke."""

from datetime import timedelta

import pytest

from bot.platforms.port import Blocked
from handlers.chat.incoming import Press, Reachability
from storage.enums import Platform
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.linking import link
from tests.support.people import SAFEWORD

TELEGRAM, DISCORD = Platform.TELEGRAM, Platform.DISCORD


async def linked(court: ScriptedCourt) -> tuple[Chatter, Chatter]:
    """A member on Telegram and Discord, who spoke on Telegram last."""
    anna = await playing.member(court, platform=TELEGRAM)
    other = await court.guest("anna-d", platform=DISCORD)
    await link(anna, other)
    return anna, other


@pytest.mark.parametrize("words", ["/start", "hello there"])
async def test_a_question_is_asked_again_where_the_member_writes_next(
    court: ScriptedCourt, words: str
) -> None:
    anna, other = await linked(court)
    await anna.says("/settings")
    await anna.presses("Safeword")
    question, old = anna.last.text, anna.button("Cancel")
    await other.says(words)

    assert other.last.text == question
    assert not anna.sees_button("Cancel")
    await anna.does(Press(old.token))
    assert "earlier moment" in anna.last.text
    await other.presses("Cancel")
    assert "Your safeword is the one it was" in other.last.text


async def test_words_meant_for_another_chat_do_not_answer_a_question_there(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    await anna.says("/settings")
    await anna.presses("Safeword")
    await other.says("violet teapot")
    assert "Once more" not in other.last.text
    asked = other.last.text

    await other.says("violet teapot")
    assert other.last.text != asked


async def test_onboarding_goes_on_elsewhere_with_its_answers(court: ScriptedCourt) -> None:
    one = await court.guest("one", platform=TELEGRAM)
    two = await court.guest("two", platform=DISCORD)
    await one.says("/start")
    for label in ("1990s", "1992", "4", "17"):
        await one.presses(label)
    await link(one, two)
    await one.presses("I accept")
    await two.says("/start")

    assert two.last.text == one.last.text
    await two.says("anna")
    assert "safeword" in two.last.text.casefold()


async def test_replies_and_tasks_go_where_the_member_last_spoke(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    await other.says("/help")
    here, there = len(anna.bubbles), len(other.bubbles)
    await playing.task_of(court, anna)

    assert len(anna.bubbles) == here
    assert len(other.bubbles) > there


async def test_a_message_is_changed_where_it_was_sent(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    await anna.says("/help")
    await playing.task_of(court, anna)
    [task] = [bubble for bubble in anna.bubbles if bubble.ref and bubble.ref.startswith("task:")]
    assert task.buttons
    await other.says(SAFEWORD)

    assert "You did right" in other.last.text
    assert task.closed
    assert "You did right" not in anna.heard


async def test_blocking_is_a_stop_and_nothing_is_sent_elsewhere(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    there = len(other.bubbles)
    await anna.does(Reachability(reachable=False))
    await court.pass_time(timedelta(days=3), step=timedelta(hours=6))

    assert (await other.person()).stopped_at is not None
    assert len(other.bubbles) == there


async def test_a_block_that_delivery_meets_is_a_stop_and_nothing_is_sent_elsewhere(
    court: ScriptedCourt,
) -> None:
    anna, other = await linked(court)
    there = len(other.bubbles)
    court.platforms[TELEGRAM].troubles.append(Blocked())
    await playing.task_of(court, anna)
    await court.pass_time(timedelta(days=3), step=timedelta(hours=6))

    assert (await other.person()).stopped_at is not None
    assert len(other.bubbles) == there


async def test_whoever_writes_elsewhere_after_a_block_is_answered_there(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    await anna.does(Reachability(reachable=False))
    here = len(anna.bubbles)
    await other.says("/help")

    assert "Stop" in other.last.text or "stop" in other.last.text
    assert len(anna.bubbles) == here


@pytest.mark.parametrize("platform", [TELEGRAM, DISCORD])
async def test_the_last_message_counts_as_the_log_in_where_no_address_is_shown(
    court: ScriptedCourt, platform: Platform
) -> None:
    anna = await playing.member(court, platform=platform)
    court.clock.advance(timedelta(hours=3))
    await anna.says("/help")
    user = await anna.user()
    async with court.storage.read() as tx:
        assert user.last_login_at == court.clock.wall()
        assert await tx.open(user, "last_login_device") == f"{platform.value.title()} (en)"
        assert user.last_login_ip is None


async def test_the_web_keeps_noting_its_own_log_ins(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    before = (await anna.user()).last_login_at
    await anna.says("/help")

    assert (await anna.user()).last_login_at == before
