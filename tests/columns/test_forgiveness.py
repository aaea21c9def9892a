"""The columns of ``tribute_forgiveness``."""

from storage.tables import Task, TributeForgiveness
from tests.columns.acting import DAY
from tests.columns.contents import column
from tests.columns.looking import held, only, rows
from tests.support.appealing import missed
from tests.support.court import Chatter, ScriptedCourt
from tests.support.forgiving import gift
from tests.support.playing import member

SHIRT, BRASS = "Iron the blue shirt.", "Polish the brass."


async def has_forgiven(court: ScriptedCourt, anna: Chatter, words: str) -> None:
    """She misses a task, and pays for it to be forgiven."""
    await missed(court, anna, description=words)
    await anna.presses("Have it forgiven")
    await anna.presses("Yes, for")


async def looks_back(anna: Chatter) -> list[str]:
    """The labels of what she has had forgiven."""
    await anna.says("/forgive")
    await anna.presses("What was forgiven")
    return [choice.label for choice in anna.last.buttons]


async def payer(court: ScriptedCourt, name: str = "anna") -> Chatter:
    """A member who can pay."""
    anna = await member(court, name, points=100)
    await gift(court, anna, 100)
    return anna


@column(
    "tribute_forgiveness.id",
    means="which forgiveness",
    written="a member pays for a failed task to be forgiven",
    read="the button under “What was forgiven” opens that one",
)
async def test_each_forgiveness_has_a_button_of_its_own(court: ScriptedCourt) -> None:
    anna = await payer(court)
    await has_forgiven(court, anna, SHIRT)
    await has_forgiven(court, anna, BRASS)
    found = await rows(court, TributeForgiveness, anna)
    assert len({await held(court.storage, "tribute_forgiveness.id", each.id) for each in found}) == 2

    await looks_back(anna)
    await anna.presses(SHIRT)
    assert SHIRT in anna.last.text
    assert BRASS not in anna.last.text


@column(
    "tribute_forgiveness.user_id",
    means="who paid",
    written="a member pays for a failed task to be forgiven",
    read="“What was forgiven” lists it to her and to nobody else",
)
async def test_what_was_forgiven_is_listed_to_whoever_paid(court: ScriptedCourt) -> None:
    anna, beth = await payer(court), await member(court, "beth")
    await has_forgiven(court, anna, SHIRT)
    row = await only(court, TributeForgiveness, anna)
    assert await held(court.storage, "tribute_forgiveness.user_id", row) == (await anna.user()).id

    assert len(await looks_back(anna)) == 1
    assert await looks_back(beth) == []


@column(
    "tribute_forgiveness.task_id",
    means="the failed task that was forgiven",
    written="a member picks the task, and pays",
    read="“What was forgiven” names that task",
)
async def test_what_was_forgiven_names_the_task(court: ScriptedCourt) -> None:
    anna = await payer(court)
    await has_forgiven(court, anna, SHIRT)
    task = await only(court, Task, anna)
    await missed(court, anna, description=BRASS)
    row = await only(court, TributeForgiveness, anna)
    assert await held(court.storage, "tribute_forgiveness.task_id", row) == task

    [label] = await looks_back(anna)
    assert SHIRT in label


@column(
    "tribute_forgiveness.tokens_spent",
    means="what it cost",
    written="a member says yes to the price",
    read="the price stands under “What was forgiven”; approving an appeal later returns exactly that",
)
async def test_what_was_forgiven_says_what_it_cost(court: ScriptedCourt) -> None:
    anna = await payer(court)
    await missed(court, anna, description=SHIRT, points=60)
    await anna.presses("Have it forgiven")
    price = int(anna.button("Yes, for").label.split()[2])
    await anna.presses("Yes, for")
    row = await only(court, TributeForgiveness, anna)
    assert await held(court.storage, "tribute_forgiveness.tokens_spent", row) == price
    assert (await anna.user()).token_balance == 100 - price

    await looks_back(anna)
    await anna.presses(SHIRT)
    assert f"{price} tokens" in anna.last.text


@column(
    "tribute_forgiveness.processed_at",
    means="when it was forgiven",
    written="a member says yes to the price",
    read="“What was forgiven” says the day, the latest first",
)
async def test_what_was_forgiven_says_the_day(court: ScriptedCourt) -> None:
    anna = await payer(court)
    await has_forgiven(court, anna, SHIRT)
    row = await only(court, TributeForgiveness, anna)
    assert await held(court.storage, "tribute_forgiveness.processed_at", row) == court.clock.court()
    court.clock.advance(DAY)
    await has_forgiven(court, anna, BRASS)

    assert await looks_back(anna) == [f"03 Mar · {BRASS}", f"02 Mar · {SHIRT}"]
