"""Groups: one neutral sentence and out, unless it is the operators' room."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.unit import Storage
from tests.contracts.telegram import TelegramChatter, TelegramCourt, telegram_court
from tests.fakes.telegram import bad
from tests.support.clocks import FakeClock

ROOM = -4_000_000_777


@pytest.fixture
async def with_room(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[TelegramCourt]:
    """A court with an operators' room."""
    async with telegram_court(sqlite_storage, clock, tmp_path, operator_chat_ids=frozenset({ROOM})) as court:
        yield court


@pytest.mark.parametrize("supergroup", [True, False])
async def test_added_to_a_group_it_says_one_neutral_sentence_and_leaves(
    polled: TelegramCourt, supergroup: bool
) -> None:
    carl = await polled.somebody("carl")
    group = polled.server.group("Friends", supergroup=supergroup)
    await group.adds_bot(carl.client)
    await polled.settle()
    assert group.status == "left"
    [said] = group.received
    assert "private" in said.text
    assert not any(word in said.text.lower() for word in ("court", "domme", "task", "persona"))


async def test_a_group_that_takes_no_words_is_left_without_any(polled: TelegramCourt) -> None:
    carl = await polled.somebody("carl")
    group = polled.server.group("Friends")
    polled.server.faults.inject(bad("not enough rights to send text messages to the chat"), "sendMessage")
    await group.adds_bot(carl.client)
    await polled.settle()
    assert group.status == "left"


async def test_thrown_out_it_says_nothing(polled: TelegramCourt) -> None:
    carl = await polled.somebody("carl")
    group = polled.server.group("Friends")
    await polled.telegram.stop()
    await group.adds_bot(carl.client)
    await group.kicks_bot(carl.client)
    await polled.restart()
    await polled.settle()
    assert group.received == []


async def test_strangers_in_a_group_are_not_taken_in(polled: TelegramCourt) -> None:
    carl = await polled.somebody("carl")
    group = polled.server.group("Friends")
    await group.adds_bot(carl.client)
    await carl.client.says("/start", where=group)
    await carl.client.says("/red", where=group)
    await polled.settle()
    with pytest.raises(AssertionError, match="has not written yet"):
        await carl.person()
    assert carl.bubbles == []


async def test_in_the_operators_room_it_stays_and_keeps_quiet(with_room: TelegramCourt) -> None:
    olga = await with_room.operator()
    room = with_room.server.group("Desk", id=ROOM)
    await room.adds_bot(olga.client)
    await olga.client.says("/desk", where=room)
    await with_room.settle()
    assert room.status == "member"
    assert room.received == []


async def test_the_operators_room_may_become_a_supergroup(with_room: TelegramCourt) -> None:
    olga = await with_room.operator()
    room = with_room.server.group("Desk", id=ROOM)
    await room.adds_bot(olga.client)
    moved = await room.becomes_supergroup()
    await olga.client.says("/help@her_court_test_bot", where=moved)
    await with_room.settle()
    assert moved.status == "member"
    assert moved.received == []


async def test_a_stop_in_the_operators_room_counts(with_room: TelegramCourt) -> None:
    anna: TelegramChatter = await with_room.member()
    room = with_room.server.group("Desk", id=ROOM)
    await room.adds_bot(anna.client)
    await anna.client.says("/red", where=room)
    await with_room.settle()
    assert (await anna.person()).stopped_at is not None
    assert room.received == []
    assert anna.last.text.startswith("Safety")


async def test_alerts_are_posted_in_the_operators_room_with_a_way_to_ones_own_chat(
    with_room: TelegramCourt,
) -> None:
    olga = await with_room.operator()
    room = with_room.server.group("Desk", id=ROOM)
    await room.adds_bot(olga.client)
    anna = await with_room.member()
    await anna.says("/stop")
    await with_room.tick()
    await with_room.settle()
    [said] = room.received
    assert "stopped everything" in said.text
    assert "anna" not in said.text
    [[button]] = (said.reply_markup or {})["inline_keyboard"]
    assert button["url"].endswith("?start=alerts")
