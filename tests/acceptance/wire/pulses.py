"""People who ask the running program something again and again, each on a platform, and time the answers."""

import asyncio
import itertools
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from tests.bot.platforms.web.browser import Browser, Socket, client_id
from tests.fakes.discord import DiscordServer
from tests.fakes.telegram import TelegramServer

QUESTION, ANSWER = "/help", "/red"
WITHIN = 10.0
EVERY = 0.4


class Asker(Protocol):
    """Somebody on a platform."""

    name: str
    people: int

    async def says(self) -> None:
        """Put a question on the wire."""
        ...

    async def asks(self) -> None:
        """Ask, and wait for the answer. Raises ``AssertionError`` or ``TimeoutError`` if none comes."""
        ...


class OnTelegram:
    """A few people on Telegram, in turn: one chat is not written to more than once a second."""

    name = "telegram"

    def __init__(self, server: TelegramServer, *who: str) -> None:
        self.people = len(who)
        self._people = itertools.cycle([server.person(name) for name in who])

    async def says(self) -> None:
        """Type the question."""
        await next(self._people).says(QUESTION)

    async def asks(self) -> None:
        """Type it, and read the answer."""
        person = next(self._people)
        said = await person.says(QUESTION)
        await person.hears(ANSWER, after=said, within=WITHIN)


class OnDiscord:
    """A few people on Discord, in turn, in direct messages."""

    name = "discord"

    def __init__(self, server: DiscordServer, *who: str) -> None:
        self.people = len(who)
        self._people = itertools.cycle([server.person(name) for name in who])

    async def says(self) -> None:
        """Type the question."""
        await next(self._people).says(QUESTION)

    async def asks(self) -> None:
        """Type it, and read the answer."""
        person = next(self._people)
        said = await person.says(QUESTION)
        await person.hears(ANSWER, after=said, within=WITHIN)


class OnTheWeb:
    """Somebody at the page, with its live line."""

    name, people = "web", 1

    def __init__(self, browser: Browser, line: Socket) -> None:
        self._browser, self._line = browser, line

    async def says(self) -> None:
        """Send the question."""
        body = {"id": client_id(), "kind": "command", "command": QUESTION.removeprefix("/"), "args": ""}
        answer = await self._browser.post("/api/send", body)
        assert answer.status_code == 202, answer.text

    async def asks(self) -> None:
        """Send it, and read the answer from the line."""
        await self.says()
        async with asyncio.timeout(WITHIN):
            while True:
                message = (await self._line.next("message", seconds=WITHIN))["message"]
                if message["from"] != "me" and ANSWER in message["text"]:
                    return


@dataclass(slots=True)
class Pulse:
    """The answers on one platform: how long each took, while all was calm and while there was trouble."""

    asker: Asker
    is_up: Callable[[], bool]
    trouble: bool = False
    calm: list[float] = field(default_factory=list)
    troubled: list[float] = field(default_factory=list)
    missed: int = 0
    away: int = 0

    async def beats(self) -> None:
        """Ask until cancelled."""
        while True:
            samples, begun = (self.troubled if self.trouble else self.calm), time.monotonic()
            try:
                await self.asker.asks()
                samples.append(time.monotonic() - begun)
            except (AssertionError, TimeoutError):
                self.missed += 1
            self.away += not self.is_up()
            await asyncio.sleep(EVERY)

    def problems(self, *, slower: float, seconds: float) -> list[str]:
        """What somebody there would have noticed: no answer, or answers in trouble ``slower`` than else by
        more than ``seconds``, at the median."""
        name = self.asker.name
        problems = [f"{name}: {self.missed} questions were not answered"] if self.missed else []
        problems += [f"{name} was not up {self.away} times"] if self.away else []
        usual, then = statistics.median(self.calm), statistics.median(self.troubled)
        if then > usual * slower + seconds:
            problems.append(f"{name} took {then * 1000:.0f} ms instead of {usual * 1000:.0f}")
        return problems

    def __str__(self) -> str:
        usual, then = statistics.median(self.calm), statistics.median(self.troubled)
        asked = len(self.calm) + len(self.troubled)
        return f"{self.asker.name} {asked} answers, {usual * 1000:.0f} ms, in trouble {then * 1000:.0f} ms"
