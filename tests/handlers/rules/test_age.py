"""Only somebody who is 18 today, by a possible date of birth, is let in."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.age import AgeProblem, age_on, age_problem, birth_date, is_adult

TODAY = date(2026, 11, 22)


def test_the_birthday_itself_is_the_first_adult_day() -> None:
    assert is_adult(date(2008, 11, 22), TODAY)
    assert age_problem(date(2008, 11, 23), TODAY) is AgeProblem.MINOR


def test_who_was_born_on_29_february_comes_of_age_on_1_march() -> None:
    leapling = date(2008, 2, 29)
    assert not is_adult(leapling, date(2026, 2, 28))
    assert is_adult(leapling, date(2026, 3, 1))
    assert is_adult(date(2004, 2, 29), date(2024, 2, 29), 20)


def test_impossible_dates_of_birth_are_named_as_such() -> None:
    assert age_problem(TODAY + timedelta(days=1), TODAY) is AgeProblem.IN_THE_FUTURE
    assert age_problem(date(1, 1, 1), TODAY) is AgeProblem.TOO_LONG_AGO
    assert age_problem(date(1906, 11, 22), TODAY) is None
    assert age_problem(date(1905, 11, 22), TODAY) is AgeProblem.TOO_LONG_AGO
    assert age_problem(TODAY, TODAY) is AgeProblem.MINOR


@pytest.mark.parametrize("parts", [(2007, 2, 29), (2008, 13, 1), (0, 1, 1), (2008, 0, 1), (10**30, 1, 1)])
def test_a_date_that_is_none_is_none(parts: tuple[int, int, int]) -> None:
    assert birth_date(*parts) is AgeProblem.NO_SUCH_DATE
    assert birth_date(2008, 2, 29) == date(2008, 2, 29)


def test_a_court_can_ask_for_more_than_eighteen_but_not_for_less() -> None:
    assert age_problem(date(2006, 1, 1), TODAY, 21) is AgeProblem.MINOR
    with pytest.raises(ValueError, match="18"):
        is_adult(date(2000, 1, 1), TODAY, 16)


@given(st.dates(date(1900, 1, 1), TODAY), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_age_grows_by_one_a_year(birth: date, today: date) -> None:
    age = age_on(birth, today)
    assert age_on(birth, today + timedelta(days=366)) in (age + 1, age + 2)
    assert (today - birth).days // 366 <= age + 1
    assert is_adult(birth, today) is (18 <= age <= 120)
