"""Which proofs a human sees, what is hinted, what is grouped, and what comes first on the desk."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.court_rules import CourtRules
from handlers.rules.review import (
    PATIENCE,
    DeskKind,
    GroupKey,
    Hint,
    HintKind,
    MediaFacts,
    ReviewWhy,
    group_key,
    hints,
    urgency,
    why_reviewed,
)
from storage.enums import ProofType

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RULES = CourtRules()
SETTLED = RULES.newcomer_proofs + 1

kinds = st.sampled_from(ProofType)
draws = st.floats(min_value=0, max_value=1, exclude_max=True)
desk = st.lists(
    st.tuples(st.sampled_from(DeskKind), st.integers(0, 5000), st.none() | st.integers(-5000, 5000)),
    max_size=20,
)


def ago(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


def test_a_newcomers_first_proofs_are_all_seen() -> None:
    assert why_reviewed(1, ProofType.PHOTO, 0.99, RULES) is ReviewWhy.NEWCOMER
    assert why_reviewed(5, ProofType.PHOTO, 0.99, RULES) is ReviewWhy.NEWCOMER
    assert why_reviewed(6, ProofType.PHOTO, 0.99, RULES) is None


def test_after_that_the_draw_decides_by_the_share() -> None:
    assert why_reviewed(SETTLED, ProofType.PHOTO, 0.19, RULES) is ReviewWhy.DRAWN
    assert why_reviewed(SETTLED, ProofType.PHOTO, 0.2, RULES) is None


def test_all_of_a_kind_can_be_seen() -> None:
    rules = CourtRules(review_kinds=frozenset({ProofType.AUDIO}))
    assert why_reviewed(SETTLED, ProofType.AUDIO, 0.99, rules) is ReviewWhy.KIND
    assert why_reviewed(SETTLED, ProofType.PHOTO, 0.99, rules) is None


def test_a_hint_always_asks_for_eyes() -> None:
    away = CourtRules(operator_away=True, review_share=0, newcomer_proofs=0)
    assert why_reviewed(SETTLED, ProofType.PHOTO, 0.99, away, suspicious=True) is ReviewWhy.SUSPICIOUS


def test_while_the_operator_is_away_nothing_else_waits() -> None:
    away = CourtRules(operator_away=True, review_share=1, review_kinds=frozenset(ProofType))
    assert why_reviewed(1, ProofType.PHOTO, 0.0, away) is None


@given(st.integers(1, 1000), kinds, draws)
def test_a_share_of_one_sees_everything_and_a_share_of_none_nothing(
    number: int, kind: ProofType, draw: float
) -> None:
    everything = CourtRules(review_share=1, newcomer_proofs=0)
    nothing = CourtRules(review_share=0, newcomer_proofs=0)
    assert why_reviewed(number, kind, draw, everything) is ReviewWhy.DRAWN
    assert why_reviewed(number, kind, draw, nothing) is None


@given(st.integers(1, 20), kinds, draws, st.floats(0, 1), st.floats(0, 1))
def test_a_greater_share_never_sees_less(
    number: int, kind: ProofType, draw: float, one: float, other: float
) -> None:
    less, more = (CourtRules(review_share=share) for share in sorted((one, other)))
    if why_reviewed(number, kind, draw, less) is not None:
        assert why_reviewed(number, kind, draw, more) is not None


def test_hints_say_which_picture_how_old_and_whether_anything_can_be_heard() -> None:
    facts = MediaFacts(
        same_picture_on=date(2026, 5, 3), taken_at=NOW - timedelta(days=21, hours=5), silent=True
    )
    assert hints(facts, NOW) == (
        Hint(HintKind.SAME_PICTURE, on=date(2026, 5, 3)),
        Hint(HintKind.TAKEN_EARLIER, days=21),
        Hint(HintKind.SILENT),
    )


def test_nothing_odd_gives_no_hint() -> None:
    assert hints(MediaFacts(), NOW) == ()


@pytest.mark.parametrize("hours", [-30, 0, 23])
def test_a_camera_in_another_zone_or_ahead_of_time_is_not_suspected(hours: int) -> None:
    assert hints(MediaFacts(taken_at=NOW - timedelta(hours=hours)), NOW) == ()
    assert hints(MediaFacts(taken_at=NOW - timedelta(hours=24)), NOW) == (
        Hint(HintKind.TAKEN_EARLIER, days=1),
    )


def test_similar_proofs_without_hints_go_together() -> None:
    key = group_key("posture.mirror", ProofType.PHOTO, "Vesper", ())
    assert key == GroupKey("posture.mirror", ProofType.PHOTO, "Vesper")
    assert key == group_key("posture.mirror", ProofType.PHOTO, "Vesper", ())
    assert str(key) == "Vesper|Photo|posture.mirror"
    assert key != group_key("posture.mirror", ProofType.PHOTO, "Marlow", ())
    assert key != group_key("posture.mirror", ProofType.AUDIO, "Vesper", ())


def test_a_proof_with_a_hint_or_of_a_task_of_its_own_stands_alone() -> None:
    assert group_key("posture.mirror", ProofType.AUDIO, "Vesper", [Hint(HintKind.SILENT)]) is None
    assert group_key(None, ProofType.AUDIO, "Vesper", ()) is None


def test_what_was_flagged_comes_first_however_long_others_wait() -> None:
    flagged, old = urgency(DeskKind.FLAGGED, NOW), urgency(DeskKind.EXTENSION, ago(9999), ago(500))
    assert flagged < old


def test_an_extension_goes_before_a_proof_of_the_same_minute() -> None:
    assert urgency(DeskKind.EXTENSION, NOW) < urgency(DeskKind.PROOF, NOW)


def test_a_proof_about_to_be_accepted_by_itself_goes_before_a_fresh_extension() -> None:
    lapsing = urgency(DeskKind.PROOF, ago(47 * 60), NOW + timedelta(minutes=30))
    assert lapsing < urgency(DeskKind.EXTENSION, NOW)


def test_what_falls_due_later_than_its_patience_is_as_urgent_as_its_patience() -> None:
    patient = urgency(DeskKind.PROOF, NOW, NOW + timedelta(hours=48))
    assert patient.answer_by == NOW + PATIENCE[DeskKind.PROOF]
    assert urgency(DeskKind.PROOF, NOW, NOW + timedelta(hours=2)).answer_by == NOW + timedelta(hours=2)


def test_among_equals_the_one_who_waits_longest_is_served_first() -> None:
    assert urgency(DeskKind.PROOF, ago(10)) < urgency(DeskKind.PROOF, ago(5))


def test_every_kind_has_its_patience() -> None:
    assert set(PATIENCE) == set(DeskKind)


@given(desk)
def test_waiting_longer_never_makes_an_item_less_urgent(
    items: list[tuple[DeskKind, int, int | None]],
) -> None:
    for kind, minutes, due in items:
        deadline = None if due is None else NOW + timedelta(minutes=due)
        assert urgency(kind, ago(minutes + 1), deadline) <= urgency(kind, ago(minutes), deadline)


@given(desk)
def test_no_flagged_item_ever_stands_behind_another(items: list[tuple[DeskKind, int, int | None]]) -> None:
    queue = sorted(
        items, key=lambda item: urgency(item[0], ago(item[1]), None if item[2] is None else ago(item[2]))
    )
    flags = [kind is DeskKind.FLAGGED for kind, _, _ in queue]
    assert flags == sorted(flags, reverse=True)
