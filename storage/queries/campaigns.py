"""Broadcasts: which go on, how far each is, what of it is on its way."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import OutboxStatus
from storage.queries import outbox
from storage.tables import Campaign, CampaignWait, Outbox
from storage.unit import UnitOfWork

ON_THE_WAY = (OutboxStatus.QUEUED, OutboxStatus.SENDING)


async def going_on(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[Campaign]:
    """Broadcasts to go on with at ``now`` (wall time), the longest due first."""
    statement = select(Campaign).where(col(Campaign.next_at) <= now, col(Campaign.created_by).is_not(None))
    return await tx.all(statement.order_by(col(Campaign.next_at)).limit(limit))


async def locked(tx: UnitOfWork, campaign_id: uuid.UUID) -> Campaign | None:
    """A broadcast, locked until the commit."""
    statement = select(Campaign).where(col(Campaign.id) == campaign_id).with_for_update()
    found: Campaign | None = await tx.first(statement.execution_options(populate_existing=True))
    return found


async def under_way(tx: UnitOfWork, campaign_id: uuid.UUID) -> int:
    """How many messages of a broadcast are on their way."""
    statement = select(sa.func.count()).where(
        col(Outbox.campaign_id) == campaign_id, col(Outbox.status).in_(ON_THE_WAY)
    )
    return int(await tx.first(statement))


async def asleep(tx: UnitOfWork, campaign_id: uuid.UUID) -> int:
    """How many members a broadcast waits for to wake."""
    statement = select(sa.func.count()).where(col(CampaignWait.campaign_id) == campaign_id)
    return int(await tx.first(statement))


async def awake_by(tx: UnitOfWork, campaign_id: uuid.UUID, now: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Members a broadcast has waited for who are awake at court time ``now``, the first to wake first."""
    statement = select(CampaignWait.user_id).where(
        col(CampaignWait.campaign_id) == campaign_id, col(CampaignWait.at) <= now
    )
    return await tx.all(statement.order_by(col(CampaignWait.at)).limit(limit))


async def wait_no_more(
    tx: UnitOfWork, campaign_id: uuid.UUID, members: Sequence[uuid.UUID] | None = None
) -> None:
    """A broadcast waits no longer for these members, or for nobody at all."""
    statement = sa.delete(CampaignWait).where(col(CampaignWait.campaign_id) == campaign_id)
    if members is not None:
        statement = statement.where(col(CampaignWait.user_id).in_(list(members)))
    await tx.run(statement)


async def counts(tx: UnitOfWork, campaign_id: uuid.UUID) -> Mapping[OutboxStatus, int]:
    """What became of a broadcast's messages so far."""
    statement = (
        select(Outbox.status, sa.func.count())
        .where(col(Outbox.campaign_id) == campaign_id)
        .group_by(col(Outbox.status))
    )
    return {status: int(many) for status, many in await tx.all(statement)}


async def cancel(tx: UnitOfWork, campaign_id: uuid.UUID) -> None:
    """What of a broadcast has not been claimed is not sent any more, nor what is and comes back."""
    await wait_no_more(tx, campaign_id)
    await outbox.unsend(tx, col(Outbox.campaign_id) == campaign_id)


async def orphan(tx: UnitOfWork, person_id: uuid.UUID, now: datetime) -> None:
    """Whoever made these broadcasts leaves: drafts go, what goes on ends here, and nothing is kept of what
    they said."""
    for campaign in await tx.all(select(Campaign).where(col(Campaign.created_by) == person_id)):
        campaign.message = None
        if campaign.started_at is None:
            await tx.delete(campaign)
        elif campaign.next_at is not None:
            await cancel(tx, campaign.id)
            campaign.stopped_at = campaign.stopped_at or now
            end(campaign, await counts(tx, campaign.id), now)
    await tx.flush()


def end(campaign: Campaign, found: Mapping[OutboxStatus, int], now: datetime) -> None:
    """It is over: what became of its messages is written down."""
    campaign.finished_at, campaign.next_at = now, None
    campaign.sent = found.get(OutboxStatus.SENT, 0)
    campaign.failed = found.get(OutboxStatus.DEAD, 0)
    campaign.cancelled = found.get(OutboxStatus.CANCELLED, 0)


async def stop_all(tx: UnitOfWork, now: datetime) -> None:
    """Every broadcast that goes on ends: an older past knows no more who got it already."""
    for campaign in await tx.all(select(Campaign).where(col(Campaign.next_at).is_not(None))):
        await cancel(tx, campaign.id)
        campaign.stopped_at, campaign.next_at = campaign.stopped_at or now, now


async def on_the_way_to(tx: UnitOfWork, person_id: uuid.UUID) -> Sequence[tuple[int, Campaign]]:
    """Messages of broadcasts that have not arrived at a person, each with its broadcast."""
    statement = (
        select(Outbox.id, Campaign)
        .join(Campaign, col(Campaign.id) == col(Outbox.campaign_id))
        .where(col(Outbox.person_id) == person_id, col(Outbox.status).in_(ON_THE_WAY))
    )
    return await tx.all(statement)


async def cancel_rows(tx: UnitOfWork, rows: Sequence[int]) -> None:
    """These messages are not sent any more; what is being sent this moment is not tried again."""
    if rows:
        await outbox.unsend(tx, col(Outbox.id).in_(list(rows)))


async def note_opened(tx: UnitOfWork, person_id: uuid.UUID, ref: str) -> None:
    """A member opened the message of this name: if it came by a broadcast, that counts it."""
    of = select(Outbox.campaign_id).where(
        col(Outbox.person_id) == person_id, col(Outbox.ref) == ref, col(Outbox.campaign_id).is_not(None)
    )
    statement = sa.update(Campaign).where(col(Campaign.id).in_(of))
    await tx.run(
        statement.values(opened=col(Campaign.opened) + 1).execution_options(synchronize_session=False)
    )


async def page(tx: UnitOfWork, before: datetime | None, limit: int) -> Sequence[Campaign]:
    """Broadcasts that were begun, the newest first, those before a moment."""
    statement = select(Campaign).where(col(Campaign.started_at).is_not(None))
    if before is not None:
        statement = statement.where(col(Campaign.started_at) < before)
    return await tx.all(statement.order_by(col(Campaign.started_at).desc()).limit(limit))


async def drafts(tx: UnitOfWork, person_id: uuid.UUID) -> Sequence[Campaign]:
    """What an operator prepared and never sent."""
    return await tx.all(
        select(Campaign).where(col(Campaign.created_by) == person_id, col(Campaign.started_at).is_(None))
    )
