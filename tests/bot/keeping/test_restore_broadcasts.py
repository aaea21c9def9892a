"""An older back-up no longer knows who got a broadcast already: none of it goes on, nobody gets it twice."""

from sqlmodel import col, select

from bot.places import opened
from storage.enums import OutboxClass, OutboxStatus
from storage.queries import people
from storage.tables import Campaign, CampaignWait, Outbox
from tests.support.owners import NOW, CourtOnDisk
from tests.support.restoring import ask, bring_back, saved


async def test_a_broadcast_that_was_going_on_does_not_go_on(court: CourtOnDisk) -> None:
    anna = await court.member("anna")
    async with opened(court.settings, court.unlocked.keys) as storage, storage.begin() as tx:
        campaign = tx.add(Campaign(kind="text", created_at=NOW, started_at=NOW, next_at=NOW))
        await tx.flush()
        account = (await people.accounts_of(tx, anna))[0]
        row = Outbox(
            account_id=account.id,
            person_id=anna,
            klass=OutboxClass.GAME,
            created_at=NOW,
            campaign_id=campaign.id,
        )
        tx.add(await tx.seal(row, payload="{}"))
        tx.add(CampaignWait(campaign_id=campaign.id, user_id=anna, at=NOW))
    await bring_back(court, await saved(court))

    [kept] = await ask(court, select(Campaign))
    [queued] = await ask(court, select(Outbox).where(col(Outbox.campaign_id).is_not(None)))
    assert kept.stopped_at is not None
    assert queued.status is OutboxStatus.CANCELLED
    assert await ask(court, select(CampaignWait)) == []
