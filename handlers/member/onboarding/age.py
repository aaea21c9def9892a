"""The first question: old enough? Asked by buttons; of an adult only the answer is kept."""

from datetime import date

from handlers import conversation
from handlers.chat.outgoing import Ask, Message
from handlers.flows import Again, Answer, Draft, Next, Step, Taken, Talk, pick
from handlers.rules.numbers import whole
from handlers.turn import Turn

DECADES = tuple(range(2010, 1910, -10))
MONTHS = 12
DAYS = 31


def _number_step(name: str, values: tuple[int, ...], label: str) -> Step:
    def ask(talk: Talk) -> Message:
        choices = tuple(pick(str(value), talk.text(label, number=value)) for value in values)
        return Ask(talk.text(f"onboarding.{name}"), choices=choices)

    def take(talk: Talk, answer: Answer) -> Taken:
        given = answer.picked or (answer.typed or "").strip()
        if whole(given) in values:
            return Next({**talk.draft, name: given})
        return Again(talk.text("onboarding.by_buttons"))

    return Step(name, ask, take)


def _year_step() -> Step:
    def ask(talk: Talk) -> Message:
        first = int(talk.one("born_decade", "1990"))
        choices = tuple(pick(str(year), str(year)) for year in range(first, first + 10))
        return Ask(talk.text("onboarding.born_year"), choices=choices)

    def take(talk: Talk, answer: Answer) -> Taken:
        given = answer.picked or (answer.typed or "").strip()
        first = int(talk.one("born_decade", "1990"))
        if whole(given) in range(first, first + 10):
            return Next({**talk.draft, "born_year": given})
        return Again(talk.text("onboarding.by_buttons"))

    return Step("born_year", ask, take)


def _day_step() -> Step:
    def ask(talk: Talk) -> Message:
        choices = tuple(pick(str(day), str(day)) for day in range(1, DAYS + 1) if _date(talk.draft, day))
        return Ask(talk.text("onboarding.born_day"), choices=choices)

    def take(talk: Talk, answer: Answer) -> Taken:
        given = answer.picked or (answer.typed or "").strip()
        day = whole(given)
        if day is not None and _date(talk.draft, day) is not None:
            return Next({**talk.draft, "born_day": given})
        return Again(talk.text("onboarding.by_buttons"))

    return Step("born_day", ask, take)


def _date(draft: Draft, day: int) -> date | None:
    try:
        return date(int(str(draft.get("born_year"))), int(str(draft.get("born_month"))), day)
    except ValueError:
        return None


AGE_STEPS = (
    _number_step("born_decade", DECADES, "onboarding.decade"),
    _year_step(),
    _number_step("born_month", tuple(range(1, MONTHS + 1)), "onboarding.month"),
    _day_step(),
)


def birth(draft: Draft) -> date | None:
    """The date of birth in a draft, if it is complete and there is such a day."""
    day = whole(str(draft.get("born_day", "")))
    return None if day is None else _date(draft, day)


async def decided(turn: Turn, draft: Draft) -> None:
    """Keep that somebody is an adult, or refuse kindly and keep nothing but a hash."""
    born = birth(draft)
    today = turn.wall.date()
    if born is not None and turn.house.age.is_adult(born, today):
        turn.me.person.adult_confirmed_on = today
        turn.me.person.adult_confirmed_how = turn.house.age.name
        await conversation.start(turn, "onboarding")
        return
    # Local import: the bars are admission's, which itself begins this conversation.
    from handlers.member.admission import refuse_minor  # noqa: PLC0415

    await refuse_minor(turn)


__all__ = ["AGE_STEPS", "birth", "decided"]
