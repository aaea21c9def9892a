"""The columns of ``appeals``."""

from storage.enums import AppealResult
from storage.tables import Appeal, Task
from tests.columns.acting import HOUR, after, presses_under
from tests.columns.contents import column
from tests.columns.looking import held, only
from tests.support.appealing import PLEA, missed
from tests.support.court import Chatter, ScriptedCourt, media_of
from tests.support.playing import member, operator, recording

SHIRT = "Iron the blue shirt."


async def appeals(anna: Chatter, words: str = PLEA) -> None:
    """A member appeals the newest failure, in words."""
    await anna.presses("Appeal")
    await anna.says(words)
    await anna.presses("Send the appeal")


async def after_a_miss(court: ScriptedCourt, name: str = "anna") -> Chatter:
    """A member who has missed a task."""
    anna = await member(court, name, points=50)
    await missed(court, anna, description=SHIRT)
    return anna


@column(
    "appeals.id",
    means="which appeal",
    written="a member appeals a failed task",
    read="“Approve” on the desk decides the one it stands under, and leaves the other waiting",
)
async def test_a_decision_is_about_the_appeal_it_stands_under(court: ScriptedCourt) -> None:
    olga, anna, beth = await operator(court), await after_a_miss(court), await after_a_miss(court, "beth")
    for who in (anna, beth):
        await appeals(who)
    ids = {await held(court.storage, "appeals.id", await only(court, Appeal, who)) for who in (anna, beth)}
    assert len(ids) == 2
    await olga.says("/desk")
    await presses_under(olga, "Appeal by anna", "Approve")

    assert (await anna.user()).obedience_points == 50
    assert (await beth.user()).obedience_points == 45
    assert "Appeal by beth" in olga.last.text


@column(
    "appeals.user_id",
    means="who appeals",
    written="a member appeals a failed task",
    read="the desk shows it under her name",
)
async def test_the_desk_names_whoever_appeals(court: ScriptedCourt) -> None:
    olga, anna, _ = await operator(court), await after_a_miss(court), await member(court, "beth")
    await appeals(anna)
    appeal = await only(court, Appeal, anna)
    assert await held(court.storage, "appeals.user_id", appeal) == (await anna.user()).id

    await olga.says("/desk")
    assert "Appeal by anna" in olga.last.text


@column(
    "appeals.task_id",
    means="the failed task it is about",
    written="a member picks the task to appeal",
    read="the desk shows that task, and what is over lists it as under appeal",
)
async def test_the_desk_shows_the_task_that_is_appealed(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await after_a_miss(court)
    task = await only(court, Task, anna)
    await missed(court, anna, description="Polish the brass.")
    await anna.says("/appeal")
    await anna.presses(SHIRT)
    await anna.says(PLEA)
    await anna.presses("Send the appeal")
    appeal = await only(court, Appeal, anna)
    assert await held(court.storage, "appeals.task_id", appeal) == task

    await olga.says("/desk")
    assert f"Task: {SHIRT}" in olga.last.text
    await anna.says("/tasks")
    await anna.presses("What is over")
    assert f"{SHIRT} (not done; your appeal waits for its answer, −5)" in anna.last.text
    assert "Polish the brass. (not done, −5)" in anna.last.text


@column(
    "appeals.appeal_text",
    means="what is said for it (sealed); blank when it is only spoken",
    written="a member types her appeal",
    read="the operator reads it on the desk",
)
async def test_an_operator_reads_the_appeal(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await after_a_miss(court)
    await appeals(anna, "The iron was broken, and the shop had closed.")
    appeal = await only(court, Appeal, anna)
    assert (
        await held(court.storage, "appeals.appeal_text", appeal)
        == "The iron was broken, and the shop had closed."
    )

    await olga.says("/desk")
    assert "The iron was broken, and the shop had closed." in olga.last.text


@column(
    "appeals.appeal_audio_url",
    means="the recordings of a spoken appeal (sealed)",
    written="a member records her appeal",
    read="the operator plays them on the desk",
)
async def test_an_operator_hears_a_spoken_appeal(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await after_a_miss(court)
    await anna.presses("Appeal")
    await anna.sends(recording(), mime="audio/wav")
    await anna.presses("Send the appeal")
    appeal = await only(court, Appeal, anna)
    url = await held(court.storage, "appeals.appeal_audio_url", appeal)
    assert await held(court.storage, "appeals.appeal_text", appeal) == ""

    await olga.says("/desk")
    [medium] = media_of(olga.last)
    assert url == f"vault:{medium.blob}"


@column(
    "appeals.result",
    means="Pending, Approved or Denied",
    written="an operator denies it on the desk",
    read="what is over says so, and the task cannot be appealed again",
)
async def test_a_denied_appeal_is_said_to_be_denied(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await after_a_miss(court)
    await appeals(anna)
    appeal = await only(court, Appeal, anna)
    assert await held(court.storage, "appeals.result", appeal) is AppealResult.PENDING
    await olga.says("/desk")
    await olga.presses("Deny")
    await olga.fills(reason="The shop was open.")
    assert await held(court.storage, "appeals.result", appeal) is AppealResult.DENIED

    await anna.says("/tasks")
    await anna.presses("What is over")
    assert f"{SHIRT} (not done; your appeal was denied, −5)" in anna.last.text
    assert not anna.sees_button(SHIRT)
    await after(anna, "/appeal")
    assert not anna.sees_button(SHIRT)


@column(
    "appeals.submitted_at",
    means="when it was sent",
    written="a member appeals a failed task",
    read="the desk says since when it waits",
)
async def test_the_desk_says_since_when_an_appeal_waits(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await after_a_miss(court)
    await appeals(anna)
    appeal = await only(court, Appeal, anna)
    sent = court.clock.court()
    assert await held(court.storage, "appeals.submitted_at", appeal) == sent
    await court.pass_time(HOUR)

    await olga.says("/desk")
    assert f"waiting since {sent:%H:%M}" in olga.last.text
