"""No task touches a hard limit, whoever gives it; everything else a member settled holds as well."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.limits import (
    Allowed,
    Limits,
    NeedsAcceptance,
    NewTask,
    Recipient,
    Refusal,
    Refused,
    Tagged,
    TaskSource,
    Touch,
    check_new_task,
    normal_tag,
    touched,
    withdrawn_by,
)
from storage.enums import TaskType

TASK = NewTask(
    persona="Vesper",
    type=TaskType.DAILY,
    source=TaskSource.DAILY,
    tags=frozenset({"posture", "writing"}),
    intensity=1,
)
MEMBER = Recipient(persona="Vesper", limits=Limits())
FIRST, SECOND, THIRD = (UUID(int=number) for number in range(3))

TAGS = ["posture", "writing", "denial", "service", "mirror"]
tags = st.frozensets(st.sampled_from(TAGS))
limits = st.builds(Limits, hard=tags, soft=tags, words=st.sampled_from(["", "no needles"]))
tasks = st.builds(
    NewTask,
    persona=st.sampled_from(["Vesper", "Marlow"]),
    type=st.sampled_from(TaskType),
    source=st.sampled_from(TaskSource),
    tags=tags,
    intensity=st.integers(1, 3),
    answers_punishment=st.booleans(),
)
members = st.builds(
    Recipient,
    persona=st.just("Vesper"),
    limits=limits,
    blocked=st.sampled_from([None, None, "stopped"]),
    max_intensity=st.integers(1, 3),
    tasks_a_day=st.integers(0, 3),
    tasks_today=st.integers(0, 3),
    punishments_a_day=st.integers(0, 2),
    punishments_today=st.integers(0, 2),
    auto_punishment=st.booleans(),
    inspections=st.booleans(),
)


def with_limits(hard: str = "", soft: str = "", words: str = "") -> Recipient:
    return replace(MEMBER, limits=Limits(frozenset(hard.split()), frozenset(soft.split()), words))


def of_kind(kind: TaskType, source: TaskSource) -> NewTask:
    return replace(TASK, type=kind, source=source)


def reason(task: NewTask, member: Recipient, *, words_acknowledged: bool = False) -> Refusal | None:
    decision = check_new_task(task, member, words_acknowledged=words_acknowledged)
    return decision.reason if isinstance(decision, Refused) else None


def test_a_task_that_fits_is_allowed() -> None:
    assert check_new_task(TASK, MEMBER) == Allowed(TASK)


def test_a_hard_limit_refuses_and_says_which() -> None:
    refused = check_new_task(TASK, with_limits(hard="posture needles"))
    assert refused == Refused(Refusal.HARD_LIMIT, frozenset({"posture"}))


def test_no_consent_to_soft_limits_and_no_yes_of_an_operator_opens_a_hard_one() -> None:
    member = with_limits(hard="posture", soft="posture", words="no heights")
    by_hand = replace(TASK, source=TaskSource.OPERATOR)
    decision = check_new_task(by_hand, member, words_acknowledged=True, soft_accepted={"posture"})
    assert decision == Refused(Refusal.HARD_LIMIT, frozenset({"posture"}))


@pytest.mark.parametrize(
    "spelling", ["Cold Water", "cold_water", " COLD-water ", "ｃｏｌｄ　ｗａｔｅｒ", "cold  -  water"]
)
def test_no_spelling_slips_past_a_limit(spelling: str) -> None:
    assert normal_tag(spelling) == "cold-water"
    assert touched([spelling], Limits(hard=frozenset({"cold water"}))).hard == {"cold-water"}
    assert touched(["cold-water"], Limits(hard=frozenset({spelling}))).hard == {"cold-water"}


def test_an_empty_tag_touches_nothing() -> None:
    assert touched(["", "  "], Limits(hard=frozenset({""}))) == Touch()


def test_a_soft_limit_waits_for_the_member() -> None:
    member = with_limits(soft="posture writing mirror")
    assert check_new_task(TASK, member) == NeedsAcceptance(TASK, frozenset({"posture", "writing"}))
    assert check_new_task(TASK, member, soft_accepted={"posture"}) == NeedsAcceptance(
        TASK, frozenset({"writing"})
    )
    assert check_new_task(TASK, member, soft_accepted={"Posture", "writing"}) == Allowed(TASK)


def test_a_block_comes_before_everything_and_is_passed_on_as_it_is() -> None:
    stopped = replace(with_limits(hard="posture"), blocked="stopped")
    assert check_new_task(TASK, stopped) == Refused(Refusal.BLOCKED, blocked="stopped")


def test_only_the_members_own_persona_gives_tasks() -> None:
    assert reason(replace(TASK, persona="Marlow"), MEMBER) is Refusal.OTHER_PERSONA


def test_intensity_stops_where_the_member_said() -> None:
    assert reason(replace(TASK, intensity=2), MEMBER) is Refusal.TOO_INTENSE
    assert reason(replace(TASK, intensity=2), replace(MEMBER, max_intensity=2)) is None


def test_free_words_need_a_yes_from_the_operator_who_gives_by_hand() -> None:
    by_hand, member = replace(TASK, source=TaskSource.OPERATOR), with_limits(words="nothing with heights")
    assert check_new_task(by_hand, member) == Refused(Refusal.WORDS_UNREAD)
    assert reason(by_hand, member, words_acknowledged=True) is None
    assert reason(by_hand, with_limits(words="   ")) is None
    assert reason(TASK, member) is None


def test_the_days_tasks_stop_at_the_members_cap() -> None:
    assert reason(TASK, replace(MEMBER, tasks_a_day=1)) is None
    assert reason(TASK, replace(MEMBER, tasks_a_day=2, tasks_today=1)) is None
    assert reason(TASK, replace(MEMBER, tasks_a_day=2, tasks_today=2)) is Refusal.TASKS_FULL


def test_a_punishment_counts_against_both_caps() -> None:
    punishment = of_kind(TaskType.PUNISHMENT, TaskSource.PUNISHMENT)
    member = replace(MEMBER, auto_punishment=True)
    assert reason(punishment, member) is None
    assert reason(punishment, replace(member, punishments_today=1)) is Refusal.PUNISHMENTS_FULL
    assert reason(punishment, replace(member, tasks_today=3)) is Refusal.TASKS_FULL
    assert reason(TASK, replace(member, punishments_today=1)) is None


def test_automatic_punishments_need_consent() -> None:
    assert reason(of_kind(TaskType.PUNISHMENT, TaskSource.PUNISHMENT), MEMBER) is Refusal.NO_PUNISHMENTS


def test_an_operators_own_punishment_needs_room_under_the_cap_only() -> None:
    chosen = of_kind(TaskType.PUNISHMENT, TaskSource.OPERATOR)
    assert reason(chosen, MEMBER) is None
    assert reason(chosen, replace(MEMBER, punishments_a_day=0)) is Refusal.PUNISHMENTS_FULL


@pytest.mark.parametrize("source", [TaskSource.PUNISHMENT, TaskSource.OPERATOR])
def test_a_failed_punishment_never_makes_another(source: TaskSource) -> None:
    next_one = replace(of_kind(TaskType.PUNISHMENT, source), answers_punishment=True)
    assert reason(next_one, replace(MEMBER, auto_punishment=True)) is Refusal.PUNISHES_PUNISHMENT


@pytest.mark.parametrize("source", [TaskSource.INSPECTION, TaskSource.OPERATOR])
def test_inspections_need_consent_whoever_calls_them(source: TaskSource) -> None:
    inspection = of_kind(TaskType.INSPECTION, source)
    assert reason(inspection, MEMBER) is Refusal.NO_INSPECTIONS
    assert reason(inspection, replace(MEMBER, inspections=True)) is None


@given(tasks, members, st.booleans(), tags)
def test_nothing_allowed_or_offered_ever_crosses_what_the_member_settled(
    task: NewTask, member: Recipient, yes: bool, accepted: frozenset[str]
) -> None:
    decision = check_new_task(task, member, words_acknowledged=yes, soft_accepted=accepted)
    if isinstance(decision, Refused):
        return
    assert member.blocked is None
    assert not task.tags & member.limits.hard
    assert task.intensity <= member.max_intensity
    assert member.tasks_today < member.tasks_a_day
    assert yes or task.source is not TaskSource.OPERATOR or not member.limits.words
    if isinstance(decision, Allowed):
        assert task.tags & member.limits.soft <= accepted


@given(tasks, members, tags)
def test_one_more_hard_limit_never_makes_a_refused_task_possible(
    task: NewTask, member: Recipient, more: frozenset[str]
) -> None:
    stricter = replace(member, limits=replace(member.limits, hard=member.limits.hard | more))
    if isinstance(check_new_task(task, member), Refused):
        assert isinstance(check_new_task(task, stricter), Refused)


@given(tags, limits)
def test_no_tag_is_touched_as_both_hard_and_soft(tags: frozenset[str], limits: Limits) -> None:
    touch = touched(tags, limits)
    assert not touch.hard & touch.soft
    assert touch.hard | touch.soft == tags & (limits.hard | limits.soft)


def test_a_new_hard_limit_withdraws_what_touches_it_and_nothing_else() -> None:
    things = [
        Tagged(FIRST, frozenset({"posture"})),
        Tagged(SECOND, frozenset({"writing"})),
        Tagged(THIRD, frozenset({"Posture", "writing"})),
    ]
    assert withdrawn_by(Limits(hard=frozenset({"posture"})), things) == (FIRST, THIRD)
    assert withdrawn_by(Limits(soft=frozenset({"posture"})), things) == ()


@given(st.lists(tags, max_size=6), limits)
def test_what_is_left_after_withdrawing_touches_no_hard_limit(
    tagged: list[frozenset[str]], limits: Limits
) -> None:
    things = [Tagged(UUID(int=number), tags) for number, tags in enumerate(tagged)]
    gone = withdrawn_by(limits, things)
    assert all(not thing.tags & limits.hard for thing in things if thing.id not in gone)
    assert all(thing.tags & limits.hard for thing in things if thing.id in gone)
