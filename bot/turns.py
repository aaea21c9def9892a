"""Turns: opens the transaction a handler works in, and handles each person's updates one after the other."""

import asyncio
import random
import uuid
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot import albums, metrics
from bot.platforms.port import TryLater, Unavailable
from bot.typing_signs import TypingSigns
from bot.uploads import Uploads
from handlers.chat.incoming import BODY, FACTS, Body, Inbound, Origin
from handlers.feature import Registry
from handlers.ports import House, StoredMedium, Uploaded
from handlers.router import handle
from handlers.turn import Turn, load_subject
from storage.engines import is_busy
from storage.enums import InboxStatus
from storage.gate import Urgency
from storage.tables import Account, Inbox, Person
from storage.unit import UnitOfWork

ATTEMPTS = 3
RETRY_SECONDS = 0.5
LONGEST_RETRY_SECONDS = 30.0
log = structlog.get_logger(__name__)


class Turns:
    """Runs turns: updates in order per person, people side by side."""

    def __init__(
        self,
        house: House,
        registry: Registry,
        uploads: Uploads,
        signs: TypingSigns,
        *,
        parallel: int = 32,
        album_seconds: float = albums.QUIET_SECONDS,
    ) -> None:
        self.house = house
        self.registry = registry
        self._uploads = uploads
        self._signs = signs
        self.album_seconds = album_seconds
        self._rng = random.Random(house.policy.seed)  # noqa: S311 - picks lines and tasks, keeps no secret
        self._waiting: dict[uuid.UUID, deque[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(parallel)

    # -- opening -----------------------------------------------------------------------------------

    @asynccontextmanager
    async def about(
        self, person_id: uuid.UUID, *, urgency: Urgency = Urgency.TURN, account_id: uuid.UUID | None = None
    ) -> AsyncIterator[Turn]:
        """A turn about a person that no update started. Raises ``LookupError`` if she is unknown."""
        async with self.house.storage.begin(urgency) as tx:
            account = await tx.get(Account, account_id) if account_id else None
            turn = await self._open(tx, person_id, account)
            turn.account = account
            yield turn
        await turn.committed()

    @asynccontextmanager
    async def looking(self, person_id: uuid.UUID, account_id: uuid.UUID) -> AsyncIterator[Turn]:
        """A turn that only reads, and waits for nobody: to answer a question at once. Raises ``LookupError``
        if the person is unknown."""
        async with self.house.storage.read() as tx:
            person = await tx.get(Person, person_id)
            if person is None:
                raise LookupError("There is no such person.")
            turn = await self._about(tx, person)
            turn.account = await tx.get(Account, account_id)
            yield turn

    async def _open(self, tx: UnitOfWork, person_id: uuid.UUID, account: Account | None = None) -> Turn:
        person = await tx.lock(person_id)
        if person is None and account is not None:
            # Linked meanwhile: the account belongs to another person now.
            person = await tx.lock(account.person_id)
        if person is None:
            raise LookupError("There is no such person.")
        return await self._about(tx, person)

    async def _about(self, tx: UnitOfWork, person: Person) -> Turn:
        return Turn(
            house=self.house,
            registry=self.registry,
            tx=tx,
            now=self.house.clock.court(),
            wall=self.house.clock.wall(),
            rng=self._rng,
            me=await load_subject(tx, person),
        )

    async def forget_files(self, inbound: Inbound) -> None:
        """Have the platform destroy the files of an update that was dealt with outside a turn of its own."""
        try:
            await self._uploads.discard(inbound)
        except Exception as error:  # noqa: BLE001 - what stays behind expires; nobody waits for it
            log.warning("turn.files_left", error=type(error).__name__)

    # -- updates in order --------------------------------------------------------------------------

    def submit(self, inbox_id: int, person_id: uuid.UUID) -> None:
        """Handle this inbox row after the person's earlier ones."""
        queue = self._waiting.get(person_id)
        if queue is not None:
            queue.append(inbox_id)
            return
        self._waiting[person_id] = deque([inbox_id])
        task = asyncio.create_task(self._drain(person_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being handled."""
        return not self._tasks

    async def idle(self) -> None:
        """Return when nothing is left to handle."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self, seconds: float = 5) -> None:
        """Let running turns finish for a moment, then cancel; what was not handled waits in the inbox."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()

    async def _drain(self, person_id: uuid.UUID) -> None:
        queue = self._waiting[person_id]
        try:
            while queue:
                await self._handle(queue[0])
                queue.popleft()
        finally:
            del self._waiting[person_id]

    async def _handle(self, inbox_id: int) -> None:
        pause = RETRY_SECONDS
        while True:
            try:
                await self._once(inbox_id)
                return
            except Exception as error:  # noqa: BLE001 - one turn's failure must never end the court
                if await self._given_up(inbox_id, error):
                    return
                log.warning("turn.retry", inbox=inbox_id, error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY_SECONDS)

    async def _once(self, inbox_id: int) -> None:
        # A slot is held for the database alone: whoever waits for a file holds up nobody.
        async with self._slots, self.house.storage.read() as tx:
            row = await tx.get(Inbox, inbox_id)
            if row is None or row.status is not InboxStatus.RECEIVED:
                return
            inbound = await restored(tx, row)
        inbound, others = await albums.gathered(
            self.house.storage, row, inbound, quiet_seconds=self.album_seconds
        )
        async with self._signs.shown(inbound):
            used, uploaded = await self._taken(inbound, row, others)
        metrics.TURNS.labels("handled" if used else "discarded").inc()
        if not used:
            await self._drop(uploaded)
        await self._uploads.discard(inbound)

    async def _taken(
        self, inbound: Inbound, row: Inbox, others: tuple[int, ...]
    ) -> tuple[bool, tuple[Uploaded, ...]]:
        """Fetch what came with the update, then handle it; what was fetched goes if that fails."""
        uploaded = await self._uploads.take(inbound, row.person_id)
        try:
            async with self._slots:
                with metrics.TURN_SECONDS.time():
                    return await self._turn((row.id or 0, *others), inbound, uploaded), uploaded
        except Exception:
            # A commit can fail, or be cut off, after it was made: then the files are a proof's. What a
            # closing court leaves behind is fetched anew, or is that.
            if await self._still_waits(row.id or 0):
                await self._drop(uploaded)
            raise

    async def _turn(
        self, inbox_ids: tuple[int, ...], inbound: Inbound, uploaded: tuple[Uploaded, ...]
    ) -> bool:
        """Handle the update, in one or several pieces, in one transaction. False if it came from before a
        stop and was discarded."""
        async with self.house.storage.begin() as tx:
            rows = [row for each in inbox_ids if (row := await tx.get(Inbox, each)) is not None]
            row = rows[0] if rows else None
            if row is None or row.status is not InboxStatus.RECEIVED:
                return True
            turn = await self._open(tx, row.person_id)
            turn.account = await tx.get(Account, row.account_id)
            turn.inbound, turn.inbox, turn.uploads = inbound, row, uploaded
            current = row.stop_epoch == turn.me.person.stop_epoch or isinstance(inbound.body, FACTS)
            if current:
                await handle(turn)
            for piece in rows:
                piece.status = InboxStatus.HANDLED if current else InboxStatus.DISCARDED
                piece.payload = piece.reply_to = None
                piece.handled_at = turn.wall
        await turn.committed()
        return current

    async def _still_waits(self, inbox_id: int) -> bool:
        """Whether an update is certainly not handled."""
        async with self.house.storage.read() as tx:
            row = await tx.get(Inbox, inbox_id)
        return row is not None and row.status is InboxStatus.RECEIVED

    async def _given_up(self, inbox_id: int, error: Exception) -> bool:
        """Whether a failed update is not tried again. What passes by itself does not count as a failure."""
        if is_busy(error) or isinstance(error, Unavailable | TryLater):
            return False
        log.error("turn.failed", inbox=inbox_id, error=type(error).__name__, exc_info=error)
        for tell in (True, False):
            try:
                return await self._failed(inbox_id, error, tell=tell)
            except Exception as worse:  # noqa: BLE001 - if it cannot be said, it is buried in silence
                log.warning("turn.not_noted", inbox=inbox_id, error=type(worse).__name__)
                if is_busy(worse):
                    break
        return False

    async def _failed(self, inbox_id: int, error: Exception, *, tell: bool) -> bool:
        """Count the failure; after the last attempt bury the update and say so. True if buried."""
        async with self.house.storage.begin() as tx:
            row = await tx.get(Inbox, inbox_id)
            if row is None or row.status is not InboxStatus.RECEIVED:
                return True
            row.attempts += 1
            row.error = type(error).__name__
            if row.attempts < ATTEMPTS:
                return False
            row.status = InboxStatus.DEAD
            if tell:
                turn = await self._open(tx, row.person_id)
                turn.account = await tx.get(Account, row.account_id)
                turn.inbound = await restored(tx, row)
                await turn.say(turn.text("common.something_wrong"))
            return True

    async def _drop(self, uploaded: tuple[Uploaded, ...]) -> None:
        blobs = [medium.blob for medium in uploaded if isinstance(medium, StoredMedium)]
        if blobs:
            await self.house.blobs.destroy(blobs)


async def restored(tx: UnitOfWork, row: Inbox) -> Inbound:
    """The update as it arrived."""
    account = await tx.get(Account, row.account_id)
    if account is None:
        raise LookupError("The update's account is gone.")
    body: Body = BODY.validate_json(await tx.open(row, "payload") or "{}")
    origin = Origin(
        platform=row.platform,
        bot=row.bot,
        address=await tx.open(account, "address") or "",
        chat=await tx.open(account, "chat") or "",
        language=account.language,
    )
    return Inbound(origin, row.key, body, row.sent_at, await tx.open(row, "reply_to") or "")
