"""In touch with Telegram or not: what the supervisor writes outages from, and what hushes delivery until a
backlog was searched for stops."""

import time
from collections.abc import Awaitable, Callable

import structlog

from handlers.ports import Wake

DAY_SECONDS = 24 * 3600.0
Report = Callable[[str], Awaitable[None]]
log = structlog.get_logger(__name__)


async def nobody(kind: str) -> None:
    """Nobody is told."""
    del kind


class Contact:
    """Knows whether the platform is ``up`` and whether it is ``hushed``.

    ``report`` tells the operators that something happened: ``telegram_gap`` or ``telegram_conflict``."""

    def __init__(self, wake: Wake, report: Report = nobody, *, now: Callable[[], float] = time.time) -> None:
        self._wake = wake
        self._report = report
        self._now = now
        self._last: float | None = None
        self._told: set[str] = set()
        self.up = False
        self.hushed = True

    def since(self, moment: float | None) -> None:
        """When an earlier run was last in touch, in seconds of the wall clock; None: never."""
        self._last = moment if self._last is None else self._last

    async def found(self, *, searched: bool) -> None:
        """Telegram answered; ``searched``: it holds nothing back that we have not taken."""
        gap = 0.0 if self._last is None else self._now() - self._last
        self._last = self._now()
        back = not self.up
        if back:
            log.info("telegram.up")
        self.up = True
        self._told.discard("telegram_conflict")
        if back or (searched and self.hushed):
            # Safety may be sent as soon as Telegram answers, everything else once the backlog was searched.
            self.hushed = self.hushed and not searched
            self._wake.delivery()
        if gap > DAY_SECONDS:
            log.error("telegram.gap", hours=round(gap / 3600))
            await self._report("telegram_gap")

    def lost(self, why: str) -> None:
        """Telegram did not answer. What it holds meanwhile must be searched first."""
        if self.up:
            log.warning("telegram.down", error=why)
        self.up = False
        self.hushed = True

    def left(self) -> None:
        """The platform ends, or begins anew: whatever waits there by then must be searched first."""
        self.up, self.hushed = False, True

    async def conflict(self) -> None:
        """Somebody else takes this bot's updates."""
        self.lost("Conflict")
        log.error("telegram.conflict", hint="another program runs with this bot's token; end one of them")
        if "telegram_conflict" not in self._told:
            self._told.add("telegram_conflict")
            await self._report("telegram_conflict")
