"""No platform, no broken message and no failing disk keeps back what others are to get."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.delivery.courier import LEASE, Courier
from bot.delivery.parcels import ATTEMPTS, Parcels
from bot.platforms.port import Parcel, Receipt, Unavailable
from handlers.chat.outgoing import Say
from handlers.turn import Turn
from storage.enums import OutboxClass, OutboxStatus, Platform
from storage.queries import outbox
from storage.tables import Outbox
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.scripted import ScriptedPlatform
from tests.support.waiting import until


async def told(
    court: ScriptedCourt,
    somebody: Chatter,
    text: str,
    *,
    klass: OutboxClass = OutboxClass.GAME,
    on_sent: str = "",
) -> None:
    """Queue a message for somebody, without sending it yet."""
    async with court.engine.turns.about((await somebody.person()).id) as turn:
        await turn.tell(turn.me, Say(text), klass=klass, on_sent=on_sent)


def narrow(court: ScriptedCourt, chats_at_once: int) -> Courier:
    """A courier for few chats at a time."""
    courier = Courier(court.house, court.engine.turns, court.engine.platforms, chats_at_once=chats_at_once)
    court.waker.on_delivery = courier.wake
    return courier


async def ended(running: asyncio.Task[None]) -> None:
    """End a courier that was running."""
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def row_of(court: ScriptedCourt, number: int = 1) -> Outbox:
    """A message, read fresh."""
    async with court.storage.read() as tx:
        row = await tx.get(Outbox, number)
    assert row is not None
    return row


async def test_a_platform_that_hangs_takes_no_room_from_the_others(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, send = asyncio.Event(), ScriptedPlatform.send

    async def slow(port: ScriptedPlatform, parcel: Parcel) -> Receipt:
        if port.platform is Platform.TELEGRAM:
            await gate.wait()
        return await send(port, parcel)

    monkeypatch.setattr(ScriptedPlatform, "send", slow)
    anna = await playing.member(court)
    for number in range(12):
        vera = await playing.member(court, f"vera{number}", platform=Platform.TELEGRAM)
        await told(court, vera, "slow")
    courier = narrow(court, 2)
    running = asyncio.create_task(courier.run())
    await told(court, anna, "quick")
    await until(lambda: bool(anna.bubbles))
    gate.set()
    await courier.idle()
    await ended(running)
    assert len(court.platforms[Platform.TELEGRAM].sent) == 12


async def test_an_answer_does_not_wait_until_everybody_was_told_something(court: ScriptedCourt) -> None:
    for number in range(6):
        await told(court, await playing.member(court, f"vera{number}"), "for everybody")
    anna = await playing.member(court)
    await told(court, anna, "the answer", klass=OutboxClass.REPLY)
    await narrow(court, 1).idle()
    texts = [parcel.meaning.text for parcel in court.platform.sent if isinstance(parcel.meaning, Say)]
    assert texts[0] == "the answer"
    assert texts.count("for everybody") == 6


async def test_a_message_that_nobody_can_read_is_a_dead_letter_and_the_next_goes_out(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    await told(court, anna, "first")
    await told(court, anna, "second")
    async with court.storage.begin() as tx:
        row = await tx.get(Outbox, 1)
        assert row is not None
        await tx.seal(row, payload='{"kind": "of a former version"}')
    async with asyncio.timeout(10):
        await court.engine.courier.idle()
    assert [bubble.text for bubble in anna.bubbles] == ["second"]
    assert (await row_of(court)).status is OutboxStatus.DEAD


async def test_a_message_whose_outcome_could_not_be_written_down_is_sent_again(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court)
    failed = asyncio.Event()

    async def full(*_: object, **__: object) -> None:
        failed.set()
        raise OSError("the disk is full")

    running = asyncio.create_task(court.engine.courier.run())
    with monkeypatch.context() as patch:
        patch.setattr(Parcels, "waiting", full)
        court.platform.troubles = [Unavailable()]
        await told(court, anna, "safe", klass=OutboxClass.SAFETY)
        await failed.wait()
    assert (await row_of(court)).status is OutboxStatus.SENDING
    court.clock.advance(LEASE + timedelta(seconds=1))
    court.engine.courier.wake()
    await until(lambda: bool(anna.bubbles))
    await ended(running)
    assert anna.last.text == "safe"


async def test_nobody_gets_a_message_for_ever_because_of_what_was_to_follow_it(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court)

    async def broken(_turn: Turn, _args: Mapping[str, str]) -> None:
        raise ValueError("a fault")

    assert isinstance(court.engine.registry.sent, dict)
    monkeypatch.setitem(court.engine.registry.sent, "broken", broken)
    await told(court, anna, "again", on_sent="broken")
    account = (await anna.person()).spoke_account_id
    assert account is not None
    for _ in range(ATTEMPTS - 1):
        with pytest.raises(ValueError, match="a fault"):
            await court.engine.courier.send_next(account)
        async with court.storage.begin() as tx:
            await outbox.release_expired(tx, None)
    await court.engine.courier.idle()
    assert (await row_of(court)).status is OutboxStatus.SENT
    assert len(anna.bubbles) == ATTEMPTS
