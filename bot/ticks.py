"""APScheduler's part: a handful of ticks, each calling the jobs. Every ``due_at`` column is the truth."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.engine import Engine
from bot.settings.sections import TimingSection
from bot.wake import Waker

GRACE_SECONDS = 3600
log = structlog.get_logger(__name__)


class Ticks:
    """Sweeps, errands and heartbeats at their pace; errands also at once when a turn queued one."""

    def __init__(self, engine: Engine, timing: TimingSection, waker: Waker) -> None:
        self._engine = engine
        self._scheduler = AsyncIOScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": GRACE_SECONDS}
        )
        self._stopping = False
        jobs = engine.jobs
        self._every(timing.tick_seconds, "sweep", jobs.sweep)
        self._every(timing.tick_seconds, "work", jobs.work)
        self._every(timing.heartbeat_seconds, "heartbeat", self._heartbeat)
        self._tasks: set[asyncio.Task[None]] = set()
        waker.on_work = self._work_now

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """No further tick; what runs is cancelled, and is done again after the next start."""
        self._stopping = True
        self._scheduler.shutdown(wait=False)
        for task in self._tasks:
            task.cancel()

    def _every(self, seconds: float, name: str, job: Callable[[], Awaitable[object]]) -> None:
        async def tick() -> None:
            try:
                await _guarded(name, job)
            except asyncio.CancelledError:
                # A closing court cancels its ticks; the scheduler would report that as an error.
                if not self._stopping:
                    raise

        self._scheduler.add_job(tick, "interval", seconds=seconds, id=name)

    async def _heartbeat(self) -> None:
        """The court's own, and each platform's; and stops that could not be made are made."""
        await self._engine.jobs.heartbeat()
        for port in self._engine.platforms.values():
            await self._engine.jobs.beat(port)
        await self._engine.intake.catch_up()

    def _work_now(self) -> None:
        task = asyncio.get_running_loop().create_task(_guarded("work", self._engine.jobs.work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _guarded(name: str, job: Callable[[], Awaitable[object]]) -> None:
    try:
        await job()
    except Exception:
        # A locked or full disk must not end the ticks; the next one tries again.
        log.exception("tick.failed", tick=name)
