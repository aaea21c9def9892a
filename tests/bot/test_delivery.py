"""What is queued reaches its chat, in order, once, and never after a stop; whatever the platform answers."""

from datetime import timedelta

import pytest

from bot.delivery.parcels import ATTEMPTS
from bot.platforms.port import Blocked, Refused, TryLater, Unavailable, Unreachable
from handlers.chat.outgoing import Say
from storage.enums import OutboxClass, OutboxStatus, Platform
from storage.queries import outbox
from storage.tables import Outbox
from storage.unit import UnitOfWork
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

LONG = "".join(f"{number:09d} " for number in range(30))


async def told(
    court: ScriptedCourt, anna: Chatter, *texts: str, klass: OutboxClass = OutboxClass.GAME
) -> None:
    """Queue messages for somebody, without sending them yet."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        for text in texts:
            await turn.tell(turn.me, Say(text), klass=klass)


async def statuses(court: ScriptedCourt) -> list[OutboxStatus]:
    """How every message fared, oldest first."""
    async with court.storage.read() as tx:
        return [row.status for row in await rows(tx)]


async def rows(tx: UnitOfWork) -> list[Outbox]:
    """Every message, oldest first."""
    return [row for number in range(1, 60) if (row := await tx.get(Outbox, number)) is not None]


def texts_of(anna: Chatter) -> list[str]:
    return [bubble.message.text for bubble in anna.bubbles]


async def test_a_long_message_comes_in_parts_and_what_follows_waits_for_its_last(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    court.platform.longest = 100
    await told(court, anna, LONG, "after it")
    await court.engine.courier.idle()
    assert "".join(texts_of(anna)[:3]) == LONG
    assert texts_of(anna)[3:] == ["after it"]


async def test_every_part_needs_a_claim_of_its_own_so_that_a_stop_cuts_a_long_message(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    court.platform.longest = 100
    await told(court, anna, LONG)
    account = (await anna.person()).spoke_account_id
    assert account is not None
    assert await court.engine.courier.send_next(account)
    assert len(texts_of(anna)) == 1
    await anna.stops()
    assert "".join(texts_of(anna)).count("000000010") == 0, "no part after the stop"
    assert OutboxStatus.CANCELLED in await statuses(court)


async def test_a_receipt_names_every_part(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    court.platform.longest = 100
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await turn.tell(turn.me, Say(LONG), ref="long")
    await court.engine.settle()
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await turn.amend("long", Say("shorter now"))
    await court.engine.settle()
    earlier = court.platform.sent[-1].earlier
    assert earlier is not None
    assert len(earlier.ids) == 3


async def test_safety_overtakes_what_waits(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await told(court, anna, "first", "second")
    await told(court, anna, "safe", klass=OutboxClass.SAFETY)
    await court.engine.courier.idle()
    assert texts_of(anna) == ["safe", "first", "second"]


async def test_a_hushed_platform_gets_safety_only_until_its_backlog_was_searched(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    court.platform.hushed = True
    await told(court, anna, "game")
    await told(court, anna, "receipt", klass=OutboxClass.ACCOUNT)
    await told(court, anna, "safe", klass=OutboxClass.SAFETY)
    await court.engine.courier.idle()
    assert texts_of(anna) == ["safe"]
    court.platform.hushed = False
    await court.engine.courier.idle()
    assert texts_of(anna) == ["safe", "game", "receipt"]


async def test_a_platform_that_is_down_holds_up_nobody_elsewhere(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    vera = await playing.member(court, "vera", platform=Platform.TELEGRAM)
    court.platforms[Platform.TELEGRAM].up = False
    await told(court, vera, "for later", klass=OutboxClass.SAFETY)
    await told(court, anna, "for now")
    await court.engine.courier.idle()
    assert texts_of(anna) == ["for now"]
    assert texts_of(vera) == []
    async with court.storage.read() as tx:
        assert [row.attempts for row in await rows(tx)] == [0, 1], "what cannot be sent is not tried"
    court.platforms[Platform.TELEGRAM].up = True
    await court.engine.courier.idle()
    assert texts_of(vera) == ["for later"]


async def test_a_platform_in_trouble_for_days_costs_no_message(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await told(court, anna, "one", "two")
    court.platform.troubles = [Unavailable() for _ in range(ATTEMPTS + 2)]
    for _ in range(ATTEMPTS + 3):
        await court.engine.courier.idle()
        court.clock.advance(timedelta(hours=1))
    assert texts_of(anna) == ["one", "two"]


@pytest.mark.parametrize("trouble", [TryLater(30), Unavailable()])
async def test_a_chat_that_waits_keeps_its_order(
    court: ScriptedCourt, trouble: TryLater | Unavailable
) -> None:
    anna = await playing.member(court)
    await told(court, anna, "one", "two")
    court.platform.troubles = [trouble]
    await court.engine.courier.idle()
    assert texts_of(anna) == []
    court.clock.advance(timedelta(seconds=31))
    await court.engine.courier.idle()
    assert texts_of(anna) == ["one", "two"]


async def test_being_asked_to_wait_again_and_again_uses_up_no_attempt(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await told(court, anna, "one")
    court.platform.troubles = [TryLater(5) for _ in range(ATTEMPTS)]
    for _ in range(ATTEMPTS):
        await court.engine.courier.idle()
        court.clock.advance(timedelta(seconds=6))
    async with court.storage.read() as tx:
        assert [row.attempts for row in await rows(tx)] == [1]
    await court.engine.courier.idle()
    assert texts_of(anna) == ["one"]


async def test_what_a_platform_refuses_for_good_is_a_dead_letter_and_the_next_goes_out(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    await told(court, anna, "one", "two")
    court.platform.troubles = [Refused("no such thing")]
    await court.engine.courier.idle()
    assert texts_of(anna) == ["two"]
    async with court.storage.read() as tx:
        assert [row.error for row in await outbox.dead_letters(tx)] == ["no such thing"]


async def test_blocking_the_bot_is_a_stop_and_nothing_is_sent_elsewhere(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await playing.task_of(court, anna)
    await told(court, anna, "are you there")
    court.platform.troubles = [Blocked()]
    await court.engine.courier.idle()
    person = await anna.person()
    assert person.stopped_at is not None
    assert OutboxStatus.SENT not in (await statuses(court))[1:]
    await anna.says("/help")
    assert (await anna.person()).stopped_at is not None, "writing again does not resume"


async def test_a_closed_chat_is_no_stop(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await told(court, anna, "are you there")
    court.platform.troubles = [Unreachable()]
    await court.engine.courier.idle()
    assert (await anna.person()).stopped_at is None
    await told(court, anna, "not tried")
    assert (await statuses(court)) == [OutboxStatus.DEAD], "nothing more is tried until she writes"
