"""Red is heard in every spelling, and never in ordinary talk."""

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
    is_plain_stop,
    near_miss,
    same_safeword,
    signal,
)
from handlers.rules.sought import one_letter_off
from tests.handlers.rules.sentences import INNOCENT, SAFEWORDS
from tests.handlers.rules.spellings import spellings

WORDS = frozenset(
    {"the", "a", "demon", "demons", "light", "lights", "red", "is", "no", "where", "now", "here"}
)
LATIN = "abcdefghijklmnopqrstuvwxyz"
latin_words = st.text(alphabet=LATIN, min_size=3, max_size=14)
talk = st.text(alphabet=LATIN + "  ,.!?", max_size=80)

PLAIN_STOPS = """
stop
STOP
Stop.
stop!!!
¡Stop!
/stop
/stop@HerCourtBot
@HerCourtBot stop
<@!123456789> stop
/safeword
/red
red
RED RED RED
redredred
safeword
safe word
Safe-Word!
please stop
stop please
STOP NOW
stop it
Stop that, please!
no stop
No! Stop!
ok, red
I said stop
stop, Mistress
stop right now please
code red
pleeease stooop
STOOOOOP
reeeed
s t o p
s-t-o-p
s.t.o.p.
S_T_O_P
r e d
R.E.D.
st op
**stop**
||red||
~~stop~~
s**to**p
stop 😭😭
🔴
🔴🔴🔴
🔴\ufe0f
🛑
🛑 🔴
🛑!!
🔴 please
stop🔴
ｓｔｏｐ
𝐒𝐓𝐎𝐏
ⓢⓣⓞⓟ
🆂🆃🅾🅿
🇸 🇹 🇴 🇵
ѕтор
s\u200bt\u200bo\u200bp
s\u0336t\u0336o\u0336p\u0336
ŝţöṕ
stop!!1!11
Stopp!
Halt!
halt bitte
Hör auf!
hoer auf
Rot
bitte rot
rot, Herrin
Sicherheitswort
Arrête !
arrêtez s'il vous plaît
arrete ca
Rouge
mot de sécurité
¡Para!
para por favor
basta ya
rojo
Palabra de seguridad
fermati
Rosso!
parola di sicurezza
pare por favor
Vermelho
palavra de segurança
hou op
rood alsjeblieft
stopwoord
Stój!
przestań proszę
czerwony
Стоп!
стоп пожалуйста
с-т-о-п
КРАСНЫЙ
стоп-слово
Червоний
стій
припиніть будь ласка
"""

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


@pytest.mark.parametrize("text", PLAIN_STOPS.strip().splitlines())
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


def test_the_fixed_safewords_are_ones_that_a_member_could_choose() -> None:
    assert len(SAFEWORDS) == 20
    problems = {word: check(word) for word in SAFEWORDS}
    assert {word: problem for word, problem in problems.items() if problem} == {}


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
