"""The server as a process of its own, worked over HTTP."""

import base64

import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter

from tests.fakes.telegram.process import telegram_process
from tests.fakes.test_telegram.helpers import keyboard, picture

pytestmark = pytest.mark.slow


async def test_it_can_be_worked_from_outside() -> None:
    async with (
        telegram_process("--pace", "10") as server,
        Bot(server.token, base_url=server.base_url, base_file_url=server.base_file_url) as bot,
    ):
        anna = (await server.post("people", name="Anna"))["id"]
        await server.post(f"people/{anna}/says", text="hi")
        await server.post(f"people/{anna}/sends_photo", content=base64.b64encode(picture()).decode())
        said, photo = await bot.get_updates(timeout=2)
        assert said.message is not None
        assert photo.message is not None
        assert bytes(await (await photo.message.photo[-1].get_file()).download_as_bytearray())
        await bot.send_message(anna, "Well?", reply_markup=keyboard(["Yes"]))
        seen = (await server.get(f"chats/{anna}"))["messages"]
        assert seen[-1]["keyboard"] == [["Yes"]]
        pressed = await server.post(f"people/{anna}/presses", label="Yes", within=0.05)
        assert pressed["result"] is None

        await server.post("faults", code=429, retry_after=3)
        with pytest.raises(RetryAfter):
            await bot.send_message(anna, "x")
        await server.post("away")
        with pytest.raises(NetworkError):
            await bot.send_message(anna, "x")
        await server.post("back")
        assert (await server.post("burst", first=900_000_000, people=20, each=3))["updates"] == 60
        assert len(await bot.get_updates(offset=photo.update_id + 1)) == 61
        figures = await server.get("figures")
        assert figures["calls"]["sendmessage 200"] == 1
        assert figures["calls"]["sendmessage 429"] == 1
        assert figures["accidents"] == []
