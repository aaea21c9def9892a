"""Gate "safeword" on Telegram and Discord: what the platform itself sees of a stop."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from statistics import median

from storage.enums import Platform
from tests.acceptance.further_states import FURTHER, OF_SESSIONS
from tests.acceptance.newcomers import WITH_A_WORD, WITHOUT_A_WORD
from tests.acceptance.result import GateResult
from tests.acceptance.snapshot import Snapshot
from tests.acceptance.staging import Staged, give_word, staged
from tests.acceptance.states import STATES, WORD_AT_STAKE, Arrange
from tests.acceptance.stops import Tally
from tests.acceptance.wire import Wire, wired
from tests.acceptance.wire.classes import classes
from tests.acceptance.wire.racing import races, upload_races
from tests.acceptance.wire.stopping import Said, stop_at_once
from tests.handlers.rules.sentences import INNOCENT, SAFEWORDS
from tests.handlers.rules.spellings import PLAIN_STOPS, spellings
from tests.support import playing
from tests.support.court import Chatter

NAME = "safeword"
OWN_WORD = {**STATES, **WITH_A_WORD, **FURTHER}
ANY_WORD = {**WORD_AT_STAKE, **WITHOUT_A_WORD}
"""States in which the word is not chosen yet, or is at stake: what stops everybody stops there."""
SPELLINGS = {False: 1, True: 40}
A_WORD = 2
"""So many spellings are said before everybody gets another of the twenty words."""
STRIDE = 7
RACES = {False: 6, True: 500}
STRANGERS = {False: 2, True: 40}
DAYS = {False: 1, True: 30}
TAKE_TIME, FEW = 2, 9
"""In small size: the states that take time, which add up to a whole day, and every so many-th of the rest."""


async def run(*, full: bool, seed: int, database: str | None, platform: Platform) -> GateResult:
    """About five minutes in full size on each, fifteen seconds in small.

    In full size every state meets all forty spellings once by every way the platform has in turn, each time
    with another of the twenty words, and all forty plain stops; the product of words and spellings is the
    rules' part, which the gate on the web goes through."""
    tally = Tally()
    async with wired(platform, database, seed=seed) as wire:
        snapshot = Snapshot(wire.court.storage)
        here = {} if platform is Platform.DISCORD else OF_SESSIONS
        own, others = await _staged(wire, {**OWN_WORD, **here}, full), await _staged(wire, ANY_WORD, full)
        await _every_spelling(wire, tally, snapshot, own, SPELLINGS[full], seed)
        await _plain_stops(wire, tally, snapshot, [*own, *others], SPELLINGS[full], seed)
        await _buttons(wire, tally)
        await _strangers(wire, tally, STRANGERS[full])
        await _innocents(wire, tally, snapshot, INNOCENT if full else INNOCENT[::50])
        await _nothing_resumes(wire, tally, [*own, *others], DAYS[full])
    async with wired(platform, None, seed=seed, hasty=False) as wire:
        await races(wire, tally, RACES[full], seed=seed)
        await upload_races(wire, tally, seed=seed)
    usual, slowest = median(tally.times) * 1000, tally.slowest * 1000
    figure = (
        f"{tally.stops} stops in {len(own) + len(others)} states, {len(tally.failures)} failures; "
        f"{tally.races} races, half of the stops within {usual:.0f} ms, the slowest {slowest:.0f} ms, "
        f"last of the game {tally.late * 1000:.0f} ms after the word; "
        f"during a 20 MB upload {tally.upload * 1000:.0f} ms"
    )
    return GateResult(f"{NAME} on {platform}", not tally.failures, figure, tuple(tally.failures[:20]))


async def _staged(wire: Wire, states: Mapping[str, Arrange], full: bool) -> list[Staged]:
    some = list(states.items())
    chosen = some if full else [*some[:TAKE_TIME], *some[TAKE_TIME::FEW]]
    people = await staged(wire.court, dict(chosen))
    for who in people:
        # Where forms are modals, one that is asked for stands open only once it was opened.
        if who.chatter.sees_button("Open the form"):
            await who.chatter.presses("Open the form")
    return people


