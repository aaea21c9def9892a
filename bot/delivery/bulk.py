"""The lane of broadcasts: many messages claimed in one write, sent side by side, receipted in one write.

Nothing else is held up by it: it asks for the right to send only what it can send at once, claims in the
urgency of bulk, and what comes in the way of a message is for the ordinary delivery to deal with."""

import asyncio
from collections import deque
from collections.abc import Coroutine, Mapping, Sequence
from datetime import timedelta

import structlog
from pydantic import ValidationError

from bot import metrics
from bot.delivery.outcomes import Outcomes
from bot.delivery.parcels import RECEIPT
from bot.platforms.port import Parcel, PlatformPort, Receipt, pause_of
from handlers.chat.outgoing import MEANING
from handlers.ports import House
from storage.enums import Platform
from storage.errors import Unreadable
from storage.gate import Urgency
from storage.queries import bulk
from storage.queries.bulk import Letter

AT_ONCE = 64
SEND_SECONDS = 60.0
AGAIN_SECONDS = 0.5
IDLE_SECONDS = 30.0
END_SECONDS = 3.0
log = structlog.get_logger(__name__)


class Lane:
    """Sends what broadcasts have queued for one platform."""

    def __init__(
        self,
        platform: Platform,
        house: House,
        platforms: Mapping[Platform, PlatformPort],
        outcomes: Outcomes,
        lease: timedelta,
    ) -> None:
        self._platform, self._platforms = platform, platforms
        self._house, self._outcomes, self._lease = house, outcomes, lease
        self._wake = asyncio.Event()
        self._ready: deque[Letter] = deque()
        self._sending: set[asyncio.Task[None]] = set()
        self._receipts: dict[int, tuple[Letter, Receipt]] = {}
        self._writing: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Something was queued."""
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled."""
        try:
            while True:
                self._wake.clear()
                pause = await self._safely()
                if pause is None or pause >= IDLE_SECONDS:
                    await self._sleep(IDLE_SECONDS)
                else:
                    await asyncio.sleep(pause)
        finally:
            await self._end()

    async def idle(self) -> bool:
        """Send all there is to send now; True if there was something. For tests and for stopping."""
        some = False
        while (pause := await self._safely()) is not None and pause < IDLE_SECONDS:
            some = True
            await asyncio.sleep(pause)
        while self._sending or self._writing:
            await asyncio.gather(*self._sending, *filter(None, (self._writing,)), return_exceptions=True)
        return some

    async def _safely(self) -> float | None:
        try:
            return await self._step()
        except Exception as error:  # noqa: BLE001 - a locked or full disk must not end delivery
            log.warning("delivery.bulk", error=type(error).__name__)
            self._ready.clear()
            return IDLE_SECONDS

    async def _step(self) -> float | None:
        """Send what may be sent now; returns how long to wait for the next, None if there is none."""
        port = self._platforms.get(self._platform)
        if port is None or not port.up or port.hushed:
            self._ready.clear()
            return None
        if not self._ready:
            async with self._house.storage.read() as tx:
                letters, broken = await bulk.found(tx, self._platform, self._house.clock.wall(), AT_ONCE)
            await self._spoilt(broken, Unreadable.__name__)
            self._ready.extend(letters)
        if not self._ready:
            return None
        if len(self._sending) >= AT_ONCE:
            await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
        batch, pause = self._allowed(port)
        if batch:
            await self._claimed(port, batch)
        return pause

    def _allowed(self, port: PlatformPort) -> tuple[list[Letter], float]:
        """The letters that may be sent this moment, and how long the next has to wait."""
        batch: list[Letter] = []
        while self._ready and len(batch) + len(self._sending) < AT_ONCE:
            pause = pause_of(port, self._ready[0].account_id, urgent=False)
            if pause > 0:
                return batch, pause
            batch.append(self._ready.popleft())
        return batch, 0.0

    async def _claimed(self, port: PlatformPort, batch: list[Letter]) -> None:
        """A send starts when its claim commits: a stop that was committed before has won."""
        until = self._house.clock.wall() + self._lease
        async with self._house.storage.begin(Urgency.BULK) as tx:
            claimed = await bulk.claim(tx, [letter.id for letter in batch], until)
        for letter in batch:
            if letter.id in claimed:
                task = asyncio.create_task(self._send(port, letter))
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)

    async def _send(self, port: PlatformPort, letter: Letter) -> None:
        try:
            parcel = self._parcel(letter)
        except ValidationError as error:
            await self._spoilt([letter.id], type(error).__name__)
            return
        try:
            receipt = await asyncio.wait_for(port.send(parcel), SEND_SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever a platform raises, the message is not lost
            await self._written(self._outcomes.troubled(parcel, error))
            return
        if receipt.more or parcel.on_sent:
            await self._written(self._outcomes.taken(parcel, receipt))
            return
        metrics.SENDS.labels(self._platform.value, "sent").inc()
        self._receipts[letter.id] = (letter, receipt)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())

    async def _spoilt(self, rows: Sequence[int], error: str) -> None:
        """What nobody can read any more is a dead letter."""
        if rows:
            log.error("delivery.spoilt", error=error)
            async with self._house.storage.begin(Urgency.BULK) as tx:
                await bulk.bury(tx, rows, error)

    async def _written(self, outcome: Coroutine[None, None, bool]) -> None:
        """Write down how it went; if that fails, the lease ends one day and it is sent again."""
        try:
            await outcome
        except Exception as error:
            log.exception("delivery.chat", error=type(error).__name__)

    async def _write(self) -> None:
        """Write down what was sent, all there is at a time, until there is nothing more."""
        try:
            while self._receipts:
                batch = dict(self._receipts)
                try:
                    await self._receipted(batch)
                except Exception as error:  # noqa: BLE001 - a busy disk passes; nobody is to get it twice
                    log.warning("delivery.storage", error=type(error).__name__)
                    await asyncio.sleep(AGAIN_SECONDS)
        finally:
            self._writing = None

    async def _receipted(self, batch: Mapping[int, tuple[Letter, Receipt]]) -> None:
        async with self._house.storage.begin(Urgency.BULK) as tx:
            sealed = {
                row: bulk.sealed_receipt(tx, letter, RECEIPT.dump_json(receipt).decode())
                for row, (letter, receipt) in batch.items()
            }
            await bulk.receipted(tx, sealed, self._house.clock.wall())
        for row in batch:
            del self._receipts[row]

    def _parcel(self, letter: Letter) -> Parcel:
        persona = self._house.content.personas.get(letter.persona)
        return Parcel(
            outbox_id=letter.id,
            person_id=letter.person_id,
            account_id=letter.account_id,
            platform=self._platform,
            address=letter.address,
            chat=letter.chat,
            meaning=MEANING.validate_json(letter.payload),
            ref=letter.ref,
            klass=letter.klass,
            persona=persona.key if persona else None,
            persona_name=persona.name if persona else None,
            on_sent=letter.on_sent,
        )

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return

    async def _end(self) -> None:
        """Let what is under way arrive and be written down, for a moment."""
        tasks = [*self._sending, *filter(None, (self._writing,))]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=END_SECONDS)
            for task in late:
                task.cancel()
