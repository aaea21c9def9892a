"""What a court of the tests is furnished with: the shipped packs and texts, a journal, an age check."""

import uuid
from dataclasses import dataclass, field

from handlers.content.content import Content
from handlers.content.loader import load_content
from handlers.content.texts import Texts, load_texts
from handlers.rules.age import is_adult

_CONTENT: list[Content] = []
_TEXTS: list[Texts] = []


def shipped_content() -> Content:
    """The shipped packs, loaded once for all tests."""
    if not _CONTENT:
        _CONTENT.append(load_content())
    return _CONTENT[0]


def shipped_texts() -> Texts:
    """The shipped texts, loaded once for all tests."""
    if not _TEXTS:
        _TEXTS.append(load_texts())
    return _TEXTS[0]


@dataclass(slots=True)
class NotedJournal:
    """A journal that keeps its entries in memory: (kind, person, facts)."""

    entries: list[tuple[str, uuid.UUID, dict[str, str]]] = field(default_factory=list)
    failing: bool = False

    async def record(self, kind: str, person_id: uuid.UUID, **facts: str) -> None:
        """Note an entry."""
        self.entries.append((kind, person_id, facts))


class DateOfBirth:
    """The court's own age check."""

    name = "date of birth"
    is_adult = staticmethod(is_adult)
