"""Operators: the desk, assigning, who is here, and two of them at once."""

import pytest
from sqlmodel import select

from storage.enums import ProofType, Role, TaskStatus, Verdict
from storage.tables import Operator
from tests.contracts.places import Place
from tests.contracts.somebody import Somebody
from tests.support import playing

pytestmark = pytest.mark.slow
PROOF = "I did all of it, slowly, and I am glad that I did."
OWN = {"task": "Write me a haiku.", "proof": "Text", "minutes": "60", "points": "5", "challenge": "no"}


async def proof_of(place: Place, anna: Somebody, text: str = PROOF, **task: object) -> None:
    """A proof in words that waits for review."""
    await playing.task_of(place.court, anna, **task)
    await anna.says(text)


async def verdicts(place: Place, anna: Somebody) -> list[Verdict | None]:
    """What became of a member's proofs."""
    return [attempt.verdict for attempt in await playing.attempts(place.court, anna)]


async def test_a_photo_is_shown_with_its_task_and_approved_with_a_bonus(place: Place) -> None:
    tag = next(iter(place.court.house.content.tags))
    olga, anna = await place.operator(), await place.member(hard=[tag.key])
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text
    await playing.task_of(place.court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture(), caption="as you wished")
    await olga.says("/desk")
    for words in ("anna", "Polish the brass", "as you wished", place.court.house.content.tags.label(tag.key)):
        assert words in olga.heard
    shown = [bubble for bubble in olga.bubbles if await olga.downloads(bubble)]
    assert len(shown) == 1
    await olga.presses("Approve +5")

    assert (await anna.user()).obedience_points == 15
    assert [bubble for bubble in olga.bubbles if await olga.downloads(bubble)] == [], "the photo is gone"
    await olga.presses("Undo")
    assert await verdicts(place, anna) == [None]
    assert not olga.sees_button("Undo")


async def test_words_asking_again_and_a_reason_reach_the_member(place: Place) -> None:
    olga, anna = await place.operator(), await place.member(points=50)
    await proof_of(place, anna)
    await olga.says("/desk")
    await olga.presses("Ask again")
    await olga.fills(comment="A little closer, please.")
    assert "A little closer" in anna.heard
    await anna.says(f"{PROOF} Now closer.")
    await olga.says("/desk")
    await place.restart()
    await olga.presses("with words")
    await olga.fills(comment="Better.", bonus="2")
    assert "Better." in anna.heard
    await proof_of(place, anna, f"{PROOF} And again.")
    await olga.says("/desk")
    await olga.presses("Reject")
    await place.restart()
    await olga.fills(reason="The brass is dull.")

    assert "The brass is dull." in anna.heard
    assert await verdicts(place, anna) == [Verdict.ASKED_AGAIN, Verdict.APPROVED, Verdict.REJECTED]
    assert olga.heard.count("Rejected.") == 1


async def test_a_run_is_gone_through_and_the_alike_are_approved_together(place: Place) -> None:
    olga = await place.operator()
    members = [await place.member(name) for name in ("anna", "beth", "cleo")]
    for member in members:
        await proof_of(place, member, template="octavia/same")
    await olga.says("/desk")
    assert "anna" in olga.last.text
    await olga.presses("Next")
    assert "beth" in olga.last.text
    await olga.presses("Approve all 3")
    assert [await verdicts(place, member) for member in members] == [[Verdict.APPROVED]] * 3
    await olga.presses("Undo")
    assert [await verdicts(place, member) for member in members] == [[None]] * 3


async def test_the_second_of_two_is_told_who_was_first(place: Place) -> None:
    olga, ella, anna = await place.operator(), await place.operator("ella"), await place.member()
    await proof_of(place, anna)
    await olga.says("/desk")
    await ella.says("/desk")
    assert "is being looked at by olga" in ella.heard
    await ella.presses("all the same")
    late = ella.button("Approve +5")
    await olga.presses("Approve")
    assert PROOF not in ella.heard
    assert not ella.sees_button("Approve +5")
    await ella.presses_late(late)
    assert "olga was first" in ella.heard
    assert await verdicts(place, anna) == [Verdict.APPROVED]


async def test_more_time_is_granted_with_one_tap(place: Place) -> None:
    olga, anna = await place.operator(), await place.member()
    task = await playing.task_of(place.court, anna)
    due = (await playing.seen(place.court, task)).task.due_at
    await anna.presses("more time")
    await olga.says("/desk")
    await olga.presses("Grant")
    assert (await playing.seen(place.court, task)).task.due_at > due
    assert olga.heard.count("More time granted.") == 1
    assert not olga.sees_button("Grant")


async def test_tasks_are_assigned_from_templates_and_in_ones_own_words(place: Place) -> None:
    olga, anna = await place.operator(), await place.member()
    await olga.says("/templates")
    await olga.presses("Daily")
    assert "intensity" in olga.last.text
    await olga.says("/assign anna")
    await olga.presses(olga.last.buttons[0].label)
    await olga.presses("Give it")
    await olga.says("/assign anna")
    await olga.presses("own words")
    await olga.fills(**OWN)

    first, second = await playing.tasks_of(place.court, anna)
    assert (first.task.status, second.task.status) == (TaskStatus.ASSIGNED, TaskStatus.ASSIGNED)
    assert "haiku" in anna.heard
    assert not olga.sees_button("Give it")


async def test_members_are_found_looked_at_and_written_to(place: Place) -> None:
    olga, anna = await place.operator(role=Role.OWNER), await place.member(points=40)
    await place.member("beth")
    await olga.says("/members")
    await olga.presses("anna")
    assert "40 points" in olga.last.text
    await olga.presses("Write")
    await olga.fills(text="Well done today.")
    assert "Well done today." in anna.last.text
    await olga.says("/member anna")
    await olga.presses("Ban")
    await olga.fills(reason="This is a test of doors.")
    assert "This is a test of doors." in anna.heard
    await anna.says("I would like to be heard.")
    assert "goes to the owner" in anna.last.text
    await olga.says("/log")
    assert "banned" in olga.heard


async def test_owners_invite_and_name_and_make_and_remove_operators(place: Place) -> None:
    olga = await place.operator(role=Role.OWNER)
    await place.operator("ella")
    await olga.says("/invite")
    await olga.fills(kind="member", persona="all", uses="2")
    assert "Here is the link" in olga.heard
    assert olga.sees_button("Revoke it")
    await olga.presses("Revoke it")
    await olga.says("/operators")
    await olga.presses("Make owner")
    await olga.says("/operators")
    await olga.presses("Choose my name")
    await olga.fills(name="Olga the Great")

    async with place.court.storage.read() as tx:
        rows = {row.name: row.role for row in await tx.all(select(Operator))}
    assert rows == {"Olga the Great": Role.OWNER, "ella": Role.OWNER}
