"""The colours of both themes, computed: words at least 4.5 : 1 on their grounds, edges of controls 3 : 1."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[3] / "bot/platforms/web/static/css"
BLOCK = re.compile(r"(:root[^{]*)\{([^{}]*)\}")
TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})\s*;")

WORDS = [
    *[
        (ink, ground)
        for ink in ("text", "muted", "brass", "brass-strong")
        for ground in ("ground", "ground-deep", "panel", "raised", "glow")
    ],
    ("on-own", "own"),
    ("own-muted", "own"),
    ("on-brass", "brass-fill"),
    ("on-stop", "stop"),
    ("on-stop", "stop-strong"),
    ("on-safety", "safety"),
    ("safety-muted", "safety"),
    ("safety-action", "safety"),
]
EDGES = [
    ("line-strong", "ground"),
    ("line-strong", "panel"),
    ("line-strong", "raised"),
    ("stop", "ground"),
    ("brass-fill", "own"),
]


def themes() -> dict[str, dict[str, str]]:
    """The colours of the dark theme, of the light one by preference, and of the light one by hand."""
    blocks = [
        (selector.strip(), dict(TOKEN.findall(body)))
        for selector, body in BLOCK.findall((CSS / "tokens.css").read_text())
    ]
    dark = next(tokens for selector, tokens in blocks if selector == ":root" and tokens)
    preferred = next(tokens for selector, tokens in blocks if ":not(" in selector)
    by_hand = next(tokens for selector, tokens in blocks if selector == ':root[data-theme="light"]')
    return {"dark": dark, "light": dark | preferred, "light by hand": dark | by_hand}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio between two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_can_be_read(theme: str, ink: str, ground: str) -> None:
    tokens = themes()[theme]
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_controls_can_be_told_from_the_ground(theme: str, edge: str, ground: str) -> None:
    tokens = themes()[theme]
    assert contrast(tokens[edge], tokens[ground]) >= 3


def test_the_two_ways_to_the_light_theme_are_the_same() -> None:
    assert themes()["light"] == themes()["light by hand"]


def test_red_belongs_to_the_stop_button_alone() -> None:
    for sheet in CSS.glob("*.css"):
        for rule in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet.read_text()):
            selector, body = rule
            if "var(--stop" in body:
                assert "stop" in selector, f"{sheet.name}: {selector.strip()}"


def test_colours_are_known_by_name_outside_the_tokens() -> None:
    allowed = {
        "#ecd29b",
        "#f0d9a8",
        "#f2eadf",
        "#1b1024a6",
        "#1b1024cc",
        "#ffffff33",
    }  # on pictures and one's own bubble, the same in both themes
    for sheet in CSS.glob("*.css"):
        if sheet.name != "tokens.css":
            assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text())) <= allowed, sheet.name
