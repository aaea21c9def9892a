"""Nobody waits for anybody else's file; a failure loses no proof and blocks nobody's further words."""

import asyncio

import pytest
from sqlmodel import select

from bot import turns as turns_module
from bot.platforms.port import Unavailable
from handlers import router
from handlers.chat.incoming import Attachment, Command, Text
from handlers.turn import Turn
from storage.enums import InboxStatus, Platform, ProofType, TaskStatus
from storage.tables import Inbox, VaultBlob
from tests.support import playing
from tests.support.court import ScriptedCourt
from tests.support.scripted import ScriptedPlatform

MANY = 40


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried again at once."""
    monkeypatch.setattr(turns_module, "RETRY_SECONDS", 0.0)


async def test_files_that_do_not_come_hold_up_nobody_who_sent_none(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court)
    gate, fetch = asyncio.Event(), ScriptedPlatform.fetch

    async def slow(port: ScriptedPlatform, attachment: Attachment) -> object:
        await gate.wait()
        return await fetch(port, attachment)

    monkeypatch.setattr(ScriptedPlatform, "fetch", slow)
    for number in range(MANY):
        guest = await court.guest(f"guest-{number}", Platform.TELEGRAM)
        await guest.does(guest.upload(b"no picture"), settle=False)
    await anna.does(Command("help"), settle=False)
    async with asyncio.timeout(5):
        while not anna.bubbles:
            await asyncio.sleep(0.01)
            await court.engine.courier.idle()
    gate.set()
    await court.engine.settle()


async def test_a_file_that_a_platform_never_hands_out_is_said_to_be_gone(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court)

    async def in_trouble(_port: ScriptedPlatform, _attachment: Attachment) -> object:
        raise Unavailable

    monkeypatch.setattr(ScriptedPlatform, "fetch", in_trouble)
    async with asyncio.timeout(10):
        await anna.sends(b"a picture")
    assert "send it again" in anna.last.text.lower()
    await anna.says("/help")
    assert "/tasks" in anna.last.text


async def test_an_update_of_which_nothing_can_even_be_said_blocks_no_later_one(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court)
    route = router.route

    async def broken(turn: Turn, body: object) -> None:
        if body == Text("the broken one"):
            raise ValueError("a fault")
        await route(turn, body)  # type: ignore[arg-type] # as given

    async def speechless(turn: Turn, *_: object, **__: object) -> None:
        raise ValueError("another fault")

    monkeypatch.setattr(router, "route", broken)
    with monkeypatch.context() as patch:
        patch.setattr(Turn, "say", speechless)
        await anna.does(Text("the broken one"))
    await anna.says("/help")

    async with court.storage.read() as tx:
        assert [row.status for row in await tx.all(select(Inbox))] == [InboxStatus.DEAD, InboxStatus.HANDLED]
    assert "/tasks" in anna.last.text


@pytest.mark.slow
async def test_a_proof_keeps_its_file_when_something_fails_after_its_commit(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court)
    task_id = await playing.task_of(court, anna, proof_type=ProofType.PHOTO)
    committed = Turn.committed
    failures = [ConnectionError("the connection was lost")]

    async def at_first_failing(turn: Turn) -> None:
        if failures:
            raise failures.pop()
        await committed(turn)

    monkeypatch.setattr(Turn, "committed", at_first_failing)
    await anna.sends(playing.picture())

    assert (await playing.seen(court, task_id)).task.status is TaskStatus.SUBMITTED
    async with court.storage.read() as tx:
        [blob] = await tx.all(select(VaultBlob))
    assert await court.house.blobs.read(blob.id)
