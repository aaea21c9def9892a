"""What became of each person after a back-up was made: folded, purely, from the safety journal's lines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.journal_file import Entry, Torn

YES = "yes"


@dataclass(frozen=True, slots=True)
class Fate:
    """What happened to one person. ``stopped`` is how it ended, ``played`` whether a stop was in between."""

    stopped: bool = False
    was_stopped: bool = False
    stopped_at: datetime | None = None
    unknown: bool = False
    erased: bool = False
    excluded_until: datetime | None = None
    timeout_until: datetime | None = None
    limits: tuple[frozenset[str], frozenset[str]] | None = None
    words_changed: bool = False
    safeword_changed: bool = False
    consents: Mapping[str, bool] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)
    minor_locked: bool | None = None
    banned: bool | None = None
    addresses: frozenset[str] = frozenset()
    unlinked: frozenset[str] = frozenset()
    persona: tuple[str, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Fates:
    """Everybody's fate by keyed hash; ``everybody`` when a line cannot be told whose it was."""

    people: Mapping[str, Fate]
    everybody: bool = False


FOLLOWED = frozenset(
    {"stop", "resume", "exclude", "timeout", "erase", "minor_lock", "minor_unlock", "ban", "unban"}
)
"""What befalls a person befalls everybody whose accounts were linked to hers, whom a back-up from before
the link still knows as others."""


def fold(lines: Iterable[Entry | Torn]) -> Fates:
    """The fates, from the journal's lines in order. Of a torn line the worst is assumed: a stop."""
    people: dict[str, Fate] = {}
    linked = Linked()
    everybody = False
    for line in lines:
        if line.person is None:
            everybody = True
            continue
        fate = people.get(line.person, Fate())
        people[line.person] = _torn(fate) if isinstance(line, Torn) else _next(fate, line)
        for other in linked.to(line):
            fate = people.get(other, Fate())
            people[other] = _torn(fate) if isinstance(line, Torn) else _next(fate, line)
        if isinstance(line, Entry):
            linked.note(line)
    return Fates(people, everybody)


@dataclass(slots=True)
class Linked:
    """Who follows whom: by person, those who were joined to her, with the addresses that came along."""

    _followers: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)

    def to(self, line: Entry | Torn) -> tuple[str, ...]:
        """Whom else a line is about."""
        counts = isinstance(line, Torn) or line.kind in FOLLOWED
        return tuple(self._followers.get(line.person or "", ())) if counts else ()

    def note(self, entry: Entry) -> None:
        """Remember a link, or that an address was let go."""
        if entry.kind == "link" and (other := entry.facts.get("other", "")):
            own = self._followers.setdefault(entry.person, {})
            own.update(self._followers.pop(other, {}))
            own[other] = frozenset(entry.facts.get("addresses", "").split())
        elif entry.kind == "unlink":
            gone = frozenset({entry.facts.get("address", "")})
            own = self._followers.get(entry.person, {})
            left = {other: addresses - gone for other, addresses in own.items()}
            self._followers[entry.person] = {other: rest for other, rest in left.items() if rest}


def _torn(fate: Fate) -> Fate:
    return replace(fate, unknown=True)


def _next(fate: Fate, entry: Entry) -> Fate:
    fate = replace(fate, addresses=fate.addresses | frozenset(entry.facts.get("addresses", "").split()))
    return _STEPS.get(entry.kind, _unknown)(fate, entry)


def _unknown(fate: Fate, _entry: Entry) -> Fate:
    return replace(fate, unknown=True)


def _exclude(fate: Fate, entry: Entry) -> Fate:
    """The later end holds: neither an exclusion nor a timeout can be shortened."""
    end = _moment(entry.facts.get("until", ""))
    if end is None:
        return replace(fate, unknown=True)
    return replace(fate, excluded_until=max(end, fate.excluded_until or end))


def _timeout(fate: Fate, entry: Entry) -> Fate:
    end = _moment(entry.facts.get("until", ""))
    if end is None:
        return replace(fate, unknown=True)
    return replace(fate, timeout_until=max(end, fate.timeout_until or end))


def _limits(fate: Fate, entry: Entry) -> Fate:
    hard = frozenset(entry.facts.get("hard", "").split())
    soft = frozenset(entry.facts.get("soft", "").split())
    changed = fate.words_changed or entry.facts.get("words_changed") == YES
    return replace(fate, limits=(hard, soft), words_changed=changed)


def _consent(fate: Fate, entry: Entry) -> Fate:
    name = entry.facts.get("name", "")
    fate = replace(fate, consents={**fate.consents, name: entry.facts.get("given") == YES})
    value = entry.facts.get("value", "")
    if value.isascii() and value.isdigit():
        return replace(fate, figures={**fate.figures, name: int(value)})
    return fate


def _persona(fate: Fate, entry: Entry) -> Fate:
    """The persona she went to last, as a keyed hash, and since when."""
    since = _moment(entry.facts.get("since", ""))
    if since is None:
        return replace(fate, unknown=True)
    return replace(fate, persona=(entry.facts.get("to", ""), since))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment


def _link(fate: Fate, entry: Entry) -> Fate:
    return replace(fate, unlinked=fate.unlinked - frozenset(entry.facts.get("addresses", "").split()))


def _unlink(fate: Fate, entry: Entry) -> Fate:
    return replace(fate, unlinked=fate.unlinked | {entry.facts.get("address", "")})


_STEPS: Mapping[str, Callable[[Fate, Entry], Fate]] = {
    "stop": lambda fate, entry: replace(fate, stopped=True, was_stopped=True, stopped_at=entry.at),
    "resume": lambda fate, _entry: replace(fate, stopped=False),
    "erase": lambda fate, _entry: replace(fate, erased=True),
    "exclude": _exclude,
    "timeout": _timeout,
    "minor_lock": lambda fate, _entry: replace(fate, minor_locked=True),
    "minor_unlock": lambda fate, _entry: replace(fate, minor_locked=False),
    "ban": lambda fate, _entry: replace(fate, banned=True),
    "unban": lambda fate, _entry: replace(fate, banned=False),
    "limits": _limits,
    "safeword": lambda fate, _entry: replace(fate, safeword_changed=True),
    "consent": _consent,
    "persona": _persona,
    "link": _link,
    "unlink": _unlink,
}
