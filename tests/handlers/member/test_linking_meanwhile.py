"""What was under way when accounts were linked goes on: messages being sent, updates waiting."""

import asyncio

import pytest
from sqlmodel import select

from bot.platforms.port import Parcel, Receipt
from handlers.chat.incoming import Command, Press, Text
from storage.enums import InboxStatus, OutboxStatus, Platform
from storage.tables import Inbox, Outbox, Person
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.linking import are_one, code_of, link
from tests.support.scripted import ScriptedPlatform

TELEGRAM, DISCORD, WEB = Platform.TELEGRAM, Platform.DISCORD, Platform.WEB


async def on_two(court: ScriptedCourt) -> tuple[Chatter, Chatter]:
    """A member on Telegram, and somebody new on Discord."""
    return await playing.member(court, platform=TELEGRAM), await court.guest("anna-d", platform=DISCORD)


async def test_a_message_that_was_being_sent_to_the_other_side_is_sent_once(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, other = await on_two(court)
    code = await code_of(anna)
    await other.says(f"/link {code}")
    gate, sending, asked = asyncio.Event(), asyncio.Event(), asyncio.Event()
    sent = ScriptedPlatform.send

    async def slow(port: ScriptedPlatform, parcel: Parcel) -> Receipt:
        if port.platform is DISCORD and not gate.is_set():
            sending.set()
            await gate.wait()
        receipt = await sent(port, parcel)
        if port.platform is TELEGRAM:
            asked.set()
        return receipt

    monkeypatch.setattr(ScriptedPlatform, "send", slow)
    await other.does(Press(other.button("Yes").token), settle=False)
    running = asyncio.create_task(court.engine.settle())
    await sending.wait()
    await asked.wait()
    await anna.does(Press(anna.button("Yes").token), settle=False)
    await court.engine.turns.idle()
    assert await are_one(anna, other)
    gate.set()
    await running
    await court.engine.settle()

    async with court.storage.read() as tx:
        assert {row.status for row in await tx.all(select(Outbox))} <= {
            OutboxStatus.SENT,
            OutboxStatus.CANCELLED,
        }
    assert other.heard.count("is asked") == 1


async def test_an_update_of_the_other_side_that_waited_is_handled_for_the_person(
    court: ScriptedCourt,
) -> None:
    anna, other = await on_two(court)
    await other.says(f"/link {await code_of(anna)}")
    await other.presses("Yes")
    await other.does(Command("me"), settle=False)
    await anna.does(Press(anna.button("Yes").token), settle=False)
    await court.engine.settle()

    assert await are_one(anna, other)
    async with court.storage.read() as tx:
        rows = await tx.all(select(Inbox))
        assert {row.status for row in rows} == {InboxStatus.HANDLED}
        assert {row.person_id for row in rows} == {(await anna.person()).id}


async def test_a_red_that_comes_while_linking_stops_the_person(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    await other.says(f"/link {await code_of(anna)}")
    await other.presses("Yes")
    yes = Press(anna.button("Yes").token)
    await asyncio.gather(anna.does(yes, settle=False), other.does(Text("red"), settle=False))
    await court.engine.settle()

    for each in (anna, other):
        assert (await each.person()).stopped_at is not None or not await are_one(anna, other)
    assert (await other.person()).stopped_at is not None


async def test_a_yes_that_arrives_twice_links_once(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    await other.says(f"/link {await code_of(anna)}")
    await other.presses("Yes")
    yes = Press(anna.button("Yes").token)
    await anna.does(yes, key="the same")
    await anna.does(yes, key="the same")
    await anna.does(yes)

    assert anna.heard.count("belongs to you now") == 1
    assert "earlier moment" in anna.last.text


async def test_three_platforms_are_one_person(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    third = await court.guest("anna-w", platform=WEB)
    await link(anna, other)
    await link(other, third)
    async with court.storage.read() as tx:
        assert len(await tx.all(select(Person))) == 1

    await third.says("/link")
    for name in ("Telegram", "Discord", "the web chat"):
        assert name in third.heard
