"""An update arrives: onto disk first, then the safety lane, then a turn. Nothing is confirmed earlier."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pydantic import ValidationError

from bot import metrics
from bot.turns import Turns, restored
from handlers.chat.incoming import BODY, Body, Inbound, Reachability
from handlers.member import lane, safety
from handlers.member.lane import SIGNALS, Heard
from handlers.member.safety import by_name
from storage.engines import is_busy
from storage.enums import InboxStatus
from storage.errors import Conflict, Unreadable
from storage.gate import Urgency
from storage.queries import people
from storage.queries.inbox import find_update, unhandled
from storage.tables import Account, Inbox, Person
from storage.unit import UnitOfWork

TRIES = 5
OVERDUE = timedelta(seconds=20)
LOOKED_AT = 500
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The update is on disk. ``new`` False: it had arrived before. ``red``: the stop is committed."""

    new: bool
    red: bool = False
    private: bool = False
    """What was typed is a new safeword and must not be shown."""


class Intake:
    """Takes updates from every platform."""

    def __init__(self, turns: Turns, *, on_stop: Callable[[uuid.UUID], None] = lambda _person: None) -> None:
        self._turns = turns
        self._house = turns.house
        self._on_stop = on_stop

    async def accept(self, inbound: Inbound) -> Accepted:
        """Store the update, let the safety lane hear it, and queue its turn.

        Returns when all that must not be lost is committed; raises what the database raised if it is not."""
        heard = await self._hear(inbound)
        urgency = Urgency.TURN if heard is Heard.NOTHING else Urgency.SAFETY
        row, new = await self._stored(inbound, urgency)
        if new:
            return await self._after(row, heard)
        if row.status is InboxStatus.RECEIVED and heard in SIGNALS:
            # On disk since it first arrived, but what it asks for could not be done then.
            await self._safety_turn(row, heard)
        return Accepted(new=False, red=heard is Heard.RED, private=heard is not Heard.NOTHING)

    async def recover(self) -> int:
        """Take up what a stopped court had accepted and not handled: safety first, then turns in order."""
        async with self._house.storage.read() as tx:
            rows = await unhandled(tx)
            heard = [(row, await self._hear_row(tx, row)) for row in rows]
        for row, signal in sorted(heard, key=lambda pair: pair[1] is Heard.NOTHING):
            try:
                await self._after(row, signal)
            except Exception as error:
                if is_busy(error):
                    raise
                # One update that cannot be dealt with must not keep the court from starting.
                log.exception("intake.not_recovered", inbox=row.id, error=type(error).__name__)
        return len(heard)

    async def catch_up(self) -> int:
        """Make stops that are on disk and could not be made when they arrived: not every platform says them
        again. Returns how many; called now and then."""
        before = self._house.clock.wall() - OVERDUE
        async with self._house.storage.read() as tx:
            rows = [row for row in await unhandled(tx, limit=LOOKED_AT) if row.received_at < before]
            heard = [(row, await self._hear_row(tx, row)) for row in rows]
        due = [(row, signal) for row, signal in heard if signal in SIGNALS]
        for row, signal in due:
            try:
                await self._safety_turn(row, signal)
            except Exception as error:
                # The others' are made all the same, and this one is tried again.
                log.exception("intake.not_caught_up", inbox=row.id, error=type(error).__name__)
        return len(due)

    async def _hear(self, inbound: Inbound) -> Heard:
        """What the update says about safety, from what is on disk now."""
        async with self._house.storage.read() as tx:
            origin = inbound.origin
            account = await people.account_at(tx, origin.platform, origin.bot, origin.address)
            person = await tx.get(Person, account.person_id) if account else None
            return await lane.hear(
                tx, self._turns.registry, self._house, person, inbound.body, inbound.sent_at
            )

    async def _hear_row(self, tx: UnitOfWork, row: Inbox) -> Heard:
        try:
            body: Body = BODY.validate_json(await tx.open(row, "payload") or "{}")
        except (Unreadable, ValidationError) as error:
            # Its turn will bury it.
            log.error("intake.unreadable", inbox=row.id, error=type(error).__name__)  # noqa: TRY400 - holds words
            return Heard.NOTHING
        person = await tx.get(Person, row.person_id)
        return await lane.hear(tx, self._turns.registry, self._house, person, body, row.sent_at)

    async def _stored(self, inbound: Inbound, urgency: Urgency) -> tuple[Inbox, bool]:
        """The update's inbox row, and whether it is new: it may have arrived before."""
        origin, tries = inbound.origin, 0
        while True:
            try:
                async with self._house.storage.begin(urgency) as tx:
                    known = await find_update(tx, origin.platform, origin.bot, inbound.key)
                    if known is not None:
                        return known, False
                    return await self._insert(tx, inbound), True
            except Conflict:
                # Something else was faster: with this very update, with the account's first, or with
                # moving the account to another person. Only a look tells which.
                tries += 1
                if tries == TRIES:
                    raise

    async def _insert(self, tx: UnitOfWork, inbound: Inbound) -> Inbox:
        account, person = await self._account(tx, inbound)
        origin, wall = inbound.origin, self._house.clock.wall()
        account.last_seen_at = person.last_seen_at = wall
        gone = isinstance(inbound.body, Reachability) and not inbound.body.reachable
        account.unreachable_at = wall if gone else None
        person.spoke_account_id = account.id
        row = Inbox(
            platform=origin.platform,
            bot=origin.bot,
            key=inbound.key,
            account_id=account.id,
            person_id=person.id,
            stop_epoch=person.stop_epoch,
            sent_at=inbound.sent_at,
            received_at=wall,
        )
        payload = BODY.dump_json(inbound.body).decode()
        tx.add(await tx.seal(row, payload=payload, reply_to=inbound.reply_to or None))
        await tx.flush()
        return row

    async def _account(self, tx: UnitOfWork, inbound: Inbound) -> tuple[Account, Person]:
        origin, wall = inbound.origin, self._house.clock.wall()
        account = await people.account_at(tx, origin.platform, origin.bot, origin.address)
        if account is not None:
            person = await tx.get(Person, account.person_id)
            if person is None:
                raise LookupError("The account's person is gone.")
            return account, person
        person = tx.add(Person(created_at=wall, language=origin.language))
        await tx.flush()
        account = Account(
            person_id=person.id,
            platform=origin.platform,
            bot=origin.bot,
            address_hash=people.address_hash(tx, origin.platform, origin.address),
            language=origin.language,
            created_at=wall,
        )
        tx.add(await tx.seal(account, address=origin.address, chat=origin.chat))
        await tx.flush()
        return account, person

    async def _after(self, row: Inbox, heard: Heard) -> Accepted:
        match heard:
            case Heard.NOTHING | Heard.PRIVATE:
                self._turns.submit(row.id or 0, row.person_id)
                return Accepted(new=True, private=heard is Heard.PRIVATE)
            case Heard.RED | Heard.DRILL | Heard.NEAR_MISS | Heard.LATE:
                await self._safety_turn(row, heard)
                return Accepted(new=True, red=heard in (Heard.RED, Heard.DRILL), private=True)

    async def _safety_turn(self, row: Inbox, heard: Heard) -> None:
        try:
            inbound = await self._acted(row, heard)
        except Exception as error:
            if heard is not Heard.RED or is_busy(error):
                raise
            log.exception("intake.stop_failed", error=type(error).__name__)
            inbound = await self._acted(row, heard, barely=True)
        if inbound is None:
            return
        if heard is Heard.RED:
            metrics.STOPS.inc()
        if heard is not Heard.LATE:
            self._on_stop(row.person_id)
        # What came with the word is discarded, but only once the stop stands.
        await self._turns.forget_files(inbound)
        if named := _named(inbound, heard):
            await self._stop_named(row, named)

    async def _acted(self, row: Inbox, heard: Heard, *, barely: bool = False) -> Inbound | None:
        """Do what was heard; None if that was done before. ``barely``: the least of a stop."""
        about = self._turns.about(row.person_id, urgency=Urgency.SAFETY, account_id=row.account_id)
        async with about as turn:
            kept = await turn.tx.get(Inbox, row.id)
            if kept is None or kept.status is not InboxStatus.RECEIVED:
                return None
            turn.inbox, turn.inbound = kept, await restored(turn.tx, kept)
            await (safety.barely(turn) if barely else lane.act(turn, heard))
            if not _named(turn.inbound, heard):
                _handled(kept, turn.wall)
            return turn.inbound

    async def _stop_named(self, row: Inbox, words: list[str]) -> None:
        """After the sender's own stop, that of the member she names. Until it is done the update counts as
        not handled: after a crash both are done again, and neither can fail for the other."""
        try:
            await by_name.stop_named(
                self._turns.about, self._house, words, account_id=row.account_id, person_id=row.person_id
            )
        except Exception as error:  # noqa: BLE001 - her own stop stands, and the update must be let go of
            log.error("intake.stop_named", error=type(error).__name__)  # noqa: TRY400 - may hold the words
        async with self._house.storage.begin(Urgency.SAFETY) as tx:
            kept = await tx.get(Inbox, row.id)
            if kept is not None:
                _handled(kept, self._house.clock.wall())


def _named(inbound: Inbound, heard: Heard) -> list[str]:
    """Name and safeword of another member whom a stop names, too late for its sender or not; usually none."""
    return by_name.words_after(inbound.body) if heard in (Heard.RED, Heard.LATE) else []


def _handled(row: Inbox, wall: datetime) -> None:
    row.status = InboxStatus.HANDLED
    row.payload = row.reply_to = None
    row.handled_at = wall
