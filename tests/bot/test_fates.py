"""Folding the journal: never kinder to the court than the member's own word."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fates import Fate, fold
from bot.journal import KINDS
from bot.journal_file import Entry, Torn

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOON, LATER = (AT + timedelta(days=1)).isoformat(), (AT + timedelta(days=200)).isoformat()


def entry(kind: str, person: str = "anna", **facts: str) -> Entry:
    """An entry about somebody."""
    return Entry(f"{kind}{facts}", AT, person, kind, facts)


def annas(*entries: Entry | Torn) -> Fate:
    """Anna's fate after these entries."""
    return fold(entries).people["anna"]


def test_the_last_of_stop_and_resume_counts_but_the_stop_is_remembered() -> None:
    assert annas(entry("stop")) == Fate(stopped=True, was_stopped=True, stopped_at=AT)
    resumed = annas(entry("stop"), entry("resume"))
    assert (resumed.stopped, resumed.was_stopped) == (False, True)
    assert annas(entry("stop"), entry("resume"), entry("stop")).stopped


def test_of_two_exclusions_or_timeouts_the_longer_holds() -> None:
    for kind, name in (("exclude", "excluded_until"), ("timeout", "timeout_until")):
        fate = annas(entry(kind, until=LATER), entry(kind, until=SOON))
        assert getattr(fate, name) == datetime.fromisoformat(LATER)


@pytest.mark.parametrize("until", ["", "soon", "2026-01-01T00:00:00"])
def test_an_end_that_cannot_be_read_is_something_unknown(until: str) -> None:
    assert annas(entry("exclude", until=until)).unknown


def test_the_last_limits_count_and_a_change_of_words_is_not_forgotten() -> None:
    fate = annas(
        entry("limits", hard="a b", soft="c", words_changed="yes"),
        entry("limits", hard="a", soft="", words_changed="no"),
    )
    assert fate.limits == (frozenset("a"), frozenset())
    assert fate.words_changed


def test_locks_and_bans_follow_their_last_entry() -> None:
    assert annas(entry("minor_lock")).minor_locked is True
    assert annas(entry("minor_lock"), entry("minor_unlock")).minor_locked is False
    assert annas(entry("ban"), entry("unban"), entry("ban")).banned is True


def test_consents_are_kept_by_name() -> None:
    fate = annas(
        entry("consent", name="auto_punishment", given="yes"),
        entry("consent", name="auto_punishment", given="no"),
        entry("consent", name="max_intensity", given="yes", value="2"),
    )
    assert dict(fate.consents) == {"auto_punishment": False, "max_intensity": True}
    assert dict(fate.figures) == {"max_intensity": 2}


def test_a_torn_line_concerns_its_person_or_else_everybody() -> None:
    fates = fold([Torn("anna")])
    assert fates.people["anna"].unknown
    assert not fates.everybody
    assert fold([Torn(None)]).everybody


def test_an_unknown_kind_is_taken_seriously() -> None:
    assert annas(entry("dance")).unknown


def test_addresses_are_gathered_from_every_entry() -> None:
    assert annas(entry("ban", addresses="x y"), entry("erase", addresses="z")).addresses == frozenset("xyz")


KIND = st.sampled_from(sorted(KINDS))
LINES = st.lists(
    st.builds(entry, KIND, st.sampled_from(["anna", "bea"]), until=st.sampled_from([SOON, LATER]))
    | st.builds(Torn, st.sampled_from(["anna", "bea"]))
)


@given(LINES)
def test_everybody_has_a_fate_of_her_own(lines: list[Entry | Torn]) -> None:
    together = fold(lines).people
    for person in ("anna", "bea"):
        alone = fold([line for line in lines if line.person == person]).people
        assert together.get(person) == alone.get(person)


@given(LINES)
def test_what_was_once_erased_excluded_or_unknown_stays_so(lines: list[Entry | Torn]) -> None:
    for length in range(len(lines)):
        before, after = fold(lines[:length]).people, fold(lines[: length + 1]).people
        for person, fate in before.items():
            assert after[person].erased >= fate.erased
            assert after[person].unknown >= fate.unknown
            assert after[person].was_stopped >= fate.was_stopped
            assert after[person].safeword_changed >= fate.safeword_changed
            assert (after[person].excluded_until or AT) >= (fate.excluded_until or AT)


# -- linked accounts -----------------------------------------------------------------------------------


def linked(other: str = "bea", addresses: str = "b") -> Entry:
    """Bea's accounts become Anna's."""
    return entry("link", other=other, addresses=addresses)


def beas(*entries: Entry | Torn) -> Fate:
    """The fate of whom a back-up from before the link still knows as Bea."""
    return fold(entries).people.get("bea", Fate())


@pytest.mark.parametrize("kind", ["stop", "erase", "ban", "minor_lock"])
def test_what_befalls_a_person_befalls_whoever_was_linked_to_her(kind: str) -> None:
    assert beas(linked(), entry(kind)) == annas(entry(kind))
    assert beas(entry(kind), linked()) == Fate(), "what was before the link is written for both"


def test_a_resume_counts_for_both_and_a_torn_line_too() -> None:
    assert not beas(linked(), entry("stop"), entry("resume")).stopped
    assert beas(linked(), Torn("anna")).unknown


def test_limits_and_consents_are_the_members_alone() -> None:
    assert beas(linked(), entry("limits", hard="a", soft=""), entry("safeword")) == Fate()


def test_a_link_of_a_link_is_followed() -> None:
    chain = [entry("link", "bea", other="cleo", addresses="c"), linked(), entry("stop")]
    assert fold(chain).people["cleo"].stopped


def test_an_unlinked_address_is_let_go_unless_it_is_linked_again() -> None:
    unlink = entry("unlink", address="b")
    assert annas(linked(), unlink).unlinked == {"b"}
    assert annas(linked(), unlink, linked()).unlinked == frozenset()
    assert not beas(linked(), unlink, entry("stop")).stopped


def test_one_of_two_addresses_let_go_leaves_the_other_linked() -> None:
    assert beas(linked(addresses="b c"), entry("unlink", address="b"), entry("stop")).stopped
