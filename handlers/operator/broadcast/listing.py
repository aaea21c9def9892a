"""/broadcast: the way to a new one, those that go on, and what became of the earlier ones."""

from collections.abc import Mapping
from datetime import datetime

from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.operator.audience import Audience, model
from handlers.operator.broadcast import progress
from handlers.operator.broadcast.preview import in_sight, message_of
from handlers.turn import Turn
from storage import log
from storage.errors import Unreadable
from storage.queries import campaigns as queries
from storage.tables import Campaign, VoiceDrop

PAGE, BATCH = 5, 50
WORDS, LABEL = 80, 60


async def broadcast(turn: Turn, _args: str) -> None:
    """The newest broadcasts of one's personas."""
    await _page(turn, None)


async def older(turn: Turn, args: Mapping[str, str]) -> None:
    """Earlier ones."""
    await _page(turn, datetime.fromisoformat(args["before"]))


async def _page(turn: Turn, before: datetime | None) -> None:
    rows = await queries.page(turn.tx, before, BATCH)
    mine = [each for each in rows if Audience.of(each.audience).is_open_to(turn)]
    lines = [await _row(turn, each) for each in mine[:PAGE]]
    going_on = [each for each in mine[:PAGE] if each.next_at is not None and each.stopped_at is None]
    choices = tuple([await _stop_one(turn, each) for each in going_on])
    nav = [Choice(turn.text("broadcast.new"), "broadcast.new", style=Style.PRIMARY)]
    last = mine[PAGE - 1] if len(mine) > PAGE else (rows[-1] if len(rows) == BATCH else None)
    if last is not None and last.started_at is not None:
        args = {"before": last.started_at.isoformat()}
        nav.append(Choice(turn.text("broadcast.older"), "broadcast.older", args))
    text = "\n\n".join([turn.text("broadcast.title" if lines else "broadcast.none"), *lines])
    await turn.say(Say(text, by=Speaker.DESK, choices=choices, nav=tuple(nav)))


async def _stop_one(turn: Turn, campaign: Campaign) -> Choice:
    label = turn.text("broadcast.stop_one", what=await _what(turn, campaign))
    return Choice(label[:LABEL], "broadcast.stop", {"id": str(campaign.id)}, Style.DANGER)


async def _row(turn: Turn, campaign: Campaign) -> str:
    """One broadcast: when, what, to whom, what became of it."""
    at = campaign.started_at or campaign.created_at
    head = turn.text(
        "broadcast.row",
        at=f"{at.astimezone(turn.me.zone):%d %b %H:%M}",
        what=await _what(turn, campaign),
        audience=model.described(turn, Audience.of(campaign.audience)),
    )
    if campaign.finished_at is None:
        key = "broadcast.row_going_on" if campaign.next_at is not None else "broadcast.row_ended"
        return f"{head}\n{turn.text(key, queued=campaign.queued, total=campaign.total)}"
    lines = [head, progress.summary(turn, campaign)]
    if campaign.kind == "drop" and campaign.sent:
        share = round(100 * campaign.opened / campaign.sent)
        lines.append(turn.text("broadcast.opened", opened=campaign.opened, share=share))
    return "\n".join(lines)


async def _what(turn: Turn, campaign: Campaign) -> str:
    """The drop's name, or how the words begin."""
    if campaign.kind == "drop":
        drop = await turn.tx.get(VoiceDrop, campaign.voice_drop_id) if campaign.voice_drop_id else None
        return drop.name if drop else turn.text("broadcast.a_drop")
    try:
        said = await message_of(turn, campaign)
    except Unreadable:
        said = None
    words = " ".join(said.text.split()) if said else ""
    short = words if len(words) <= WORDS else words[: WORDS - 1].rstrip() + "…"
    return short or turn.text("broadcast.a_photo")


async def stop(turn: Turn, args: Mapping[str, str]) -> None:
    """The stop button, on the bar and in the list."""
    campaign = await in_sight(turn, args.get("id", ""))
    if campaign is None:
        return
    if campaign.next_at is None or campaign.stopped_at is not None:
        await turn.say(turn.text("broadcast.over"), by=Speaker.DESK)
        return
    await progress.stop(turn, campaign)
    await log.append(
        turn.tx, at=turn.wall, actor=turn.me.person.id, kind="broadcast.stop", object_id=str(campaign.id)
    )
    await turn.say(turn.text("broadcast.stopping"), by=Speaker.DESK)
