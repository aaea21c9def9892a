"""Stops that race with sends under way, and with large uploads being fetched and cleaned."""

import asyncio
import random
import uuid
from dataclasses import dataclass, field

from sqlmodel import col, select

from storage.enums import InboxStatus, OutboxClass, OutboxStatus, ProofType
from storage.tables import Inbox, Outbox
from tests.acceptance.races import large_picture
from tests.acceptance.stops import Tally
from tests.acceptance.wire.port import Wire
from tests.acceptance.wire.stopping import LATEST
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.people import SAFEWORD
from tests.support.waiting import until

QUEUED = 10
AT_ONCE = 60
"""Members who are written to at the same time, and all stop meanwhile: about as many chats as delivery
serves side by side."""
LONGEST_SEND = 0.05
WITHIN = 5.0
"""The stops are spread over so many seconds of sending."""
FETCHING = 2.0
"""The platform takes so many seconds over a large file."""
UPLOADS = 3
BEGUN = (OutboxStatus.SENDING, OutboxStatus.SENT)
Claimed = frozenset[uuid.UUID]


@dataclass(slots=True)
class Finish:
    """When each member's stop stood, and what had been claimed for her by then."""

    wire: Wire
    stood: dict[uuid.UUID, float] = field(default_factory=dict)
    claimed: dict[uuid.UUID, "asyncio.Task[Claimed]"] = field(default_factory=dict)

    def noted(self, person_id: uuid.UUID) -> None:
        """A stop is committed."""
        self.stood[person_id] = self.wire.now()
        self.claimed[person_id] = asyncio.create_task(claimed(self.wire.court, person_id))


async def races(wire: Wire, tally: Tally, count: int, *, seed: int) -> None:
    """Game messages are being sent to many members while each says her word at a random moment."""
    rng = random.Random(seed)
    wire.slow(LONGEST_SEND)
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(count, start + AT_ONCE))
        racers = [await playing.member(wire.court, f"racer{number}") for number in numbers]
        await _one_round(wire, tally, racers, rng)
    wire.swift()


async def _one_round(wire: Wire, tally: Tally, racers: list[Chatter], rng: random.Random) -> None:
    court, mark, finish = wire.court, wire.mark(), Finish(wire)
    court.engine.intake._on_stop = finish.noted
    for anna in racers:
        async with court.engine.turns.about((await anna.person()).id) as turn:
            for number in range(QUEUED):
                await turn.tell(turn.me, f"Game {number}")
    said = await asyncio.gather(*(_stops(wire, anna, rng) for anna in racers))
    await wire.settle()
    for anna, at in zip(racers, said, strict=True):
        await _judge(wire, tally, anna, at, mark, finish)


async def _stops(wire: Wire, anna: Chatter, rng: random.Random) -> float:
    """Say the word, perhaps in a caption or an edit; returns when."""
    await asyncio.sleep(rng.uniform(0, WITHIN))
    at = wire.now()
    await wire.says(anna, SAFEWORD, rng.choice(wire.carriers))
    return at


async def _judge(wire: Wire, tally: Tally, anna: Chatter, said: float, mark: int, finish: Finish) -> None:
    """Of a chat at most the one send that was under way may still arrive, and that within a second."""
    tally.races += 1
    person = await anna.person()
    stood = finish.stood.get(person.id)
    if stood is None or person.stopped_at is None:
        tally.failed(f"{anna.name} was not stopped")
        return
    tally.times.append(stood - said)
    tally.slowest = max(tally.slowest, stood - said)
    game = [each.at for each in wire.arrived(anna, mark) if each.text.startswith("Game ")]
    late = max(game, default=said) - said
    tally.late = max(tally.late, late)
    if late > LATEST:
        tally.failed(f"a game message arrived {late:.3f} s after the word")
    if sum(at > stood for at in game) > 1:
        tally.failed("more than the one send under way arrived after the stop stood")
    if await claimed(wire.court, person.id) != await finish.claimed[person.id]:
        tally.failed("a game message was claimed after the stop")


async def claimed(court: ScriptedCourt, person_id: uuid.UUID) -> Claimed:
    """The game messages that somebody was, or is being, sent."""
    game = select(Outbox.uid).where(
        col(Outbox.person_id) == person_id,
        col(Outbox.klass) == OutboxClass.GAME,
        col(Outbox.status).in_(BEGUN),
    )
    async with court.storage.read() as tx:
        return frozenset(await tx.all(game))


# -- uploads ---------------------------------------------------------------------------------------


async def upload_races(wire: Wire, tally: Tally, *, seed: int) -> None:
    """The word is said while 20 MB are on their way to the court, and while they are cleaned there: a stop
    that waited for either would lose."""
    picture = await asyncio.to_thread(large_picture, seed)
    await _upload_race(wire, tally, picture, "being fetched")
    await _upload_race(wire, tally, picture, "being cleaned")


async def _upload_race(wire: Wire, tally: Tally, picture: bytes, what: str) -> None:
    for number in range(UPLOADS):
        anna = await playing.member(wire.court, f"uploader{number} {what}")
        await playing.task_of(wire.court, anna, proof_type=ProofType.PHOTO)
        if await _stopped_first(wire, tally, anna, picture, what):
            return
    tally.failed(f"an upload was over before a stop stood that was said while it was {what}")


async def _stopped_first(wire: Wire, tally: Tally, anna: Chatter, picture: bytes, what: str) -> bool:
    """Whether the stop stood before the upload was dealt with; it then has to be discarded."""
    finish, fetched = Finish(wire), wire.fetched()
    wire.court.engine.intake._on_stop = finish.noted
    if what == "being fetched":
        wire.slow_files(FETCHING)
    await wire.uploads(anna, picture)
    if what == "being fetched":
        await asyncio.sleep(FETCHING / 4)
    else:
        await until(lambda: wire.fetched() > fetched, within=30)
    said = wire.now()
    await wire.says(anna, SAFEWORD, "text")
    await wire.settle()
    wire.swift()
    person = await anna.person()
    took = finish.stood.get(person.id, float("inf")) - said
    tally.upload = max(tally.upload, took)
    if took > LATEST:
        tally.failed(f"the stop waited {took:.2f} s for an upload {what}")
    async with wire.court.storage.read() as tx:
        theirs = select(Inbox.status).where(col(Inbox.person_id) == person.id)
        discarded = InboxStatus.DISCARDED in await tx.all(theirs)
    if discarded and (await playing.attempts(wire.court, anna) or wire.files_left()):
        tally.failed(f"an upload {what} when the stop stood became a proof")
    return discarded
