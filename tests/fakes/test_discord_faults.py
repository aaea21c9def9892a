"""What can go wrong between the bot and the Discord server, and its rate limits."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.discord import DiscordServer, Person
from tests.fakes.discord_raw import Api, api_of


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer().running() as server:
        yield server


@pytest.fixture
async def api(server: DiscordServer) -> AsyncIterator[Api]:
    async with api_of(server) as api:
        yield api


@pytest.fixture
def anna(server: DiscordServer) -> Person:
    return server.person("anna")


async def test_limits_are_told_before_and_kept_after(server: DiscordServer, anna: Person, api: Api) -> None:
    dm = await api.dm(anna)
    server.rates.on(limit=2, window=60)
    left = []
    for _ in range(2):
        assert (await api.call("POST", f"{dm}/messages", {"content": "x"}))[0] == 200
        left.append(api.headers["X-RateLimit-Remaining"])
    status, body = await api.call("POST", f"{dm}/messages", {"content": "x"})
    assert (left, status, body["global"]) == (["1", "0"], 429, False)
    assert 0 < body["retry_after"] <= 60
    assert api.headers["Via"]
    other = await api.dm(server.person("bea"))
    assert (await api.call("POST", f"{other}/messages", {"content": "x"}))[0] == 200
    assert len(anna.texts) == 2


async def test_faults_befall_only_what_they_name(server: DiscordServer, anna: Person, api: Api) -> None:
    dm = await api.dm(anna)
    server.faults.answer(502, "/channels/*/messages", method="POST")
    server.faults.rate_limit(1.5, "/channels/*", everywhere=True, method="POST")
    assert (await api.call("GET", f"{dm}/messages"))[0] == 200
    assert (await api.call("POST", f"{dm}/messages", {"content": "x"}))[0] == 502
    status, body = await api.call("POST", f"{dm}/messages", {"content": "x"})
    assert (status, body["retry_after"], body["global"]) == (429, 1.5, True)
    assert api.headers["X-RateLimit-Global"] == "true"
    assert anna.texts == []
    assert [one.status for one in server.calls][-3:] == [200, 502, 429]


async def test_an_answer_can_be_lost_after_the_work_was_done(
    server: DiscordServer, anna: Person, api: Api
) -> None:
    dm = await api.dm(anna)
    server.faults.lose_answers("/channels/*/messages")
    with pytest.raises(aiohttp.ClientError):
        await api.call("POST", f"{dm}/messages", {"content": "x"})
    assert anna.texts == ["x"]


async def test_a_storm_hits_its_share_and_passes(server: DiscordServer, anna: Person, api: Api) -> None:
    dm = await api.dm(anna)
    server.faults.storm(0.5, 0.01, seed=3)
    seen = [(await api.call("GET", dm))[0] for _ in range(40)]
    assert 10 < seen.count(429) < 30
    server.faults.clear()
    assert (await api.call("GET", dm))[0] == 200


async def test_the_server_comes_back_on_its_port_with_all_it_knew(
    server: DiscordServer, anna: Person, api: Api
) -> None:
    dm, port = await api.dm(anna), server.port
    await server.down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await api.call("GET", dm)
    await anna.says("is anybody there")
    await server.up()
    assert server.port == port
    assert [one["content"] for one in (await api.call("GET", f"{dm}/messages"))[1]] == ["is anybody there"]
