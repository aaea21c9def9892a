"""/stop NAME WORD: any chat account stops the member it names, and itself; the answer never tells."""

from datetime import timedelta

import pytest

from handlers.chat.incoming import Command, Inbound, Origin
from storage.enums import InboxStatus, Platform
from storage.tables import Inbox
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.people import SAFEWORD

TELEGRAM, DISCORD = Platform.TELEGRAM, Platform.DISCORD


async def stopped(chatter: Chatter) -> bool:
    """Whether somebody is stopped."""
    return (await chatter.person()).stopped_at is not None


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("anna", f"/stop anna {SAFEWORD}"),
        ("anna", f"/red ANNA  {SAFEWORD.upper()}"),
        ("anna", f"/stop @anna {SAFEWORD}"),
        ("anna of the north", f"/stop Anna of the North {SAFEWORD}"),
    ],
)
async def test_a_new_account_stops_the_member_it_names(court: ScriptedCourt, name: str, line: str) -> None:
    anna = await playing.member(court, name, platform=TELEGRAM)
    task = await playing.task_of(court, anna)
    lent = await court.guest("lent", platform=DISCORD)
    await lent.says(line)

    assert await stopped(anna)
    assert (await playing.seen(court, task)).plan.frozen_at is not None
    assert "name and safeword were given" in anna.last.text


@pytest.mark.parametrize(
    "line",
    ["/stop anna violet teapot", "/stop nobody marmalade sky", "/stop anna", "/safeword anna marmalade sky"],
)
async def test_a_wrong_name_or_word_stops_nobody_else(court: ScriptedCourt, line: str) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    lent = await court.guest("lent", platform=DISCORD)
    await lent.says(line)

    assert not await stopped(anna)
    assert await stopped(lent)


async def test_the_answer_is_the_same_whether_it_matched_or_not(court: ScriptedCourt) -> None:
    await playing.member(court, platform=TELEGRAM)
    right, wrong = await court.guest("right", platform=DISCORD), await court.guest("wrong", platform=DISCORD)
    await right.says(f"/stop anna {SAFEWORD}")
    await wrong.says("/stop nobody violet teapot")

    assert right.heard == wrong.heard
    assert "somebody else" in right.heard


@pytest.mark.parametrize("line", ["/red", "/red please stop", f"/stop beth {SAFEWORD}", "/red I cannot"])
async def test_whatever_follows_the_sender_is_stopped_herself(court: ScriptedCourt, line: str) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    await anna.says(line)

    assert await stopped(anna)
    assert "You did right" in anna.heard


async def test_a_member_who_names_herself_is_stopped_once(court: ScriptedCourt) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    await anna.says(f"/stop anna {SAFEWORD}")

    assert await stopped(anna)
    assert "name and safeword were given" not in anna.heard


async def test_the_word_is_private_and_nothing_of_it_stays(court: ScriptedCourt) -> None:
    await playing.member(court, platform=TELEGRAM)
    lent = await court.guest("lent", platform=DISCORD)
    accepted = await lent.does(Command("stop", f"anna {SAFEWORD}"))
    assert accepted.private
    assert accepted.red
    async with court.storage.read() as tx:
        from sqlmodel import select

        rows = await tx.all(select(Inbox))
        assert {(row.status, row.payload) for row in rows} == {(InboxStatus.HANDLED, None)}


async def test_only_so_many_tries_but_the_senders_own_stop_is_never_limited(court: ScriptedCourt) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    lent = await court.guest("lent", platform=DISCORD)
    for _ in range(10):
        await lent.says("/stop anna violet teapot")
    before = len(lent.bubbles)
    await lent.says(f"/stop anna {SAFEWORD}")
    assert not await stopped(anna)
    assert len(lent.bubbles) > before

    court.clock.advance(timedelta(minutes=10))
    await lent.says(f"/stop anna {SAFEWORD}")
    assert await stopped(anna)


async def test_wrong_guesses_of_many_strangers_do_not_shut_out_the_right_word(court: ScriptedCourt) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    for number in range(8):
        stranger = await court.guest(f"stranger{number}", platform=DISCORD)
        for _ in range(5):
            await stranger.says("/stop anna violet teapot")
    assert not await stopped(anna)
    lent = await court.guest("lent", platform=DISCORD)
    await lent.says(f"/stop anna {SAFEWORD}")
    assert await stopped(anna)


async def test_a_court_that_died_in_between_stops_the_other_when_it_returns(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    lent = await court.guest("lent", platform=DISCORD)

    async def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(court.engine.intake), "_stop_named", dies)
        with pytest.raises(KeyboardInterrupt):
            await lent.does(Command("stop", f"anna {SAFEWORD}"))
    assert await stopped(lent)
    assert not await stopped(anna)
    await court.engine.intake.recover()
    await court.engine.settle()

    assert await stopped(anna)


async def test_a_stop_command_from_before_the_resume_stops_nobody_and_stays_private(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    sent = court.clock.wall()
    court.clock.advance(timedelta(hours=1))
    await playing.change(court, anna, resumed_at=court.clock.court())
    origin = Origin(TELEGRAM, anna.bot, anna.address, anna.address)
    late = Inbound(origin, "late", Command("red", "anna red sky"), sent)
    accepted = await court.engine.intake.accept(late)
    await court.engine.settle()

    assert accepted.private
    assert not await stopped(anna)
    assert "no longer counts" in anna.heard
