"""Looks after the court now and then: what is amiss is told once, and once that it is over."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.turns import Turns
from handlers import alerts
from handlers.keeping import MADE_AT
from handlers.watching import tidying
from storage.errors import Conflict
from storage.queries import events, people, running
from storage.queries.facts import fact, set_fact
from storage.tables import Work
from storage.unit import UnitOfWork

COURT = "court"
PLACE = "platform:"
TIDIED = "tidied-at"
MISSED = "backup-missed-since"
"""The fact that says since when there could have been a back-up, while there is none."""
A_DAY = timedelta(days=1)
BURST = timedelta(hours=1)
"""What fails within this time of other failures is the same trouble."""
MEGABYTE = 1024 * 1024
OWNERS = frozenset({"disk", "journal", "backup"})
OVER = frozenset({"disk", "journal", "backup"})
"""Of these it is told that they are over. A platform is said to be back; failures just end."""
log = structlog.get_logger(__name__)
Check = Callable[[], Awaitable[dict[str, str]]]


class Upkeep:
    """Compares what is amiss with what was told. What it knows is in the database: a restart repeats nothing.

    Every check answers with the troubles it found by key, and a word about each."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._house = turns.house
        self._checks: dict[str, Check] = {
            "journal": self._journal,
            "disk": self._disk,
            "backup": self._backup,
            "failures": self._failures,
            PLACE: self._platforms,
        }

    async def look(self) -> None:
        """Look at everything; what cannot be looked at now is looked at next time."""
        async with self._house.storage.read() as tx:
            known = await events.troubles(tx)
        for about, check in self._checks.items():
            try:
                found = await check()
                theirs = {key for key in known if key.startswith(about)}
                await self._compare(theirs, found)
            except Exception as error:  # noqa: BLE001 - one check must not keep the others from being made
                log.warning("upkeep.not_looked", about=about, error=type(error).__name__)
        await self._tidy()

    async def _compare(self, known: set[str], found: dict[str, str]) -> None:
        for key in found.keys() - known:
            await self._begun(key, found[key])
        for key in known - found.keys():
            await self._over(key)

    async def _begun(self, key: str, about: str) -> None:
        try:
            async with self._house.storage.begin() as tx:
                if not await events.begin_trouble(tx, key, self._house.clock.wall()):
                    return
        except Conflict:
            return  # Another process saw it first.
        log.warning("upkeep.trouble", key=key)
        await self.announce(_kind(key), owners=key in OWNERS, about=about)

    async def _over(self, key: str) -> None:
        async with self._house.storage.begin() as tx:
            since = await events.end_trouble(tx, key)
        log.info("upkeep.over", key=key)
        if since is not None and (key in OVER or key.startswith(PLACE)):
            about = _place(key) if key.startswith(PLACE) else ""
            await self.announce(f"{_kind(key)}_over", owners=key in OWNERS, about=about)

    async def announce(self, kind: str, *, owners: bool = False, about: str = "") -> None:
        """Tell operators, or owners, something about the court itself."""
        async with self._house.storage.read() as tx:
            somebody = next((each.person_id for each in await people.operators(tx)), None)
        if somebody is not None:
            async with self._turns.about(somebody) as turn:
                await alerts.announce(turn, kind, owners=owners, about=about)

    # -- what can be amiss -------------------------------------------------------------------------

    async def _journal(self) -> dict[str, str]:
        return {"journal": ""} if self._house.journal.failing else {}

    async def _disk(self) -> dict[str, str]:
        free = await asyncio.to_thread(self._house.keeper.free_bytes)
        return {"disk": str(free // MEGABYTE)} if free < self._house.policy.low_disk_bytes else {}

    async def _backup(self) -> dict[str, str]:
        days, now = self._house.policy.backup_days, self._house.clock.wall()
        if not days or self._house.policy.rehearsal:
            return {}
        async with self._house.storage.read() as tx:
            last = await _moment(tx, MADE_AT) or await _moment(tx, MISSED)
        if last is None:
            async with self._house.storage.begin() as tx:
                await set_fact(tx, MISSED, now.isoformat())
            return {}
        return {"backup": str((now - last).days)} if now - last > timedelta(days=days) else {}

    async def _failures(self) -> dict[str, str]:
        async with self._house.storage.read() as tx:
            failed = await events.failed_since(tx, self._house.clock.wall() - BURST)
        return {"failures": str(failed)} if failed else {}

    async def _platforms(self) -> dict[str, str]:
        async with self._house.storage.read() as tx:
            out = await events.out_of_reach(tx)
        return {f"{PLACE}{place}": place.title() for place in out if place != COURT}

    async def _tidy(self) -> None:
        """Once a day what was said long ago is tidied away."""
        now = self._house.clock.wall()
        async with self._house.storage.read() as tx:
            last = await _moment(tx, TIDIED)
        if last is not None and now - last < A_DAY:
            return
        async with self._house.storage.begin() as tx:
            await set_fact(tx, TIDIED, now.isoformat())
            if not await running.is_under_way(tx, tidying.WORK):
                tx.add(Work(kind=tidying.WORK, created_at=now))
        self._house.wake.work()


def _kind(key: str) -> str:
    return "platform" if key.startswith(PLACE) else key


def _place(key: str) -> str:
    return key.removeprefix(PLACE).title()


async def _moment(tx: UnitOfWork, name: str) -> datetime | None:
    text = await fact(tx, name)
    return None if text is None else datetime.fromisoformat(text)
