"""Gate "safeword": the word stops everything, in every state, in every spelling, however it is carried.

Also: races with sends under way, a stop while a large upload is cleaned, nothing resuming by itself, and no
innocent sentence stopping or holding anything."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from handlers.chat.incoming import Body, Command, Edited, FormAnswer, StopRequest, Text
from handlers.content.words import dictionary
from handlers.rules.safewords import Signal, signal
from storage.enums import OutboxClass, OutboxStatus
from storage.tables import Outbox, Person, Task
from tests.acceptance.races import races, upload_race
from tests.acceptance.result import GateResult
from tests.acceptance.stage import stage
from tests.acceptance.states import STATES
from tests.handlers.rules.sentences import INNOCENT, SAFEWORDS
from tests.handlers.rules.spellings import spellings
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

NAME = "safeword"
SMALL_WORDS, SMALL_SPELLINGS, SMALL_RACES = 2, 3, 20
RACES = 500
PLAIN = ("stop", "RED", "🛑", "/red", "safeword!!")


@dataclass(slots=True)
class Tally:
    """What was tried and what went wrong."""

    stops: int = 0
    failures: list[str] = field(default_factory=list)

    def failed(self, what: str) -> None:
        """Note a failure."""
        self.failures.append(what)


async def run(*, full: bool, seed: int, database: str | None) -> GateResult:
    """About eight minutes in full size, ten seconds in small."""
    tally = Tally()
    words = SAFEWORDS if full else SAFEWORDS[:SMALL_WORDS]
    async with stage(database, seed=seed) as court:
        numbers = itertools.count()
        for word in words:
            told = [*spellings(word), *PLAIN]
            for state in STATES:
                chosen = told if full else random.Random(seed).sample(told, SMALL_SPELLINGS)
                await _in_state(court, tally, state, word, chosen, numbers)
        await _strangers(court, tally)
        await _nothing_resumes(court, tally)
        await _innocents(court, tally, full=full)
    _no_false_signal(tally)
    raced = await races(RACES if full else SMALL_RACES, seed=seed)
    tally.failures += raced.failures
    upload = await upload_race(seed=seed)
    tally.failures += upload.failures
    figure = (
        f"{tally.stops} stops in {len(STATES)} states, {len(tally.failures)} failures; {raced.count} races, "
        f"slowest stop {raced.slowest * 1000:.0f} ms; during a 20 MB upload {upload.slowest * 1000:.0f} ms"
    )
    return GateResult(NAME, not tally.failures, figure, tuple(tally.failures[:20]))


async def _in_state(
    court: ScriptedCourt,
    tally: Tally,
    state: str,
    word: str,
    told: list[str],
    numbers: "itertools.count[int]",
) -> None:
    """One member, brought into the state anew before every spelling."""
    anna = await playing.member(court, f"m{next(numbers)}", safeword=word, tasks_a_day=10_000)
    fresh = (await anna.person()).model_dump()
    for text, body in zip(told, _carriers(told), strict=True):
        await _reset(court, anna, fresh)
        await STATES[state](court, anna)
        epoch = (await anna.person()).stop_epoch
        seen = len(anna.bubbles)
        await anna.does(body)
        tally.stops += 1
        await _check(court, tally, anna, f"{state}: {text!r} as {body.kind}", epoch, seen)


def _carriers(told: list[str]) -> Iterator[Body]:
    """The spellings as text, edit, argument and form field, in turn."""
    for number, text in enumerate(told):
        match number % 4:
            case 1:
                yield Edited(text)
            case 2 if not text.startswith("/"):
                yield Command("tasks", text)
            case 3:
                yield FormAnswer("no such form", {"field": (text,)})
            case _:
                yield Text(text)


async def _check(court: ScriptedCourt, tally: Tally, anna: Chatter, what: str, epoch: int, seen: int) -> None:
    person = await anna.person()
    if person.stopped_at is None or person.stop_epoch <= epoch:
        tally.failed(f"not stopped: {what}")
    if not any(bubble.klass is OutboxClass.SAFETY for bubble in anna.bubbles[seen:]):
        tally.failed(f"not answered: {what}")
    async with court.storage.read() as tx:
        waiting = await tx.all(
            select(Outbox).where(
                col(Outbox.person_id) == person.id,
                col(Outbox.status) == OutboxStatus.QUEUED,
                col(Outbox.klass).in_([OutboxClass.GAME, OutboxClass.REPLY]),
            )
        )
    if waiting:
        tally.failed(f"still queued: {what}")


async def _reset(court: ScriptedCourt, anna: Chatter, fresh: dict[str, object]) -> None:
    """The person as she was in the beginning, without the tasks that the stop froze."""
    async with court.storage.begin() as tx:
        person = await tx.get(Person, fresh["id"])
        for name, value in fresh.items():
            if person is not None and name not in ("id", "stop_epoch"):
                setattr(person, name, value)
        await tx.run(sa.delete(Task).where(col(Task.user_id) == fresh["id"]))
    court.platform.chat(anna.address).clear()


async def _strangers(court: ScriptedCourt, tally: Tally) -> None:
    """Somebody never heard of, and somebody in every question of onboarding."""
    bodies: tuple[Body, ...] = (Text("stop"), StopRequest(), Command("red"))
    for number, body in enumerate(bodies):
        guest = await court.guest(f"stranger{number}")
        await guest.does(body)
        tally.stops += 1
        if (await guest.person()).stopped_at is None:
            tally.failed(f"a stranger was not stopped by {body.kind}")


async def _nothing_resumes(court: ScriptedCourt, tally: Tally) -> None:
    """A month passes; who stopped is still stopped."""
    anna = await playing.member(court, "sleeper")
    await playing.task_of(court, anna)
    await anna.stops()
    seen = len(anna.bubbles)
    await court.pass_time(timedelta(days=30), step=timedelta(hours=12))
    if (await anna.person()).stopped_at is None:
        tally.failed("somebody was resumed by time")
    if any(bubble.klass is OutboxClass.GAME for bubble in anna.bubbles[seen:]):
        tally.failed("a game message reached a stopped member")


async def _innocents(court: ScriptedCourt, tally: Tally, *, full: bool) -> None:
    """Ordinary sentences, sent for real."""
    anna = await playing.member(court, "talker", safeword=SAFEWORDS[0])
    for sentence in INNOCENT if full else INNOCENT[::10]:
        await anna.does(Text(sentence))
        person = await anna.person()
        if person.held_at is not None or (person.stopped_at is not None and person.minor_asked_at is None):
            tally.failed(f"false stop or hold: {sentence!r}")


def _no_false_signal(tally: Tally) -> None:
    """Every innocent sentence against every safeword."""
    for sentence, word in itertools.product(INNOCENT, SAFEWORDS):
        if signal(sentence, [word], dictionary()) is not Signal.NONE:
            tally.failed(f"false signal: {sentence!r} with {word!r}")
