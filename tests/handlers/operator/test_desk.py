"""The desk: one queue, each thing decided exactly once, nothing of it left lying about."""

from datetime import timedelta

from handlers.chat.incoming import Press
from handlers.chat.outgoing import Form
from storage.enums import ProofType, Role, TaskStatus, Verdict
from storage.tables import Operator, PersonaSettings, User
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt, media_of

LONG_PROOF = "I did all of it, slowly, and I am glad that I did."
DAY = timedelta(days=1)


async def proof_of(court: ScriptedCourt, anna: Chatter, text: str = LONG_PROOF) -> None:
    """A text proof that waits for review."""
    await playing.task_of(court, anna)
    await anna.says(text)


async def verdicts(court: ScriptedCourt, anna: Chatter) -> list[Verdict | None]:
    """What became of a member's proofs."""
    return [attempt.verdict for attempt in await playing.attempts(court, anna)]


async def test_an_empty_desk_says_so(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text


async def test_a_proof_is_shown_with_its_task_its_media_and_the_limits_beside_it(
    court: ScriptedCourt,
) -> None:
    olga = await playing.operator(court)
    tag = next(iter(court.house.content.tags)).key
    anna = await playing.member(court, hard=[tag])
    await playing.task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture(), caption="as you wished")
    await olga.says("/desk")

    for words in ("anna", "Polish the brass", "as you wished", court.house.content.tags.label(tag)):
        assert words in olga.last.text
    [medium] = media_of(olga.last)
    assert medium.spoiler
    assert medium.protected


