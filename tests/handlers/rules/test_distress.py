"""Plain words of acute distress are noticed; figures of speech and play are not."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.distress import Distress, distress_statement
from handlers.rules.folding import soften
from handlers.rules.phrases_of_distress import HINT
from tests.handlers.rules.sentences import INNOCENT

SELF_HARM = """
I want to kill myself
i wanna die
I really want to die.
I’m suicidal
I have been feeling so low, I think about killing myself every night
I'm going to end my life
I just want to end it all
I've been thinking about suicide and planning to kill myself
I feel suicidal tonight
I don't want to live anymore
I don't want to be alive
I can't go on anymore
There is no reason to live
everyone would be better off without me
I'd be better off dead
I wish I was dead
I wish I had never been born
I've been cutting myself
I want to hurt myself
I am self-harming again
I took all my pills
I swallowed too many sleeping pills
I just overdosed
I tried to hang myself last week
I cut myself on purpose
I was going to jump off a bridge
Ich will mich umbringen
Ich möchte nicht mehr leben
ich will sterben
Ich bringe mich um
Ich habe Suizidgedanken
ich ritze mich wieder
Ich will mir das Leben nehmen
je veux mourir
Je vais me suicider
j'ai envie de me tuer
je ne veux plus vivre
j'ai des idées suicidaires
quiero morirme
Voy a suicidarme
ya no quiero vivir
quiero matarme
me estoy cortando
"""

DANGER = """
I'm in danger
I am not safe at home
he is going to kill me
my husband beats me
He hit me again. My partner is hitting me
I was raped
I've been raped
she won't let me leave the house
please call the police
Call an ambulance!
I can't breathe
I'm bleeding badly
I think I'm having a heart attack
I am being held against my will
Ich bin in Gefahr
Er schlägt mich
Ruft die Polizei
Ich wurde vergewaltigt
je suis en danger
il me frappe
j'ai été violée
appelez la police
estoy en peligro
mi marido me pega
llama a la policía
me violaron
"""

OTHER_TALK = """
You are killing me with these tasks
this heat is killing me
I could die laughing
I want to die of embarrassment
I want to die laughing
I nearly killed myself laughing
I would kill for a coffee
I'm dying to know what comes next
I died a little when you said that
drop dead gorgeous
The task was murder on my knees
I hurt myself at the gym
I cut myself shaving
I cut myself some cake
I want to cut myself a slice
I burned myself on the oven
I cut my finger on paper
I shot myself in the foot with that answer
That film, Suicide Squad, is on tonight
I took my pills with breakfast
I live alone
I want to live by the sea
I don't want to live in the city
I don't want to live without coffee
Over my dead body
My phone is dead
the deadline is killing me
I can't breathe from laughing
I can't go on holiday this year
I am bleeding money this month
dangerous curves ahead
You are dangerous
He beats me at chess every time
She beat me to it
The police drove past
My sister works as a police officer
I was stalked by a seagull all the way home in a film
I was beaten at tennis
hit me with your best shot
hit me up later
My boss is going to kill me if I am late again
I feel trapped in this meeting
I will end it all with a nice dessert? No, with coffee
Ich lache mich tot
Ich sterbe vor Lachen
Ich will vor Scham im Boden versinken
Ich habe meine Tabletten genommen
Das bringt mich um den Verstand
Er schlägt mich im Schach
Je meurs de rire
je veux mourir de honte
Il me menace de partir en vacances sans moi
me muero de risa
quiero morir de vergüenza
mi jefe me va a matar
"""


@pytest.mark.parametrize("said", SELF_HARM.strip().splitlines())
def test_words_of_self_harm_are_noticed(said: str) -> None:
    assert distress_statement(said) is Distress.SELF_HARM


@pytest.mark.parametrize("said", DANGER.strip().splitlines())
def test_words_of_danger_are_noticed(said: str) -> None:
    assert distress_statement(said) is Distress.DANGER


@pytest.mark.parametrize("said", [*OTHER_TALK.strip().splitlines(), *INNOCENT])
def test_other_talk_is_left_alone(said: str) -> None:
    assert distress_statement(said) is None


@pytest.mark.parametrize("said", [*SELF_HARM.strip().splitlines()[:20], *DANGER.strip().splitlines()[:10]])
def test_they_are_noticed_within_a_long_confession(said: str) -> None:
    confession = (
        f"I have not told anybody this. The week was long and cold. {said}. I am sorry to say it here."
    )
    assert distress_statement(confession)


@pytest.mark.parametrize("said", [*SELF_HARM.strip().splitlines(), *DANGER.strip().splitlines()])
def test_the_quick_look_lets_every_one_of_them_through(said: str) -> None:
    assert re.search(HINT, soften(said))


@given(st.text(max_size=300))
def test_no_text_makes_it_stumble(text: str) -> None:
    assert distress_statement(text) in (None, *Distress)


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
    assert distress_statement(hostile) in (None, *Distress)
    assert time.perf_counter() - began < 5
