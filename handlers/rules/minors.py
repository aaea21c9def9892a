"""Noticing that somebody says she or he is under 18.

Only statements about oneself and the present count: "I'm 16", "I turned 17 last week", "ich bin erst
fünfzehn". "When I was 16", "16 minutes", "I've done this for 16 years" do not. Whoever is noticed is only
asked plainly, so what is unclear counts.
"""

import re
from datetime import date
from functools import cache

from handlers.rules.age import ADULT_AGE
from handlers.rules.folding import soften
from handlers.rules.phrases import compiled, filled
from handlers.rules.phrases_of_age import BORN, HINT, PHRASES, PIECES

_SENTENCE_END = re.compile(r"(?<=[^\d][.!?;]) ")


def minor_statement(text: str, *, today: date | None = None) -> bool:
    """Whether somebody says in this text, of herself or himself, to be under 18 now.

    English, German, French and Spanish; the plainest phrases in Italian, Portuguese, Dutch, Polish, Russian
    and Ukrainian. With `today`, a year of birth that makes the writer a minor counts too.
    """
    softened = soften(text)
    hinting = (each for each in _SENTENCE_END.split(softened) if _hint().search(each))
    if any(phrase.search(sentence) for sentence in hinting for phrase in _phrases()):
        return True
    return today is not None and _born_too_late(softened, today)


def _born_too_late(softened: str, today: date) -> bool:
    return any(0 <= today.year - int(year) < ADULT_AGE for year in re.findall(BORN, softened))


@cache
def _phrases() -> tuple[re.Pattern[str], ...]:
    return compiled(PHRASES, PIECES)


@cache
def _hint() -> re.Pattern[str]:
    return re.compile(filled(HINT, PIECES))
