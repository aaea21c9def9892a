"""The gateway of the Discord server, spoken to by hand."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.discord import DiscordServer
from tests.fakes.discord_raw import api_of, line_to

DIRECT_MESSAGES = 1 << 12


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer().running() as server:
        yield server


async def test_who_identifies_is_told_the_session_and_then_the_guilds(server: DiscordServer) -> None:
    guild = server.guild("court", server.person("anna"))
    async with line_to(server) as line:
        await line.identify()
        ready = await line.event("READY")
        assert ready["d"]["resume_gateway_url"] == server.resume_url
        assert ready["d"]["guilds"] == [{"id": str(guild.id), "unavailable": True}]
        assert (await line.event("GUILD_CREATE"))["d"]["name"] == "court"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"op": 2, "d": {"token": "wrong", "intents": 1, "properties": {}}}, 4004),
        ({"op": 3, "d": {}}, 4003),
        ({"op": 77, "d": {}}, 4001),
        ({"no": "op"}, 4002),
        ({"op": 1, "d": "x" * 5000}, 4002),
    ],
)
async def test_what_makes_no_sense_ends_the_connection(
    server: DiscordServer, payload: dict[str, Any], code: int
) -> None:
    async with line_to(server) as line:
        await line.ws.send_json(payload)
        assert await line.closed() == code


@pytest.mark.parametrize(
    ("wish", "code"),
    [({"shard": [2, 2]}, 4010), ({"intents": 1 << 40}, 4013), ({"intents": 1 << 15}, 4014)],
)
async def test_a_wish_that_cannot_be_granted_ends_the_connection(
    server: DiscordServer, wish: dict[str, Any], code: int
) -> None:
    async with line_to(server) as line:
        await line.identify(**wish)
        assert await line.closed() == code


async def test_identifying_twice_and_a_wrong_version_end_it_too(server: DiscordServer) -> None:
    async with line_to(server) as line:
        await line.identify()
        await line.identify()
        assert await line.closed() == 4005
    async with line_to(server, "?v=3&encoding=json", hello=False) as line:
        assert await line.closed() == 4012


async def test_too_many_payloads_a_minute_end_it(server: DiscordServer) -> None:
    async with line_to(server) as line:
        for _ in range(121):
            await line.ws.send_json({"op": 1, "d": None})
        assert await line.closed() == 4008


async def test_who_stops_beating_is_cut_off_and_who_beats_is_not(server: DiscordServer) -> None:
    server.gateway.heartbeat = 0.8
    async with line_to(server) as line:
        for _ in range(3):
            await line.silence(0.5)
            await line.ws.send_json({"op": 1, "d": None})
            assert (await line.hear())["op"] == 11
        assert await line.closed() == 4009


async def test_a_dead_connection_takes_heartbeats_without_a_word(server: DiscordServer) -> None:
    async with line_to(server) as line:
        server.gateway.go_deaf()
        await line.ws.send_json({"op": 1, "d": None})
        await line.silence()


async def test_the_stream_is_compressed_when_asked_for(server: DiscordServer) -> None:
    async with line_to(server, "?v=10&encoding=json&compress=zlib-stream") as line:
        await line.identify()
        assert (await line.event("READY"))["s"] == 1


async def test_identifying_faster_than_allowed_is_an_invalid_session(server: DiscordServer) -> None:
    server.gateway.identify_seconds = 5
    async with line_to(server) as first, line_to(server) as second:
        await first.identify()
        await first.event("READY")
        await second.identify()
        assert await second.hear() == {"op": 9, "d": False, "s": None, "t": None}
        server.clock.advance(5.1)
        await second.identify()
        await second.event("READY")
    assert [one.accepted for one in server.gateway.identifies] == [True, False, True]


async def test_too_many_starts_in_a_day_cost_the_token(server: DiscordServer) -> None:
    server.gateway.starts_left = 0
    old = server.token
    async with line_to(server) as line:
        await line.identify()
        assert await line.closed() == 4004
    assert server.token != old


async def test_the_event_of_a_message_brings_its_nonce(server: DiscordServer) -> None:
    anna = server.person("anna")
    async with line_to(server) as line, api_of(server) as api:
        await line.identify()
        await line.event("READY")
        body = {"content": "x", "nonce": "n1", "enforce_nonce": True}
        await api.call("POST", f"{await api.dm(anna)}/messages", body)
        assert (await line.event("MESSAGE_CREATE"))["d"]["nonce"] == "n1"


async def test_who_joins_and_leaves_a_guild_is_told_to_those_who_may_know(server: DiscordServer) -> None:
    server.gateway.privileged = 1 << 1
    anna, guild = server.person("anna"), server.guild("court")
    async with line_to(server) as line:
        await line.identify(intents=1 << 1)
        await line.event("READY")
        anna.joins(guild)
        assert (await line.event("GUILD_MEMBER_ADD"))["d"]["user"]["id"] == str(anna.id)
        anna.leaves(guild)
        assert (await line.event("GUILD_MEMBER_REMOVE"))["d"]["guild_id"] == str(guild.id)


async def test_direct_messages_need_their_intent_and_go_to_the_first_shard(server: DiscordServer) -> None:
    async with line_to(server) as first, line_to(server) as second, line_to(server) as deaf:
        await first.identify(shard=[0, 2])
        await second.identify(shard=[1, 2], intents=DIRECT_MESSAGES)
        await deaf.identify(intents=1)
        for line in (first, second, deaf):
            await line.event("READY")
        await server.person("anna").says("hi")
        assert (await first.event("MESSAGE_CREATE"))["d"]["content"] == "hi"
        await second.silence()
        await deaf.silence()


async def test_words_in_guilds_are_blank_unless_they_speak_to_the_bot(server: DiscordServer) -> None:
    anna = server.person("anna")
    guild = server.guild("court", anna)
    async with line_to(server) as line:
        await line.identify(intents=1 << 9)
        await line.event("READY")
        await anna.says("a secret", guild=guild)
        assert (await line.event("MESSAGE_CREATE"))["d"]["content"] == ""
        await anna.says(f"hello <@{server.world.bot.id}>", guild=guild)
        assert (await line.event("MESSAGE_CREATE"))["d"]["content"].startswith("hello")


async def test_who_comes_back_hears_what_was_missed(server: DiscordServer) -> None:
    anna = server.person("anna")
    async with line_to(server) as line:
        await line.identify()
        ready = await line.event("READY")
        server.gateway.cut()
        await line.closed()
    await anna.says("while away")
    async with line_to(server, url=server.resume_url) as line:
        await line.resume(ready["d"]["session_id"], ready["s"])
        assert (await line.hear())["d"]["content"] == "while away"
        assert (await line.hear())["t"] == "RESUMED"
    assert server.gateway.resumes == [ready["d"]["session_id"]]


async def test_a_session_ends_with_a_goodbye_with_time_and_with_its_server(server: DiscordServer) -> None:
    sessions = []
    for ending in ("goodbye", "time", "server"):
        async with line_to(server) as line:
            await line.identify()
            sessions.append((await line.event("READY"))["d"]["session_id"])
            if ending != "goodbye":
                server.gateway.cut()
            await line.ws.close(code=1000)
        server.clock.advance(121 if ending == "time" else 0)
        if ending == "server":
            server.gateway.forget()
        async with line_to(server) as line:
            await line.resume(sessions[-1], 1)
            assert (await line.hear())["op"] == 9, ending


async def test_a_number_from_the_future_cannot_be_resumed(server: DiscordServer) -> None:
    async with line_to(server) as line:
        await line.identify()
        session = (await line.event("READY"))["d"]["session_id"]
        async with line_to(server) as other:
            await other.resume(session, 99)
            assert await other.closed() == 4007


async def test_the_server_can_ask_to_reconnect_and_throw_out(server: DiscordServer) -> None:
    async with line_to(server) as line:
        await line.identify()
        await line.event("READY")
        server.gateway.ask_to_reconnect()
        assert (await line.hear())["op"] == 7
        server.gateway.invalidate(resumable=True)
        assert (await line.hear())["d"] is True
        server.gateway.close(4000)
        assert await line.closed() == 4000


async def test_events_can_come_twice_never_or_broken(server: DiscordServer) -> None:
    anna = server.person("anna")
    async with line_to(server) as line:
        await line.identify()
        await line.event("READY")
        server.faults.deliver_twice("MESSAGE_CREATE", times=1)
        await anna.says("twice")
        numbers = [(await line.event("MESSAGE_CREATE"))["s"] for _ in range(2)]
        assert numbers[1] == numbers[0] + 1
        server.faults.drop_events("MESSAGE_CREATE", times=1)
        await anna.says("never")
        await line.silence()
        server.gateway.garbage("MESSAGE_CREATE", {"id": 3})
        assert (await line.hear())["d"] == {"id": 3}
    assert [one.text for one in anna.messages] == ["twice", "never"]


async def test_an_unreachable_gateway_answers_nothing_of_use(server: DiscordServer) -> None:
    server.gateway.refuse = True
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with line_to(server):
            pass


async def test_a_revoked_token_ends_every_connection(server: DiscordServer) -> None:
    async with line_to(server) as line:
        await line.identify()
        await line.event("READY")
        server.revoke_token()
        assert await line.closed() == 4004
