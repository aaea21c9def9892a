"""The recovery key brings the keys back, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import KeyUnusable
from bot.keys import unlock
from bot.recovery import is_saved, mark_saved, read_recovery, recovery_line
from bot.settings import Settings
from storage.sealing import CourtKeys


def test_it_is_one_line_and_brings_back_every_key() -> None:
    keys = CourtKeys.fresh().rotated()
    line = recovery_line(keys)
    assert len(line.split()) == 1
    assert read_recovery(line) == keys


def test_line_breaks_and_spaces_from_a_printer_do_no_harm() -> None:
    keys = CourtKeys.fresh()
    line = recovery_line(keys)
    printed = "\n".join(f"  {line[i : i + 30]} " for i in range(0, len(line), 30))
    assert read_recovery(printed) == keys


def test_the_text_of_a_key_file_does_as_well() -> None:
    keys = CourtKeys.fresh()
    assert read_recovery(keys.to_text()) == keys


@given(st.data())
def test_a_mistyped_recovery_key_is_noticed(data: st.DataObject) -> None:
    line = recovery_line(CourtKeys.fresh())
    place = data.draw(st.integers(0, len(line) - 1))
    letter = data.draw(st.sampled_from("abcXYZ019-_.").filter(lambda each: each != line[place]))
    with pytest.raises(KeyUnusable) as caught:
        read_recovery(line[:place] + letter + line[place + 1 :])
    assert line[20:60] not in str(caught.value)


@pytest.mark.parametrize("cut", [1, 10, 200])
def test_a_recovery_key_that_was_cut_is_noticed(cut: int) -> None:
    with pytest.raises(KeyUnusable):
        read_recovery(recovery_line(CourtKeys.fresh())[:-cut])


async def test_it_counts_as_saved_only_when_the_owner_said_so(settings: Settings) -> None:
    unlocked = await unlock(settings, create=True)
    assert not is_saved(unlocked.home, unlocked.keys)
    mark_saved(unlocked.home, unlocked.keys)
    assert is_saved(unlocked.home, unlocked.keys)
    mark_saved(unlocked.home, unlocked.keys)


async def test_a_rotation_makes_it_unsaved_again(settings: Settings) -> None:
    unlocked = await unlock(settings, create=True)
    mark_saved(unlocked.home, unlocked.keys)
    assert not is_saved(unlocked.home, unlocked.keys.rotated())
    assert not is_saved(unlocked.home, unlocked.keys.rotated().only_current())


async def test_the_mark_says_nothing_about_the_key(settings: Settings) -> None:
    unlocked = await unlock(settings, create=True)
    mark_saved(unlocked.home, unlocked.keys)
    noted = unlocked.home.saved_mark.read_text()
    assert not any(part.strip(' "') in noted for part in unlocked.keys.to_text().split('"') if len(part) > 20)
