"""Charts: drawn for any data, without global state, the same every time."""

import asyncio
import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from media.charts import Bar, BarChart, Line, LineChart, bar_chart, line_chart
from media.palette import PALETTES, Theme, contrast

ROOT = Path(__file__).parent.parent.parent
BARS = BarChart("Completion", tuple(Bar(f"week {week}", 50.0 + week) for week in range(9)), unit="%")
LINES = LineChart(
    "Points", ("Mon", "Tue", "Wed"), (Line("points", (1.0, None, 3.0)), Line("tokens", (2.0, 2.5, 2.0)))
)
VALUES = st.floats(-1e9, 1e9, allow_nan=False)


def opened(png: bytes) -> Image.Image:
    """The picture."""
    return Image.open(io.BytesIO(png)).convert("RGB")


def brass_in(png: bytes, theme: Theme = Theme.NIGHT) -> int:
    """How many pixels are of the accent's colour."""
    brass = PALETTES[theme].brass
    return sum(count for count, colour in opened(png).getcolors(1 << 20) or [] if colour == brass)


def test_charts_are_pngs_of_the_usual_size_and_always_the_same() -> None:
    for first, second in ((bar_chart(BARS), bar_chart(BARS)), (line_chart(LINES), line_chart(LINES))):
        assert opened(first).size == (1200, 630)
        assert first == second
        assert b"atplotlib" not in first


def test_a_higher_bar_takes_more_room() -> None:
    low = BarChart("x", (Bar("a", 10), Bar("b", 100)))
    high = BarChart("x", (Bar("a", 90), Bar("b", 100)))
    assert brass_in(bar_chart(high)) > 1.5 * brass_in(bar_chart(low))


@pytest.mark.parametrize("theme", list(Theme))
def test_both_themes_are_drawn_on_their_ground(theme: Theme) -> None:
    picture = opened(bar_chart(BarChart("x", BARS.bars, theme=theme)))
    assert picture.getpixel((5, 5)) == PALETTES[theme].ground
    assert contrast(PALETTES[theme].muted, PALETTES[theme].ground) >= 4.5


def test_nothing_to_show_is_said() -> None:
    empty = opened(bar_chart(BarChart("Misses", (), note="Nothing yet.")))
    silent = opened(bar_chart(BarChart("Misses", ())))
    assert empty.tobytes() != silent.tobytes()
    assert line_chart(LineChart("Misses", (), ()))
    assert line_chart(LineChart("Misses", ("a",), (Line("x", (None,)),)))


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60), st.lists(st.tuples(st.text(max_size=30), VALUES), max_size=40))
def test_no_words_and_no_figures_break_a_bar_chart(title: str, bars: list[tuple[str, float]]) -> None:
    assert bar_chart(BarChart(title, tuple(Bar(*bar) for bar in bars), note=title, unit=title[:3]))


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60), st.lists(st.none() | VALUES, max_size=40))
def test_no_words_and_no_figures_break_a_line_chart(name: str, values: list[float | None]) -> None:
    labels = tuple(name for _ in values)
    lines = (Line(name, tuple(values)), Line("_hidden", tuple(values)))
    assert line_chart(LineChart(name, labels, lines))


def test_a_day_between_days_without_figures_is_seen_as_a_dot() -> None:
    days = tuple(str(day) for day in range(30))
    alone = (*(None,) * 29, 50.0)
    assert brass_in(line_chart(LineChart("x", days, (Line("l", alone),)))) > 20


def test_dollars_are_words_and_not_formulas() -> None:
    assert bar_chart(BarChart("$x_{1$ and $$", (Bar("$\\frac", 1), Bar("100$", 2)), note="$", unit="$"))


def test_a_line_must_have_a_value_for_every_label() -> None:
    with pytest.raises(ValueError, match="more or fewer"):
        LineChart("x", ("a", "b"), (Line("l", (1.0,)),))


async def test_charts_can_be_drawn_in_several_threads_at_once() -> None:
    drawn = await asyncio.gather(*(asyncio.to_thread(bar_chart, BARS) for _ in range(4)))
    assert len(set(drawn)) == 1


def test_pyplot_and_its_windows_are_never_loaded() -> None:
    script = (
        "import sys; sys.path.append(sys.argv[1]); from media.charts import *\n"
        "bar_chart(BarChart('x', (Bar('a', 1),))); print('matplotlib.pyplot' in sys.modules)"
    )
    command = (sys.executable, "-c", script, str(ROOT))
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "False\n"
