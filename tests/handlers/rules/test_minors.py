"""Saying that one is under 18 is noticed; talk in which such a number means something else is not."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.minors import minor_statement
from tests.handlers.rules.sentences import INNOCENT

STATEMENTS = """
I'm 16
i am fifteen
im only 17 lol
I turned 17 last week
I’m sixteen
i'm 17yo
I'm 16 years
I'm 16 years old
I'm 15 years of age
I am a 16 year old girl
i'm a sixteen-year-old boy
I just turned 16
I'm turning 17 in May
I turn 18 next month
I will turn 17 in June
I'll be 18 in June
I'm gonna be 17 soon
I'm not 18 yet
i'm not even 18
I'm not 18
I'm under 18
im underage
I'm a minor
I'm still a minor, sorry
I'm in 9th grade
I'm still in high school
I go to middle school
I'm a sophomore in high school
today is my 16th birthday
my 17th birthday is next week
my 18th birthday is in March
My age is 15
I'm 17 and a half
I'm 17, is that ok?
17 years old btw
16/f
16f here
actually i'm 14
I'm 17 but mature
I'm like 15
I'm 12 :)
I'm 17 🙈
I am 9 years old
I won't be 18 until March
I haven't turned 18
I'm almost 18
I'm １６
I'm 1️⃣6️⃣
𝐈'𝐦 𝟏𝟔
i\u200b'm 1\u200b6
I'M SEVENTEEN!!!
I'm seventeen today
I'm 16 if that matters
Sorry Mistress, I am 17
hi im 15 and new here
I'm 17 mistress
I'm 16 in May
The task is done. I should say that I'm 17. Is that bad?
Ich bin 16
ich bin erst fünfzehn
bin 17 lol
Ich bin 16 Jahre alt
ich bin minderjährig
ich bin noch nicht 18
Ich bin noch nicht volljährig
ich werde bald 18
ich werde nächsten Monat 17
Ich bin letzte Woche 17 geworden
leider bin ich erst 16
Ich gehe in die 9. Klasse
j'ai 16 ans
J’ai seize ans
jai 17 ans mdr
je n'ai que 15 ans
je suis mineure
j'ai pas encore 18 ans
je n'ai pas 18 ans
je viens d'avoir 17 ans
j'aurai 18 ans en mai
Tengo 16 años
tengo solo quince años
soy menor de edad
aún no tengo 18
acabo de cumplir 17
cumplo 18 en mayo
cumplí 16 la semana pasada
ho 16 anni
sono minorenne
tenho só 15 anos
ik ben 16
ik ben pas 17 jaar
mam 16 lat
jestem niepełnoletnia
мне 16 лет
мне всего 15
я несовершеннолетняя
мені 16 років
"""

OTHER_TALK = """
I've been doing this for 16 years
16 minutes
I'm 16 minutes late
I'm 45
I'm 18
I am 21 years old
I turned 18 last week
when I was 16
I was 16 when it began
I'm 16 weeks pregnant
I'm 10 minutes away
I'm 10 to 15 minutes late
I'm 10 or 15 minutes late
I'm 16 tasks behind
I'm 17 points short
I'm 12 out of 20 done
I'm 16% done
I'm 5'6
I'm 6 feet tall
I'm 16 stone
I'm 12 km away
I'm 16 years older than you
I'm 16 years sober
I'm 16 years into this
I'm 16th in the queue
I'm at 16:30 there
I'm 16.5 km in
I'm 7 out of 10 happy
I'm 9
My son is 16
She is 17
I'm the mother of a 16 year old
I'm a 16 year old's father
I'm not 16 anymore
I'm not 18 anymore
I'm no longer 17
I feel like I'm 16 again
people think I'm 17
a 16 year old whisky
I turned 16 in 1999
I turned 17 ten years ago
since I turned 16 I smoke
when I turned 17 I left
I'll be 15 minutes late
I'll be 10 more minutes
I'm a minor celebrity
I'm a high school teacher
I'm in high school administration
I'm under 18 blankets
I turn 16 pages a day
I did 17 squats
The task takes 15 minutes
I'm ten times happier
16F outside today
room 17
I'm 17 down, 3 to go
I am one of the new ones
I'm 15 pages in
my 16th birthday was terrible back then
Ich bin 16 Minuten zu spät
ich bin seit 16 Jahren verheiratet
Als ich 16 war
ich bin um 16 Uhr da
ich bin 45
Ich werde um 18 Uhr da sein
mit 16 war ich dort
ich bin nicht mehr 16
ich bin 16 Jahre älter als du
ich bin nicht minderjährig
j'ai 16 ans d'expérience
quand j'avais 16 ans
j'ai 16 minutes de retard
j'ai 45 ans
tengo 16 años de experiencia
cuando tenía 16 años
tengo 16 puntos
tengo 45 años
mi hijo tiene 16 años
no soy menor de edad
non sono minorenne
ho 45 anni
мне 45 лет
мне 16 минут идти
"""


@pytest.mark.parametrize("said", STATEMENTS.strip().splitlines())
def test_a_statement_of_being_a_minor_is_noticed(said: str) -> None:
    assert minor_statement(said)


@pytest.mark.parametrize("said", [*OTHER_TALK.strip().splitlines(), *INNOCENT])
def test_other_talk_is_left_alone(said: str) -> None:
    assert not minor_statement(said)


@pytest.mark.parametrize("said", STATEMENTS.strip().splitlines()[:30])
def test_a_statement_is_noticed_in_the_middle_of_a_longer_message(said: str) -> None:
    assert minor_statement(f"Good evening. {said}. I hope that is fine!")


def test_a_year_of_birth_counts_once_it_is_known_what_year_it_is() -> None:
    said = "I was born in May 2011, by the way"
    assert minor_statement(said, today=date(2026, 11, 22))
    assert not minor_statement(said, today=date(2036, 11, 22))
    assert not minor_statement(said)
    assert not minor_statement("I was born in 2001", today=date(2026, 11, 22))


@given(st.integers(min_value=18, max_value=99))
def test_no_adult_age_is_taken_for_a_minors(age: int) -> None:
    assert not minor_statement(f"I'm {age}")
    assert not minor_statement(f"I am {age} years old")
    assert not minor_statement(f"Ich bin {age} Jahre alt")


@given(st.text(max_size=300))
def test_no_text_makes_it_stumble(text: str) -> None:
    assert minor_statement(text) in (True, False)


@pytest.mark.parametrize(
    "hostile",
    [
        "a" + "\u0301\u0316" * 50_000,
        "i am " * 20_000 + "16 ",
        "ich bin erst noch " * 6000 + "16x",
        "i want to " * 10_000 + "kill",
        "\ud800 i'm" * 20_000,
    ],
    ids=lambda text: f"{text[:4]!a}",
)
def test_hostile_texts_take_bounded_time(hostile: str) -> None:
    began = time.perf_counter()
    assert minor_statement(hostile) in (True, False)
    assert time.perf_counter() - began < 5
