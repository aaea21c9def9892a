"""Chats that cannot be written to, limits, and trouble on demand, as the library's exceptions."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from tests.fakes.telegram import Person, TelegramServer, broken, forbidden, too_many
from tests.fakes.test_telegram.conftest import bot_of


async def test_who_blocked_the_bot_cannot_be_written_to(
    server: TelegramServer, bot: Bot, anna: Person
) -> None:
    sent = await bot.send_message(anna.id, "x")
    await anna.blocks()
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    for refused in (
        bot.send_message(anna.id, "x"),
        bot.send_chat_action(anna.id, "typing"),
        bot.edit_message_text("y", anna.id, sent.message_id),
    ):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await refused
    assert await bot.delete_message(anna.id, sent.message_id)
    await anna.unblocks()
    await bot.send_message(anna.id, "welcome back")


async def test_a_deleted_account_cannot_be_written_to(bot: Bot, anna: Person) -> None:
    await anna.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(anna.id, "x")


async def test_nobody_can_be_written_to_first(server: TelegramServer, bot: Bot, anna: Person) -> None:
    bea = server.person("Bea")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(bea.id, "x")
    group = server.group("Garden", anna, bea)
    await group.adds_bot(anna)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(bea.id, "x")
    await bea.starts()
    await bot.send_message(bea.id, "x")


async def test_groups_open_and_close(server: TelegramServer, bot: Bot, anna: Person) -> None:
    group = server.group("Garden", anna)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "x")
    await group.adds_bot(anna)
    await bot.send_message(group.id, "One sentence.")
    assert await bot.leave_chat(group.id)
    await group.adds_bot(anna)
    await group.kicks_bot(anna)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "x")
    statuses = [u.my_chat_member.new_chat_member.status for u in await bot.get_updates() if u.my_chat_member]
    assert statuses == ["member", "left", "member", "kicked"]


async def test_a_group_that_grew_names_its_new_id(server: TelegramServer, bot: Bot, anna: Person) -> None:
    group = server.group("Garden", anna)
    await group.adds_bot(anna)
    grown = await group.becomes_supergroup()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == grown.id
    await bot.send_message(grown.id, "x")
    told = [update.message for update in await bot.get_updates() if update.message]
    assert [message.migrate_to_chat_id for message in told if message.migrate_to_chat_id] == [grown.id]


async def test_privacy_mode_hides_what_is_not_for_the_bot(
    server: TelegramServer, bot: Bot, anna: Person
) -> None:
    group = server.group("Garden", anna)
    await group.adds_bot(anna)
    heard = (await bot.get_updates())[-1].update_id + 1
    sent = await bot.send_message(group.id, "One sentence.")
    await anna.says("only to the others", where=group)
    await anna.command("start@another_bot", where=group)
    await anna.command(f"help@{bot.username}", where=group)
    await anna.says("to you", to=group.find(sent.message_id), where=group)
    texts = [update.message.text for update in await bot.get_updates(offset=heard) if update.message]
    assert texts == [f"/help@{bot.username}", "to you"]


async def test_the_next_calls_can_be_told_to_wait(server: TelegramServer, bot: Bot, anna: Person) -> None:
    server.faults.inject(too_many(7), "sendMessage", times=2)
    for _ in range(2):
        with pytest.raises(RetryAfter) as wait:
            await bot.send_message(anna.id, "x")
        assert wait.value.retry_after == timedelta(seconds=7)
    await bot.send_message(anna.id, "x")
    assert [call.code for call in server.called("sendMessage")] == [429, 429, 200]


async def test_a_storm_hits_a_share_of_all(server: TelegramServer, bot: Bot, anna: Person) -> None:
    server.faults.storm(0.5, 1)
    refused = 0
    for _ in range(60):
        try:
            await bot.send_message(anna.id, "x")
        except RetryAfter:
            refused += 1
    assert 15 < refused < 45
    server.faults.clear()
    await bot.send_message(anna.id, "x")


async def test_trouble_can_be_one_chats_alone(server: TelegramServer, bot: Bot, anna: Person) -> None:
    bea = server.person("Bea", met=True)
    server.faults.inject(forbidden("user is deactivated"), times=None, chat_id=bea.id)
    await bot.send_message(anna.id, "x")
    with pytest.raises(Forbidden):
        await bot.send_message(bea.id, "x")


@pytest.mark.parametrize("code", [500, 502, 503])
async def test_the_servers_own_trouble(server: TelegramServer, bot: Bot, anna: Person, code: int) -> None:
    server.faults.inject(broken(code))
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "x")
    assert anna.received == []


@pytest.fixture
async def strict() -> AsyncIterator[TelegramServer]:
    """A server with the real limits, whose clock stands still."""
    server = TelegramServer(clock=lambda: 1_800_000_000.0)
    server.limits.on = True
    async with server.running():
        yield server


async def test_one_message_a_second_in_a_chat(strict: TelegramServer) -> None:
    anna = strict.person("Anna", met=True)
    async with bot_of(strict) as bot:
        await bot.send_message(anna.id, "one")
        with pytest.raises(RetryAfter) as wait:
            await bot.send_message(anna.id, "two")
        assert wait.value.retry_after == timedelta(seconds=1)
        strict.advance(1)
        await bot.send_message(anna.id, "two")
    assert strict.limits.refused == 1


async def test_thirty_a_second_for_the_bot_and_twenty_a_minute_in_a_group(strict: TelegramServer) -> None:
    group = strict.group("Garden", strict.person("Anna"))
    await group.adds_bot(next(iter(group.people.values())))
    crowd = [strict.person(f"P{number}", met=True) for number in range(31)]
    async with bot_of(strict) as bot:
        for _ in range(20):
            await bot.send_message(group.id, "x")
        with pytest.raises(RetryAfter) as wait:
            await bot.send_message(group.id, "x")
        assert wait.value.retry_after == timedelta(minutes=1)
        strict.advance(1)
        for person in crowd[:30]:
            await bot.send_message(person.id, "x")
        with pytest.raises(RetryAfter):
            await bot.send_message(crowd[30].id, "x")
        strict.advance(59)
        await bot.send_message(group.id, "x")


async def test_limits_can_pass_faster(strict: TelegramServer) -> None:
    anna = strict.person("Anna", met=True)
    strict.limits.pace = 10
    async with bot_of(strict) as bot:
        for _ in range(3):
            await bot.send_message(anna.id, "x")
            strict.advance(0.1)


async def test_a_slow_answer_times_out(server: TelegramServer, bot: Bot, anna: Person) -> None:
    server.faults.inject(0.5)
    with pytest.raises(TimedOut):
        await bot.send_message(anna.id, "x", read_timeout=0.1)


@pytest.mark.parametrize(("cut", "arrived"), [("cut before", 0), ("cut after", 1), ("cut within", 1)])
async def test_a_cut_connection_leaves_open_what_happened(
    server: TelegramServer, bot: Bot, anna: Person, cut: str, arrived: int
) -> None:
    server.faults.inject(cut, "sendMessage")  # type: ignore[arg-type]
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "x")
    assert len(anna.received) == arrived


async def test_the_server_goes_and_comes_back_on_its_port(
    server: TelegramServer, bot: Bot, anna: Person
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await server.updates.listening.wait()
    await server.goes_away()
    with pytest.raises(NetworkError):
        await poll
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "x")
    await anna.says("meanwhile")
    await server.comes_back()
    (update,) = await bot.get_updates(timeout=2)
    assert update.message is not None
    assert update.message.text == "meanwhile"


async def test_a_token_can_be_taken_back_while_running(
    server: TelegramServer, bot: Bot, anna: Person
) -> None:
    server.revoke_token()
    with pytest.raises(InvalidToken):
        await bot.send_message(anna.id, "x")
