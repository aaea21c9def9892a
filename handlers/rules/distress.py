"""Noticing that somebody is in acute distress: thoughts of suicide or self-harm, violence, an emergency.

The list is conservative: plain first-person statements in English, German, French and Spanish. It stands in
for nobody's judgement: what it finds ends play and brings a human, what it misses is still read by one.
"""

import re
from enum import StrEnum
from functools import cache

from handlers.rules.folding import soften
from handlers.rules.phrases import compiled
from handlers.rules.phrases_of_distress import DANGER, HINT, PIECES, SELF_HARM


class Distress(StrEnum):
    """Where the danger comes from, as far as words tell; it decides which help is named first."""

    SELF_HARM = "self_harm"
    DANGER = "danger"


def distress_statement(text: str) -> Distress | None:
    """The distress somebody speaks of in this text, or None."""
    softened = soften(text)
    if not _hint().search(softened):
        return None
    if any(phrase.search(softened) for phrase in _of_self_harm()):
        return Distress.SELF_HARM
    if any(phrase.search(softened) for phrase in _of_danger()):
        return Distress.DANGER
    return None


@cache
def _of_self_harm() -> tuple[re.Pattern[str], ...]:
    return compiled(SELF_HARM, PIECES)


@cache
def _of_danger() -> tuple[re.Pattern[str], ...]:
    return compiled(DANGER, PIECES)


@cache
def _hint() -> re.Pattern[str]:
    return re.compile(HINT)
