"""A safeword is a whole word, wherever it stands; one letter off holds."""

import pytest
from hypothesis import strategies as st

from handlers.content.words import dictionary
from handlers.rules.safewords import (
    Signal,
    contains_safeword,
    near_miss,
    signal,
)

WORDS = frozenset(
    {"the", "a", "demon", "demons", "light", "lights", "red", "is", "no", "where", "now", "here"}
)
LATIN = "abcdefghijklmnopqrstuvwxyz"
latin_words = st.text(alphabet=LATIN, min_size=3, max_size=14)
talk = st.text(alphabet=LATIN + "  ,.!?", max_size=80)


@pytest.mark.parametrize(
    "text",
    [
        "blueberry pie",
        "the blues",
        "true-bluestone",
        "bluebluebird",
        "b l u e b e r r y",
        "b.l.u.e.b.i.r.d",
        "blu e-berry",
        "the bl ue thing",
        "bleu",
        "blu\u200beb",
    ],
)
def test_a_safeword_inside_a_longer_word_is_no_safeword(text: str) -> None:
    assert not contains_safeword(text, ["blue"])


@pytest.mark.parametrize(
    "text",
    [
        "blue",
        "so blue.",
        "I b l u e",
        "b l u e b l u e",
        "a b-l-u-e u",
        "blue!blue!",
        "BLUE's",
        "blue2",
        "4blue",
        "blu\u00ade",
        "bl\x00ue",
        "b\u0301lue",
        "blue™",
        "blue\ud800",
        "\ud83d\udd34blue",
        "пblue blue",
        "no bluuuue",
        "😀blue😀",
        "#blue_",
    ],
)
def test_a_safeword_is_a_whole_word_whatever_stands_around_it(text: str) -> None:
    assert contains_safeword(text, ["blue"])


@pytest.mark.parametrize(
    "text",
    [
        "red lantern",
        "RED-LANTERN",
        "redlantern",
        "red... lantern",
        "red\nlantern",
        "R E D L A N T E R N",
        "r e d lantern",
        "red l a n t e r n",
        "the red/lantern, please",
    ],
)
def test_a_safeword_of_several_words_may_be_parted_or_joined_by_anything(text: str) -> None:
    assert contains_safeword(text, ["red lantern"])


def test_the_words_of_a_safeword_in_other_places_are_talk() -> None:
    assert not contains_safeword("a red car and a lantern", ["red lantern"])
    assert not contains_safeword("lantern red", ["red lantern"])
    assert not contains_safeword("redd lanterns", ["red lantern"])


def test_numbers_in_a_safeword_are_whole_numbers() -> None:
    assert contains_safeword("apollo 13 now", ["apollo13"])
    assert contains_safeword("APOLLO13!", ["Apollo 13"])
    assert contains_safeword("apollo １３", ["apollo13"])
    assert not contains_safeword("apollo 134", ["apollo13"])
    assert not contains_safeword("apollo 1", ["apollo13"])


def test_umlauts_may_be_spelled_out_on_either_side() -> None:
    assert contains_safeword("jetzt gruenspecht bitte", ["Grünspecht"])
    assert contains_safeword("jetzt Grünspecht bitte", ["gruenspecht"])
    assert contains_safeword("jetzt Grunspecht bitte", ["Grünspecht"])
    assert contains_safeword("jetzt gru\u0308nspecht bitte", ["gruenspecht"])


def test_scripts_without_spaces_have_whole_words_anywhere() -> None:
    assert contains_safeword("もうやめて灯台守お願い", ["灯台守"])
    assert not contains_safeword("灯台もと暗し", ["灯台守"])


def test_a_message_that_is_only_the_safeword_may_be_torn_or_drawn_out() -> None:
    assert signal("pine apple", ["pineapple"], frozenset({"pine", "apple"})) is Signal.RED
    assert signal("piiineaapple", ["pineapple"], frozenset()) is Signal.RED
    assert signal("pineapplepineapple!", ["pineapple"], frozenset()) is Signal.RED


def test_a_letter_three_times_in_a_row_is_emphasis_anywhere() -> None:
    assert signal("no more, cooooral", ["coral"], dictionary()) is Signal.RED
    assert signal("the corral is empty", ["coral"], dictionary()) is Signal.NONE


@pytest.mark.parametrize(
    "text",
    [
        "lemn",
        "lemonn please",
        "lamon",
        "lemno",
        "elmon now",
        "please lmon",
        "le mon it is",
        "it is l e m o m",
        "demon",
        "Demon!",
        "lemons",
    ],
)
def test_one_letter_off_holds(text: str) -> None:
    assert near_miss(text, ["lemon"], WORDS)
    assert signal(text, ["lemon"], WORDS) is Signal.NEAR_MISS


@pytest.mark.parametrize(
    "text", ["the demon is here", "no demons", "lmn", "melon", "lemonade", "lemonades", ""]
)
def test_dictionary_words_in_a_sentence_and_what_is_further_off_do_not_hold(text: str) -> None:
    assert not near_miss(text, ["lemon"], WORDS)


def test_short_safewords_have_no_near_misses() -> None:
    assert signal("blux", ["blue"], frozenset()) is Signal.NONE
    assert signal("oxid", ["oxide"], frozenset()) is Signal.NEAR_MISS


def test_near_misses_of_several_words() -> None:
    own = ["red lantern"]
    assert near_miss("red lantrn", own, WORDS)
    assert near_miss("oh redlantrn oh", own, WORDS)
    assert near_miss("please rad lantern now", own, WORDS)
    assert near_miss("please red lan tern now", own, WORDS)
    assert not near_miss("the red lights", ["red light"], WORDS)
    assert not near_miss("a red thing and a lamp", own, WORDS)


def test_every_safeword_still_valid_stops() -> None:
    assert signal("well, marmalade", ["pineapple", "marmalade"], WORDS) is Signal.RED
    assert signal("well, marmalade", ["pineapple"], WORDS) is Signal.NONE
    assert signal("well, marmalade", [], WORDS) is Signal.NONE


@pytest.mark.parametrize("word", ["", "!!!", "\u200b", "🙈"])
def test_a_safeword_without_letters_stops_nothing(word: str) -> None:
    assert signal("Good morning! 🙈", [word], WORDS) is Signal.NONE
