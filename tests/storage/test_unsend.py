"""A message is taken back on both databases: queued, it is cancelled; being sent, it is not tried again."""

import pytest

from storage.enums import OutboxClass, OutboxStatus
from storage.queries import chat, outbox
from storage.tables import Outbox
from storage.unit import Storage
from tests.support.clocks import FakeClock
from tests.support.people import make_account, make_person

NAME = "m:word"


@pytest.mark.parametrize(
    ("was", "many", "then"),
    [
        (OutboxStatus.QUEUED, 1, OutboxStatus.CANCELLED),
        (OutboxStatus.SENDING, 0, OutboxStatus.CANCELLED),
        (OutboxStatus.SENT, 0, OutboxStatus.SENT),
    ],
)
async def test_taken_back(
    storage: Storage, clock: FakeClock, was: OutboxStatus, many: int, then: OutboxStatus
) -> None:
    now = clock.wall()
    async with storage.begin() as tx:
        person = await make_person(tx, at=now)
        account = await make_account(tx, person)
        row = tx.add(
            Outbox(
                account_id=account.id,
                person_id=person.id,
                status=was,
                ref=NAME,
                created_at=now,
                klass=OutboxClass.GAME,
            )
        )
    async with storage.begin() as tx:
        assert await chat.cancel_named(tx, person.id, NAME) == many
    async with storage.begin() as tx:
        await outbox.release_expired(tx, None)
    async with storage.begin() as tx:
        assert not await outbox.claim(tx, row, now)
    async with storage.read() as tx:
        kept = await tx.get(Outbox, row.id)
    assert kept is not None
    assert kept.status is then
