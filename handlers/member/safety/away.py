"""/timeout and /exclude: a stop for a chosen time that nobody can shorten."""

from collections.abc import Callable, Mapping
from datetime import datetime

from handlers.alerts import note
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.member.safety.stop import stop_everything
from handlers.member.tokens import closing
from handlers.rules import stopping
from handlers.rules.standing import Standing
from handlers.standing import set_standing, standing_of
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries.door import add_bar, addresses_of

MONTHS = (6, 12, 24, 60)
COUNTED = {"timeout": "timeout", "exclude": "excluded"}
"""How the figures call them."""


async def timeout(turn: Turn, _args: str) -> None:
    """Offer the lengths of a time-out."""
    await _offer(turn, "away.timeout", "safety.timeout", "days", stopping.TIMEOUT_DAYS)


async def exclude(turn: Turn, _args: str) -> None:
    """Offer the lengths of an exclusion, saying that it cannot be taken back."""
    await _offer(turn, "away.exclude", "safety.exclude_sure", "months", MONTHS)


async def timeout_taken(turn: Turn, args: Mapping[str, str]) -> None:
    """The time-out begins at once."""
    days = int(args["days"])
    await _leave(turn, "timeout", lambda standing: stopping.timeout(standing, turn.now, days))


async def exclude_sure(turn: Turn, args: Mapping[str, str]) -> None:
    """Ask once more, plainly."""
    sure = Choice(turn.text("away.sure"), "safety.exclude", {"months": args["months"]}, Style.DANGER)
    no = Choice(turn.text("away.not_now"), "safety.nothing")
    words = turn.text("away.exclude_sure", months=args["months"])
    await turn.say(Say(words, by=Speaker.SAFETY, choices=(sure, no)), klass=OutboxClass.SAFETY)


async def exclude_taken(turn: Turn, args: Mapping[str, str]) -> None:
    """The exclusion begins at once, for every linked account, and outlives even an erasure."""
    months = int(args["months"])
    until = await _leave(turn, "exclude", lambda standing: stopping.exclude(standing, turn.now, months))
    for known_by in await addresses_of(turn.tx, turn.me.person.id):
        await add_bar(turn.tx, known_by, "exclusion", turn.wall, until=until)
    await closing.close(turn, turn.me, closing.EXCLUDED)


async def nothing(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("away.nothing"), by=Speaker.SAFETY)


async def _offer(turn: Turn, text: str, action: str, unit: str, numbers: tuple[int, ...]) -> None:
    choices = tuple(
        Choice(turn.text(f"away.{unit}_{number}"), action, {unit: str(number)}) for number in numbers
    )
    no = Choice(turn.text("away.not_now"), "safety.nothing")
    message = Say(turn.text(text), by=Speaker.SAFETY, choices=(*choices, no))
    await turn.say(message, klass=OutboxClass.SAFETY)


async def _leave(turn: Turn, kind: str, change: Callable[[Standing], Standing]) -> datetime | None:
    await stop_everything(turn, turn.me, alerted=False)
    turn.me.person.check_in_due_at = None
    set_standing(turn.me.person, change(standing_of(turn.me.person)))
    note(turn, COUNTED[kind], turn.me)
    person = turn.me.person
    until = person.timeout_until if kind == "timeout" else person.excluded_until
    when = f"{until.astimezone(turn.me.zone):%d %B %Y, %H:%M}" if until else ""
    await turn.journal(kind, until=until.isoformat() if until else "")
    words = turn.text(f"away.{kind}_taken", until=when)
    await turn.say(Say(words, by=Speaker.SAFETY), klass=OutboxClass.SAFETY)
    return until
