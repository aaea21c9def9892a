"""A broadcast unfolded into the outbox: a chunk at a time, only as fast as it drains, each member asked anew
whether she may be sent it now. The chunk and the cursor are one transaction: nobody twice, nobody lost."""

import math
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers import tagging
from handlers.drops import sending, shelf
from handlers.feature import Due
from handlers.operator.audience import Audience
from handlers.operator.broadcast import preview, progress
from handlers.rules.limits import touched
from handlers.rules.standing import Blocked
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import waking
from storage.enums import OutboxClass
from storage.errors import Unreadable
from storage.queries import audience as queries
from storage.queries import campaigns
from storage.queries.audience import CHANGED, HARD_LIMIT, LEAVING, UNREACHABLE, Found
from storage.tables import Campaign, CampaignWait
from storage.unit import UnitOfWork

CHUNK = 40
"""So many members are locked at once: a stop of one of them waits no longer than that takes."""
AHEAD = 600
"""So many messages of a broadcast wait in the outbox at most."""
FAILED = "failed"
FULL = "full"
Deliver = Callable[[Subject], Awaitable[str | None]]


async def find(tx: UnitOfWork, now: datetime, wall: datetime, limit: int) -> Sequence[Due]:
    """Broadcasts to go on with, each as often as there is room for chunks of it."""
    due = []
    for campaign in await campaigns.going_on(tx, wall, limit):
        chunks = 1
        if campaign.stopped_at is None and (
            campaign.unfolded_at is None or await campaigns.awake_by(tx, campaign.id, now, 1)
        ):
            chunks = math.ceil(max(0, AHEAD - await campaigns.under_way(tx, campaign.id)) / CHUNK)
        if campaign.created_by is not None:
            arg = str(campaign.id) if chunks else f"{campaign.id} {FULL}"
            due += [Due(campaign.created_by, arg)] * max(1, chunks)
    return due


async def go(turn: Turn, arg: str) -> None:
    """One chunk more, or the end."""
    name, _, full = arg.partition(" ")
    campaign = await turn.tx.get(Campaign, uuid.UUID(name))
    if campaign is None or campaign.next_at is None or campaign.next_at > turn.wall:
        return
    found = None if full or campaign.stopped_at is not None else await _chunk(turn, campaign)
    # The members' rows are locked before the broadcast's, as in everybody's own turn.
    before = campaign.cursor
    again = await campaigns.locked(turn.tx, campaign.id)
    if again is None or again.next_at is None or again.cursor != before:
        return
    if found is not None and again.stopped_at is None:
        await _unfold(turn, again, found)
    await progress.go_on(turn, again)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Members to ask now: the next of the audience, or ``woken``: those who slept when it passed by."""

    found: Sequence[Found]
    woken: Sequence[uuid.UUID] = ()


async def _chunk(turn: Turn, campaign: Campaign) -> Chunk:
    wanted = Audience.of(campaign.audience).filter(turn, campaign.started_at)
    if campaign.unfolded_at is None:
        after = uuid.UUID(campaign.cursor) if campaign.cursor else None
        return Chunk(await queries.chunk(turn.tx, wanted, after, CHUNK))
    woken = await campaigns.awake_by(turn.tx, campaign.id, turn.now, CHUNK)
    return Chunk(await queries.these(turn.tx, wanted, woken) if woken else (), woken)


async def _unfold(turn: Turn, campaign: Campaign, chunk: Chunk) -> None:
    audience = Audience.of(campaign.audience)
    deliver = await _delivery(turn, campaign) if audience.is_open_to(turn) else None
    if deliver is None:  # the operator runs these personas no more, or what was to be sent is gone
        await progress.stop(turn, campaign)
        return
    members = [person.id for person, *_ in chunk.found]
    await campaigns.wait_no_more(turn.tx, campaign.id, chunk.woken)
    await turn.tx.know_keys(members)
    hard = await queries.touched(turn.tx, members, audience.filter(turn).touches)
    why = Counter(campaign.skipped)
    why[CHANGED] += len(chunk.woken) - len(members) if chunk.woken else 0
    for each in chunk.found:
        why.update(filter(None, (await _one(turn, campaign, audience, each, deliver, hard),)))
    campaign.skipped = {reason: many for reason, many in sorted(why.items()) if many}
    if campaign.unfolded_at is None:
        campaign.cursor = str(members[-1]) if members else campaign.cursor
        campaign.unfolded_at = turn.wall if len(members) < CHUNK else None
    await turn.tx.flush()


async def _one(
    turn: Turn,
    campaign: Campaign,
    audience: Audience,
    found: Found,
    deliver: Deliver,
    hard: frozenset[uuid.UUID],
) -> str | None:
    """Send it to one member, or wait for her to wake, or say why not; the same reasons as beforehand, in the
    same order."""
    person, user, settings, account = found
    subject = turn.me if person.id == turn.me.person.id else Subject(person, user, settings)
    blocked = turn.blocked(subject)
    if blocked is not None:
        return blocked.value
    if _stopped_since(turn, campaign, subject):
        return Blocked.STOPPED.value
    if person.erasing_at is not None:
        return LEAVING
    try:
        if person.id in hard or await _is_hard(turn, audience, subject):
            return HARD_LIMIT
        if account is None or account.unreachable_at is not None:
            return UNREACHABLE
        wakes = waking(subject, turn.now)
        if wakes is not None:
            turn.tx.add(CampaignWait(campaign_id=campaign.id, user_id=person.id, at=wakes))
            return None
        why = await deliver(subject)
    except (Unreadable, LookupError):  # one broken row must not end it for all the others
        return FAILED
    campaign.queued += 1 if why is None else 0
    return why


def _stopped_since(turn: Turn, campaign: Campaign, subject: Subject) -> bool:
    """A stop ends for good what had begun before it: coming back brings her none of it."""
    resumed, started = subject.person.resumed_at, campaign.started_at
    if resumed is None or started is None:
        return False
    return turn.house.clock.wall_at(resumed) >= started


async def _is_hard(turn: Turn, audience: Audience, subject: Subject) -> bool:
    """The rule itself, whatever the hashes say."""
    if not audience.touches:
        return False
    return bool(touched(audience.touches, await tagging.limits_of(turn, subject)).hard)


async def _delivery(turn: Turn, campaign: Campaign) -> Deliver | None:
    """How one member is sent it; None if it cannot be sent to anybody any more."""
    if campaign.voice_drop_id is not None or campaign.kind == "drop":
        return await _drop_delivery(turn, campaign)
    try:
        said = await preview.message_of(turn, campaign)
    except Unreadable:
        said = None
    if said is None:
        return None
    message = said

    async def deliver(subject: Subject) -> str | None:
        told = await turn.tell(
            subject,
            message,
            klass=OutboxClass.GAME,
            ref=f"campaign:{campaign.id.hex}",
            campaign=campaign.id,
        )
        return None if told else UNREACHABLE

    return deliver


async def _drop_delivery(turn: Turn, campaign: Campaign) -> Deliver | None:
    drop = await shelf.find(turn, campaign.voice_drop_id) if campaign.voice_drop_id else None
    if drop is None or drop.retired or not await shelf.playable(turn, drop):
        return None
    found = drop

    async def deliver(subject: Subject) -> str | None:
        refused = await sending.send(turn, subject, found, campaign=campaign.id)
        return None if refused is None else refused.why.value

    return deliver
