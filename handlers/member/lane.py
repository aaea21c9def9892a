"""The safety lane: hears red before anything else is done with an update, and waits for nothing.

``hear`` only reads and decides; ``act`` runs in a transaction of its own, ahead of every turn."""

from datetime import datetime
from enum import StrEnum

from handlers import flows, prompts
from handlers.chat.incoming import Body, Command, Press, Reachability, StopRequest, words_of
from handlers.content.words import dictionary
from handlers.feature import Registry
from handlers.member import safety
from handlers.member.safety import by_name
from handlers.ports import House
from handlers.rules import safewords, stopping
from handlers.rules.safewords import Signal
from handlers.standing import standing_of
from handlers.turn import Turn
from storage.queries import people
from storage.tables import Conversation, Person, Safeword, User
from storage.unit import UnitOfWork

STOP_COMMANDS = frozenset({"red", "stop", "safeword"})
STOP_ACTION = "safety.stop"


class Heard(StrEnum):
    """What an update means for safety. PRIVATE: a new safeword is being typed, it must not be shown. LATE: a
    stop from before the latest resume, which stops nobody any more and is nothing else either."""

    NOTHING = "nothing"
    PRIVATE = "private"
    LATE = "late"
    NEAR_MISS = "near_miss"
    DRILL = "drill"
    RED = "red"


SIGNALS = frozenset({Heard.LATE, Heard.NEAR_MISS, Heard.DRILL, Heard.RED})
"""What the lane itself acts on; everything else is a turn's."""


async def hear(
    tx: UnitOfWork,
    registry: Registry,
    house: House,
    person: Person | None,
    body: Body,
    sent_at: datetime,
) -> Heard:
    """What ``body`` says about safety, coming from ``person`` (None: never heard of)."""
    if person is None:
        return Heard.RED if _is_stop(body) or _plain(body) else Heard.NOTHING
    heard = await _heard(tx, registry, house, person, body)
    if heard not in SIGNALS or stopping.late_stop_counts(sent_at, standing_of(person)):
        return heard
    return Heard.NOTHING if heard is Heard.NEAR_MISS else Heard.LATE


async def act(turn: Turn, heard: Heard) -> None:
    """Do what was heard."""
    match heard:
        case Heard.RED:
            await safety.red(turn)
            await _answer_for_another(turn)
        case Heard.LATE:
            await safety.too_late(turn)
            await _answer_for_another(turn)
        case Heard.DRILL:
            await safety.drilled(turn)
        case Heard.NEAR_MISS:
            await safety.hold(turn)
        case Heard.NOTHING | Heard.PRIVATE:
            return


async def _answer_for_another(turn: Turn) -> None:
    if turn.inbound is not None and by_name.words_after(turn.inbound.body):
        await by_name.answer(turn)


async def _heard(tx: UnitOfWork, registry: Registry, house: House, person: Person, body: Body) -> Heard:
    if _is_stop(body) or await _is_stop_press(tx, person, body):
        return Heard.RED
    words = [text for text in words_of(body) if text]
    if not words:
        return Heard.NOTHING
    row = await tx.get(Conversation, person.id)
    flow = registry.flows.get(row.flow) if row else None
    step = row.step if row else ""
    rows = await _valid_rows(tx, person, house.clock.wall())
    own = await _words(tx, rows)
    if flows.is_private_word(flow, step):
        # Whoever is no member yet has no word that counts: the one being chosen may be typed again.
        member = await tx.get(User, person.id)
        return _typing_new_word(words, own if member is not None else ())
    signals = [safewords.signal(text, own, dictionary()) for text in words]
    if flows.is_drill(flow, step):
        return await _drilling(tx, rows, words, signals)
    if Signal.RED in signals:
        return Heard.RED
    return Heard.NEAR_MISS if Signal.NEAR_MISS in signals else Heard.NOTHING


async def _drilling(tx: UnitOfWork, rows: list[Safeword], words: list[str], signals: list[Signal]) -> Heard:
    """The new word is the drill; a stop, or a former word, is meant. A near miss is only tried again."""
    if Signal.RED not in signals:
        return Heard.NOTHING
    new = await _words(tx, [row for row in rows if row.valid_until is None])
    meant = any(safewords.is_plain_stop(text) for text in words)
    said = any(safewords.signal(text, new, dictionary()) is Signal.RED for text in words)
    return Heard.DRILL if said and not meant else Heard.RED


def _typing_new_word(words: list[str], own: tuple[str, ...]) -> Heard:
    """In the step where a new safeword is typed only a plain stop, or the safeword itself, is red."""
    red = any(
        safewords.is_plain_stop(text) or any(safewords.same_safeword(text, word) for word in own)
        for text in words
    )
    return Heard.RED if red else Heard.PRIVATE


async def valid_safewords(tx: UnitOfWork, person: Person, now: datetime) -> tuple[str, ...]:
    """The person's safeword and the former ones that still stop."""
    return await _words(tx, await _valid_rows(tx, person, now))


async def _valid_rows(tx: UnitOfWork, person: Person, now: datetime) -> list[Safeword]:
    rows = await people.safewords_of(tx, person.id)
    return [row for row in rows if row.valid_until is None or row.valid_until > now]


async def _words(tx: UnitOfWork, rows: list[Safeword]) -> tuple[str, ...]:
    return tuple([word for row in rows if (word := await tx.open(row, "word"))])


def _is_stop(body: Body) -> bool:
    match body:
        case StopRequest() | Reachability(reachable=False):
            return True
        case Command(name=name):
            return name.casefold() in STOP_COMMANDS
        case _:
            return False


async def _is_stop_press(tx: UnitOfWork, person: Person, body: Body) -> bool:
    if not isinstance(body, Press):
        return False
    # Even one that was answered differently a moment ago: whoever presses stop is not told about old buttons.
    pressed = await prompts.find(tx, body.token, person, closed_too=True)
    return pressed is not None and pressed.option.action == STOP_ACTION


def _plain(body: Body) -> bool:
    return any(safewords.is_plain_stop(text) for text in words_of(body) if text)
