"""A challenge word in a text is found by itself; in a picture or a recording a human looks for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.challenge import ChallengeCheck, check_challenge, says
from storage.enums import ProofType

words = st.lists(
    st.sampled_from(["amber", "lantern", "Übung", "naïve", "straße", "seven"]), min_size=1, max_size=3
)


@pytest.mark.parametrize(
    "text",
    ["amber", "The word is AMBER.", "“Amber”, as told", "ａｍｂｅｒ", "ámber it is", "I wrote\namber\nthere"],
)
def test_the_word_is_found_whatever_its_case_signs_and_accents(text: str) -> None:
    assert says(text, "amber")


@pytest.mark.parametrize("text", ["", "ambers", "chamber", "am ber", "a.m.b.e.r"])
def test_a_part_of_a_word_is_not_the_word(text: str) -> None:
    assert not says(text, "amber")


def test_several_words_must_stand_in_a_row() -> None:
    assert says("today: amber, lantern!", "Amber Lantern")
    assert not says("amber and lantern", "amber lantern")
    assert not says("lantern amber", "amber lantern")


def test_an_empty_challenge_is_never_said() -> None:
    assert not says("anything", " … ")


@given(words, st.text(max_size=20), st.text(max_size=20))
def test_the_word_is_found_wherever_it_stands(challenge: list[str], before: str, after: str) -> None:
    assert says(f"{before} {' '.join(challenge).upper()} {after}", " ".join(challenge))


def test_a_text_is_checked_at_once() -> None:
    assert check_challenge("amber", ProofType.TEXT, "amber, Madam") is ChallengeCheck.FOUND
    assert check_challenge("amber", ProofType.TEXT, "I forgot") is ChallengeCheck.MISSING


@pytest.mark.parametrize("kind", [ProofType.PHOTO, ProofType.AUDIO])
def test_a_caption_does_not_replace_the_picture_or_the_voice(kind: ProofType) -> None:
    assert check_challenge("amber", kind, "amber") is ChallengeCheck.FOR_THE_REVIEWER


@pytest.mark.parametrize("challenge", [None, "", "…"])
def test_where_no_word_is_asked_none_is_missed(challenge: str | None) -> None:
    assert check_challenge(challenge, ProofType.TEXT, "hello") is ChallengeCheck.NONE_ASKED
