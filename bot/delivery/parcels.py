"""Between an outbox row and a platform: makes the parcel, and writes down what became of it."""

from datetime import datetime, timedelta

import structlog
from pydantic import TypeAdapter

from bot.platforms.port import Parcel, Receipt
from bot.turns import Turns
from handlers.chat.outgoing import MEANING, Amend, Meaning, Remove
from handlers.member.safety.blocked import stopped_by_blocking
from handlers.ports import House
from storage.enums import OutboxStatus
from storage.gate import Urgency
from storage.queries import outbox
from storage.tables import Account, Outbox, User
from storage.unit import UnitOfWork

ATTEMPTS = 8
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 600.0
LONGEST_WAIT = 30.0
RECEIPT: TypeAdapter[Receipt] = TypeAdapter(Receipt)
log = structlog.get_logger(__name__)


class Parcels:
    """Rows in, parcels out, and back."""

    def __init__(self, house: House, turns: Turns) -> None:
        self._house = house
        self._turns = turns

    async def made(self, tx: UnitOfWork, row: Outbox) -> Parcel:
        """The parcel of a claimed row."""
        account = await tx.get(Account, row.account_id)
        if account is None:
            raise LookupError("The account of a queued message is gone.")
        meaning: Meaning = MEANING.validate_json(await tx.open(row, "payload") or "{}")
        user = await tx.get(User, row.person_id)
        persona = self._house.content.personas.get(user.domme_assigned) if user else None
        return Parcel(
            outbox_id=row.id or 0,
            person_id=row.person_id,
            account_id=account.id,
            platform=account.platform,
            address=await tx.open(account, "address") or "",
            chat=await tx.open(account, "chat") or "",
            meaning=meaning,
            ref=row.ref.removeprefix(outbox.FORGOTTEN) if row.ref else None,
            klass=row.klass,
            part=row.part,
            so_far=(await self._receipt(tx, row)).ids if row.part else (),
            attempt=row.attempts + 1,
            reply_to=await tx.open(row, "reply_to") or "",
            earlier=await self._earlier(tx, account, meaning),
            persona=persona.key if persona else None,
            persona_name=persona.name if persona else None,
            on_sent=row.on_sent,
        )

    async def partly(self, parcel: Parcel, receipt: Receipt) -> None:
        """Keep what was sent of a message; its next part needs a claim of its own."""
        async with self._house.storage.begin() as tx:
            row = await self._row(tx, parcel)
            row.status, row.lease_until = OutboxStatus.QUEUED, None
            # As if tried before: what comes after it in the chat waits for its last part.
            row.part, row.attempts = parcel.part + 1, 1
            await tx.seal(row, receipt=RECEIPT.dump_json(receipt).decode())

    async def sent(self, parcel: Parcel, receipt: Receipt) -> None:
        """Keep the receipt, blank the payload, and do what was to happen at delivery."""
        if not parcel.on_sent:
            async with self._house.storage.begin() as tx:
                await self._receipted(tx, parcel, receipt)
            return
        try:
            async with self._turns.about(parcel.person_id, account_id=parcel.account_id) as turn:
                await self._receipted(turn.tx, parcel, receipt)
                name, _, arg = parcel.on_sent.partition(":")
                handler = turn.registry.sent.get(name)
                if handler is not None:
                    await handler(turn, {"arg": arg})
        except Exception as error:
            if parcel.attempt < ATTEMPTS:
                raise
            # Nobody is to get the same message for ever because of what was to happen after it.
            log.exception("delivery.on_sent", error=type(error).__name__)
            async with self._house.storage.begin() as tx:
                await self._receipted(tx, parcel, receipt)

    async def _receipted(self, tx: UnitOfWork, parcel: Parcel, receipt: Receipt) -> None:
        row = await self._row(tx, parcel)
        await tx.seal(row, receipt=RECEIPT.dump_json(receipt).decode())
        row.status = OutboxStatus.SENT
        row.sent_at = self._house.clock.wall()
        row.payload = row.reply_to = None
        row.lease_until = None
        await self._renamed(tx, parcel, receipt)

    async def postponed(self, parcel: Parcel, until: datetime, *, counts: bool = False) -> None:
        """The chat continues at ``until``; unless it ``counts``, this was no failed attempt."""
        async with self._house.storage.begin() as tx:
            row = await self._row(tx, parcel)
            row.status, row.not_before, row.lease_until = OutboxStatus.QUEUED, until, None
            if not counts:
                # Still as if tried before: the chat keeps its order.
                row.attempts = max(1, row.attempts - 1)
        self._house.wake.alarm(until)

    async def waiting(self, parcel: Parcel) -> None:
        """The platform is in trouble: try again with growing pauses, however long it takes."""
        pause = min(LONGEST_WAIT, FIRST_PAUSE * 2 ** min(parcel.attempt - 1, 10))
        # Once the pauses are at their longest no more is counted: a single failure of another kind after
        # a long outage is not the last.
        counts = parcel.attempt <= ATTEMPTS // 2
        await self.postponed(parcel, self._house.clock.wall() + timedelta(seconds=pause), counts=counts)

    async def failed(self, parcel: Parcel, error: str) -> bool:
        """Try again later, with growing pauses. True if this was the last attempt."""
        if parcel.attempt >= ATTEMPTS:
            await self.dead(parcel, error)
            return True
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (parcel.attempt - 1))
        await self.postponed(parcel, self._house.clock.wall() + timedelta(seconds=pause), counts=True)
        return False

    async def dead(self, parcel: Parcel, error: str) -> None:
        """Give up on a message: a dead letter that operators can see."""
        log.error("delivery.dead", platform=parcel.platform.value, error=error[:80])
        async with self._house.storage.begin() as tx:
            row = await self._row(tx, parcel)
            row.status, row.error, row.lease_until = OutboxStatus.DEAD, error[:200], None

    async def spoilt(self, tx: UnitOfWork, row: Outbox, error: str) -> None:
        """A message that nobody can read any more is a dead letter."""
        log.error("delivery.spoilt", error=error)
        kept = await tx.get(Outbox, row.id)
        if kept is not None:
            kept.status, kept.error, kept.lease_until = OutboxStatus.DEAD, error, None

    async def unreachable(self, parcel: Parcel, *, blocked: bool) -> None:
        """The chat is closed to us: nothing more is tried there until the person writes again.

        ``blocked``: she closed it herself, and that is a stop."""
        about = self._turns.about(parcel.person_id, urgency=Urgency.SAFETY, account_id=parcel.account_id)
        async with about as turn:
            row = await self._row(turn.tx, parcel)
            row.status, row.error, row.lease_until = OutboxStatus.DEAD, "unreachable", None
            if turn.account is not None:
                turn.account.unreachable_at = turn.wall
            if blocked:
                await stopped_by_blocking(turn)

    async def _renamed(self, tx: UnitOfWork, parcel: Parcel, receipt: Receipt) -> None:
        """A message that was changed may be called something else now: the next change has to find it."""
        if isinstance(parcel.meaning, Amend) and receipt.ids:
            before = await outbox.sent_as(tx, parcel.account_id, parcel.meaning.ref)
            if before is not None:
                await tx.seal(before, receipt=RECEIPT.dump_json(Receipt(receipt.ids)).decode())

    async def _earlier(self, tx: UnitOfWork, account: Account, meaning: Meaning) -> Receipt | None:
        if not isinstance(meaning, Amend | Remove):
            return None
        before = await outbox.sent_as(tx, account.id, meaning.ref)
        return await self._receipt(tx, before) if before else None

    @staticmethod
    async def _receipt(tx: UnitOfWork, row: Outbox) -> Receipt:
        text = await tx.open(row, "receipt")
        return RECEIPT.validate_json(text) if text else Receipt()

    @staticmethod
    async def _row(tx: UnitOfWork, parcel: Parcel) -> Outbox:
        row = await tx.get(Outbox, parcel.outbox_id)
        if row is None:
            raise LookupError("A message vanished while it was being sent.")
        return row
