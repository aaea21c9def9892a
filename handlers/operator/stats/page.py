"""A page of figures: its words, and the chart that shows the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.content.texts import Texts
from handlers.rules.figures import is_masked, spelled


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: columns, or one or two lines over common labels."""

    title: str
    labels: tuple[str, ...] = ()
    lines: tuple[tuple[str, tuple[float | None, ...]], ...] = ()
    bars: bool = True
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a section, and its chart."""

    lines: Sequence[str]
    chart: Chart


@dataclass(frozen=True, slots=True)
class Words:
    """The operator's language."""

    texts: Texts
    language: str
    masked: set[str] = field(default_factory=set)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key below ``stats``."""
        return self.texts.get(f"stats.{key}", self.language, **values)

    def number(self, count: int, people: int | None = None) -> str:
        """A figure; about few people only that it is few."""
        if people is not None and is_masked(people):
            return self("few")
        return f"{count:,}"

    def percent(self, value: float | None) -> str:
        """A share."""
        return self("none") if value is None else f"{value:.0f} %"

    def time(self, seconds: float) -> str:
        """A duration."""
        unit, count = spelled(seconds)
        return self(f"time.{unit}", count=count)


def columns(title: str, pairs: Sequence[tuple[str, float]], *, unit: str = "", note: str = "") -> Chart:
    """A chart of columns."""
    labels = tuple(label for label, _ in pairs)
    return Chart(title, labels, ((title, tuple(value for _, value in pairs)),), unit=unit, note=note)
