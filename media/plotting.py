"""Drawing charts with matplotlib, without pyplot and its global state. Imported by what draws only."""

import io
import threading
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator

from media.charts import BarChart, LineChart
from media.lettering import SERIF, Face, fitted, font_path, lettered
from media.palette import PALETTES, Colour, Palette

_INCHES, _DPI = (12.0, 6.3), 100
_TEXT_WIDTH, _POINTS = 1040, 72 / _DPI
_TEXT_FACES: tuple[Face, ...] = ("DejaVuSans",)
_MOST_LABELS, _MOST_FIGURES, _LONGEST_LABEL = 8, 10, 14
_MOST_DOTS = 12
_SMALL, _LARGE = 18, 20
"""Points: a chart on a telephone is a third as wide as it is drawn."""
_ONE_AT_A_TIME = threading.Lock()
"""matplotlib's caches are not made for several threads."""


def draw_bars(chart: BarChart) -> bytes:
    """Columns with their figures above them."""
    palette = PALETTES[chart.theme]
    with _ONE_AT_A_TIME:
        figure, axes = _frame(palette, chart.title, chart.note, empty=not chart.bars)
        if chart.bars:
            values = [bar.value for bar in chart.bars]
            drawn = axes.bar(range(len(values)), values, width=0.62, color=_rgb(palette.brass), zorder=2)
            _label_columns(axes, palette, [bar.label for bar in chart.bars])
            _scale(axes, palette, values, chart.unit)
            if len(values) <= _MOST_FIGURES:
                figures = [_shown(value, chart.unit) for value in values]
                axes.bar_label(
                    drawn, figures, padding=6, color=_rgb(palette.text), fontproperties=_font(_LARGE)
                )
        return _png(figure)


def draw_lines(chart: LineChart) -> bytes:
    """Lines, the first of them in brass with its last figure beside it."""
    palette = PALETTES[chart.theme]
    with _ONE_AT_A_TIME:
        values = [value for line in chart.lines for value in line.values if value is not None]
        figure, axes = _frame(palette, chart.title, chart.note, empty=not values)
        if values:
            _trace(axes, palette, chart)
            _label_columns(axes, palette, chart.labels)
            _scale(axes, palette, values, chart.unit)
            if len(chart.lines) > 1:
                _legend(axes, palette)
        return _png(figure)


def _frame(palette: Palette, title: str, note: str, *, empty: bool) -> tuple[Figure, Axes]:
    """The ground, the title, the note, and a place to draw in."""
    figure = Figure(figsize=_INCHES, dpi=_DPI, facecolor=_rgb(palette.ground))
    FigureCanvasAgg(figure)
    shown, font = fitted(title, SERIF, width=_TEXT_WIDTH, largest=46, smallest=30)
    heading = FontProperties(fname=str(font.path), size=font.size * _POINTS)
    figure.text(0.07, 0.875, shown, color=_rgb(palette.text), fontproperties=heading, parse_math=False)
    height, size = (0.5, 30) if empty else (0.805, 24)
    words, small = fitted(note, _TEXT_FACES, width=_TEXT_WIDTH, largest=size, smallest=20)
    beside = _font(small.size * _POINTS)
    figure.text(0.07, height, words, color=_rgb(palette.muted), parse_math=False, fontproperties=beside)
    axes = figure.add_axes((0.1, 0.13, 0.84, 0.6), facecolor="none")
    if empty:
        axes.set_axis_off()
    else:
        _quiet(axes, palette)
    return figure, axes


def _quiet(axes: Axes, palette: Palette) -> None:
    """No box: one line to stand on, and faint ones to read heights by."""
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_rgb(palette.line))
    axes.grid(axis="y", color=_rgb(palette.line), linewidth=0.8, alpha=0.6, zorder=0)
    axes.tick_params(length=0, colors=_rgb(palette.muted), pad=8)


def _trace(axes: Axes, palette: Palette, chart: LineChart) -> None:
    places = range(len(chart.labels))
    for order, line in enumerate(chart.lines):
        leading = order == 0
        heights = [float("nan") if value is None else value for value in line.values]
        axes.plot(
            places,
            heights,
            color=_rgb(palette.brass if leading else palette.muted),
            linewidth=3.0 if leading else 1.6,
            linestyle=("-", "--", ":", "-.")[order % 4],
            marker="o",
            markevery=_seen_as_dots(line.values),
            markersize=8 if leading else 5,
            solid_capstyle="round",
            label=_clean(line.name) or " ",
            zorder=4 if leading else 3,
        )


def _seen_as_dots(values: Sequence[float | None]) -> list[int]:
    """Every value of a few; of many only those with a gap on both sides, which no line would show."""
    if len(values) <= _MOST_DOTS:
        return list(range(len(values)))
    known = [False, *(value is not None for value in values), False]
    return [at for at in range(len(values)) if known[at + 1] and not known[at] and not known[at + 2]]


def _legend(axes: Axes, palette: Palette) -> None:
    legend = axes.legend(
        loc="lower right", bbox_to_anchor=(1.0, 1.04), ncols=4, frameon=False, labelcolor=_rgb(palette.text)
    )
    for text in legend.get_texts():
        text.set_parse_math(False)
        text.set_fontproperties(_font(_SMALL))


def _label_columns(axes: Axes, palette: Palette, labels: Sequence[str]) -> None:
    """As many labels as can be read."""
    step = -(-len(labels) // _MOST_LABELS)
    places = range(0, len(labels), step)
    axes.set_xticks(list(places))
    shown = [_clean(labels[at]) for at in places]
    short = [label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…" for label in shown]
    axes.set_xticklabels(short, color=_rgb(palette.muted), parse_math=False, fontproperties=_font(_SMALL))
    axes.set_xlim(-0.6, len(labels) - 0.4)


def _scale(axes: Axes, palette: Palette, values: Sequence[float], unit: str) -> None:
    """From nought, or from the lowest where it is below, with some air above."""
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    axes.set_ylim(low - (0.08 * span if low < 0 else 0), low + span * 1.14)
    whole = all(float(value).is_integer() for value in values)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=whole, min_n_ticks=2))
    axes.yaxis.set_major_formatter(lambda value, _: _shown(value, unit))
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
        label.set_fontproperties(_font(_SMALL))
        label.set_color(_rgb(palette.muted))


def _shown(value: float, unit: str) -> str:
    """At most one decimal, thousands apart."""
    number = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return f"{number}{_clean(unit)}"


def _clean(text: str) -> str:
    """Without letters that would print as boxes, and warn."""
    return lettered(text, _TEXT_FACES, 12)[0]


def _font(size: float) -> FontProperties:
    return FontProperties(fname=str(font_path("DejaVuSans")), size=size)


def _rgb(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = colour
    return red / 255, green / 255, blue / 255


def _png(figure: Figure) -> bytes:
    """Without the name of the program and its version: the same data, the same bytes."""
    target = io.BytesIO()
    figure.savefig(target, format="png", facecolor=figure.get_facecolor(), metadata={"Software": None})
    return target.getvalue()
