"""Limits and wishes, changed at any time: what a new hard limit touches ends at once, free of cost."""

import json

import pytest

from handlers.chat.incoming import Press
from handlers.rules.limits import Refused
from storage.enums import TaskEnd
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt


def label_of(court: ScriptedCourt, tag: str) -> str:
    """A tag as the member reads it."""
    return court.house.content.tags.label(tag)


def some_tag(court: ScriptedCourt) -> str:
    """A tag of the catalogue's first page."""
    return next(iter(court.house.content.tags.groups().values()))[0].key


async def limits_of(court: ScriptedCourt, anna: Chatter) -> dict[str, object]:
    """What is kept of a member's limits."""
    user = await anna.user()
    async with court.storage.read() as tx:
        kept: dict[str, object] = json.loads(await tx.open(user, "limits") or "{}")
        return kept


async def make_hard(court: ScriptedCourt, anna: Chatter, tag: str) -> None:
    """Add a hard limit through /limits."""
    await anna.says("/limits")
    await anna.presses(label_of(court, tag))
    await anna.presses("Done")
    await anna.presses("Done")
    await anna.presses("Skip")


@pytest.mark.parametrize("stopped", [False, True])
async def test_a_new_hard_limit_withdraws_tasks_and_offers_and_closes_their_messages(
    court: ScriptedCourt, *, stopped: bool
) -> None:
    tag = some_tag(court)
    other = next(iter(court.house.content.tags.groups().values()))[1].key
    anna = await playing.member(court, soft=[other], points=25)
    task = await playing.task_of(court, anna, tags=frozenset({tag}))
    await playing.given(court, anna, tags=frozenset({tag, other}))
    accept = anna.button("Accept")
    hand_in = anna.button("Hand in")
    if stopped:
        await anna.says("red")
    await make_hard(court, anna, tag)

    assert (await playing.seen(court, task)).plan.ended is TaskEnd.WITHDRAWN
    assert (await anna.user()).obedience_points == 25
    assert not anna.sees_button("Hand in") or stopped
    for button in (accept, hand_in):
        await anna.does(Press(button.token))
        assert len(await playing.tasks_of(court, anna)) == 1


async def test_nobody_can_give_what_is_a_hard_limit(court: ScriptedCourt) -> None:
    tag = some_tag(court)
    anna = await playing.member(court)
    await make_hard(court, anna, tag)
    outcome = await playing.given(court, anna, tags=frozenset({tag.upper()}))

    assert isinstance(outcome, Refused)
    assert outcome.tags == {tag}


async def test_wishes_lose_what_became_a_hard_limit(court: ScriptedCourt) -> None:
    tag = some_tag(court)
    anna = await playing.member(court)
    await anna.says("/tags")
    await anna.presses(label_of(court, tag))
    await anna.presses("Done")
    await make_hard(court, anna, tag)

    user = await anna.user()
    async with court.storage.read() as tx:
        assert tag not in (await tx.open(user, "fantasy_tags") or "")
    await anna.says("/tags")
    assert not anna.sees_button(label_of(court, tag))


async def test_skipping_the_free_words_keeps_them_and_a_button_removes_them(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/limits")
    await anna.presses("Done")
    await anna.presses("Done")
    await anna.says("Never on a Sunday.")
    assert (await limits_of(court, anna))["words"] == "Never on a Sunday."

    await make_hard(court, anna, some_tag(court))
    assert (await limits_of(court, anna))["words"] == "Never on a Sunday."
    await anna.says("/limits")
    await anna.presses("Done")
    await anna.presses("Done")
    assert "Never on a Sunday." in anna.last.text
    await anna.presses("Remove these words")
    assert (await limits_of(court, anna))["words"] == ""


async def test_while_stopped_limits_and_tags_answer_without_the_persona(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("red")
    await make_hard(court, anna, some_tag(court))
    await anna.says("/tags")
    await anna.presses("Done")

    assert all(bubble.message.by.value != "persona" for bubble in anna.bubbles)


async def test_limits_are_journalled_as_hashes_before_anything_is_said(court: ScriptedCourt) -> None:
    tag = some_tag(court)
    anna = await playing.member(court)
    await make_hard(court, anna, tag)

    [facts] = [facts for kind, _, facts in court.journal.entries if kind == "limits"]
    assert len(facts["hard"]) == 64
    assert tag not in json.dumps(facts)


async def test_a_cancelled_change_changes_nothing(court: ScriptedCourt) -> None:
    tag = some_tag(court)
    anna = await playing.member(court)
    await anna.says("/limits")
    await anna.presses(label_of(court, tag))
    await anna.says("/cancel")

    assert "Nothing was changed" in anna.last.text
    assert (await limits_of(court, anna))["hard"] == []
