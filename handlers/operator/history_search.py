"""What is sought in the log: words after the command, or the form, become a search and fit on a button."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from handlers.member.onboarding.steps import folded_name
from handlers.operator.roles import operator_name
from handlers.turn import Turn
from storage.queries import people
from storage.queries.log_search import Sought, Word

FIELDS = ("words", "member", "kind", "actor", "since", "until")
LONGEST = 60
A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
A_DAY = timedelta(days=1)


class NoDate(ValueError):
    """What was given as a date is none."""


def from_words(text: str) -> dict[str, str]:
    """A search by words: a date among them is the day it is about."""
    words = text.casefold().split()
    dates = [word for word in words if A_DATE.fullmatch(word)]
    given = {"words": " ".join(word for word in words if word not in dates)[:LONGEST]}
    if dates:
        given |= {"since": dates[0], "until": dates[-1]}
    return {name: value for name, value in given.items() if value}


def from_form(values: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """A search by the form's fields."""
    given = {name: " ".join("".join(values.get(name, ())).split())[:LONGEST] for name in FIELDS}
    return {name: value for name, value in given.items() if value}


async def search_of(turn: Turn, given: Mapping[str, str]) -> Sought:
    """The search behind what was given. Raises ``NoDate``."""
    names = {row.person_id: operator_name(turn, row).casefold() for row in await people.operators(turn.tx)}

    def word(text: str) -> Word:
        folded = text.casefold()
        kinds = tuple(
            kind for kind, shown in kinds_of(turn).items() if folded in shown.casefold() or folded in kind
        )
        actors = tuple(person for person, name in names.items() if folded in name)
        return Word(folded, kinds, actors, court=folded in turn.text("log.court").casefold())

    return Sought(
        words=tuple(word(each) for each in given.get("words", "").split()),
        member=folded_name(given.get("member", "")),
        kind=word(given["kind"]) if "kind" in given else None,
        actor=word(given["actor"]) if "actor" in given else None,
        since=_beginning(turn, given["since"]) if "since" in given else None,
        until=_beginning(turn, given["until"]) + A_DAY if "until" in given else None,
    )


def kinds_of(turn: Turn) -> dict[str, str]:
    """Every kind of entry that has words, as it stands in the log, with its words."""
    prefix = "log.kind."
    found: dict[str, str] = {}
    for key in turn.house.texts.keys:
        if key.startswith(prefix):
            # A text's name has no dot: the kind may be either way.
            name = key.removeprefix(prefix)
            found[name] = found[name.replace("_", ".", 1)] = turn.text(key)
    return found


def shown(turn: Turn, given: Mapping[str, str]) -> str:
    """What was sought, as it stands over what was found."""
    return ", ".join(f"{turn.text(f'log.by_{name}')}: {given[name]}" for name in FIELDS if name in given)


def _beginning(turn: Turn, text: str) -> datetime:
    """The beginning of a day where the operator lives."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise NoDate(text) from None
    return datetime.combine(day, time(), turn.me.zone).astimezone(UTC)
