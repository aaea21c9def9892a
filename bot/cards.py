"""Cards: from the data a handler said to the picture a person sees, drawn by the media room."""

import json
from typing import Any


def draw_card(data: str) -> bytes:
    """The PNG of a card's data. Raises ``ValueError`` for a kind of card nobody draws."""
    card = json.loads(data)
    kind = card.pop("kind", "")
    match kind:
        case "me":
            # Pillow is only loaded when a card is really drawn.
            from media.cards import MeCard, me_card  # noqa: PLC0415

            return me_card(MeCard(**card))
        case "bars" | "lines":
            return _chart(kind, **card)
        case _:
            raise ValueError(f"Nobody draws the card {kind!r}.")


def _chart(kind: str, *, title: str, labels: list[str], lines: list[Any], unit: str, note: str) -> bytes:
    from media.charts import Bar, BarChart, Line, LineChart, bar_chart, line_chart  # noqa: PLC0415 - as above

    if kind == "lines":
        drawn = tuple(Line(name, tuple(values)) for name, values in lines)
        return line_chart(LineChart(title, tuple(labels), drawn, note=note, unit=unit))
    values = lines[0][1] if lines else []
    bars = tuple(Bar(label, value) for label, value in zip(labels, values, strict=True))
    return bar_chart(BarChart(title, bars, note=note, unit=unit))
