"""Stops that race with sends under way and with a large upload, in real time."""

import asyncio
import io
import random
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import col, select

from bot.platforms.port import Parcel, Receipt
from handlers.chat.incoming import Attachment, Text
from handlers.chat.outgoing import Amend, Remove
from storage.enums import InboxStatus, OutboxClass, OutboxStatus, Platform, ProofType
from storage.tables import Inbox, Outbox
from tests.acceptance.stops import Tally
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.people import SAFEWORD
from tests.support.scripted import ScriptedPlatform

LATEST = 1.0
QUEUED = 12
AT_ONCE = 5
LONGEST_SEND = 0.02
UPLOADS = 3
UPLOAD_BYTES = 20 * 1024 * 1024
BEGUN = (OutboxStatus.SENDING, OutboxStatus.SENT)


@dataclass(slots=True)
class SlowPlatform(ScriptedPlatform):
    """A platform that takes its time, and notes when each send began and arrived."""

    rng: random.Random = field(default_factory=random.Random)
    log: list[tuple[float, float, Parcel]] = field(default_factory=list)

    async def send(self, parcel: Parcel) -> Receipt:
        """Send after a while."""
        begun = time.monotonic()
        await asyncio.sleep(self.rng.uniform(0, LONGEST_SEND))
        receipt = await ScriptedPlatform.send(self, parcel)
        self.log.append((begun, time.monotonic(), parcel))
        return receipt


@dataclass(slots=True)
class FetchedFrom(ScriptedPlatform):
    """A platform that tells when a file was fetched from it."""

    fetched: asyncio.Event = field(default_factory=asyncio.Event)

    async def fetch(self, attachment: Attachment) -> Path | bytes:
        """Hand out the file, and say so."""
        file = await ScriptedPlatform.fetch(self, attachment)
        self.fetched.set()
        return file


async def races(court: ScriptedCourt, tally: Tally, count: int, *, seed: int) -> None:
    """Game messages are being sent to several members while each stops at a random moment."""
    rng = random.Random(seed)
    slow = SlowPlatform(rng=rng)
    court.platform = slow
    court.engine.platforms[Platform.WEB] = slow
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(count, start + AT_ONCE))
        racers = [await playing.member(court, f"racer{number}") for number in numbers]
        for anna in racers:
            async with court.engine.turns.about((await anna.person()).id) as turn:
                for number in range(QUEUED):
                    await turn.tell(turn.me, f"Game {number}")
        slow.log.clear()
        delivering = asyncio.create_task(court.engine.courier.idle())
        stops = await asyncio.gather(*(_stops(court, anna, rng) for anna in racers))
        await delivering
        await court.engine.settle()
        for anna, stop in zip(racers, stops, strict=True):
            await _judge(court, slow, tally, anna, stop)


@dataclass(frozen=True, slots=True)
class Stop:
    """When the stop was said and when it was committed, and the game messages claimed by then."""

    said: float
    stood: float
    claimed: frozenset[uuid.UUID]


async def _stops(court: ScriptedCourt, anna: Chatter, rng: random.Random) -> Stop:
    await asyncio.sleep(rng.uniform(0, AT_ONCE * QUEUED * LONGEST_SEND / 2))
    said = time.monotonic()
    await anna.does(Text(SAFEWORD), settle=False)
    stood = time.monotonic()
    return Stop(said, stood, await _begun(court, anna))


async def _begun(court: ScriptedCourt, anna: Chatter) -> frozenset[uuid.UUID]:
    """The game messages that were claimed so far."""
    person = await anna.person()
    game = select(Outbox.uid).where(
        col(Outbox.person_id) == person.id,
        col(Outbox.klass) == OutboxClass.GAME,
        col(Outbox.status).in_(BEGUN),
    )
    async with court.storage.read() as tx:
        return frozenset(await tx.all(game))


async def _judge(court: ScriptedCourt, slow: SlowPlatform, tally: Tally, anna: Chatter, stop: Stop) -> None:
    """A claim commits before its send begins: of a chat at most the one send under way may still arrive."""
    tally.races += 1
    tally.slowest = max(tally.slowest, stop.stood - stop.said)
    game = [
        (begun, arrived)
        for begun, arrived, parcel in slow.log
        if parcel.chat == anna.address
        and parcel.klass is OutboxClass.GAME
        and not isinstance(parcel.meaning, Amend | Remove)
    ]
    late = max((arrived for _, arrived in game), default=stop.stood) - stop.stood
    if late > LATEST:
        tally.failed(f"a game message arrived {late:.3f} s after the stop")
    if sum(begun > stop.stood for begun, _ in game) > 1:
        tally.failed("more than the one send under way began after the stop")
    if await _begun(court, anna) != stop.claimed:
        tally.failed("a game message was claimed after the stop")


async def upload_race(court: ScriptedCourt, tally: Tally, *, seed: int) -> None:
    """The word is said while a picture of 20 MB is being cleaned: a stop that waited for it would lose."""
    picture = await asyncio.to_thread(large_picture, seed)
    for number in range(UPLOADS):
        anna = await playing.member(court, f"uploader{number}")
        await playing.task_of(court, anna, proof_type=ProofType.PHOTO)
        if await _stopped_first(court, tally, anna, picture):
            return
    tally.failed("an upload from before the stop was over before the stop stood")


async def _stopped_first(court: ScriptedCourt, tally: Tally, anna: Chatter, picture: bytes) -> bool:
    """Whether the stop stood before the upload was dealt with; it then has to be discarded."""
    fetched, key = asyncio.Event(), f"picture-of-{anna.name}"
    court.platform = court.engine.platforms[Platform.WEB] = FetchedFrom(fetched=fetched)
    uploading = asyncio.create_task(anna.does(anna.upload(picture, mime="image/png"), key=key))
    await fetched.wait()
    started = time.monotonic()
    await anna.does(Text(SAFEWORD), settle=False)
    tally.upload = time.monotonic() - started
    if (await anna.person()).stopped_at is None:
        tally.failed("not stopped while an upload was cleaned")
    if tally.upload > LATEST:
        tally.failed(f"the stop waited {tally.upload:.2f} s for an upload")
    await uploading
    await court.engine.settle()
    async with court.storage.read() as tx:
        status = await tx.first(select(Inbox.status).where(col(Inbox.key) == key))
    if status is InboxStatus.DISCARDED and await playing.attempts(court, anna):
        tally.failed("an upload from before the stop became a proof")
    return status is InboxStatus.DISCARDED


def large_picture(seed: int) -> bytes:
    """A PNG of noise of nearly 20 MB."""
    from PIL import Image

    side = 2580
    noise = random.Random(seed).randbytes(side * side * 3)
    buffer = io.BytesIO()
    Image.frombytes("RGB", (side, side), noise).save(buffer, "PNG", compress_level=0)
    data = buffer.getvalue()
    assert len(data) < UPLOAD_BYTES, len(data)
    return data
