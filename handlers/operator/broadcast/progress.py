"""How far a broadcast is: one message, amended in place, a button that stops it, a summary at the end."""

from collections.abc import Mapping
from datetime import timedelta

from handlers.chat.outgoing import Choice, Meter, Say, Speaker, Style
from handlers.operator.audience import Audience, model
from handlers.turn import Turn
from storage.enums import OutboxClass, OutboxStatus
from storage.queries import campaigns as queries
from storage.queries import chat
from storage.tables import Campaign

TELL = timedelta(seconds=4)
"""The bar is not drawn more often."""
LOOK, LOOK_ASLEEP = timedelta(seconds=2), timedelta(minutes=1)
"""How long after it was unfolded it is looked at again; while all that is left sleeps, more rarely."""
Counts = Mapping[OutboxStatus, int]


def ref_of(campaign: Campaign) -> str:
    """The name of the message with the bar, in the operator's chat."""
    return f"campaign-bar:{campaign.id.hex}"


async def begin(turn: Turn, campaign: Campaign) -> None:
    """The bar, still empty."""
    await turn.say(await bar(turn, campaign, {}), klass=OutboxClass.ACCOUNT, ref=ref_of(campaign))


async def go_on(turn: Turn, campaign: Campaign) -> None:
    """Draw the bar anew if it is time, and end what is done."""
    if campaign.unfolded_at is None and campaign.stopped_at is None:
        if _is_time(turn, campaign):
            await _draw(turn, campaign, await queries.counts(turn.tx, campaign.id))
        return
    counts = await queries.counts(turn.tx, campaign.id)
    under_way = any(counts.get(status) for status in queries.ON_THE_WAY)
    asleep = await queries.asleep(turn.tx, campaign.id)
    if not under_way and not asleep:
        await _end(turn, campaign, counts)
        return
    some_awake = bool(await queries.awake_by(turn.tx, campaign.id, turn.now, 1))
    if not some_awake:
        campaign.next_at = turn.wall + (LOOK if under_way else LOOK_ASLEEP)
    if _is_time(turn, campaign):
        await _draw(turn, campaign, counts)


async def stop(turn: Turn, campaign: Campaign) -> None:
    """Nothing more of it is claimed; what is being sent this moment arrives."""
    campaign.stopped_at = turn.wall
    await queries.cancel(turn.tx, campaign.id)
    if campaign.next_at is not None:
        campaign.next_at = turn.wall


async def bar(turn: Turn, campaign: Campaign, counts: Counts) -> Say:
    """Where it stands, with the button while it goes on."""
    sent, failed = counts.get(OutboxStatus.SENT, 0), counts.get(OutboxStatus.DEAD, 0)
    left = sum(campaign.skipped.values())
    done = sent + failed + counts.get(OutboxStatus.CANCELLED, 0)
    share = min(1.0, done / campaign.total) if campaign.total else 1.0
    waiting = sum(counts.get(status, 0) for status in queries.ON_THE_WAY)
    waiting += await queries.asleep(turn.tx, campaign.id)
    note = turn.text("broadcast.bar_note", sent=sent, total=campaign.total)
    text = turn.text(
        "broadcast.bar",
        audience=model.described(turn, Audience.of(campaign.audience)),
        waiting=waiting,
        left=left,
        failed=failed,
    )
    choices: tuple[Choice, ...] = ()
    if campaign.finished_at is None and campaign.stopped_at is None:
        args = {"id": str(campaign.id)}
        choices = (Choice(turn.text("broadcast.stop"), "broadcast.stop", args, Style.DANGER),)
    meter = Meter(turn.text("broadcast.bar_label"), share, note)
    return Say(text, by=Speaker.DESK, choices=choices, meters=(meter,))


def summary(turn: Turn, campaign: Campaign) -> str:
    """What became of it."""
    key = "broadcast.stopped" if campaign.stopped_at is not None else "broadcast.finished"
    return turn.text(
        key,
        sent=campaign.sent,
        failed=campaign.failed,
        cancelled=campaign.cancelled,
        skipped=sum(campaign.skipped.values()),
        reasons=model.left_out(turn, campaign.skipped),
    )


async def _end(turn: Turn, campaign: Campaign, counts: Counts) -> None:
    queries.end(campaign, counts, turn.wall)
    await turn.amend(ref_of(campaign), await bar(turn, campaign, counts), klass=OutboxClass.ACCOUNT)
    await turn.tell(turn.me, summary(turn, campaign), by=Speaker.DESK, klass=OutboxClass.ACCOUNT)


def _is_time(turn: Turn, campaign: Campaign) -> bool:
    return campaign.told_at is None or turn.wall - campaign.told_at >= TELL


async def _draw(turn: Turn, campaign: Campaign, counts: Counts) -> None:
    """Unless the last one has not even been sent: bars do not pile up while a platform is away."""
    campaign.told_at = turn.wall
    waiting = await chat.unsent_edits(turn.tx, turn.me.person.id, [OutboxClass.ACCOUNT], 1)
    if not waiting:
        await turn.amend(ref_of(campaign), await bar(turn, campaign, counts), klass=OutboxClass.ACCOUNT)
