"""Gate "one platform down": what befalls Telegram or Discord, the other platforms never notice.

The program as it runs, web chat, Telegram and Discord in one process: one of them is unreachable at the
start, gone in the middle, answers nonsense, or refuses the token. Meanwhile people on the others ask and are
answered as fast as ever, and it comes back by itself, with everything that was said there."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col, select

from bot import keys as key_files
from bot.app import Court, started
from bot.settings.load import load_settings
from storage.enums import InboxStatus, Platform
from storage.tables import Inbox
from tests.acceptance.result import GateResult
from tests.acceptance.stage import memory
from tests.acceptance.wire.pulses import Asker, OnDiscord, OnTelegram, OnTheWeb, Pulse
from tests.acceptance.wire.troubles import Trouble, of_discord, of_telegram
from tests.bot.platforms.web.browser import Browser
from tests.fakes.discord import DiscordServer
from tests.fakes.telegram import TelegramServer
from tests.support.waiting import until

NAME = "one-platform-down"
ROUNDS = 4
HOLDS = {False: 0.8, True: 6.0}
"""Seconds of each trouble, and of the calm after it."""
BACK_WITHIN = 60.0
SOON = 2.0
"""In place of the five minutes after which a refused token is tried again."""
SLOWER, AND_SECONDS = 1.5, {False: 1.0, True: 0.1}
"""How much longer answers may take at the median while there is trouble; of a few it says little."""


@dataclass(frozen=True, slots=True)
class Sick:
    """The platform that things befall, and somebody there."""

    platform: Platform
    troubles: list[Trouble]
    somebody: Asker


async def run(*, full: bool, seed: int, database: str | None, platform: Platform) -> GateResult:
    """About three minutes in full size on each, twenty seconds in small."""
    del seed  # nothing here is left to chance
    telegram, discord = TelegramServer(), DiscordServer()
    async with telegram.running(), discord.running():
        sick, well = _cast(platform, telegram, discord)
        at_the_start = sick.troubles[0]
        await at_the_start.begins()
        async with _court(telegram, discord, database) as court:
            async with _pulses(court, well) as pulses:
                later = sick.troubles * ROUNDS if full else sick.troubles[1:]
                troubles = [at_the_start, *later]
                said, problems = await _befallen(court, sick, pulses, troubles, HOLDS[full])
            problems += await _taken(court, platform, said)
    problems += [
        line for pulse in pulses for line in pulse.problems(slower=SLOWER, seconds=AND_SECONDS[full])
    ]
    figure = f"{len(troubles)} troubles, {len(problems)} noticed; {'; '.join(map(str, pulses))}"
    return GateResult(f"{NAME}: {platform}", not problems, figure, tuple(problems[:20]))


def _cast(platform: Platform, telegram: TelegramServer, discord: DiscordServer) -> tuple[Sick, list[Asker]]:
    """The platform that has the trouble, and somebody on the other messenger."""
    there, elsewhere = OnTelegram(telegram, "Anna", "Beth", "Cleo"), OnDiscord(discord, "dora", "emma", "fay")
    if platform is Platform.TELEGRAM:
        return Sick(platform, of_telegram(telegram), there), [elsewhere]
    return Sick(platform, of_discord(discord), elsewhere), [there]


@asynccontextmanager
async def _court(
    telegram: TelegramServer, discord: DiscordServer, database: str | None
) -> AsyncIterator[Court]:
    """The program as it runs, with all three platforms."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True, dir=memory()) as folder:
        environ = {
            "COURT_COURT__DATA_DIRECTORY": f"{folder}/data",
            "COURT_COURT__ADMISSION": "open",
            "COURT_KEYS__FILE": f"{folder}/keys/key.json",
            "COURT_WEB__PORT": "0",
            "COURT_TELEGRAM__TOKEN": telegram.token,
            "COURT_TELEGRAM__API_BASE_URL": telegram.base_url,
            "COURT_TELEGRAM__FILE_BASE_URL": telegram.base_file_url,
            "COURT_DISCORD__TOKEN": discord.token,
            "COURT_DISCORD__API_BASE_URL": discord.api_url,
            "COURT_DISCORD__GATEWAY_URL": discord.gateway_url,
            "COURT_TIMING__TICK_SECONDS": "0.5",
            "COURT_TIMING__HEARTBEAT_SECONDS": "0.5",
            **({"COURT_DATABASE__URL": database} if database else {}),
        }
        settings = load_settings(None, environ)
        Path(settings.data_directory).mkdir(parents=True)
        async with started(settings, await key_files.unlock(settings, create=True)) as court:
            court.supervisor._longest_pause = SOON
            yield court


