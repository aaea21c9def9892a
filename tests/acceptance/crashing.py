"""A court that dies at a step one can name: around each commit, around each call to its platform."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from telegram.error import NetworkError

from bot.platforms.telegram.request import AiohttpRequest
from handlers.ports import Policy
from storage.gate import Urgency
from storage.queries import outbox
from storage.sealing import Keyring
from storage.unit import Storage, UnitOfWork
from tests.contracts.telegram import TelegramCourt, config_for
from tests.fakes.telegram import TelegramServer
from tests.support.clocks import FakeClock

COUNTED = ("sendInvoice", "answerPreCheckoutQuery", "refundStarPayment", "sendMessage", "deleteMessages")
LATER = timedelta(minutes=2)
RUNNER = "bot.platforms.telegram.runner.AiohttpRequest"


class Crashed(Exception):
    """The court is dead: nothing of it happens any more."""


@dataclass(slots=True)
class Fuse:
    """Counts steps, and burns through at the one that ``at`` names. Afterwards every step fails."""

    at: int = 0
    count: int = 0
    burnt: asyncio.Event = field(default_factory=asyncio.Event)

    def set(self, at: int) -> None:
        """Count anew, and burn at step ``at``; 0: never."""
        self.at, self.count = at, 0
        self.burnt.clear()

    def step(self) -> None:
        """One step of the court. Raises ``Crashed`` if it is the last, or was."""
        self.count += 1
        if self.at and self.count >= self.at:
            self.burnt.set()
        self.alive()

    def alive(self) -> None:
        """Raises ``Crashed`` if the court is dead."""
        if self.burnt.is_set():
            raise Crashed


class FusedStorage(Storage):
    """A storage whose commits are steps: the crash comes before one, or straight after it."""

    def __init__(self, url: str, keyring: Keyring, fuse: Fuse) -> None:
        super().__init__(url, keyring)
        self._fuse = fuse

    @asynccontextmanager
    async def begin(self, urgency: Urgency = Urgency.TURN) -> AsyncIterator[UnitOfWork]:
        """A writing transaction."""
        self._fuse.alive()
        async with super().begin(urgency) as tx:
            yield tx
            self._fuse.step()
        self._fuse.step()


def fused_request(fuse: Fuse) -> type[AiohttpRequest]:
    """A request class whose calls are steps: the crash comes before one leaves, or before it is answered."""

    class FusedRequest(AiohttpRequest):
        async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
            counted = url.rpartition("/")[2] in COUNTED
            try:
                fuse.step() if counted else fuse.alive()
                answer = await super().do_request(url, *args, **kwargs)
                fuse.step() if counted else fuse.alive()
            except Crashed:
                raise NetworkError("The court is dead.") from None
            return answer

    return FusedRequest


@dataclass(slots=True)
class Mortal:
    """A court on Telegram that can die and be opened again, over the same data and the same platform."""

    url: str
    keyring: Keyring
    server: TelegramServer
    folder: Path
    policy: Policy
    seed: int
    fuse: Fuse = field(default_factory=Fuse)
    clock: FakeClock = field(default_factory=FakeClock)
    lives: int = 0
    _court: TelegramCourt | None = None

    @property
    def court(self) -> TelegramCourt:
        """The court as it lives now."""
        assert self._court is not None
        return self._court

    async def open(self) -> None:
        """Open it, and take up what an earlier life had accepted and not done."""
        self.lives += 1
        storage = FusedStorage(self.url, self.keyring, self.fuse)
        with patch(RUNNER, fused_request(self.fuse)):
            config = config_for(self.server, self.folder)
            court = TelegramCourt(storage, self.clock, self.folder, self.server, config, policy=self.policy)
        court.random = random.Random(self.seed)
        self._court = court
        async with storage.begin() as tx:
            await outbox.release_expired(tx, None)
        await court.engine.jobs.recover()
        await court.engine.intake.recover()
        await court.telegram.start()

    async def die(self) -> None:
        """Everything that was under way is gone; what is on disk stays."""
        court = self.court
        await court.telegram.stop()
        await court.engine.turns.stop(0)
        chats = list(court.engine.courier._chats.values())
        for chat in chats:
            chat.cancel()
        await asyncio.gather(*chats, return_exceptions=True)
        await court.close()
        await court.storage.close()

    async def reborn(self) -> None:
        """After a crash: the same court in a new life, two minutes later."""
        await self.die()
        self.fuse.set(0)
        self.clock.advance(LATER)
        await self.open()
        await self.settle()

    async def settle(self) -> None:
        """Return when everything is taken, done and sent. Raises ``Crashed`` as soon as the court dies."""
        settling = asyncio.create_task(self.court.settle())
        burning = asyncio.create_task(self.fuse.burnt.wait())
        try:
            await asyncio.wait({settling, burning}, return_when=asyncio.FIRST_COMPLETED)
            self.fuse.alive()
            await settling
        finally:
            for task in (settling, burning):
                task.cancel()
            with suppress(BaseException):
                await asyncio.gather(settling, burning, return_exceptions=True)
