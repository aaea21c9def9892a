"""Which words may be chosen, and what holds for every safeword and every text."""

import statistics
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.content.words import dictionary, everyday_words
from handlers.rules.folding import normalise
from handlers.rules.safewords import (
    SafewordProblem,
    Signal,
    check_new_safeword,
    contains_safeword,
    same_safeword,
    signal,
)
from handlers.rules.sought import one_letter_off
from tests.handlers.rules.sentences import INNOCENT, SAFEWORDS

WORDS = frozenset(
    {"the", "a", "demon", "demons", "light", "lights", "red", "is", "no", "where", "now", "here"}
)
LATIN = "abcdefghijklmnopqrstuvwxyz"
latin_words = st.text(alphabet=LATIN, min_size=3, max_size=14)
talk = st.text(alphabet=LATIN + "  ,.!?", max_size=80)

# -- choosing ------------------------------------------------------------------------------------


def check(word: str) -> SafewordProblem | None:
    return check_new_safeword(
        word,
        everyday=everyday_words(),
        commands=["start", "paysupport", "stop", "green"],
        names=["Lady Octavia", "Hale", "quinoa_42"],
    )


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        ("ox", SafewordProblem.TOO_SHORT),
        ("  ox  ", SafewordProblem.TOO_SHORT),
        ("", SafewordProblem.TOO_SHORT),
        ("x" * 20 + "y" * 21, SafewordProblem.TOO_LONG),
        ("x" * 5000, SafewordProblem.TOO_LONG),
        ("12345", SafewordProblem.DIGITS_ONLY),
        ("１２３４", SafewordProblem.DIGITS_ONLY),
        ("!!!??", SafewordProblem.TOO_FEW_LETTERS),
        ("a1b2", SafewordProblem.TOO_FEW_LETTERS),
        ("a\u0301\u0301b", SafewordProblem.TOO_FEW_LETTERS),
        ("<b>kraken</b>", SafewordProblem.LOOKS_LIKE_MARKUP),
        ("**kraken**", SafewordProblem.LOOKS_LIKE_MARKUP),
        ("kraken\nnow", SafewordProblem.LOOKS_LIKE_MARKUP),
        ("kra\u200bken", SafewordProblem.LOOKS_LIKE_MARKUP),
        ("@kraken", SafewordProblem.LOOKS_LIKE_MARKUP),
        ("https://kraken", SafewordProblem.LOOKS_LIKE_MARKUP),
        ("/kraken", SafewordProblem.COMMAND),
        ("PaySupport", SafewordProblem.COMMAND),
        ("stop", SafewordProblem.STOPS_ANYWAY),
        ("Red!", SafewordProblem.STOPS_ANYWAY),
        ("safe word", SafewordProblem.STOPS_ANYWAY),
        ("rouge", SafewordProblem.STOPS_ANYWAY),
        ("please", SafewordProblem.EVERYDAY),
        ("Good Morning", SafewordProblem.EVERYDAY),
        ("hot water 2", SafewordProblem.EVERYDAY),
        ("aaaa", SafewordProblem.EVERYDAY),
        ("Octavia", SafewordProblem.NAME),
        ("lady octavia", SafewordProblem.NAME),
        ("HALE", SafewordProblem.NAME),
        ("quinoa", SafewordProblem.NAME),
    ],
)
def test_a_word_that_will_not_do_is_refused_with_the_reason(word: str, problem: SafewordProblem) -> None:
    assert check(word) is problem


@pytest.mark.parametrize(
    "word", ["ivy", "blue lantern", "x" * 20 + "y" * 20, "  Kraken ", "l'éclair", "灯台守", "apollo13"]
)
def test_a_good_word_is_taken(word: str) -> None:
    assert check(word) is None


def test_typing_the_word_twice_compares_it_as_it_will_be_recognised() -> None:
    assert same_safeword("Blue Lantern", " bluelantern!")
    assert same_safeword("été", "ETE")
    assert not same_safeword("blue lantern", "blue lanterns")
    assert not same_safeword("", "")
    assert not same_safeword("!", "?")


