"""Stops that race with sends under way and with a large upload, in real time."""

import asyncio
import io
import random
import time
from dataclasses import dataclass, field

from bot.platforms.port import Parcel, Receipt
from handlers.chat.incoming import Text
from handlers.chat.outgoing import Amend, Remove
from storage.enums import OutboxClass, Platform, ProofType
from tests.acceptance.stage import stage
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.people import SAFEWORD
from tests.support.scripted import ScriptedPlatform

LATEST = 1.0
QUEUED = 12
UPLOAD_BYTES = 20 * 1024 * 1024


@dataclass(slots=True)
class Raced:
    """How the races ended; ``slowest`` is seconds from the update to the committed stop."""

    count: int = 0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SlowPlatform(ScriptedPlatform):
    """A platform that takes its time, and notes when each send began and arrived."""

    rng: random.Random = field(default_factory=random.Random)
    log: list[tuple[float, float, Parcel]] = field(default_factory=list)

    async def send(self, parcel: Parcel) -> Receipt:
        """Send after a while."""
        begun = time.monotonic()
        await asyncio.sleep(self.rng.uniform(0, 0.02))
        receipt = await ScriptedPlatform.send(self, parcel)
        self.log.append((begun, time.monotonic(), parcel))
        return receipt


async def races(count: int, *, seed: int) -> Raced:
    """Game messages are being sent while the member stops, at a random moment each time."""
    raced = Raced()
    rng = random.Random(seed)
    async with stage(None, seed=seed) as court:
        slow = SlowPlatform(rng=rng)
        court.platform = slow
        court.engine.platforms[Platform.WEB] = slow
        for number in range(count):
            await _race(court, slow, raced, rng, await playing.member(court, f"racer{number}"))
    return raced


async def _race(
    court: ScriptedCourt, slow: SlowPlatform, raced: Raced, rng: random.Random, anna: Chatter
) -> None:
    async with court.engine.turns.about((await anna.person()).id) as turn:
        for number in range(QUEUED):
            await turn.tell(turn.me, f"Game {number}")
    slow.log.clear()
    delivering = asyncio.create_task(court.engine.courier.idle())
    await asyncio.sleep(rng.uniform(0, 0.15))
    started = time.monotonic()
    await anna.does(Text(SAFEWORD), settle=False)
    stopped = time.monotonic()
    await delivering
    await court.engine.settle()
    raced.count += 1
    raced.slowest = max(raced.slowest, stopped - started)
    for begun, arrived, parcel in slow.log:
        if parcel.klass is not OutboxClass.GAME or isinstance(parcel.meaning, Amend | Remove):
            continue
        # A claim commits before its send begins: at most the one under way may still arrive.
        if begun > stopped + 0.05:
            raced.failures.append(f"a game message began {begun - stopped:.3f} s after the stop")
        if arrived > stopped + LATEST:
            raced.failures.append(f"a game message arrived {arrived - stopped:.3f} s after the stop")


async def upload_race(*, seed: int) -> Raced:
    """The word is said while a picture of 20 MB is being cleaned."""
    raced = Raced(count=1)
    async with stage(None, seed=seed) as court:
        anna = await playing.member(court, "uploader")
        await playing.task_of(court, anna, proof_type=ProofType.PHOTO)
        picture = await asyncio.to_thread(large_picture, seed)
        uploading = asyncio.create_task(anna.sends(picture, mime="image/png"))
        await asyncio.sleep(0.2)
        started = time.monotonic()
        await anna.does(Text(SAFEWORD), settle=False)
        raced.slowest = time.monotonic() - started
        await uploading
        await court.engine.settle()
        if (await anna.person()).stopped_at is None:
            raced.failures.append("not stopped while an upload was cleaned")
        if raced.slowest > LATEST:
            raced.failures.append(f"the stop waited {raced.slowest:.2f} s for an upload")
        if await playing.attempts(court, anna):
            raced.failures.append("an upload from before the stop became a proof")
    return raced


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
