"""What was accepted is neither lost nor left undone: failing disks, crossing updates, accounts that move."""

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.turns import Turns
from handlers.chat.incoming import Command, Inbound, Origin, Text
from handlers.member import lane
from handlers.member.lane import Heard
from handlers.member.safety import stop
from handlers.turn import Turn
from storage.enums import InboxStatus, Platform
from storage.queries import people
from storage.queries.inbox import find_update, unhandled_of
from storage.tables import Account, Inbox
from storage.unit import Storage, UnitOfWork
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.linking import link
from tests.support.people import SAFEWORD


def full_disk() -> OperationalError:
    """What SQLite says when nothing can be written."""
    return OperationalError("UPDATE", {}, sqlite3.OperationalError("database or disk is full"))


async def update_of(court: ScriptedCourt, chatter: Chatter, key: str) -> Inbox:
    """An update in the inbox, read fresh."""
    async with court.storage.read() as tx:
        row = await find_update(tx, chatter.platform, chatter.bot, key)
    assert row is not None
    return row


async def test_a_stop_whose_transaction_failed_is_made_when_the_platform_says_it_again(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court)
    act = lane.act
    failures = [full_disk()]

    async def at_first_failing(turn: Turn, heard: Heard) -> None:
        if failures:
            raise failures.pop()
        await act(turn, heard)

    monkeypatch.setattr(lane, "act", at_first_failing)
    with pytest.raises(OperationalError):
        await anna.does(Text(SAFEWORD), key="red")
    assert (await anna.person()).stopped_at is None
    again = await anna.does(Text(SAFEWORD), key="red")

    assert again.red
    assert not again.new
    assert (await anna.person()).stopped_at is not None
    assert "Everything is stopped" in anna.heard
    epoch = (await anna.person()).stop_epoch
    await anna.does(Text(SAFEWORD), key="red")
    assert (await anna.person()).stop_epoch == epoch, "what was carried out is not carried out again"


async def test_a_stop_whose_transaction_failed_is_made_soon_even_if_nobody_says_it_again(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court)

    async def failing(_turn: Turn, _heard: Heard) -> None:
        raise full_disk()

    with monkeypatch.context() as patch:
        patch.setattr(lane, "act", failing)
        with pytest.raises(OperationalError):
            await anna.does(Command("red"), key="red")
    assert await court.engine.intake.catch_up() == 0, "it may still be on its way"
    court.clock.advance(timedelta(seconds=21))
    assert await court.engine.intake.catch_up() == 1
    await court.engine.settle()

    assert (await anna.person()).stopped_at is not None
    assert "Everything is stopped" in anna.heard
    assert await court.engine.intake.catch_up() == 0


async def test_a_stop_on_its_way_when_its_account_is_unlinked_still_stops_the_member(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court, platform=Platform.TELEGRAM)
    other = await court.guest("anna-d", platform=Platform.DISCORD)
    await link(anna, other)
    await anna.says("/link")
    await anna.presses("Unlink Discord")
    about = Turns.about

    def unlinked_first(turns: Turns, *args: object, **settings: object) -> object:
        monkeypatch.setattr(Turns, "about", about)
        return _After(anna.presses("Unlink it"), about(turns, *args, **settings))  # type: ignore[arg-type] # as given

    monkeypatch.setattr(Turns, "about", unlinked_first)
    await other.does(Text(SAFEWORD), key="red")

    assert (await anna.person()).id != (await other.person()).id
    assert (await anna.person()).stopped_at is not None
    assert "Everything is stopped" in other.heard
    assert (await update_of(court, other, "red")).status is InboxStatus.HANDLED


async def test_what_an_unlinked_account_had_said_before_is_heard_for_a_stop_after_a_restart(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court, platform=Platform.TELEGRAM)
    other = await court.guest("anna-d", platform=Platform.DISCORD)
    await link(anna, other)
    await anna.says("/link")
    await anna.presses("Unlink Discord")
    with monkeypatch.context() as patch:
        patch.setattr(court.engine.intake, "_after", _ended)
        patch.setattr(Turns, "submit", lambda *_: None)
        await other.does(Text(SAFEWORD), key="red", settle=False)
        await other.does(Command("tasks"), key="tasks", settle=False)
    await anna.presses("Unlink it")
    await court.engine.intake.recover()
    await court.engine.settle()

    assert (await anna.person()).stopped_at is not None
    assert (await update_of(court, other, "tasks")).status is InboxStatus.DISCARDED


