"""Charts for `/stats`, in the look of the cards. Drawing takes up to half a second: use a thread."""

from dataclasses import dataclass

from media.palette import Theme


@dataclass(frozen=True, slots=True)
class Bar:
    """One column and the words under it."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line; the first of a chart is drawn in brass, the others recede."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Columns side by side. `note` stands under the title, or alone when there is nothing to show."""

    title: str
    bars: tuple[Bar, ...]
    note: str = ""
    unit: str = ""
    theme: Theme = Theme.NIGHT


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over common labels, one value for each label; None leaves a gap."""

    title: str
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""
    unit: str = ""
    theme: Theme = Theme.NIGHT

    def __post_init__(self) -> None:
        """Every line must have a value, or a gap, for every label."""
        if any(len(line.values) != len(self.labels) for line in self.lines):
            raise ValueError("a line has more or fewer values than there are labels")


def bar_chart(chart: BarChart) -> bytes:
    """The chart as a PNG of 1200 x 630 pixels; the same data gives the same bytes."""
    from media.plotting import draw_bars  # noqa: PLC0415 - matplotlib is loaded when the first chart is drawn

    return draw_bars(chart)


def line_chart(chart: LineChart) -> bytes:
    """The chart as a PNG of 1200 x 630 pixels; the same data gives the same bytes."""
    from media.plotting import draw_lines  # noqa: PLC0415 - as above

    return draw_lines(chart)
