"""What a chat holds, by receipts and keys: for taking it away again, on both databases."""

from datetime import timedelta

from storage.enums import OutboxClass, OutboxStatus, Platform
from storage.queries import desk, history, outbox
from storage.tables import Account, Inbox, Outbox, Person
from storage.unit import Storage, UnitOfWork
from tests.support.clocks import MONDAY_NOON
from tests.support.people import make_account, make_person

HOUR = timedelta(hours=1)


async def put(tx: UnitOfWork, person: Person, account: Account, ref: str, hours: int) -> Outbox:
    """A message that was sent so many hours after noon."""
    row = Outbox(
        account_id=account.id,
        person_id=person.id,
        klass=OutboxClass.REPLY,
        stop_epoch=0,
        ref=ref,
        created_at=MONDAY_NOON,
        status=OutboxStatus.SENT,
        sent_at=MONDAY_NOON + hours * HOUR,
    )
    tx.add(await tx.seal(row, receipt='{"ids": ["1.t."]}'))
    await tx.flush()
    return row


async def test_messages_and_updates_are_found_by_their_time(storage: Storage) -> None:
    async with storage.begin() as tx:
        person = await make_person(tx)
        account = await make_account(tx, person, platform=Platform.TELEGRAM, bot="7")
        await put(tx, person, account, "old", 0)
        new = await put(tx, person, account, "new", 50)
        tx.add(
            Inbox(
                platform=Platform.TELEGRAM,
                bot="7",
                key="1:2",
                account_id=account.id,
                person_id=person.id,
                stop_epoch=0,
                sent_at=MONDAY_NOON,
                received_at=MONDAY_NOON + 50 * HOUR,
            )
        )
    since = MONDAY_NOON + 2 * HOUR
    async with storage.read() as tx:
        assert [row.id for row in await history.sent_since(tx, account.id, since)] == [new.id]
        assert await history.sent_before(tx, account.id, since)
        assert not await history.sent_before(tx, account.id, MONDAY_NOON)
        assert await history.keys_since(tx, account.id, since) == ["1:2"]


async def test_what_is_to_disappear_counts_no_more_but_is_still_found_by_its_name(storage: Storage) -> None:
    async with storage.begin() as tx:
        person = await make_person(tx)
        account = await make_account(tx, person)
        row = await put(tx, person, account, "desk:1", 0)
        await desk.forget_desk_message(tx, person.id, "desk:1")
    async with storage.read() as tx:
        assert await desk.desk_messages_of(tx, person.id) == []
        found = await outbox.sent_as(tx, account.id, "desk:1")
        assert found is not None
        assert found.id == row.id
