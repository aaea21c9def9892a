"""The crowd of a full desk: exactly as much as was asked for, of every kind the desk knows."""

from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsing.crowd import SHARES, Deed, deeds_of, members_of


@given(st.integers(0, 2000))
def test_a_desk_is_as_full_as_was_asked_for(size: int) -> None:
    deeds = deeds_of(size)
    assert len(deeds) == size
    whole = sum(SHARES.values())
    assert all(abs(deeds.count(deed) - SHARES[deed] * size / whole) <= 1 for deed in Deed)


@given(st.integers(1, 2000))
def test_everybody_has_a_name_of_her_own(size: int) -> None:
    names = [part.name for part in members_of(size)]
    assert len(set(names)) == len(names) >= size / 5