async def _every_spelling(
    wire: Wire, tally: Tally, snapshot: Snapshot, people: list[Staged], count: int, seed: int
) -> None:
    """Each round another spelling and another carrier for each; after a few rounds, other words."""
    for first in range(0, count, A_WORD):
        words = [SAFEWORDS[(place + first // A_WORD) % len(SAFEWORDS)] for place in range(len(people))]
        for who, word in zip(people, words, strict=True):
            await give_word(wire.court, [who], word)
        await snapshot.take()
        wire.remember()
        for number in range(first, min(count, first + A_WORD)):
            told = [
                (who, *_told(wire, spellings(word), number, place, seed))
                for place, (who, word) in enumerate(zip(people, words, strict=True))
            ]
            await _round(wire, tally, snapshot, [Said(*each) for each in told])


async def _plain_stops(
    wire: Wire, tally: Tally, snapshot: Snapshot, people: list[Staged], count: int, seed: int
) -> None:
    """What stops everybody, in every state."""
    await snapshot.take()
    wire.remember()
    for number in range(count):
        said = [Said(who, *_told(wire, PLAIN_STOPS, number, place, seed)) for place, who in enumerate(people)]
        await _round(wire, tally, snapshot, said)


def _told(wire: Wire, told: Sequence[str], number: int, place: int, seed: int) -> tuple[str, str]:
    """What somebody says in a round, and how."""
    text = told[(number + place * STRIDE + seed) % len(told)]
    return text, wire.carriers[(number + place) % len(wire.carriers)]


async def _round(wire: Wire, tally: Tally, snapshot: Snapshot, said: Sequence[Said]) -> None:
    await stop_at_once(wire, tally, said)
    await snapshot.restore()
    wire.put_back()


async def _buttons(wire: Wire, tally: Tally) -> None:
    """The buttons that stop: beside the drill, and below a near miss."""
    for label, lead in (("Stop for real", _drilling), ("Stop everything", _near_miss)):
        anna = await playing.member(wire.court, f"presser of {label}")
        await lead(anna)
        await anna.presses(label)
        tally.stops += 1
        if (await anna.person()).stopped_at is None:
            tally.failed(f"the button {label!r} did not stop")


async def _drilling(anna: Chatter) -> None:
    await anna.says("/settings")
    await anna.presses("Safeword")
    for _ in range(2):
        await anna.says("velvet anchor")


async def _near_miss(anna: Chatter) -> None:
    await anna.says("marmelade sky")


async def _strangers(wire: Wire, tally: Tally, count: int) -> None:
    """Somebody never heard of, by words that stop everybody."""
    for number, text in enumerate(PLAIN_STOPS[:count]):
        guest = await wire.court.guest(f"stranger{number}")
        await wire.says(guest, text, "text")
        await wire.settle()
        tally.stops += 1
        if (await guest.person()).stopped_at is None:
            tally.failed(f"a stranger was not stopped by {text!r}")


async def _innocents(wire: Wire, tally: Tally, snapshot: Snapshot, sentences: Sequence[str]) -> None:
    """Ordinary sentences, each by somebody else in turn and to a fresh beginning."""
    talkers = [
        await playing.member(wire.court, f"talker{n}", safeword=word) for n, word in enumerate(SAFEWORDS)
    ]
    await snapshot.take()
    wire.remember()
    for some in _portions(sentences, len(talkers)):
        spoken = list(zip(talkers, some, strict=False))
        await asyncio.gather(*(wire.says(anna, sentence, "text") for anna, sentence in spoken))
        await wire.settle()
        for anna, sentence in spoken:
            person = await anna.person()
            stopped = person.stopped_at is not None and person.minor_asked_at is None
            if stopped or person.held_at is not None:
                tally.failed(f"false stop or hold: {sentence!r}")
        await snapshot.restore()
        wire.put_back()


def _portions(sentences: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(sentences), size):
        yield sentences[start : start + size]


async def _nothing_resumes(wire: Wire, tally: Tally, people: list[Staged], days: int) -> None:
    """Everybody stops and days pass: all are still stopped, and nothing of the game arrived."""
    await stop_at_once(wire, tally, [Said(who, "/red", "text") for who in people])
    mark = wire.mark()
    await wire.court.pass_time(timedelta(days=days), step=timedelta(hours=12))
    await wire.settle()
    klasses = await classes(wire.court)
    for who in people:
        if (await who.chatter.person()).stopped_at is None:
            tally.failed(f"{who.state}: resumed by time")
        arrived = {klasses.get(each.id) for each in wire.arrived(who.chatter, mark)}
        if not arrived <= {"safety", "account"}:
            tally.failed(f"{who.state}: of the game reached a stopped member: {arrived}")
