"""The Discord server as a process of its own, driven from outside."""

import asyncio
import base64
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

pytestmark = pytest.mark.slow  # an interpreter of its own
ROOT = Path(__file__).parents[2]


class Outside:
    """The process and its control."""

    def __init__(self, places: dict[str, Any], session: aiohttp.ClientSession) -> None:
        self.places, self.session = places, session

    async def order(self, **order: Any) -> Any:
        """Gives an order; what came of it."""
        async with self.session.post(self.places["control"], json=order) as answer:
            body = await answer.json()
        if "error" in body:
            raise LookupError(body["error"])
        return body["ok"]


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.discord", "--port", "0", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    places = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
    async with aiohttp.ClientSession() as session:
        yield Outside(places, session)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_people_act_on_order_and_the_bot_sees_it(outside: Outside) -> None:
    await outside.order(do="guild", args={"name": "court", "members": ["anna"]})
    sent = await outside.order(person="anna", do="says", args={"text": "hi"})
    content = base64.b64encode(b"abc").decode()
    await outside.order(person="anna", do="sends_file", args={"content": content, "name": "a.txt"})
    seen = await outside.order(person="anna", do="messages")
    assert [one["text"] for one in seen] == ["hi", ""]
    assert seen[1]["files"] == [{"name": "a.txt", "size": 3}]
    await outside.order(person="anna", do="edits", args={"message": sent["id"], "text": "ho"})
    await outside.order(faults="answer", args={"status": 503, "path": "/users/@me"})
    headers = {"Authorization": f"Bot {outside.places['token']}", "User-Agent": "DiscordBot (x, 1)"}
    url = outside.places["api_url"] + "/users/@me"
    statuses = [(await outside.session.get(url, headers=headers)).status for _ in range(2)]
    assert statuses == [503, 200]
    assert [one["status"] for one in await outside.order(do="calls")] == [503, 200]


async def test_an_impossible_order_is_explained(outside: Outside) -> None:
    with pytest.raises(LookupError, match="no button 'Go'"):
        await outside.order(person="anna", do="presses", args={"label": "Go"})
    with pytest.raises(LookupError, match="nobody knows how to explode"):
        await outside.order(gateway="explode")


async def test_it_goes_away_and_comes_back_with_everybody_in_it(outside: Outside) -> None:
    await outside.order(person="anna", do="says", args={"text": "before"})
    await outside.order(do="out_for", args={"seconds": 1.5})
    await asyncio.sleep(0.6)
    with pytest.raises(aiohttp.ClientConnectionError):
        await outside.order(person="anna", do="messages")
    seen: list[dict[str, Any]] = []
    for _ in range(100):
        with suppress(aiohttp.ClientConnectionError):
            seen = await outside.order(person="anna", do="messages")
            break
        await asyncio.sleep(0.1)
    assert [one["text"] for one in seen] == ["before"]