def test_the_fixed_safewords_are_ones_that_a_member_could_choose() -> None:
    assert len(SAFEWORDS) == 20
    problems = {word: check(word) for word in SAFEWORDS}
    assert {word: problem for word, problem in problems.items() if problem} == {}


# -- properties ----------------------------------------------------------------------------------


@given(latin_words, talk, talk)
def test_a_safeword_between_two_gaps_is_always_heard(word: str, before: str, after: str) -> None:
    assert contains_safeword(f"{before} {word} {after}", [word])
    assert contains_safeword(f"{before},{word.upper()}!{after}", [word])


@given(latin_words, st.sampled_from(LATIN), st.booleans())
def test_one_more_letter_at_an_edge_makes_it_another_word(word: str, letter: str, in_front: bool) -> None:
    assume(letter != (word[0] if in_front else word[-1]))
    longer = letter + word if in_front else word + letter
    assert not contains_safeword(f"so {longer} then", [word])


@given(
    latin_words,
    st.text(alphabet="\u200b\u200d\u00ad\ufe0f\u0301\u0336\x00\u202e", max_size=4),
    st.integers(1, 13),
)
def test_what_cannot_be_seen_hides_nothing(word: str, unseen: str, place: int) -> None:
    assert contains_safeword(f"well {word[:place]}{unseen}{word[place:]} then", [word])


@given(latin_words.filter(lambda word: len(word) >= 5), st.integers(0, 13), st.sampled_from(LATIN))
def test_any_single_slip_holds_or_stops(word: str, place: int, letter: str) -> None:
    place %= len(word)
    swapped = word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
    slips = (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        swapped,
    )
    assert all(signal(f"so, {slip} then", [word], frozenset()) is not Signal.NONE for slip in slips)


@given(latin_words, latin_words)
def test_one_letter_off_goes_both_ways(one: str, other: str) -> None:
    assert one_letter_off(one, other) == one_letter_off(other, one)
    assert not one_letter_off(one, one)


@given(st.text(max_size=200), st.lists(st.text(max_size=40), max_size=3))
def test_no_text_and_no_safeword_make_it_stumble(text: str, own: list[str]) -> None:
    assert signal(text, own, WORDS) in Signal


@given(st.text(alphabet=st.characters(), max_size=60))
def test_folding_is_stable(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    "hostile",
    [
        "\ud800" * 5000,
        "a" * 100_000,
        "r e d x " * 12_000,
        "*_~`|" * 20_000,
        "@" * 50_000 + "a",
        "\u0301" * 50_000,
        "a" + "\u0301\u0316" * 50_000 + " ",
        "\u200b" * 50_000 + "stop",
        "🔴 " * 20_000 + "no",
        "stop " * 20_000 + "it all, friend",
        "".join(chr(0x4E00 + place % 20_000) for place in range(50_000)),
        "1a" * 50_000,
        "pineappl" * 10_000,
    ],
    ids=lambda text: f"{text[:4]!a}",
)
def test_hostile_texts_take_bounded_time_and_hide_nothing(hostile: str) -> None:
    began = time.perf_counter()
    for text in (hostile, f"{hostile} pineapple", f"pineapple {hostile}"):
        heard = signal(text, ["pineapple", "red lantern"], WORDS)
        assert "pineapple " not in f"{text} " or heard is Signal.RED
    assert time.perf_counter() - began < 5


def test_an_ordinary_long_message_takes_about_a_millisecond() -> None:
    text = " ".join(INNOCENT)[:4096]
    signal(text, SAFEWORDS[:2], dictionary())
    took = []
    for _ in range(21):
        began = time.perf_counter()
        signal(text, SAFEWORDS[:2], dictionary())
        took.append(time.perf_counter() - began)
    assert statistics.median(took) < 0.01  # measured 0.5 ms; the bound leaves room for a loaded machine
