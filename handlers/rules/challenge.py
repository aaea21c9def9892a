"""Challenge words that a proof has to show or say. Texts are read here; pictures and voices need a human."""

import re
import unicodedata
from enum import StrEnum

from storage.enums import ProofType


class ChallengeCheck(StrEnum):
    """What can be said about a proof's challenge word without looking at the picture or listening."""

    NONE_ASKED = "none_asked"
    FOUND = "found"
    MISSING = "missing"
    FOR_THE_REVIEWER = "for_the_reviewer"


def check_challenge(challenge: str | None, kind: ProofType, words: str) -> ChallengeCheck:
    """Whether a proof meets its challenge; `words` are the text itself, nothing else.

    The word belongs in the picture or in the recording, so a caption settles nothing: those go to the
    reviewer, who may read `says` of the caption as a hint.
    """
    if challenge is None or not _plain_words(challenge):
        return ChallengeCheck.NONE_ASKED
    if kind is not ProofType.TEXT:
        return ChallengeCheck.FOR_THE_REVIEWER
    return ChallengeCheck.FOUND if says(words, challenge) else ChallengeCheck.MISSING


def says(text: str, challenge: str) -> bool:
    """Whether the text holds the challenge as whole words in a row, whatever the case, accents and signs."""
    wanted, given = _plain_words(challenge), _plain_words(text)
    starts = range(len(given) - len(wanted) + 1)
    return bool(wanted) and any(given[start : start + len(wanted)] == wanted for start in starts)


def _plain_words(text: str) -> list[str]:
    # One character at a time: over a whole hostile text it takes the square of the length.
    apart = "".join(unicodedata.normalize("NFKD", sign) for sign in text).casefold()
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", bare)
