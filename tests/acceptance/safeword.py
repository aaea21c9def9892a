"""Gate "safeword": the word stops everything, in every state, in every spelling, however it is carried.

Also: races with sends under way, a stop while a large upload is cleaned, nothing resuming by itself, and no
innocent sentence stopping or holding anything."""

import asyncio
import itertools
from collections.abc import Sequence
from datetime import timedelta

from handlers.chat.incoming import StopRequest, Text
from handlers.content.words import dictionary
from handlers.rules.safewords import Signal, signal
from storage.enums import OutboxClass, Platform
from tests.acceptance.further_states import FURTHER, OF_SESSIONS
from tests.acceptance.newcomers import WITH_A_WORD, WITHOUT_A_WORD
from tests.acceptance.races import races, upload_race
from tests.acceptance.result import GateResult
from tests.acceptance.shards import Shard, shared_out
from tests.acceptance.snapshot import Snapshot
from tests.acceptance.stage import stage
from tests.acceptance.staging import CARRIERS, Staged, give_word, staged
from tests.acceptance.states import STATES, WORD_AT_STAKE
from tests.acceptance.stops import Said, Tally, stop_at_once
from tests.acceptance.wire import safeword as wire_safeword
from tests.handlers.rules.sentences import INNOCENT, SAFEWORDS
from tests.handlers.rules.spellings import PLAIN_STOPS, spellings
from tests.support import playing
from tests.support.court import ScriptedCourt

NAME = "safeword"
OWN_WORD = {**STATES, **WITH_A_WORD, **FURTHER, **OF_SESSIONS}
ANY_WORD = {**WORD_AT_STAKE, **WITHOUT_A_WORD}
PLAIN = ""
"""In place of a safeword: the words that stop everybody."""
WORDS = {False: ("pineapple",), True: tuple(SAFEWORDS)}
SPELLINGS = {False: 2, True: 40}
STRIDE = 7
"""How far a state is ahead of the state before it in the list of spellings: over all of them each is said."""
RACES = {False: 20, True: 500}
STRANGERS = {False: 3, True: 40}
DAYS = {False: 5, True: 30}
"""How long nobody may be resumed by time alone."""


async def run(
    *, full: bool, seed: int, database: str | None, platform: Platform = Platform.WEB
) -> GateResult:
    """About six minutes in full size on two cores, fifteen seconds in small; on Telegram and Discord as
    ``wire.safeword`` says."""
    if platform is not Platform.WEB:
        return await wire_safeword.run(full=full, seed=seed, database=database, platform=platform)
    tally = Tally()
    for part in await shared_out(_part, full=full, seed=seed, database=database):
        tally.add(part)
    _no_false_signal(tally)
    figure = (
        f"{tally.stops} stops in {len(OWN_WORD) + len(ANY_WORD)} states, {len(tally.failures)} failures; "
        f"{tally.races} races, slowest stop {tally.slowest * 1000:.0f} ms; "
        f"during a 20 MB upload {tally.upload * 1000:.0f} ms"
    )
    return GateResult(NAME, not tally.failures, figure, tuple(tally.failures[:20]))


async def _part(shard: Shard) -> Tally:
    """The words of this part; the last part, which has the fewest, does everything else as well."""
    tally = Tally()
    words = [PLAIN, *WORDS[shard.full]][shard.number :: shard.of]
    async with stage(shard.database, seed=shard.seed) as court:
        own, others = await staged(court, OWN_WORD), await staged(court, ANY_WORD)
        snapshot = Snapshot(court.storage)
        for word in words:
            people = own if word else [*own, *others]
            if word:
                await give_word(court, own, word)
            await snapshot.take()
            for said in _rounds(people, word, SPELLINGS[shard.full], shard.seed):
                await stop_at_once(court, tally, said)
                await snapshot.restore()
        if shard.last:
            await _strangers(court, tally, STRANGERS[shard.full])
            await _innocents(court, tally, snapshot, INNOCENT if shard.full else INNOCENT[::10])
            await _nothing_resumes(court, tally, [*own, *others], DAYS[shard.full])
            await races(court, tally, RACES[shard.full], seed=shard.seed)
            await upload_race(court, tally, seed=shard.seed)
    return tally


def _rounds(people: list[Staged], word: str, count: int, seed: int) -> "list[list[Said]]":
    """What everybody says in each round: every state another spelling, by another carrier."""
    told = spellings(word) if word else PLAIN_STOPS
    return [
        [
            _said(who, told[(number + place * STRIDE + seed) % len(told)], number + place)
            for place, who in enumerate(people)
        ]
        for number in range(min(count, len(told)))
    ]


def _said(who: Staged, text: str, number: int) -> Said:
    carrier = CARRIERS[number % len(CARRIERS)]
    return Said(who, who.says(text, carrier), f"{text!r} as {carrier}")


async def _strangers(court: ScriptedCourt, tally: Tally, count: int) -> None:
    """Somebody never heard of: by the page's button, and by words that stop everybody."""
    for number, text in enumerate(["", *PLAIN_STOPS[:count]]):
        guest = await court.guest(f"stranger{number}")
        await guest.does(Text(text) if text else StopRequest())
        tally.stops += 1
        if (await guest.person()).stopped_at is None:
            tally.failed(f"a stranger was not stopped by {text!r}")


async def _nothing_resumes(court: ScriptedCourt, tally: Tally, people: list[Staged], days: int) -> None:
    """Everybody stops and days pass: all are still stopped, and none heard anything of the game."""
    await stop_at_once(court, tally, [Said(who, StopRequest(), "the button") for who in people])
    await court.pass_time(timedelta(days=days), step=timedelta(hours=12))
    for who in people:
        if (await who.chatter.person()).stopped_at is None:
            tally.failed(f"{who.state}: resumed by time")
        if any(bubble.klass is OutboxClass.GAME for bubble in who.chatter.bubbles):
            tally.failed(f"{who.state}: a game message reached a stopped member")


async def _innocents(
    court: ScriptedCourt, tally: Tally, snapshot: Snapshot, sentences: Sequence[str]
) -> None:
    """Ordinary sentences, sent for real, each by somebody else in turn and to a fresh beginning."""
    talkers = [await playing.member(court, f"talker{n}", safeword=word) for n, word in enumerate(SAFEWORDS)]
    await snapshot.take()
    for start in range(0, len(sentences), len(talkers)):
        spoken = list(zip(talkers, sentences[start : start + len(talkers)], strict=False))
        await asyncio.gather(*(anna.does(Text(sentence), settle=False) for anna, sentence in spoken))
        await court.engine.settle()
        for anna, sentence in spoken:
            person = await anna.person()
            stopped = person.stopped_at is not None and person.minor_asked_at is None
            if stopped or person.held_at is not None:
                tally.failed(f"false stop or hold: {sentence!r}")
        await snapshot.restore()


def _no_false_signal(tally: Tally) -> None:
    """Every innocent sentence against every safeword."""
    for sentence, word in itertools.product(INNOCENT, SAFEWORDS):
        if signal(sentence, [word], dictionary()) is not Signal.NONE:
            tally.failed(f"false signal: {sentence!r} with {word!r}")
