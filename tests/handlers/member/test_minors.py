"""Words that say their writer is a minor: asked plainly, and locked unless the answer is clear."""

from datetime import timedelta

from sqlmodel import select

from storage.enums import ProofType, Role
from storage.tables import Bar, Operator, Person, VaultBlob
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

CONFESSION = "I am 15 years old"


async def owner(court: ScriptedCourt) -> Chatter:
    """An owner of the court."""
    olga = await playing.operator(court)
    async with court.storage.begin() as tx:
        row = await tx.get(Operator, (await olga.person()).id)
        assert row is not None
        row.role = Role.OWNER
    return olga


async def blobs_closed(court: ScriptedCourt) -> list[bool]:
    """Whether each blob of the vault is sealed."""
    async with court.storage.read() as tx:
        return [row.closed_at is not None for row in await tx.all(select(VaultBlob))]


async def test_a_statement_freezes_everything_and_asks(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    task = await playing.task_of(court, anna)
    await anna.says(CONFESSION)

    assert "are you an adult" in anna.last.text
    assert (await playing.seen(court, task)).plan.frozen_at is not None


async def test_an_adult_after_all_stays_stopped_until_she_resumes(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says(CONFESSION)
    await anna.presses("18 or older")

    person = await anna.person()
    assert person.minor_asked_at is None
    assert person.stopped_at is not None
    await court.pass_time(timedelta(hours=13))
    await anna.says("/resume")
    await anna.presses("Come back")
    assert (await anna.person()).stopped_at is None


async def test_other_words_in_place_of_an_answer_get_the_question_again(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says(CONFESSION)
    await anna.says("why do you ask?")
    assert "are you an adult" in anna.last.text
    await anna.says("/privacy")
    assert "Sealed" in anna.last.text


async def test_a_confirmed_minor_is_locked_and_the_media_sealed_until_an_owner_lifts_it(
    court: ScriptedCourt,
) -> None:
    olga = await owner(court)
    anna = await playing.member(court)
    await playing.task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture())
    await anna.says(CONFESSION)
    await anna.presses("under 18")

    assert "locked" in anna.last.text
    assert await blobs_closed(court) == [True]
    async with court.storage.read() as tx:
        assert {bar.kind for bar in await tx.all(select(Bar))} == {"minor"}
    await anna.says("/resume")
    assert "locked" in anna.last.text

    await olga.presses("Look privately")
    await olga.presses("Lift the lock")
    assert await blobs_closed(court) == [False]
    async with court.storage.read() as tx:
        assert await tx.all(select(Bar)) == []
    person = await anna.person()
    assert person.minor_locked_at is None
    assert person.stopped_at is not None


async def test_an_operator_who_is_no_owner_cannot_lift_the_lock(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await anna.says(CONFESSION)
    await anna.presses("under 18")
    await olga.presses("Look privately")

    assert not olga.sees_button("Lift the lock")


async def test_no_answer_for_a_day_locks_as_well(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says(CONFESSION)
    await court.pass_time(timedelta(hours=25))

    assert (await anna.person()).minor_locked_at is not None


async def test_what_came_with_the_statement_is_not_kept(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await playing.task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture(), caption=CONFESSION)

    assert await blobs_closed(court) == []


async def test_at_the_door_a_confirmed_minor_is_refused_and_forgotten(court: ScriptedCourt) -> None:
    kid = await court.guest("kid")
    await kid.says("/start")
    await kid.says(CONFESSION)
    await kid.presses("under 18")

    assert "we part" in kid.last.text
    async with court.storage.read() as tx:
        assert await tx.all(select(Person)) == []
        assert [bar.kind for bar in await tx.all(select(Bar))] == ["minor"]
