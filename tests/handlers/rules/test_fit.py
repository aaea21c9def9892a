"""An upload finds its task; when several fit the member is asked; what is mere talk stays talk."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.fit import (
    MOST_QUESTION_WORDS,
    NothingOpen,
    NotStarted,
    One,
    OpenTask,
    Several,
    SmallTalk,
    TooEarly,
    WrongKind,
    fits,
    fits_text,
    is_open,
    is_ready,
    looks_like_text_proof,
)
from storage.enums import ProofType, TaskEnd, TaskStatus

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PHOTO, AUDIO, TEXT = ProofType.PHOTO, ProofType.AUDIO, ProofType.TEXT

open_tasks = st.lists(
    st.builds(
        OpenTask,
        id=st.uuids(),
        proof_type=st.sampled_from(ProofType),
        due_at=st.integers(-5, 50).map(lambda hours: NOW + timedelta(hours=hours)),
        least_minutes=st.sampled_from([0, 0, 30]),
        started_at=st.sampled_from([None, NOW, NOW - timedelta(minutes=30), NOW - timedelta(hours=3)]),
    ),
    max_size=6,
    unique_by=lambda task: task.id,
)


def task(number: int, kind: ProofType = PHOTO, hours: int = 4) -> OpenTask:
    return OpenTask(id=UUID(int=number), proof_type=kind, due_at=NOW + timedelta(hours=hours))


def timed(number: int, started_minutes_ago: int | None) -> OpenTask:
    """A photo task of at least half an hour."""
    started = None if started_minutes_ago is None else NOW - timedelta(minutes=started_minutes_ago)
    return replace(task(number), least_minutes=30, started_at=started)


def test_the_one_task_it_can_fit_takes_the_upload() -> None:
    assert fits(PHOTO, [task(1), task(2, AUDIO)], NOW) == One(UUID(int=1))


def test_where_several_fit_they_are_offered_soonest_due_first() -> None:
    assert fits(PHOTO, [task(1, hours=9), task(2, hours=1)], NOW) == Several((UUID(int=2), UUID(int=1)))


def test_with_nothing_open_nothing_fits() -> None:
    assert fits(PHOTO, [], NOW) == NothingOpen()


def test_the_wrong_kind_is_told_which_kinds_are_wanted() -> None:
    assert fits(PHOTO, [task(1, AUDIO), task(2, TEXT)], NOW) == WrongKind(frozenset({AUDIO, TEXT}))


def test_a_timed_task_takes_no_proof_before_its_time() -> None:
    assert fits(PHOTO, [timed(1, 10)], NOW) == TooEarly(UUID(int=1), timedelta(minutes=20))
    assert fits(PHOTO, [timed(1, 30)], NOW) == One(UUID(int=1))


def test_a_minute_is_already_a_least_duration() -> None:
    assert fits(PHOTO, [replace(task(1), least_minutes=1)], NOW) == NotStarted(UUID(int=1))


def test_of_several_running_tasks_the_nearest_is_named() -> None:
    tasks = [timed(1, 10), timed(2, 25), timed(3, None)]
    assert fits(PHOTO, tasks, NOW) == TooEarly(UUID(int=2), timedelta(minutes=5))


def test_a_timed_task_must_be_started_first() -> None:
    assert fits(PHOTO, [timed(1, None)], NOW) == NotStarted(UUID(int=1))


def test_a_task_that_is_ready_goes_before_one_that_is_not() -> None:
    assert fits(PHOTO, [timed(1, 10), task(2)], NOW) == One(UUID(int=2))


@given(st.sampled_from(ProofType), open_tasks)
def test_only_ready_tasks_of_the_kind_are_ever_named_as_fitting(
    kind: ProofType, tasks: list[OpenTask]
) -> None:
    fitting = {each.id for each in tasks if each.proof_type is kind and is_ready(each, NOW)}
    match fits(kind, tasks, NOW):
        case One(found):
            assert fitting == {found}
        case Several(found_ones):
            assert len(found_ones) > 1
            assert fitting == set(found_ones)
        case _:
            assert not fitting


@given(st.sampled_from(ProofType), open_tasks)
def test_the_order_of_the_open_tasks_decides_nothing_but_ties(kind: ProofType, tasks: list[OpenTask]) -> None:
    forth, back = fits(kind, tasks, NOW), fits(kind, tasks[::-1], NOW)
    assert type(forth) is type(back)


@given(open_tasks, st.integers(1, 59))
def test_a_running_task_is_ready_exactly_when_the_time_told_has_passed(
    tasks: list[OpenTask], early: int
) -> None:
    told = fits(PHOTO, tasks, NOW)
    if isinstance(told, TooEarly):
        assert told.left > timedelta(0)
        assert isinstance(fits(PHOTO, tasks, NOW + told.left), One | Several)
        assert isinstance(fits(PHOTO, tasks, NOW + told.left - timedelta(seconds=early)), TooEarly)


@pytest.mark.parametrize(
    "text",
    [
        "I knelt for ten minutes, as told.",
        "Done as you asked",
        "Ich habe es getan.",
        "«Done, obeyed, gladly.»",
        "so " * MOST_QUESTION_WORDS + "what?",
        "Was it hard? Yes. I did it anyway.",
    ],
)
def test_some_words_may_be_a_proof(text: str) -> None:
    assert looks_like_text_proof(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "yes Mistress",
        "hi ... !!!",
        "/proof here it is",
        "May I have more time?",
        "when is it due？",
        "so " * (MOST_QUESTION_WORDS - 1) + "what?",
        "❤️ ❤️ ❤️ ❤️",
    ],
)
def test_a_word_or_two_a_command_or_a_question_is_talk(text: str) -> None:
    assert not looks_like_text_proof(text)
    assert fits_text(text, [task(1, TEXT)], NOW) == SmallTalk()


def test_a_text_that_may_be_proof_goes_where_a_text_is_wanted() -> None:
    assert fits_text("I did all of it", [task(1, TEXT), task(2)], NOW) == One(UUID(int=1))
    assert fits_text("I did all of it", [task(2)], NOW) == WrongKind(frozenset({PHOTO}))


@given(st.text(max_size=60), st.text(max_size=60))
def test_more_words_never_make_a_statement_less_of_a_proof(text: str, more: str) -> None:
    if looks_like_text_proof(text):
        assert looks_like_text_proof(f"{text} {more} .")


@pytest.mark.parametrize("status", TaskStatus)
@pytest.mark.parametrize("ended", [None, *TaskEnd])
@pytest.mark.parametrize("frozen", [False, True])
def test_open_is_assigned_not_ended_and_not_frozen(
    status: TaskStatus, ended: TaskEnd | None, frozen: bool
) -> None:
    expected = (status, ended, frozen) == (TaskStatus.ASSIGNED, None, False)
    assert is_open(status, ended, frozen=frozen) is expected
