"""Red is heard in every spelling, and never in ordinary talk."""

import pytest
from hypothesis import strategies as st

from handlers.content.words import dictionary
from handlers.rules.safewords import (
    Signal,
    contains_safeword,
    is_plain_stop,
    signal,
)
from tests.handlers.rules.sentences import INNOCENT, SAFEWORDS
from tests.handlers.rules.spellings import PLAIN_STOPS, spellings

WORDS = frozenset(
    {"the", "a", "demon", "demons", "light", "lights", "red", "is", "no", "where", "now", "here"}
)
LATIN = "abcdefghijklmnopqrstuvwxyz"
latin_words = st.text(alphabet=LATIN, min_size=3, max_size=14)
talk = st.text(alphabet=LATIN + "  ,.!?", max_size=80)

NO_STOPS = """
the red dress
stop talking about my day
I stopped
stop sign
Well, red wine please
don't stop
please don't stop
non-stop
unstoppable
please
now
ok
no
1
111
🔴🟡🟢
🔵
I saw a 🛑 on the road
🔴 live in ten minutes
a red light
rod
sto
top
stops
reds
Ja halt
das ist halt so
redo
stopover
stop by later
next stop Berlin
"""


@pytest.mark.parametrize("text", PLAIN_STOPS)
def test_a_message_that_is_only_stop_red_or_safeword_is_red(text: str) -> None:
    assert is_plain_stop(text)
    assert signal(text, (), WORDS) is Signal.RED


@pytest.mark.parametrize("text", ["", "   ", "\n", "...", *NO_STOPS.strip().splitlines()])
def test_stop_and_red_within_other_words_are_talk(text: str) -> None:
    assert not is_plain_stop(text)


@pytest.mark.parametrize("word", SAFEWORDS)
def test_every_spelling_of_a_safeword_is_red(word: str) -> None:
    told = spellings(word)
    assert len(told) >= 40
    assert [text for text in told if signal(text, [word], dictionary()) is not Signal.RED] == []


@pytest.mark.parametrize("word", SAFEWORDS)
def test_a_safeword_is_found_among_other_ones_and_in_a_long_message(word: str) -> None:
    long = " ".join(INNOCENT[:40])
    assert contains_safeword(f"{long} {word} {long}", ["another one", word, "yetanother"])


def test_innocent_sentences_neither_stop_nor_hold() -> None:
    assert len(INNOCENT) == 200
    assert len(set(INNOCENT)) == 200
    heard = {text: signal(text, SAFEWORDS, dictionary()) for text in INNOCENT}
    assert {text: heard for text, heard in heard.items() if heard is not Signal.NONE} == {}
