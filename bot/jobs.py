"""The ticks: what time brings (sweeps), slow work (errands), and the court's own heartbeat."""

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import structlog

from bot.platforms.port import PlatformPort
from bot.quarantine import Quarantine
from bot.turns import Turns
from bot.upkeep import Upkeep
from handlers import court_content
from handlers.feature import Due, Errand, Sweep
from handlers.ports import Studio
from handlers.turn import Turn
from storage.engines import is_busy
from storage.gate import Urgency
from storage.queries import running
from storage.tables import Work
from storage.unit import UnitOfWork

BATCH = 200
FURTHEST = 50_000
"""No sweep looks further than so many rows for what does not fail."""
LEASE = timedelta(minutes=30)
ATTEMPTS = 5
log = structlog.get_logger(__name__)


class Jobs:
    """Does what is due. The scheduler only calls; every ``due_at`` column is the truth."""

    def __init__(self, turns: Turns, studio: Studio) -> None:
        self._turns = turns
        self._studio = studio
        self._house = turns.house
        self._working = asyncio.Lock()
        self._quarantine = Quarantine()
        self.upkeep = Upkeep(turns)
        self.tolerance = running.TOLERANCE

    async def sweep(self) -> int:
        """Everything that time brought, each in a turn of its own; returns how many."""
        return await self._swept(*self._turns.registry.sweeps)

    async def work(self) -> int:
        """Slow work that waits, one piece after the other; returns how many were done."""
        done = 0
        async with self._working:
            while await self._next_errand():
                done += 1
        return done

    async def heartbeat(self) -> None:
        """Note that the court is alive, and look after it; outages are read from the gaps."""
        async with self._house.storage.begin() as tx:
            await running.beat(tx, "court", self._house.clock.court())
        await court_content.refresh(self._house)
        await self.upkeep.look()

    async def beat(self, port: PlatformPort) -> None:
        """Note whether a platform is in touch: a silence longer than the tolerance is an outage of it."""
        place, now = port.platform.value, self._house.clock.court()
        async with self._house.storage.begin() as tx:
            if port.up:
                await running.note_outage(tx, place, now, self.tolerance)
                await running.beat(tx, place, now)
            else:
                await running.note_silence(tx, place, now, self.tolerance)

    async def tell_owners(self, kind: str, about: str = "") -> None:
        """Tell every owner something about the court itself."""
        await self.upkeep.announce(kind, owners=True, about=about)

    async def report(self, kind: str) -> None:
        """Tell every operator that something happened to a platform."""
        await self.upkeep.announce(kind)

    async def recover(self, tolerance: timedelta = running.TOLERANCE) -> None:
        """After a start: the content is what the court made of it, what was being worked on is worked on
        again, a silence was an outage."""
        self.tolerance = tolerance
        await court_content.refresh(self._house)
        async with self._house.storage.begin() as tx:
            await running.release_work(tx)
            await running.note_outage(tx, "court", self._house.clock.court(), tolerance)

    async def _swept(self, *sweeps: Sweep) -> int:
        """Go through these sweeps in their order: each sees what came of those before it."""
        done, left = 0, iter(sweeps)
        while (found := await self._found(left)) is not None:
            sweep, due = found
            for each in due:
                await self._act(sweep, each)
            done += len(due)
        return done

    async def _found(self, sweeps: Iterator[Sweep]) -> tuple[Sweep, list[Due]] | None:
        """The next sweep with something due. Mostly nothing is: then one transaction looks for them all."""
        async with self._house.storage.read() as tx:
            for sweep in sweeps:
                if due := await self._due(tx, sweep):
                    return sweep, due
        return None

    async def _due(self, tx: UnitOfWork, sweep: Sweep) -> list[Due]:
        """A batch of what is due, looking past what failed and waits to be tried again."""
        court, wall = self._house.clock.court(), self._house.clock.wall()
        self._quarantine.forget_settled(wall)
        reach = BATCH + self._quarantine.size(sweep.name)
        while True:
            found = await sweep.find(tx, court, wall, reach)
            fresh = self._quarantine.fresh(sweep.name, found, wall)[:BATCH]
            if fresh or not found or reach >= FURTHEST:
                return fresh
            # One person may stand behind many rows: perhaps somebody else comes after her.
            reach *= 4

    async def _act(self, sweep: Sweep, due: Due) -> None:
        try:
            urgency = Urgency.BULK if sweep.bulk else Urgency.TURN
            async with self._turns.about(due.person_id, urgency=urgency) as turn:
                await sweep.act(turn, due.arg)
        except Exception as error:
            log.exception("sweep.failed", sweep=sweep.name, error=type(error).__name__)
            if not is_busy(error):
                self._quarantine.failed(sweep.name, due, self._house.clock.wall())
        else:
            self._quarantine.done(sweep.name, due)

    async def _next_errand(self) -> bool:
        now = self._house.clock.wall()
        async with self._house.storage.begin() as tx:
            row = await running.claim_work(tx, now, now + LEASE)
            args = "" if row is None else (await tx.open(row, "args") or "")
        if row is None:
            return False
        await self._do(row, args)
        return True

    async def _do(self, row: Work, args: str) -> None:
        error = ""
        try:
            errand = Errand(self._house, row.person_id, args, self._about, self._studio)
            await self._turns.registry.works[row.kind](errand)
        except Exception as failure:
            error = type(failure).__name__
            log.exception("work.failed", kind=row.kind, error=error)
        async with self._house.storage.begin() as tx:
            await running.finish_work(tx, row.id, self._house.clock.wall(), error=error, attempts=ATTEMPTS)

    def _about(self, person_id: uuid.UUID) -> AbstractAsyncContextManager[Turn]:
        return self._turns.about(person_id)
