"""Sends what is queued: woken by commits, chats side by side, each chat in order, safety first."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from pydantic import ValidationError

from bot.delivery.bulk import Lane
from bot.delivery.outcomes import Outcomes
from bot.delivery.parcels import Parcels
from bot.platforms.port import Parcel, PlatformPort, pause_of
from bot.turns import Turns
from handlers.ports import House
from storage.enums import OutboxClass, Platform
from storage.errors import Unreadable
from storage.gate import Urgency
from storage.queries import outbox
from storage.tables import Account
from storage.unit import UnitOfWork

LEASE = timedelta(minutes=2)
CHATS_AT_ONCE = 64
"""On each platform: one that is slow takes nothing away from the others."""
SEND_SECONDS = 60.0
IDLE_SECONDS = 30.0
PACE_SECONDS = 0.25
"""So often a chat that has to go slowly looks whether something safe to hurry has come."""
log = structlog.get_logger(__name__)


class Courier:
    """Takes messages from the outbox to the platforms."""

    def __init__(
        self,
        house: House,
        turns: Turns,
        platforms: Mapping[Platform, PlatformPort],
        *,
        chats_at_once: int = CHATS_AT_ONCE,
        lease: timedelta = LEASE,
    ) -> None:
        self._storage = house.storage
        self._clock = house.clock
        self._platforms = platforms
        self._parcels = Parcels(house, turns)
        self._outcomes = Outcomes(self._parcels, house.clock)
        self._chats_at_once = chats_at_once
        self._lease = lease
        self._lanes = [Lane(each, house, platforms, self._outcomes, lease) for each in Platform]
        self._wake = asyncio.Event()
        self._chats: dict[uuid.UUID, asyncio.Task[None]] = {}
        self._busy: Counter[Platform] = Counter()
        self._again: set[uuid.UUID] = set()
        self._crowded = False
        self._released_at: datetime | None = None

    def wake(self) -> None:
        """Something was queued or became due."""
        self._wake.set()
        for lane in self._lanes:
            lane.wake()

    async def run(self) -> None:
        """Deliver until cancelled. What was being sent when the court last ended is sent again."""
        async with self._storage.begin() as tx:
            await outbox.release_expired(tx, None)
        lanes = [asyncio.create_task(lane.run()) for lane in self._lanes]
        try:
            while True:
                self._wake.clear()
                await self._release()
                pause = await self._round()
                await self._sleep(pause)
        finally:
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(self._stop_chats(), *lanes, return_exceptions=True)

    async def _release(self) -> None:
        """Now and then: what was being sent and of which no outcome could be written down is sent again."""
        now = self._clock.wall()
        if self._released_at is not None and now < self._released_at + self._lease / 4:
            return
        try:
            async with self._storage.begin(Urgency.BULK) as tx:
                await outbox.release_expired(tx, now)
            self._released_at = now
        except Exception as error:  # noqa: BLE001 - a locked or full disk must not end delivery
            log.warning("delivery.storage", error=type(error).__name__)

    async def idle(self) -> None:
        """Return when nothing that is due waits to be sent. For tests and for stopping."""
        while True:
            self._wake.clear()
            await self._round()
            sent = [await lane.idle() for lane in self._lanes]
            if not self._chats and not self._wake.is_set() and not any(sent):
                return
            await asyncio.gather(*self._chats.values(), return_exceptions=True)

    async def _round(self) -> float:
        """Start the chats that have something due; returns how long to sleep if nothing wakes us."""
        now = self._clock.wall()
        try:
            async with self._storage.read() as tx:
                while self._begun(await self._due(tx, now)):
                    # What is due elsewhere may have stood behind what fills a platform.
                    pass
                later = await outbox.next_wake(tx, now)
        except Exception as error:  # noqa: BLE001 - a locked or full disk must not end delivery
            log.warning("delivery.storage", error=type(error).__name__)
            return 1.0
        return IDLE_SECONDS if later is None else min(IDLE_SECONDS, max(0.0, (later - now).total_seconds()))

    async def _due(self, tx: UnitOfWork, now: datetime) -> Sequence[tuple[uuid.UUID, Platform]]:
        """The chats that have something due, where it can be sent now and there is room for it."""
        full = [platform for platform, chats in self._busy.items() if chats >= self._chats_at_once]
        self._crowded = self._crowded or bool(full)
        closed = [platform for platform, port in self._platforms.items() if not port.up] + full
        return await outbox.chats_with_due(
            tx, now, self._chats_at_once * 4, down=closed, hushed=self._hushed()
        )

    def _begun(self, due: Sequence[tuple[uuid.UUID, Platform]]) -> bool:
        """Start these chats as far as there is room. True if there was not room for all."""
        full = False
        for account_id, platform in due:
            if account_id in self._chats:
                self._again.add(account_id)
            elif self._busy[platform] < self._chats_at_once:
                self._start(account_id, platform)
            else:
                full = True
        return full

    def _hushed(self) -> list[Platform]:
        return [platform for platform, port in self._platforms.items() if port.hushed]

    def _start(self, account_id: uuid.UUID, platform: Platform) -> None:
        task = asyncio.create_task(self._chat(account_id))
        self._chats[account_id] = task
        self._busy[platform] += 1
        task.add_done_callback(lambda _task: self._ended(account_id, platform))

    def _ended(self, account_id: uuid.UUID, platform: Platform) -> None:
        del self._chats[account_id]
        self._busy[platform] -= 1
        if self._crowded or account_id in self._again:
            self._crowded = False
            self._again.discard(account_id)
            self._wake.set()

    async def _chat(self, account_id: uuid.UUID) -> None:
        try:
            while await self.send_next(account_id):
                pass
        except Exception as error:
            log.exception("delivery.chat", error=type(error).__name__)
            await asyncio.sleep(1)

    async def send_next(self, account_id: uuid.UUID) -> bool:
        """Send the chat's next message. False if there is none, or the chat has to wait."""
        parcel = await self._claimed(account_id)
        if isinstance(parcel, bool):
            return parcel
        port = self._platforms.get(parcel.platform)
        if port is None:
            await self._parcels.postponed(parcel, self._clock.wall() + self._lease)
            return False
        return await self._send(port, parcel)

    async def _claimed(self, account_id: uuid.UUID) -> Parcel | bool:
        """The next message, claimed; True if it was cancelled instead, False if there is none."""
        now = self._clock.wall()
        async with self._storage.read() as tx:
            account = await tx.get(Account, account_id)
            port = self._platforms.get(account.platform) if account else None
            if port is not None and not port.up:
                return False
            hushed = port is not None and port.hushed
            candidate = await outbox.next_of_chat(tx, account_id, now, safety_only=hushed)
        if candidate is None:
            return False
        pause = pause_of(port, account_id, urgent=candidate.klass is OutboxClass.SAFETY)
        if pause > 0:
            await asyncio.sleep(min(pause, PACE_SECONDS))
            return True
        urgency = Urgency.SAFETY if candidate.klass in outbox.SURVIVES_STOP else Urgency.TURN
        async with self._storage.begin(urgency) as tx:
            if not await outbox.claim(tx, candidate, now + self._lease):
                return True
            try:
                return await self._parcels.made(tx, candidate)
            except (Unreadable, ValidationError, LookupError) as error:
                # It would never go out, and what follows it in the chat would wait for ever.
                await self._parcels.spoilt(tx, candidate, type(error).__name__)
                return True

    async def _send(self, port: PlatformPort, parcel: Parcel) -> bool:
        try:
            receipt = await asyncio.wait_for(port.send(parcel), SEND_SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever a platform raises, the message is not lost
            return await self._outcomes.troubled(parcel, error)
        return await self._outcomes.taken(parcel, receipt)

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return

    async def _stop_chats(self) -> None:
        tasks = list(self._chats.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=3)
            for task in late:
                task.cancel()
