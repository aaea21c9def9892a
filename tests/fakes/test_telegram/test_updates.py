"""getUpdates: waiting, confirming, conflicts, and updates that go wrong."""

import asyncio
import time

import aiohttp
import pytest
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken

from tests.fakes.telegram import Person, TelegramServer
from tests.fakes.test_telegram.conftest import bot_of


async def raw(server: TelegramServer, method: str, **fields: object) -> dict[str, object]:
    """A call without the library."""
    url = f"{server.base_url}{server.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=fields) as answer:
        told: dict[str, object] = await answer.json()
        return told


async def test_the_bot_is_who_it_is(server: TelegramServer, bot: Bot) -> None:
    assert (await bot.get_me()).username == server.bot["username"]


@pytest.mark.parametrize("token", ["7000000001:AAanother-token-of-the-right-length-abcdef", "nonsense"])
async def test_another_token_is_refused(server: TelegramServer, token: str) -> None:
    with pytest.raises(InvalidToken):
        async with bot_of(server, token):
            pass


async def test_a_revoked_token_is_told_from_no_token(server: TelegramServer) -> None:
    server.revoke_token()
    refused = await raw(server, "getMe")
    assert (refused["error_code"], refused["description"]) == (401, "Unauthorized")
    async with aiohttp.ClientSession() as session, session.get(f"{server.base_url}nonsense/getMe") as answer:
        assert answer.status == 404
        assert (await answer.json())["description"] == "Not Found"


async def test_an_unknown_method_is_not_found(server: TelegramServer) -> None:
    assert (await raw(server, "makeCoffee"))["description"] == "Not Found: method not found"


async def test_methods_do_not_mind_capitals(server: TelegramServer) -> None:
    assert (await raw(server, "GETME"))["ok"] is True


async def test_an_update_waits_until_it_is_confirmed(bot: Bot, anna: Person) -> None:
    await anna.says("one")
    await anna.says("two")
    first, second = await bot.get_updates()
    again = await bot.get_updates(offset=first.update_id)
    assert [update.update_id for update in again] == [first.update_id, second.update_id]
    (left,) = await bot.get_updates(offset=second.update_id)
    assert left.message is not None
    assert left.message.text == "two"
    assert await bot.get_updates(offset=second.update_id + 1) == ()


async def test_no_more_come_than_asked_for(bot: Bot, anna: Person) -> None:
    for number in range(5):
        await anna.says(str(number))
    assert len(await bot.get_updates(limit=3)) == 3


async def test_a_negative_offset_keeps_only_the_last(bot: Bot, anna: Person) -> None:
    for number in range(5):
        await anna.says(str(number))
    updates = await bot.get_updates(offset=-2)
    assert [update.message and update.message.text for update in updates] == ["3", "4"]


async def test_a_long_poll_ends_with_the_first_update(server: TelegramServer, bot: Bot, anna: Person) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await server.updates.listening.wait()
    await asyncio.sleep(0.05)
    assert not poll.done()
    await anna.says("now")
    (update,) = await asyncio.wait_for(poll, 10)
    assert update.message is not None
    assert update.message.text == "now"


async def test_a_long_poll_without_updates_takes_its_time(bot: Bot) -> None:
    began = time.monotonic()
    assert await bot.get_updates(timeout=1) == ()
    assert time.monotonic() - began >= 0.95


async def test_asking_in_haste_for_the_same_again_is_slowed_down(server: TelegramServer) -> None:
    server.updates.pace = 3
    await raw(server, "getUpdates")
    began = time.monotonic()
    await raw(server, "getUpdates")
    assert time.monotonic() - began >= 0.95


async def test_a_second_poller_throws_the_first_one_out(
    server: TelegramServer, bot: Bot, anna: Person
) -> None:
    async with bot_of(server) as other:
        first = asyncio.create_task(bot.get_updates(timeout=20))
        await server.updates.listening.wait()
        second = asyncio.create_task(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="make sure that only one bot instance is running"):
            await first
        await anna.says("hi")
        assert len(await second) == 1


async def test_there_is_no_polling_beside_a_webhook(server: TelegramServer, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await server.updates.listening.wait()
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()


async def test_only_kinds_that_were_asked_for_come(bot: Bot, anna: Person) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await anna.says("unheard")
    assert await bot.get_updates(allowed_updates=[]) == ()
    await anna.says("heard")
    assert len(await bot.get_updates(offset=1)) == 1


async def test_reactions_come_only_when_asked_for(server: TelegramServer, bot: Bot, anna: Person) -> None:
    message = await anna.says("hi")
    await anna.reacts(message, "👍")
    assert len(await bot.get_updates(offset=1, allowed_updates=Update.ALL_TYPES)) == 1
    await anna.reacts(message, "🔥")
    update = (await bot.get_updates(offset=2))[-1]
    assert update.message_reaction is not None
    assert [reaction.type for reaction in update.message_reaction.new_reaction] == ["emoji"]


async def test_a_day_old_update_is_lost(server: TelegramServer, bot: Bot, anna: Person) -> None:
    await anna.says("long ago")
    server.advance(24 * 3600)
    assert await bot.get_updates() == ()


async def test_ids_may_begin_anew_after_a_quiet_week(server: TelegramServer, bot: Bot, anna: Person) -> None:
    await anna.says("before")
    (before,) = await bot.get_updates()
    server.updates.confirm(*list(server.updates.pending))
    server.updates.restart_ids(1000)
    await anna.says("after")
    (after,) = await bot.get_updates(offset=before.update_id + 1)
    assert after.update_id == 1000


async def test_a_malformed_update_stands_in_its_batch(server: TelegramServer, anna: Person) -> None:
    await anna.says("before")
    broken = server.malformed_update(anna)
    await anna.says("after")
    told = (await raw(server, "getUpdates"))["result"]
    assert isinstance(told, list)
    assert [update["message"].get("date") is None for update in told] == [False, True, False]
    assert told[1]["update_id"] == broken == told[0]["update_id"] + 1


async def test_an_update_can_come_again_although_confirmed(
    server: TelegramServer, bot: Bot, anna: Person
) -> None:
    await anna.says("twice")
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)
    server.updates.again(update.update_id)
    (copy,) = await bot.get_updates(offset=update.update_id + 1)
    assert copy.update_id == update.update_id
    assert await bot.get_updates(offset=update.update_id + 2) == ()


async def test_updates_can_come_twice_or_in_another_order(
    server: TelegramServer, bot: Bot, anna: Person
) -> None:
    server.updates.twice = 1
    for number in range(4):
        await anna.says(str(number))
    ids = [update.update_id for update in await bot.get_updates()]
    assert len(ids) == 5
    assert ids[0] == ids[1]
    server.updates.shuffle(seed=1)
    shuffled = [update.update_id for update in await bot.get_updates(offset=1)]
    assert shuffled != sorted(shuffled)


async def test_her_client_sends_long_text_in_pieces(bot: Bot, anna: Person) -> None:
    await anna.says("x" * 5000)
    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert [len(text or "") for text in texts] == [4096, 904]
