"""A broadcast before it goes out: as members will see it, to whom, who is left out; a test to oneself."""

import uuid
from collections.abc import Mapping

from handlers import tagging
from handlers.chat.outgoing import MEANING, Choice, Say, Speaker, Style
from handlers.drops import shelf
from handlers.member.proofs.submitting import discard
from handlers.operator.audience import Audience, model
from handlers.operator.broadcast import progress
from handlers.turn import Turn
from storage import log
from storage.enums import OutboxClass
from storage.queries import campaigns as queries
from storage.queries import proofs as blobs
from storage.tables import Campaign, VaultBlob


async def in_sight(turn: Turn, text: str) -> Campaign | None:
    """A broadcast of one's own personas; None after saying that there is no such."""
    campaign = await queries.locked(turn.tx, uuid.UUID(text)) if text else None
    if campaign is None or not Audience.of(campaign.audience).is_open_to(turn):
        await turn.say(turn.text("broadcast.gone"), by=Speaker.DESK)
        return None
    return campaign


async def message_of(turn: Turn, campaign: Campaign) -> Say | None:
    """What members read of words or a photo; None for a voice drop, or if it cannot be read any more."""
    kept = await turn.tx.open(campaign, "message")
    said = MEANING.validate_json(kept) if kept else None
    return said if isinstance(said, Say) else None


async def as_seen(turn: Turn, campaign: Campaign) -> Say | None:
    """As it arrives, for an operator's eyes: a drop is closed here too, and opens with a press."""
    if campaign.voice_drop_id is None:
        return await message_of(turn, campaign)
    drop = await shelf.find(turn, campaign.voice_drop_id)
    if drop is None:
        return None
    line = turn.house.content.line(drop.persona, "drop_arrived", turn.rng, last=None)
    words = turn.text("voice.closed", name=drop.name, about=drop.description).strip()
    listen = Choice(turn.text("voice.listen"), "broadcast.hear", {"id": str(campaign.id)}, Style.PRIMARY)
    return Say(f"{line}\n\n{words}", by=Speaker.PERSONA, choices=(listen,))


async def show(turn: Turn, campaign: Campaign) -> None:
    """The message itself, then the figures and the question."""
    seen = await as_seen(turn, campaign)
    if seen is None:
        await turn.say(turn.text("broadcast.gone"), by=Speaker.DESK)
        return
    await turn.say(seen)
    audience = Audience.of(campaign.audience)
    counted = await model.count(turn, audience)
    text = turn.text(
        "broadcast.preview",
        audience=model.described(turn, audience),
        count=counted.fits,
        left_out=model.left_out(turn, counted.left_out),
        tags=tagging.labels(turn, audience.touches),
    )
    if counted.words:
        text += "\n\n" + turn.text("broadcast.words", count=counted.words)
    args = {"id": str(campaign.id)}
    choices = [
        Choice(turn.text("broadcast.test"), "broadcast.test", args),
        Choice(turn.text("common.cancel"), "broadcast.drop", args),
    ]
    if counted.fits:
        key = "broadcast.send_read" if counted.words else "broadcast.send"
        send = Choice(turn.text(key, count=counted.fits), "broadcast.send", args, Style.PRIMARY)
        choices.insert(0, send)
    await turn.say(Say(text, by=Speaker.DESK, choices=tuple(choices)), ref=f"broadcast:{campaign.id.hex}")


async def test(turn: Turn, args: Mapping[str, str]) -> None:
    """To oneself, as a member would get it, discreet mode included."""
    campaign = await in_sight(turn, args.get("id", ""))
    seen = await as_seen(turn, campaign) if campaign is not None else None
    if seen is not None:
        await turn.tell(turn.me, seen, klass=OutboxClass.ACCOUNT, veiled=True)


async def hear(turn: Turn, args: Mapping[str, str]) -> None:
    """The drop of a preview, opened."""
    campaign = await in_sight(turn, args.get("id", ""))
    drop = await shelf.find(turn, campaign.voice_drop_id) if campaign and campaign.voice_drop_id else None
    medium = await shelf.medium(turn, drop) if drop is not None else None
    if drop is None or medium is None:
        await turn.say(turn.text("drops.silent_now"), by=Speaker.DESK)
        return
    words = "\n".join(filter(None, (drop.name, drop.description)))
    await turn.say(Say(words, by=Speaker.PERSONA, media=(medium,)))


async def let_go(turn: Turn, args: Mapping[str, str]) -> None:
    """Thought better of it: the draft and its photo go."""
    campaign = await in_sight(turn, args.get("id", ""))
    if campaign is None:
        return
    if campaign.started_at is not None:
        await turn.say(turn.text("broadcast.begun_already"), by=Speaker.DESK)
        return
    said = await message_of(turn, campaign)
    await discard(turn, blobs_of(said))
    await turn.tx.delete(campaign)
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


async def send(turn: Turn, args: Mapping[str, str]) -> None:
    """The yes: from now on it is unfolded, a chunk at a time."""
    campaign = await in_sight(turn, args.get("id", ""))
    if campaign is None:
        return
    if campaign.started_at is not None:
        await turn.say(turn.text("broadcast.begun_already"), by=Speaker.DESK)
        return
    counted = await model.count(turn, Audience.of(campaign.audience))
    if not counted.fits:
        await turn.say(turn.text("broadcast.nobody"), by=Speaker.DESK)
        return
    photos = blobs_of(await message_of(turn, campaign))
    if any([await turn.tx.get(VaultBlob, each) is None for each in photos]):
        await turn.say(turn.text("broadcast.gone"), by=Speaker.DESK)
        return
    await blobs.keep_blobs_until(turn.tx, photos, None)
    campaign.started_at = campaign.next_at = campaign.told_at = turn.wall
    campaign.total = counted.fits
    await log.append(
        turn.tx, at=turn.wall, actor=turn.me.person.id, kind="broadcast.start", object_id=str(campaign.id)
    )
    await progress.begin(turn, campaign)


def blobs_of(said: Say | None) -> tuple[uuid.UUID, ...]:
    """The vault's ids of what is shown."""
    return tuple(uuid.UUID(medium.blob) for medium in said.media if medium.blob) if said else ()
