"""The kinds of questions settings are made of: one of several, an hour, a number, words."""

import re
from collections.abc import Callable, Sequence

from handlers.chat.outgoing import Ask, Message
from handlers.flows import Again, Answer, Draft, Next, Step, Taken, Talk, pick
from handlers.rules.numbers import whole

LONGEST_FREE = 100
_HOUR = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm)?", re.IGNORECASE)
MINUTES_A_DAY = 1440
HOURS_A_DAY = 24
NOON = 12


def one_of(
    name: str,
    values: Sequence[str],
    *,
    free: bool = False,
    optional: bool = False,
    needed: Callable[[Draft], bool] = lambda _draft: True,
) -> Step:
    """A choice; its labels are texts ``settings.<name>.<value>``. ``free``: words of one's own too."""

    def ask(talk: Talk) -> Message:
        choices = tuple(pick(value, talk.text(f"settings.{name}.{value}")) for value in values)
        hint = talk.text(f"settings.{name}.hint") if free else None
        return Ask(talk.text(f"settings.{name}.ask"), choices=choices, hint=hint)

    def take(talk: Talk, answer: Answer) -> Taken:
        given = answer.picked or _named(talk, name, values, answer.typed or "")
        if given in values:
            return Next({**talk.draft, name: given}, talk.text(f"settings.{name}.{given}"))
        words = " ".join((answer.typed or "").split())
        if free and words:
            if len(words) > LONGEST_FREE:
                return Again(talk.text("common.too_long", most=LONGEST_FREE))
            return Next({**talk.draft, name: words}, words)
        return Again(talk.text("onboarding.by_buttons"))

    return Step(name, ask, take, optional=optional, needed=needed)


def hour(
    name: str,
    offered: Sequence[int],
    *,
    check: Callable[[Talk, int], str | None] = lambda _talk, _minutes: None,
    needed: Callable[[Draft], bool] = lambda _draft: True,
) -> Step:
    """A time of day in minutes after midnight. ``check`` gives the key of a sentence if it will not do. A
    fact ``hours:<name>`` suggests others than ``offered``."""

    def ask(talk: Talk) -> Message:
        suggested = [int(each) for each in talk.facts.get(f"hours:{name}", "").split()]
        choices = tuple(pick(str(minutes), shown(minutes)) for minutes in suggested or offered)
        return Ask(talk.text(f"settings.{name}.ask"), choices=choices, hint=talk.text("settings.hour_hint"))

    def take(talk: Talk, answer: Answer) -> Taken:
        given = answer.picked or ""
        minutes = int(given) if given.isdigit() else parsed(answer.typed or "")
        if minutes is None or not 0 <= minutes < MINUTES_A_DAY:
            return Again(talk.text("settings.hour_problem"))
        problem = check(talk, minutes)
        if problem is not None:
            return Again(talk.text(problem))
        return Next({**talk.draft, name: str(minutes)}, shown(minutes))

    return Step(name, ask, take, needed=needed)


def number(
    name: str,
    least: int,
    most: int,
    offered: Sequence[int],
    *,
    needed: Callable[[Draft], bool] = lambda _d: True,
) -> Step:
    """A whole number within bounds."""

    def ask(talk: Talk) -> Message:
        choices = tuple(pick(str(value), str(value)) for value in offered)
        return Ask(talk.text(f"settings.{name}.ask"), choices=choices, hint=talk.text("settings.number_hint"))

    def take(talk: Talk, answer: Answer) -> Taken:
        given = whole(answer.picked or answer.typed or "")
        if given is None or not least <= given <= most:
            return Again(talk.text("settings.number_problem", least=least, most=most))
        return Next({**talk.draft, name: str(given)}, str(given))

    return Step(name, ask, take, needed=needed)


def parsed(text: str) -> int | None:
    """Minutes after midnight of "7", "07:30", "7.30 pm"; None for anything else."""
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
    if half and not 1 <= hours <= NOON:
        return None
    if half:
        hours = hours % NOON + (NOON if half == "pm" else 0)
    return hours * 60 + minutes if hours < HOURS_A_DAY and minutes < 60 else None  # noqa: PLR2004 - an hour


def shown(minutes: int) -> str:
    """Minutes after midnight as a clock shows them."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _named(talk: Talk, name: str, values: Sequence[str], typed: str) -> str:
    wanted = typed.strip().casefold()
    labels = {talk.text(f"settings.{name}.{value}").casefold(): value for value in values}
    return labels.get(wanted, "")
