"""The word lists that ship."""

import random

from handlers.content.words import challenge_words, dictionary, draw_challenge_word, everyday_words


def test_challenge_words_are_many_short_and_plain() -> None:
    words = challenge_words()

    assert len(words) >= 120
    assert all(word.isascii() and word.isalpha() and word.islower() and 3 <= len(word) <= 9 for word in words)


def test_a_recent_challenge_word_is_avoided_while_there_are_others() -> None:
    words = challenge_words()

    assert draw_challenge_word(random.Random(1), avoid=words[1:]) == words[0]
    assert draw_challenge_word(random.Random(1), avoid=words) in words


def test_everyday_words_hold_what_everybody_says() -> None:
    words = everyday_words()

    assert len(words) >= 300
    assert {"the", "please", "house", "task", "obey", "collar"} <= words
    assert not {"marmalade", "pineapple", "zeppelin"} & words
    assert all(word.islower() for word in words)


def test_the_dictionary_knows_plain_words_in_both_spellings() -> None:
    words = dictionary()

    assert len(words) > 30_000
    assert {"colour", "color", "pineapple", "ran", "kneeling"} <= words
    assert not {"pinapple", "octavia", "don't"} & words


def test_nearly_every_everyday_word_is_in_the_dictionary() -> None:
    assert len(everyday_words() - dictionary()) < 10