async def test_a_stop_that_cannot_be_made_wholly_is_made_barely(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court)
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await turn.tell(turn.me, "of the game")

    async def broken(*_: object) -> None:
        raise ValueError("a fault")

    monkeypatch.setattr(stop, "close_what_is_open", broken)
    accepted = await anna.does(Text(SAFEWORD))

    assert accepted.red
    assert (await anna.person()).stopped_at is not None
    assert "Everything is stopped" in anna.heard
    assert "of the game" not in anna.heard
    assert [kind for kind, *_ in court.journal.entries].count("stop") == 1


class _After:
    """A context that is entered only after something else was done."""

    def __init__(self, first: object, context: object) -> None:
        self._first, self._context = first, context

    async def __aenter__(self) -> object:
        await self._first  # type: ignore[misc] # a coroutine
        return await self._context.__aenter__()  # type: ignore[attr-defined] # a context manager

    async def __aexit__(self, *error: object) -> object:
        return await self._context.__aexit__(*error)  # type: ignore[attr-defined] # a context manager


async def test_of_somebody_who_sends_thousands_only_what_is_near_is_searched_for_an_album(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await playing.member(court)
    monkeypatch.setattr(Turns, "submit", lambda *_: None)
    for number in range(9):
        await anna.does(Text("hello"), key=str(number), settle=False)
    first = await update_of(court, anna, "3")
    async with court.storage.read() as tx:
        near = await unhandled_of(tx, first.account_id, since=first.id or 0, limit=4)
    assert [row.key for row in near] == ["3", "4", "5", "6"]


async def test_an_update_that_cannot_be_read_any_more_keeps_no_court_from_starting(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bea = await playing.member(court), await playing.member(court, "bea")
    monkeypatch.setattr("bot.turns.RETRY_SECONDS", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(court.engine.intake, "_after", _ended)
        await anna.does(Text("hello"), key="garbled", settle=False)
        await bea.does(Text(SAFEWORD), key="red", settle=False)
    row = await update_of(court, anna, "garbled")
    async with court.storage.begin() as tx:
        kept = await tx.get(Inbox, row.id)
        assert kept is not None
        await tx.seal(kept, payload='{"kind": "of a former version"}')
    await court.engine.intake.recover()
    await court.engine.settle()

    assert (await bea.person()).stopped_at is not None
    assert (await update_of(court, anna, "garbled")).status is InboxStatus.DEAD


async def _ended(*_: object) -> None:
    """The court ended just then."""


@pytest.mark.postgres
async def test_first_words_that_cross_each_other_are_all_kept(
    postgres_storage: Storage, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    court = ScriptedCourt(postgres_storage, clock, tmp_path)
    known, together = people.account_at, asyncio.Barrier(2)
    looks = 0

    async def account_at(tx: UnitOfWork, platform: Platform, bot: str, address: str) -> Account | None:
        nonlocal looks
        found = await known(tx, platform, bot, address)
        looks += 1
        if looks <= 4:
            # Each looks when it is heard and before it is stored: both have looked before either makes it.
            await together.wait()
        return found

    monkeypatch.setattr(people, "account_at", account_at)
    origin = Origin(Platform.WEB, court.platform.bot, "new", "new")
    both = [Inbound(origin, key, Text(text), clock.wall()) for key, text in (("a", "hello"), ("b", "red"))]
    accepted = await asyncio.gather(*(court.engine.intake.accept(each) for each in both))
    await court.engine.settle()
    await court.close()

    assert [each.new for each in accepted] == [True, True]
    async with court.storage.read() as tx:
        account = await known(tx, Platform.WEB, court.platform.bot, "new")
        assert account is not None
        for key in ("a", "b"):
            assert await find_update(tx, Platform.WEB, court.platform.bot, key) is not None
