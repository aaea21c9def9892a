"""Each platform is kept running by itself; the others never notice."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.platforms.port import Hopeless
from bot.supervisor import Supervisor
from storage.enums import Platform, Role
from storage.tables import Heartbeat, Outage
from tests.support import playing
from tests.support.court import ScriptedCourt
from tests.support.scripted import ScriptedPlatform


@dataclass(slots=True)
class Moody(ScriptedPlatform):
    """A platform that fails as told: each entry is what a start raises, None lets it run until ``fail``."""

    platform: Platform = Platform.TELEGRAM
    starts: list[Exception | None] = field(default_factory=list)
    started: int = 0
    broken: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        """Start as told."""
        self.started += 1
        failure = self.starts.pop(0) if self.starts else None
        if failure is not None:
            raise failure

    async def ended(self) -> None:
        """End when told."""
        await self.broken.wait()
        self.broken.clear()
        raise ConnectionResetError


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)


def supervised(court: ScriptedCourt, moody: Moody) -> Supervisor:
    """The court with the moody platform beside its own."""
    court.engine.platforms[moody.platform] = moody
    return Supervisor(court.engine, first_pause=0.01)


async def test_a_platform_that_cannot_start_is_tried_again_and_the_others_run(court: ScriptedCourt) -> None:
    moody = Moody(starts=[OSError(), AttributeError()])
    supervisor = supervised(court, moody)
    await supervisor.start()
    assert supervisor.states()["web"] == "up"
    await until(lambda: supervisor.states()["telegram"] == "up")
    assert moody.started == 3
    await supervisor.stop()


async def test_a_platform_that_breaks_is_started_again(court: ScriptedCourt) -> None:
    moody = Moody()
    supervisor = supervised(court, moody)
    await supervisor.start()
    await until(lambda: moody.started == 1 and supervisor.states()["telegram"] == "up")
    moody.broken.set()
    await until(lambda: moody.started == 2 and supervisor.states()["telegram"] == "up")
    await supervisor.stop()


async def test_a_revoked_token_is_told_the_owners_once_and_then_left_in_peace(court: ScriptedCourt) -> None:
    olga = await playing.operator(court, role=Role.OWNER)
    moody = Moody(starts=[Hopeless("revoked"), Hopeless("revoked")])
    supervisor = supervised(court, moody)
    await supervisor.start()
    await until(lambda: supervisor.states()["telegram"] == "refused")
    await court.engine.settle()
    assert olga.heard.count("Telegram refuses the court") == 1
    assert moody.started == 1
    await supervisor.stop()


async def test_a_silence_of_a_platform_is_an_outage_of_it_from_its_last_sign_of_life(
    court: ScriptedCourt,
) -> None:
    moody = Moody(up=True)
    jobs = court.engine.jobs
    await jobs.beat(moody)
    began = court.clock.court()
    moody.up = False
    court.clock.advance(timedelta(minutes=1))
    await jobs.beat(moody)
    assert await outages(court) == []
    court.clock.advance(timedelta(minutes=4))
    await jobs.beat(moody)
    await jobs.beat(moody)
    assert await outages(court) == [(began, None)]
    moody.up = True
    await jobs.beat(moody)
    assert await outages(court) == [(began, court.clock.court())]


async def test_a_short_silence_is_none(court: ScriptedCourt) -> None:
    moody = Moody(up=True)
    await court.engine.jobs.beat(moody)
    court.clock.advance(timedelta(seconds=90))
    await court.engine.jobs.beat(moody)
    assert await outages(court) == []
    async with court.storage.read() as tx:
        heartbeat = await tx.get(Heartbeat, "telegram")
        assert heartbeat is not None
        assert heartbeat.at == court.clock.court()


async def outages(court: ScriptedCourt) -> list[tuple[object, object]]:
    """Every outage that was noted: from when until when."""
    from sqlmodel import select

    async with court.storage.read() as tx:
        return [(row.started_at, row.ended_at) for row in await tx.all(select(Outage))]
