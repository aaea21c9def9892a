"""The brief: the very text that a model, and whoever answers for her, gets of a member; nothing beside it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import tagging
from handlers.rules.limits import Limits
from handlers.subject import Subject
from handlers.turn import Turn


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a member says of the session: what she is called, words, and times that would suit her."""

    called: str
    words: str = ""
    times: tuple[datetime, ...] = ()

    def to_text(self) -> str:
        """As it is sealed."""
        times = [each.isoformat() for each in self.times]
        return json.dumps({"called": self.called, "words": self.words, "times": times})

    @classmethod
    def from_text(cls, text: str | None) -> "Wishes":
        """From what was sealed."""
        kept = json.loads(text or "{}")
        times = tuple(datetime.fromisoformat(each) for each in kept.get("times", ()))
        return cls(kept.get("called", ""), kept.get("words", ""), times)


def brief_of(
    turn: Turn, subject: Subject, model: str, wishes: Wishes, tags: Sequence[str], limits: Limits
) -> str:
    """The brief in the member's language. Hard limits, and limits in her own words, are always in it."""
    content, none = turn.house.content.tags, turn.text_for(subject, "tags.none")

    def said(what: str, **values: object) -> str:
        return turn.text_for(subject, f"session.brief.{what}", **values)

    lines = [
        said("head", model=model),
        said("called", name=wishes.called),
        said("hard", hard=tagging.labels(turn, limits.hard) if limits.hard else none),
    ]
    if limits.words:
        lines.append(said("limit_words", words=limits.words))
    lines.append(said("tags", tags=", ".join(content.label(tag) for tag in tags) or none))
    if wishes.words:
        lines.append(said("wishes", words=wishes.words))
    if wishes.times:
        times = "\n".join(exact(each, subject.zone) for each in wishes.times)
        lines.append(said("times", times=times))
    return "\n\n".join(lines)


def exact(moment: datetime, zone: ZoneInfo) -> str:
    """A moment by the clock of a zone, told by its distance from UTC: a zone's name would tell a place."""
    local = moment.astimezone(zone)
    shift = f"{local:%z}"
    return f"{local:%a %d %b %Y, %H:%M} (UTC{shift[:3]}:{shift[3:5]})"
