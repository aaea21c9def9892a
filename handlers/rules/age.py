"""Whether somebody is an adult, from a date of birth that is looked at once and not kept."""

from datetime import date
from enum import StrEnum

ADULT_AGE = 18
OLDEST = 120


class AgeProblem(StrEnum):
    """Why a date of birth does not open the court."""

    NO_SUCH_DATE = "no_such_date"
    IN_THE_FUTURE = "in_the_future"
    TOO_LONG_AGO = "too_long_ago"
    MINOR = "minor"


def birth_date(year: int, month: int, day: int) -> date | AgeProblem:
    """The date that these three name; no 30 February."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return AgeProblem.NO_SUCH_DATE


def age_on(birth: date, today: date) -> int:
    """Age in completed years, negative before birth. Who was born on 29 February is a year older on 1 March
    where there is none."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def age_problem(birth: date, today: date, adult_age: int = ADULT_AGE) -> AgeProblem | None:
    """Why this date of birth does not do, or None. `today` is the local date; in doubt the earlier one.

    Raises ValueError for an adult age under 18.
    """
    if adult_age < ADULT_AGE:
        raise ValueError("Nobody is an adult before 18.")
    if birth > today:
        return AgeProblem.IN_THE_FUTURE
    age = age_on(birth, today)
    if age > OLDEST:
        return AgeProblem.TOO_LONG_AGO
    return AgeProblem.MINOR if age < adult_age else None


def is_adult(birth: date, today: date, adult_age: int = ADULT_AGE) -> bool:
    """Whether somebody born then is an adult today; an impossible date of birth is nobody's."""
    return age_problem(birth, today, adult_age) is None
