"""The composition root: the only file that names concrete platforms. Starts, supervises and ends a court."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot import metrics
from bot.cards import draw_card
from bot.checkouts import Checkouts
from bot.clocks import ScaledClock
from bot.engine import Engine, assemble
from bot.house import cleaner_of, open_house
from bot.keeper import CourtKeeper
from bot.keys import Unlocked, claim
from bot.lockfile import held
from bot.platforms.port import PlatformPort
from bot.platforms.web.config import WebConfig
from bot.platforms.web.links import make_owner_link
from bot.platforms.web.runner import WebPlatform
from bot.rehearsing.cast import CAST, PASSWORD, Part
from bot.rehearsing.crowd import members_of
from bot.rehearsing.full_desk import fill
from bot.rehearsing.seeding import seed
from bot.settings import Settings
from bot.settings.sections import TimingSection
from bot.supervisor import Supervisor
from bot.ticks import Ticks
from bot.wake import Waker
from handlers.member.safety.by_name import stop_by_name
from handlers.ports import Clock, House
from handlers.registry import full_registry
from storage.errors import SchemaBehind
from storage.migrate import SchemaState, state, upgrade

MEGABYTE = 1024 * 1024
MINUTES_A_DAY = 1440
MOST_NAMED = 12
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal on throwaway data: how many wall minutes a court day lasts, and how many things wait on the
    desk of a crowd; 0: the cast plays."""

    day_minutes: float
    desk: int = 0

    @property
    def parts(self) -> Sequence[Part]:
        """Who plays."""
        return members_of(self.desk) if self.desk else CAST

    async def seed(self, engine: Engine) -> None:
        """Bring everybody on stage."""
        await (fill(engine, self.desk) if self.desk else seed(engine))

    def clock(self) -> Clock:
        """A court clock that starts now and runs fast."""
        return ScaledClock(MINUTES_A_DAY / self.day_minutes, datetime.now(UTC))


async def run(settings: Settings, unlocked: Unlocked, *, rehearsal: Rehearsal | None = None) -> None:
    """Run a court until it is told to stop (SIGINT, SIGTERM); it ends within ten seconds."""
    settings.data_directory.mkdir(parents=True, exist_ok=True)
    with held(settings.data_directory):
        async with started(settings, unlocked, rehearsal=rehearsal) as court:
            await court.announce()
            async with _cast(court):
                await _told_to_stop()
            sys.stdout.write("Closing the court. What was received is kept.\n")


@dataclass(frozen=True, slots=True)
class Court:
    """A court that is open."""

    engine: Engine
    web: WebPlatform | None
    supervisor: Supervisor
    name: str = "Her Court"
    rehearsal: Rehearsal | None = None

    async def announce(self) -> None:
        """Print where the court is, and how the first visitor becomes its owner."""
        if self.web is None:
            return
        sys.stdout.write(f"{self.name} is open: {self.web.address}\n")
        house = self.engine.house
        link = await make_owner_link(house.storage, house.clock, house.policy.public_url)
        if link is not None:
            sys.stdout.write(f"The first visitor of this link becomes the owner (once): {link}\n")
        if self.rehearsal is not None:
            names = ", ".join(part.email for part in self.rehearsal.parts[:MOST_NAMED])
            sys.stdout.write(f"Members to log in as: {names}. Their password: {PASSWORD}\n")
        sys.stdout.flush()


@asynccontextmanager
async def started(
    settings: Settings, unlocked: Unlocked, *, rehearsal: Rehearsal | None = None
) -> AsyncIterator[Court]:
    """An open court; it closes gracefully at the end of the block."""
    await _prepared(settings)
    if settings.metrics.enabled:
        metrics.serve(settings.metrics.host, settings.metrics.port)
    waker = Waker()
    house = open_house(
        settings,
        unlocked.keys,
        unlocked.home.journal,
        waker,
        clock=rehearsal.clock() if rehearsal else None,
        rehearsal=rehearsal is not None,
        seed=1 if rehearsal else None,
        keeper=CourtKeeper(settings, unlocked),
    )
    cleaner = cleaner_of(settings)
    lease = timedelta(seconds=settings.timing.lease_seconds)
    engine = assemble(house, full_registry(house.content), cleaner, waker, lease=lease)
    supervisor = Supervisor(engine)
    web = _web(settings, house, engine, supervisor) if settings.web.enabled else None
    if web is not None:
        engine.platforms[web.platform] = web
    for platform in _messengers(settings, house, engine):
        engine.platforms[platform.platform] = platform
    try:
        await claim(house.storage)
        async with _running(engine, supervisor, Ticks(engine, settings.timing, waker), settings.timing):
            yield Court(engine, web, supervisor, settings.court.name, rehearsal=rehearsal)
    finally:
        await cleaner.close()
        await house.storage.close()