async def test_an_approved_proof_gives_its_points_and_leaves_only_the_outcome(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await proof_of(court, anna)
    await olga.says("/desk")
    await olga.presses("Approve +5")

    assert (await anna.user()).obedience_points == 15
    assert await verdicts(court, anna) == [Verdict.APPROVED]
    assert LONG_PROOF not in olga.heard
    assert "Nothing is waiting" in olga.last.text


async def test_an_outcome_stands_once_in_the_place_of_the_item_with_its_undo(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await proof_of(court, anna)
    await olga.says("/desk")
    place = [bubble.id for bubble in olga.bubbles if bubble.buttons][-1]
    await olga.presses("Approve")

    told = [bubble for bubble in olga.bubbles if bubble.text == "Approved."]
    assert [bubble.id for bubble in told] == [place]
    assert [choice.label for choice in told[0].buttons] == ["Undo"]
    await olga.presses("Undo")
    assert await verdicts(court, anna) == [None]
    assert not olga.sees_button("Undo")


async def test_a_form_that_decided_is_closed_and_the_outcome_stands_where_the_item_was(
    court: ScriptedCourt,
) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await proof_of(court, anna)
    await olga.says("/desk")
    await olga.presses("Reject")
    await olga.fills(reason="The brass is dull.")

    [form] = [bubble for bubble in olga.bubbles if isinstance(bubble.message, Form)]
    assert form.closed
    assert [bubble.text for bubble in olga.bubbles].count("Rejected.") == 1
    assert olga.sees_button("Undo")


async def test_requests_and_people_at_the_door_are_answered_once_too(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await playing.task_of(court, anna)
    await anna.presses("more time")
    await olga.says("/desk")
    await olga.presses("Grant")

    assert [bubble.text for bubble in olga.bubbles].count("More time granted.") == 1


async def test_a_rejection_needs_a_reason_which_the_member_reads(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court, points=50)
    await proof_of(court, anna)
    await olga.says("/desk")
    await olga.presses("Reject")
    await olga.fills(reason="  ")
    assert await verdicts(court, anna) == [None]
    await olga.fills(reason="The brass is dull.")

    assert await verdicts(court, anna) == [Verdict.REJECTED]
    assert "The brass is dull." in anna.heard
    assert (await anna.user()).obedience_points < 50


async def test_a_comment_and_asking_again_reach_the_member(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await proof_of(court, anna)
    await olga.says("/desk")
    await olga.presses("Ask again")
    await olga.fills(comment="A little closer, please.")
    assert "A little closer" in anna.heard
    [seen] = await playing.tasks_of(court, anna)
    assert seen.task.status is TaskStatus.ASSIGNED

    await anna.says(LONG_PROOF + " Now closer.")
    await olga.says("/desk")
    await olga.presses("with words")
    await olga.fills(comment="Better.", bonus="²")
    assert (await verdicts(court, anna))[-1] is None
    await olga.fills(comment="Better.", bonus="2")
    assert "Better." in anna.heard


async def test_the_second_of_two_is_told_who_was_first(court: ScriptedCourt) -> None:
    olga, ella = await playing.operator(court), await playing.operator(court, "ella")
    anna = await playing.member(court)
    await proof_of(court, anna)
    await olga.says("/desk")
    await playing.look(ella)
    late = ella.button("Reject")
    await ella.presses("Reject")
    await olga.presses("Approve")
    assert LONG_PROOF not in ella.heard
    await ella.fills(reason="Too slow, I fear.")
    await ella.does(Press(late.token))

    assert "olga was first" in ella.heard
    assert await verdicts(court, anna) == [Verdict.APPROVED]


async def test_next_leaves_an_item_and_shown_again_it_stands_there_once(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna, beth = await playing.member(court, "anna"), await playing.member(court, "beth")
    await proof_of(court, anna, "First proof, in so many words.")
    court.clock.advance(timedelta(minutes=1))
    await proof_of(court, beth, "Second proof, in so many words.")
    await olga.says("/desk")
    assert "First proof" in olga.last.text
    await olga.presses("Next")
    assert "Second proof" in olga.last.text
    await olga.says("/desk")
    assert olga.heard.count("First proof") == 1


async def test_similar_ones_are_approved_together_and_taken_back_together(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    members = [await playing.member(court, name) for name in ("anna", "beth", "cleo")]
    for member in members:
        await playing.task_of(court, member, template="octavia/same")
        await member.says(LONG_PROOF)
    await olga.says("/desk")
    await olga.presses("Approve all 3")
    assert [await verdicts(court, member) for member in members] == [[Verdict.APPROVED]] * 3

    await olga.presses("Undo")
    assert [(await member.user()).obedience_points for member in members] == [0, 0, 0]


async def test_what_was_shown_is_cleared_after_a_day_at_the_latest(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await proof_of(court, anna)
    await olga.says("/desk")
    await court.pass_time(DAY - timedelta(minutes=5))
    assert LONG_PROOF in olga.heard
    await court.pass_time(timedelta(minutes=10))
    assert LONG_PROOF not in olga.heard
    await olga.says("/desk")
    assert LONG_PROOF in olga.heard, "it still waits"


async def test_nobody_judges_her_own_proof(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    async with court.storage.begin() as tx:
        person = await anna.person()
        tx.add(Operator(person_id=person.id, name="anna", role=Role.OWNER, created_at=court.clock.wall()))
    await proof_of(court, anna)
    await anna.says("/desk")

    assert "Nothing is waiting" in anna.last.text


async def test_a_scoped_operator_sees_her_personas_members_also_after_a_change_of_persona(
    court: ScriptedCourt,
) -> None:
    others = next(key for key in court.house.content.personas if key != "octavia")
    olga = await playing.operator(court, personas=["octavia"])
    ella = await playing.operator(court, "ella", personas=[others])
    anna = await playing.member(court)
    await proof_of(court, anna)
    await ella.says("/desk")
    assert LONG_PROOF not in ella.heard
    async with court.storage.begin() as tx:
        row = await tx.get(User, (await anna.person()).id)
        assert row is not None
        row.domme_assigned = others
    await olga.says("/desk")
    assert LONG_PROOF not in olga.heard
    await ella.says("/desk")
    assert LONG_PROOF in ella.heard


async def test_a_request_for_more_time_is_granted_with_one_tap(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    task = await playing.task_of(court, anna)
    due = (await playing.seen(court, task)).task.due_at
    await anna.presses("more time")
    await olga.says("/desk")
    assert "asks for more time" in olga.last.text
    await olga.presses("Grant")

    assert (await playing.seen(court, task)).task.due_at > due


async def test_a_miss_that_is_asked_about_is_decided_once(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court, points=30)
    async with court.storage.begin() as tx:
        tx.add(PersonaSettings(persona="octavia", miss_mode="ask"))
    await playing.task_of(court, anna, minutes=60)
    await court.pass_time(timedelta(hours=4), step=timedelta(minutes=30))
    await olga.says("/desk")
    assert "missed this task" in olga.last.text
    otto = await playing.operator(court, "otto")
    await playing.look(otto)
    late = otto.button("Let it count").token
    await olga.presses("Let it go")
    await otto.does(Press(late))
    assert "olga was first." in otto.heard

    assert (await anna.user()).obedience_points == 30
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text


async def test_whoever_no_longer_runs_the_court_keeps_nothing_of_the_desk(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    ella = await playing.operator(court, "ella", role=Role.OWNER)
    anna = await playing.member(court)
    await proof_of(court, anna)
    await olga.says("/desk")
    approve = olga.button("Approve")
    await ella.says("/operators")
    await ella.presses("Remove")

    assert LONG_PROOF not in olga.heard
    await olga.does(Press(approve.token))
    assert await verdicts(court, anna) == [None]
