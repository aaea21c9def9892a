"""What goes wrong on Discord's side ends nothing but itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.platforms.port import Hopeless, TryLater
from bot.supervisor import Supervisor
from storage.unit import Storage
from tests.bot.platforms.discord.helpers import is_stopped, member, tells
from tests.contracts.discord import DiscordCourt, config_for, until
from tests.fakes.discord import DiscordServer
from tests.support.clocks import FakeClock


@asynccontextmanager
async def supervised(court: DiscordCourt) -> AsyncIterator[Supervisor]:
    """A court whose platforms are kept up."""
    supervisor = Supervisor(court.engine, first_pause=0.05)
    await supervisor.start()
    try:
        yield supervisor
    finally:
        await supervisor.stop()
        await court.closes()


@pytest.fixture
def closed(sqlite_storage: Storage, clock: FakeClock, tmp_path: Path, server: DiscordServer) -> DiscordCourt:
    """A court that has not been opened."""
    config = config_for(server, start_seconds=3.0)
    return DiscordCourt(sqlite_storage, clock, tmp_path, server, config=config)


async def test_a_cold_start_without_a_gateway_is_tried_again(
    closed: DiscordCourt, server: DiscordServer
) -> None:
    server.gateway.refuse = True
    async with supervised(closed):
        await until(lambda: bool(server.calls))
        assert not closed.discord.up
        server.gateway.refuse = False
        await closed.quiet()
        anna = await closed.guest("anna")
        await anna.says("hello")
        assert "born" in anna.heard


async def test_a_cold_start_without_discord_is_tried_again(
    closed: DiscordCourt, server: DiscordServer
) -> None:
    await server.down()
    async with supervised(closed):
        await until(lambda: closed.discord._parts is None)
        await server.up()
        await closed.quiet()


async def test_discord_goes_and_comes_back_and_what_was_said_meanwhile_counts(
    closed: DiscordCourt, server: DiscordServer
) -> None:
    async with supervised(closed):
        await closed.quiet()
        anna = await member(closed)
        await anna.says("hello")
        await server.down()
        await until(lambda: not closed.discord.up)
        await tells(closed, anna, "Come to the window.")
        await anna.somebody.says("red")
        await server.up()
        await closed.quiet()
        await until(lambda: is_stopped(anna))
        await closed.settle()
        assert "window" not in anna.heard


async def test_an_event_the_library_cannot_read_ends_nothing(
    court: DiscordCourt, server: DiscordServer
) -> None:
    for event in ("MESSAGE_CREATE", "INTERACTION_CREATE", "MESSAGE_DELETE", "CHANNEL_CREATE"):
        server.gateway.garbage(event, {"quite": "wrong"})
        server.gateway.garbage(event, ["a", "list"])
        server.gateway.garbage(event, None)
    anna = await court.guest("anna")
    await anna.says("hello")
    assert "born" in anna.heard
    assert len(server.gateway.identifies) == 1


async def test_a_revoked_token_is_reported_for_good(closed: DiscordCourt, server: DiscordServer) -> None:
    async with supervised(closed) as supervisor:
        await closed.quiet()
        server.revoke_token()
        await until(lambda: supervisor.states()["discord"] == "refused")


async def test_a_token_that_is_refused_while_connected_is_reported_too(
    closed: DiscordCourt, server: DiscordServer
) -> None:
    async with supervised(closed) as supervisor:
        await closed.quiet()
        anna = await member(closed)
        await anna.says("hello")
        server.token = "another.one.by.now"
        await tells(closed, anna, "Nobody will read this yet.")
        await until(lambda: supervisor.states()["discord"] == "refused")


async def test_a_token_that_was_never_good_is_hopeless(closed: DiscordCourt, server: DiscordServer) -> None:
    server.token = "somebody.elses.token"
    with pytest.raises(Hopeless):
        await closed.discord.start()
    await closed.discord.stop()


async def test_no_identify_is_spent_when_the_day_has_none_left(
    closed: DiscordCourt, server: DiscordServer
) -> None:
    server.gateway.starts_left = 0
    with pytest.raises(TryLater) as later:
        await closed.discord.start()
    assert later.value.seconds == 14_400
    assert server.gateway.identifies == []
    await closed.discord.stop()


async def test_a_storm_of_429_loses_nothing_and_keeps_the_order(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await member(court)
    await tells(court, anna, "Number 0.")
    server.faults.storm(0.5, 0.05)
    for number in range(1, 12):
        await tells(court, anna, f"Number {number}.")
    for _ in range(60):
        court.clock.advance(timedelta(seconds=1))
        court.engine.courier.wake()
        await court.settle()
    server.faults.clear()
    await court.settle()
    assert anna.somebody.texts == [f"Number {number}." for number in range(12)]


async def test_discords_own_errors_lose_nothing(court: DiscordCourt, server: DiscordServer) -> None:
    anna = await member(court)
    server.faults.answer(503, "/channels/*/messages", method="POST", times=9)
    await tells(court, anna, "Still here.")
    for _ in range(12):
        court.clock.advance(timedelta(minutes=1))
        court.engine.courier.wake()
        await court.settle()
    assert anna.somebody.texts == ["Still here."]


async def test_a_message_survives_whatever_answers_in_discords_place(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await member(court)
    server.faults.garble("/channels/*/messages", method="POST", times=10)
    await tells(court, anna, "Still here.")
    for _ in range(20):
        court.clock.advance(timedelta(minutes=1))
        court.engine.courier.wake()
        await court.settle()
    assert anna.somebody.texts == ["Still here."]


async def test_a_full_bucket_keeps_nobody_elses_message_back(
    court: DiscordCourt, server: DiscordServer
) -> None:
    server.rates.on(limit=3, window=30.0)
    anna, bob = await member(court), await member(court, "bob")
    for number in range(5):
        await tells(court, anna, f"Number {number}.")
    await tells(court, bob, "For you.")
    assert bob.somebody.texts == ["For you."]
    assert len(anna.somebody.texts) == 3
    assert server.rates.exceeded == 0


async def test_in_shards_direct_messages_are_heard_as_ever(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path, server: DiscordServer
) -> None:
    server.gateway.shards = 2
    config = config_for(server, shard_count=2)
    court = DiscordCourt(sqlite_storage, clock, tmp_path, server, config=config)
    await court.opens()
    anna = await court.guest("anna")
    await anna.says("hello")
    assert "born" in anna.heard
    assert sorted(each.shard for each in server.gateway.identifies) == [0, 1]
    await court.closes()


async def test_a_process_without_direct_messages_has_no_backlog_to_search(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path, server: DiscordServer
) -> None:
    config = config_for(server, shard_count=2, shard_ids=(1,))
    court = DiscordCourt(sqlite_storage, clock, tmp_path, server, config=config)
    await court.opens()
    assert [each.shard for each in server.gateway.identifies] == [1]
    assert court.discord.up
    assert not court.discord.hushed
    await court.closes()
