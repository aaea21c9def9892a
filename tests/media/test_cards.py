"""The card of /me: readable, of the right size, the same every time, safe with any name."""

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from media.cards import CardLabels, MeCard, me_card
from media.lettering import SANS, SERIF, fitted, lettered, tidy
from media.me_card import curtain
from media.palette import PALETTES, Theme, contrast

ROOT = Path(__file__).parent.parent.parent
CARD = MeCard(
    name="Robin",
    persona="Mistress Vivienne",
    tier="Devoted",
    next_tier="Claimed",
    points=1240,
    points_to_next=260,
    share=0.62,
    streak_days=12,
    best_streak=31,
    open_tasks=2,
    done_tasks=87,
    tokens=40,
)


def opened(png: bytes) -> Image.Image:
    """The picture in the card."""
    return Image.open(io.BytesIO(png)).convert("RGB")


def differing(one: MeCard, other: MeCard) -> tuple[int, int, int, int] | None:
    """The box within which two cards differ."""
    return ImageChops.difference(opened(me_card(one)), opened(me_card(other))).getbbox()


@pytest.mark.parametrize("theme", list(Theme))
def test_a_card_is_a_png_of_the_usual_size(theme: Theme) -> None:
    png = me_card(replace(CARD, theme=theme))
    assert png.startswith(b"\x89PNG")
    assert opened(png).size == (1200, 630)
    assert len(png) < 300_000


def test_the_same_data_gives_the_same_bytes() -> None:
    assert me_card(CARD) == me_card(replace(CARD))


def test_every_figure_shows() -> None:
    changed = (
        replace(CARD, name="Sam"),
        replace(CARD, persona="Master Aurel"),
        replace(CARD, tier="Accepted"),
        replace(CARD, next_tier="Adored"),
        replace(CARD, points=1241),
        replace(CARD, points_to_next=261),
        replace(CARD, share=0.63),
        replace(CARD, streak_days=13),
        replace(CARD, best_streak=32),
        replace(CARD, open_tasks=3),
        replace(CARD, done_tasks=88),
        replace(CARD, tokens=41),
        replace(CARD, theme=Theme.PAPER),
        replace(CARD, labels=CardLabels(heading="{name} am Hofe von")),
    )
    drawn = {me_card(CARD), *(me_card(other) for other in changed)}
    assert len(drawn) == 1 + len(changed)


def test_the_ring_fills_with_the_way() -> None:
    brass = PALETTES[Theme.NIGHT].brass

    def filled(share: float) -> int:
        picture = opened(me_card(replace(CARD, share=share)))
        return sum(count for count, colour in picture.getcolors(1 << 20) or [] if colour == brass)

    amounts = [filled(share) for share in (-1.0, 0.0, 0.25, 0.5, 1.0, 7.0)]
    assert amounts[0] == amounts[1] < amounts[2] < amounts[3] < amounts[4] == amounts[5]
    ring = [amount - amounts[0] for amount in amounts]
    assert ring[3] == pytest.approx(2 * ring[2], rel=0.1)


def test_the_highest_tier_has_nothing_ahead() -> None:
    assert differing(replace(CARD, next_tier=None, points_to_next=None), CARD)


@pytest.mark.parametrize("theme", list(Theme))
def test_every_text_is_readable_on_every_part_of_the_ground(theme: Theme) -> None:
    palette = PALETTES[theme]
    ground = curtain(palette).tobytes()
    pixels = {(ground[at], ground[at + 1], ground[at + 2]) for at in range(0, len(ground), 3)}
    assert len(pixels) > 50
    for ink in (palette.text, palette.muted, palette.brass):
        assert min(contrast(ink, pixel) for pixel in pixels) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.integers(-(10**9), 10**12))
def test_no_name_and_no_number_breaks_the_card(name: str, persona: str, points: int) -> None:
    card = replace(CARD, name=name, persona=persona, tier=persona, points=points, tokens=points)
    assert opened(me_card(card)).size == (1200, 630)


def test_long_names_stay_on_the_left() -> None:
    long = "Maximiliane-Alexandrina von Hohenlohe-Schillingsfürst zu Langenburg"
    box = differing(CARD, replace(CARD, name=long, persona=long, tier=long))
    assert box is not None
    assert box[2] <= 84 + 640 + 4


@pytest.mark.parametrize(
    "text", ["Vivienne", "Łucja Ægir", "Θεά", "Ольга", "مريم", "a\u0301" * 60, "W" * 200]
)
@pytest.mark.parametrize("faces", [SANS, SERIF])
def test_a_fitted_text_fits(text: str, faces: tuple[str | None, ...]) -> None:
    shown, font = fitted(text, faces, width=300, largest=60, smallest=24)
    assert shown
    assert font.getlength(shown) <= 300


def test_a_text_is_cut_at_a_word_where_one_is_near() -> None:
    shown, _ = fitted("Baroness Theodora von Rabenstein", SERIF, width=330, largest=30, smallest=30)
    assert shown in {"Baroness Theodora…", "Baroness Theodora von…"}


def test_what_has_no_letter_is_left_out_and_the_rest_keeps_its_face() -> None:
    shown, font = lettered("Fox 🦊 of the \u202enorth\x00", SERIF, 30)
    assert shown == "Fox of the north"
    assert font.getname()[0] == "STIXGeneral"


def test_tidy_keeps_one_line_and_no_hidden_letters() -> None:
    assert tidy(" a\n\tb\u200bc\u2066 ") == "a bc"


def test_describing_a_card_loads_no_drawing_library() -> None:
    script = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "import media.cards, media.charts, media.clean, media.voice\n"
        "import media.vault, media.vault_s3, media.fingerprint\n"
        "print([name for name in ('PIL', 'matplotlib', 'pydub', 'numpy', 'obstore') if name in sys.modules])"
    )
    command = (sys.executable, "-c", script, str(ROOT))
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"
