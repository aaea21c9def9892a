"""What a persona says: chosen by chance that is handed in, filled, and not the same twice running."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.content.content import Content
from handlers.content.errors import TextError
from handlers.content.loader import load_content
from handlers.content.schema import EVENTS, Persona, Scene, VoiceDropSource

SHIPPED = load_content()


def said(content: Content, event: str, seed: int, last: str | None = None) -> str:
    values = {gap: f"<{gap} {seed}>" for gap in EVENTS[event]}
    return content.line("octavia", event, random.Random(seed), last=last, **values)


def test_the_same_chance_says_the_same() -> None:
    assert said(SHIPPED, "approved", 7) == said(SHIPPED, "approved", 7)


def test_every_variant_comes_up() -> None:
    heard = {said(SHIPPED, "no_task", seed) for seed in range(200)}

    assert heard == set(SHIPPED.lines["octavia"].variants["no_task"])


@given(st.sampled_from(sorted(EVENTS)), st.integers(0, 9999), st.integers(0, 9999))
def test_a_line_is_not_repeated_even_with_other_values(event: str, first: int, second: int) -> None:
    last = said(SHIPPED, event, first)
    next_one = said(SHIPPED, event, second, last)

    values = {gap: f"<{gap} {second}>" for gap in EVENTS[event]}
    repeated = [v for v in SHIPPED.lines["octavia"].variants[event] if _is(v, last, first, event)]
    assert len(repeated) == 1
    assert next_one != repeated[0].format(**values)


def _is(variant: str, line: str, seed: int, event: str) -> bool:
    return variant.format(**{gap: f"<{gap} {seed}>" for gap in EVENTS[event]}) == line


@given(st.text())
def test_whatever_a_member_is_called_is_said_as_it_is(name: str) -> None:
    line = SHIPPED.line("hale", "greeting", random.Random(1), name=name)

    assert name in line


def test_braces_and_percent_signs_in_a_value_are_left_alone() -> None:
    line = SHIPPED.line("hale", "task_daily", random.Random(3), name="{points} %s {0}")

    assert "{points} %s {0}" in line


@pytest.mark.parametrize(
    ("persona", "event", "told"),
    [
        ("octavio", "greeting", "no persona `octavio`; write `octavia`"),
        ("hale", "greting", "no event `greting`; write `greeting`"),
        ("hale", "greeting", r"`hale: greeting` needs a value for \{name\}"),
    ],
)
def test_a_line_asked_for_wrongly_says_what_is_wrong(persona: str, event: str, told: str) -> None:
    with pytest.raises(TextError, match=told):
        SHIPPED.line(persona, event, random.Random(1))


def test_a_tag_that_a_pack_has_dropped_keeps_a_name() -> None:
    assert SHIPPED.tags.label("long-gone") == "long-gone"
    assert SHIPPED.tags.label("lines") == "Writing lines"
    assert SHIPPED.tags.get("long-gone") is None
    assert "lines" in SHIPPED.tags


def test_tags_are_grouped_in_the_order_of_the_pack() -> None:
    groups = SHIPPED.tags.groups()

    assert next(iter(groups)) == "Posture"
    assert sum(len(tags) for tags in groups.values()) == len(SHIPPED.tags)


def test_scenes_drops_and_samples_have_their_audio() -> None:
    items: list[Persona | Scene | VoiceDropSource] = [*SHIPPED.personas.values(), *SHIPPED.scenes.values()]
    for item in [*items, *SHIPPED.drops.values()]:
        path = SHIPPED.audio_path(item)
        assert isinstance(path, Path)
        assert path.read_bytes().startswith(b"OggS")
