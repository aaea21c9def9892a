"""Buying, unlocking, hearing, failing, giving back, limits and leaving, in any order: the books agree."""

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from bot.platforms.port import Refused
from handlers.member.settings.limits import keep_limits
from handlers.member.tokens import closing, orders, refunding
from handlers.ports import Pack
from handlers.scenes import playing, shelf, unlocking
from handlers.turn import Turn
from storage.enums import OutboxStatus, SceneType
from storage.queries import money as queries
from storage.sealing import CourtKeys, Keyring
from storage.tables import Outbox, Scene, SceneDetails, TokenEntry
from storage.unit import Storage
from tests.support import databases
from tests.support.clocks import FakeClock
from tests.support.court import Chatter
from tests.support.money import Till, till
from tests.support.scenes import owned

ACTS = ("buy", "gift", "unlock", "finish", "play", "refund", "limit", "mute", "away", "tick", "leave")
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 30)), max_size=20)


@dataclass(slots=True)
class Life:
    """A member's life with scenes, step by step."""

    shop: Till
    anna: Chatter
    scenes: list[Scene]

    async def step(self, act: str, number: int) -> None:
        """One act; ``number`` picks which and how much."""
        self.shop.court.clock.advance(timedelta(minutes=1))
        scene = self.scenes[number % len(self.scenes)]
        match act:
            case "buy":
                await self._turn(lambda turn: _bought(turn, 1 + number))
            case "gift":
                await self.shop.is_given(self.anna, number, f"gift:{uuid.uuid4()}:given")
            case "unlock":
                args = {"scene": scene.id.hex, "cost": str(scene.token_cost), "soft": "breathing"}
                await self._turn(lambda turn: unlocking.unlock(turn, args))
            case "play" | "finish":
                await self._hers(act, number)
            case "refund":
                await self._refund(number)
            case "leave":
                await self._turn(lambda turn: closing.close(turn, turn.me, closing.EXCLUDED))
            case _:
                await self._around(act, number)

    async def _around(self, act: str, number: int) -> None:
        """What happens to her chat and her limits."""
        port = self.shop.court.platform
        match act:
            case "limit":
                kind, other = ("hard", "soft") if number % 3 else ("soft", "hard")
                await self._turn(
                    lambda turn: keep_limits(turn, {kind: ["breathing"], other: [], "words": ""})
                )
            case "mute":
                port.mute = Refused("No voices here.") if number % 2 else None
            case "away":
                port.up = bool(number % 2)
            case "tick":
                await self.shop.court.tick()

    async def _turn(self, act: Callable[[Turn], Awaitable[object]]) -> None:
        async with self.shop.court.engine.turns.about((await self.anna.person()).id) as turn:
            await act(turn)
        await self.shop.court.engine.settle()

    async def _hers(self, act: str, number: int) -> None:
        rows = await owned(self.shop.court, self.anna)
        if rows:
            args = {"own": rows[number % len(rows)][0].id.hex, "soft": "breathing"}
            handler = playing.play if act == "play" else playing.finished
            await self._turn(lambda turn: handler(turn, args))

    async def _refund(self, number: int) -> None:
        found = [row for row in await self.shop.orders(self.anna) if row[1].closed_at is None]
        if found:
            token_id = found[number % len(found)][0].id
            await self._turn(lambda turn: _given_back(turn, token_id))

    async def books_agree(self) -> None:
        """The balance is the fold of the ledger, and every scene is paid for exactly if it is hers."""
        await self.shop.balance(self.anna)
        user = await self.anna.user()
        async with self.shop.court.storage.read() as tx:
            rows = await tx.all(select(TokenEntry).where(col(TokenEntry.user_id) == user.id))
        undone = {row.reverses for row in rows}
        paid = {row.cause: row for row in rows if row.cause.startswith("scene:") and row.reverses is None}
        standing = {cause for cause, row in paid.items() if row.id not in undone}
        hers = await owned(self.shop.court, self.anna)
        assert standing == {unlock.cause for _, unlock in hers}
        costs = {scene.id: scene.token_cost for scene in self.scenes}
        assert all(paid[unlock.cause].taken == -costs[own.scene_id] for own, unlock in hers)
        assert len({own.scene_id for own, _ in hers}) == len(hers)

    async def nothing_is_lost(self) -> None:
        """In the end whatever is hers has arrived or can be asked for again; no dead letter was paid for."""
        port = self.shop.court.platform
        port.mute, port.up = None, True
        for _ in range(3):
            await self.shop.court.pass_time(timedelta(minutes=11))
        await self.books_agree()
        async with self.shop.court.storage.read() as tx:
            dead = set(await tx.all(select(Outbox.on_sent).where(col(Outbox.status) == OutboxStatus.DEAD)))
        for _, unlock in await owned(self.shop.court, self.anna):
            assert unlock.delivered_at is not None or unlock.receipt not in dead


async def _bought(turn: Turn, tokens: int) -> None:
    pack = Pack("Any", tokens, "5 EUR", None)
    await orders.confirm(turn, turn.me, *await orders.place(turn, pack, queries.MANUAL))


async def _given_back(turn: Turn, token_id: uuid.UUID) -> None:
    found = await queries.order(turn.tx, token_id)
    assert found is not None
    await refunding.give_back(turn, turn.me, *found, "operator")


async def _stocked(shop: Till, anna: Chatter) -> list[Scene]:
    """The scenes of the packs, open to everybody: one free, every second touching what may become a limit."""
    async with shop.court.engine.turns.about((await anna.person()).id) as turn:
        await shelf.stock(turn)
        rows: list[Scene] = list(await turn.tx.all(select(Scene).order_by(col(Scene.name))))
        for place, row in enumerate(rows):
            details = await turn.tx.get(SceneDetails, row.id)
            assert details is not None
            row.token_cost, row.type = place * 2, SceneType.STANDARD
            details.min_tier, details.tags = "", ["breathing"] * (place % 2)
        return rows


async def lived(template: Path, steps: list[tuple[str, int]]) -> None:
    """A life of these steps in a court of its own; the books are looked at after each."""
    with TemporaryDirectory() as folder, databases.quick_folder(Path(folder)) as quick:
        storage = Storage(databases.copy_sqlite_template(template, quick), Keyring(CourtKeys.fresh()))
        try:
            async with till(storage, FakeClock(), Path(folder)) as shop:
                anna = await shop.member(cap=100_000)
                life = Life(shop, anna, await _stocked(shop, anna))
                for act, number in steps:
                    await life.step(act, number)
                    await life.books_agree()
                await life.nothing_is_lost()
        finally:
            await storage.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
@settings(max_examples=25)
@given(steps=STEPS)
def test_in_any_order_every_scene_is_paid_for_exactly_if_it_is_hers(
    sqlite_template: Path, steps: list[tuple[str, int]]
) -> None:
    asyncio.run(lived(sqlite_template, steps))


@pytest.mark.slow
def test_a_long_life_agrees_too(sqlite_template: Path) -> None:
    dice = random.Random(11)
    steps = [(dice.choice([*ACTS[:-1], "buy", "unlock", "unlock"]), dice.randrange(31)) for _ in range(100)]
    steps += [("away", 1), ("gift", 30), ("mute", 1), *(("unlock", number) for number in range(8))]
    asyncio.run(lived(sqlite_template, steps))
