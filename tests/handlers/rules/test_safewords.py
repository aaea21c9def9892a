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