@asynccontextmanager
async def _running(
    engine: Engine, supervisor: Supervisor, ticks: Ticks, timing: TimingSection
) -> AsyncIterator[None]:
    await engine.jobs.recover(timedelta(seconds=timing.outage_seconds))
    recovered = await engine.intake.recover()
    log.info("court.open", recovered=recovered)
    courier = asyncio.create_task(engine.courier.run())
    ticks.start()
    await supervisor.start()
    try:
        yield
    finally:
        ticks.stop()
        await supervisor.stop()
        await engine.turns.stop(timing.shutdown_seconds / 2)
        courier.cancel()
        await asyncio.gather(courier, return_exceptions=True)


async def _prepared(settings: Settings) -> None:
    """A new database gets its tables; one of another version is not touched. Raises ``SchemaBehind``."""
    match await state(settings.database_url):
        case SchemaState.MISSING:
            await upgrade(settings.database_url)
        case SchemaState.BEHIND | SchemaState.AHEAD:
            raise SchemaBehind
        case SchemaState.CURRENT:
            return


def _web(settings: Settings, house: House, engine: Engine, supervisor: Supervisor) -> WebPlatform:
    web = settings.web
    config = WebConfig(
        host=web.host,
        port=web.port,
        public_url=web.address,
        idle_minutes=web.idle_minutes,
        session_days=web.session_days,
        max_upload_bytes=settings.media.upload_megabytes * MEGABYTE,
        max_files=settings.media.album_files,
        trusted_proxies=web.trusted_proxies,
    )

    async def stop_named(username: str, word: str) -> None:
        await stop_by_name(engine.turns.about, house, username, word)

    return WebPlatform(
        house,
        engine.registry,
        config,
        engine.intake,
        stop_named,
        draw_card=draw_card,
        states=supervisor.states,
    )


def _messengers(settings: Settings, house: House, engine: Engine) -> Iterator[PlatformPort]:
    """The platforms that have a token. A rehearsal's settings name only bots of its own."""
    if settings.telegram.token is not None:
        yield _telegram(settings, house, engine)
    if settings.discord.token is not None:
        yield _discord(settings, house, engine)


def _telegram(settings: Settings, house: House, engine: Engine) -> PlatformPort:
    # A court without a token never loads the library.
    from bot.platforms.telegram.config import config_of  # noqa: PLC0415
    from bot.platforms.telegram.runner import TelegramPlatform  # noqa: PLC0415

    return TelegramPlatform(
        house,
        engine.registry,
        config_of(settings.telegram, settings.data_directory),
        engine.intake,
        draw_card=draw_card,
        report=engine.jobs.report,
        may_pay=Checkouts(engine.turns).asked,
    )


def _discord(settings: Settings, house: House, engine: Engine) -> PlatformPort:
    from bot.platforms.discord.config import config_of  # noqa: PLC0415
    from bot.platforms.discord.runner import DiscordPlatform  # noqa: PLC0415

    config = config_of(
        settings.discord,
        languages=settings.court.languages,
        max_upload_bytes=settings.media.upload_megabytes * MEGABYTE,
    )
    return DiscordPlatform(house, engine.registry, config, engine.intake, draw_card=draw_card)


@asynccontextmanager
async def _cast(court: Court) -> AsyncIterator[None]:
    """In a rehearsal the cast comes on stage while the doors are already open."""
    rehearsal = court.rehearsal
    entering = asyncio.create_task(rehearsal.seed(court.engine)) if rehearsal is not None else None
    try:
        yield
    finally:
        if entering is not None:
            entering.cancel()
            await asyncio.gather(entering, return_exceptions=True)


async def _told_to_stop() -> None:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, told.set)
    await told.wait()
