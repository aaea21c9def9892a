"""The columns of ``tasks`` about what is to be done."""

from storage.enums import ProofType, TaskStatus, TaskType
from storage.tables import Task
from tests.columns.acting import (
    DAY,
    HOUR,
    PROOF,
    after,
    is_approved,
    is_away,
    presses_under,
    showing,
    until,
    writes_task,
)
from tests.columns.contents import column
from tests.columns.looking import held, only, rows
from tests.support.court import ScriptedCourt
from tests.support.playing import member, operator


@column(
    "tasks.id",
    means="which task",
    written="an operator writes a task with /assign",
    read="“Hand in proof” under it: what comes next is the proof of that very task",
)
async def test_the_button_under_a_task_is_about_that_task(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await writes_task(olga, "Iron the blue shirt.")
    await writes_task(olga, "Polish the brass.")
    first, second = await rows(court, Task, anna)
    assert await held(court.storage, "tasks.id", first.id) != await held(court.storage, "tasks.id", second.id)

    await presses_under(anna, "Iron the blue shirt.", "Hand in proof")
    await anna.says(PROOF)
    listed = await after(anna, "/tasks")
    assert "Waiting for review since 12:00: Iron the blue shirt." in listed
    assert "Polish the brass." in showing(anna, "Proof: words").text


@column(
    "tasks.user_id",
    means="whose task it is",
    written="an operator writes a task with /assign and the member's name",
    read="/tasks shows it to her and to nobody else",
)
async def test_a_task_is_shown_to_the_member_it_was_given_to(court: ScriptedCourt) -> None:
    olga, anna, beth = await operator(court), await member(court), await member(court, "beth")
    await writes_task(olga, "Iron the blue shirt.", to="anna")
    await writes_task(olga, "Polish the brass.", to="beth")
    task = await only(court, Task, anna)
    assert await held(court.storage, "tasks.user_id", task) == (await anna.user()).id

    assert "Iron the blue shirt." in await after(anna, "/tasks")
    told = await after(beth, "/tasks")
    assert "Polish the brass." in told
    assert "Iron" not in told


@column(
    "tasks.type",
    means="what kind of work it is",
    written="a member asks for her daily task, or for longer work",
    read="“Give me longer work” is refused while longer work is open, not while a daily task is",
)
async def test_only_longer_work_stands_in_the_way_of_more_longer_work(court: ScriptedCourt) -> None:
    anna = await member(court)
    await anna.says("/tasks")
    await anna.presses("Give me my first task")
    await anna.says("/tasks")
    await anna.presses("Give me longer work")
    daily, longer = await rows(court, Task, anna)
    kinds = {await held(court.storage, "tasks.type", each.id) for each in (daily, longer)}
    assert kinds == {TaskType.DAILY, TaskType.SERVITUDE}

    assert "longer work open already" not in anna.heard
    await anna.presses("Give me longer work")
    assert "longer work open already" in anna.last.text


@column(
    "tasks.domme_persona",
    means="the persona who gave it",
    written="an operator writes a task, the member's persona is noted; what is open moves with the member",
    read="a request for more time is answered by that persona's rules",
)
async def test_more_time_is_a_matter_of_the_tasks_persona(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    for words in ("Iron the blue shirt.", "Polish the brass."):
        await writes_task(olga, words)
    tasks = [each.id for each in await rows(court, Task, anna)]
    assert {await held(court.storage, "tasks.domme_persona", each) for each in tasks} == {"octavia"}
    await anna.says("/settings")
    await anna.presses("Persona")
    await anna.presses("keep my open tasks")
    assert {await held(court.storage, "tasks.domme_persona", each) for each in tasks} == {"hale"}

    await is_away(court, "octavia")
    await presses_under(anna, "Polish the brass.", "more time")
    assert "until" not in anna.last.text
    await is_away(court, "hale")
    await presses_under(anna, "Iron the blue shirt.", "more time")
    assert "17:" in anna.last.text or "18:" in anna.last.text


@column(
    "tasks.description",
    means="what is to be done (sealed)",
    written="an operator writes it into the form of /assign",
    read="/tasks tells it to the member",
)
async def test_a_member_reads_what_she_is_to_do(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await writes_task(olga, "Iron the blue shirt twice.")
    task = await only(court, Task, anna)
    assert await held(court.storage, "tasks.description", task) == "Iron the blue shirt twice."

    assert "Iron the blue shirt twice." in await after(anna, "/tasks")


@column(
    "tasks.proof_type_required",
    means="what proves it: words, a photo or a recording",
    written="an operator chooses it in the form of /assign",
    read="words are taken as proof of a task that asks for words, and of no other",
)
async def test_only_the_kind_of_proof_that_was_asked_for_is_taken(court: ScriptedCourt) -> None:
    olga, anna, beth = await operator(court), await member(court), await member(court, "beth")
    await writes_task(olga, "Iron the blue shirt.", proof="Text")
    await writes_task(olga, "Iron the blue shirt.", to="beth", proof="Photo")
    for who, kind in ((anna, ProofType.TEXT), (beth, ProofType.PHOTO)):
        assert await held(court.storage, "tasks.proof_type_required", await only(court, Task, who)) is kind

    for who in (anna, beth):
        await who.presses("Hand in proof")
        await who.says(PROOF)
    assert "It waits for review now" in anna.heard
    assert "It waits for review now" not in beth.heard
    assert "photo" in beth.last.text


@column(
    "tasks.status",
    means="where it stands: Assigned, Submitted, Completed or Failed",
    written="a member hands in her proof",
    read="/tasks lists it as waiting for review instead of asking for it",
)
async def test_what_was_handed_in_is_no_longer_asked_for(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await writes_task(olga, "Iron the blue shirt.")
    task = await only(court, Task, anna)
    assert await held(court.storage, "tasks.status", task) is TaskStatus.ASSIGNED
    assert "Waiting for review" not in await after(anna, "/tasks")
    await anna.says(PROOF)
    assert await held(court.storage, "tasks.status", task) is TaskStatus.SUBMITTED

    assert "Waiting for review since 12:00: Iron the blue shirt." in await after(anna, "/tasks")
    assert not anna.sees_button("Hand in proof")


@column(
    "tasks.assigned_at",
    means="when it was given",
    written="an operator writes a task with /assign",
    read="the list of what is over begins with that day",
)
async def test_what_is_over_stands_under_the_day_on_which_it_was_given(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await writes_task(olga, "Iron the blue shirt.", minutes="2880")
    task = await only(court, Task, anna)
    assert await held(court.storage, "tasks.assigned_at", task) == court.clock.court()
    court.clock.advance(DAY)
    await is_approved(olga, anna, "Iron the blue shirt.")
    await writes_task(olga, "Polish the brass.")
    await is_approved(olga, anna, "Polish the brass.")

    await anna.says("/tasks")
    await anna.presses("What is over")
    assert "02 Mar: Iron the blue shirt." in anna.last.text
    assert "03 Mar: Polish the brass." in anna.last.text


@column(
    "tasks.due_at",
    means="until when it is to be done",
    written="an operator chooses the minutes in the form of /assign",
    read="the task's bar, and the deadline at which it fails",
)
async def test_a_task_fails_at_its_own_deadline(court: ScriptedCourt) -> None:
    olga, anna, beth = await operator(court), await member(court), await member(court, "beth")
    await writes_task(olga, "Iron the blue shirt.", minutes="60")
    await writes_task(olga, "Iron the blue shirt.", to="beth", minutes="180")
    for who, hours in ((anna, 1), (beth, 3)):
        due = await held(court.storage, "tasks.due_at", await only(court, Task, who))
        assert due == court.clock.court() + hours * HOUR
    assert "13:00" in until(anna.last)
    assert "15:00" in until(beth.last)

    await court.pass_time(2 * HOUR, step=HOUR / 2)
    assert anna.sees_button("Appeal")
    assert not beth.sees_button("Appeal")
    assert beth.sees_button("Hand in proof")