@asynccontextmanager
async def _pulses(court: Court, askers: Iterable[Asker]) -> AsyncIterator[list[Pulse]]:
    """People on the platforms that are well, who ask for the length of a block."""
    assert court.web is not None
    browser = Browser(court.web.address)
    try:
        await browser.register("carla@example.org")
        async with browser.line() as line:
            everybody = [OnTheWeb(browser, line), *askers]
            await asyncio.gather(*(each.asks() for each in everybody))
            pulses = [Pulse(each, partial(_is_up, court, each.name)) for each in everybody]
            beating = [asyncio.create_task(pulse.beats()) for pulse in pulses]
            try:
                yield pulses
            finally:
                for task in beating:
                    task.cancel()
                await asyncio.gather(*beating, return_exceptions=True)
    finally:
        await browser.close()


async def _befallen(
    court: Court, sick: Sick, pulses: list[Pulse], troubles: list[Trouble], holds: float
) -> tuple[int, list[str]]:
    """One trouble after the other, the first of which has begun. What was said there, and what went wrong."""
    said, problems = 0, []
    for number, trouble in enumerate(troubles):
        for pulse in pulses:
            pulse.trouble = True
        if number:
            await trouble.begins()
            await sick.somebody.says()
        await asyncio.sleep(holds)
        problems += await _found_out(court, sick, trouble)
        await trouble.ends()
        # Whoever the court has never heard of, it cannot ask Discord about: everybody speaks once at first.
        questions = 1 if number else sick.somebody.people
        problems += await _back(court, sick, trouble, questions)
        said += questions + bool(number)
        for pulse in pulses:
            pulse.trouble = False
        await asyncio.sleep(holds)
    return said, problems


async def _found_out(court: Court, sick: Sick, trouble: Trouble) -> list[str]:
    """Whether the program knows by now, or soon, how it stands."""
    try:
        await until(lambda: trouble.state in ("", _state(court, sick.platform)), within=BACK_WITHIN)
    except TimeoutError:
        return [f"{trouble.name}: {_state(court, sick.platform)} instead of {trouble.state}"]
    return []


async def _back(court: Court, sick: Sick, trouble: Trouble, questions: int) -> list[str]:
    """Whether it comes back by itself, and answers."""
    port = court.engine.platforms[sick.platform]
    try:
        await until(lambda: _state(court, sick.platform) == "up" and not port.hushed, within=BACK_WITHIN)
        for _ in range(questions):
            await sick.somebody.asks()
    except (TimeoutError, AssertionError) as error:
        return [f"{trouble.name}: it did not come back ({type(error).__name__})"]
    return []


async def _taken(court: Court, platform: Platform, said: int) -> list[str]:
    """Everything that was said there is taken and handled."""
    there = select(sa.func.count(col(Inbox.id))).where(col(Inbox.platform) == platform)
    async with court.engine.house.storage.read() as tx:
        taken = int(await tx.first(there) or 0)
        open_ = int(await tx.first(there.where(col(Inbox.status) == InboxStatus.RECEIVED)) or 0)
    problems = [f"{said - taken} of {said} updates were never taken"] if taken < said else []
    return problems + ([f"{open_} updates were not handled"] if open_ else [])


def _is_up(court: Court, platform: str) -> bool:
    return _state(court, platform) == "up"


def _state(court: Court, platform: str) -> str:
    return court.supervisor.states()[platform]
