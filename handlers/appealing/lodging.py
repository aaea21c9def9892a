"""Lodging an appeal: in words, spoken, or both, once for a failed task. What followed stands still.

A task that was forgiven can be appealed for its tokens; what followed it was dealt with then."""

import uuid
from dataclasses import dataclass

from handlers.judging import restoring
from handlers.judging.appealed import audio_names, keep_audio
from handlers.member.tasks import punished
from handlers.ports import StoredMedium
from handlers.rules.appeals import AppealObstacle, lapses_at, may_appeal
from handlers.turn import Turn
from storage.enums import AppealResult
from storage.queries import appeals as queries
from storage.queries import forgiveness
from storage.queries import tasks as task_queries
from storage.queries.tasks import TaskAndPlan
from storage.tables import Appeal, AppealReview, VaultBlob


@dataclass(frozen=True, slots=True)
class Plea:
    """What a member says for herself: words, recordings, or both."""

    words: str = ""
    recordings: tuple[StoredMedium, ...] = ()


async def lodge(turn: Turn, task_id: uuid.UUID, plea: Plea) -> AppealObstacle | None:
    """Lodge the appeal of the member whose turn it is; None if it waits for its answer now, else why not."""
    found = await task_queries.with_plan(turn.tx, task_id)
    obstacle = await obstacle_to(turn, found)
    if found is None or obstacle is not None:
        return obstacle or AppealObstacle.NOT_FAILED
    appeal = await _written(turn, task_id, plea)
    await _keep_recordings(turn, plea)
    await keep_audio(turn, appeal, decided=False)
    if restoring.may_be_restored(*found):
        await punished.hold(turn, turn.me, task_id)
    for ref in await restoring.told_in(turn, found[0]):
        await turn.amend(ref)
    await turn.persona_says("appeal_received")
    await turn.say(turn.text("appeal.waits", days=turn.house.rules.appeal_answer_days))
    return None


async def obstacle_to(turn: Turn, found: TaskAndPlan | None) -> AppealObstacle | None:
    """Why the member whose turn it is cannot appeal this task now; None if she can."""
    if found is None or found[0].user_id != turn.me.person.id:
        return AppealObstacle.NOT_FAILED
    task, plan = found
    earlier = await queries.result_of(turn.tx, task.id)
    return may_appeal(
        task.status,
        plan.ended,
        restored=plan.restored_at is not None,
        forgiven=await forgiveness.of_task(turn.tx, task.id) is not None,
        earlier=earlier,
    )


async def _written(turn: Turn, task_id: uuid.UUID, plea: Plea) -> Appeal:
    """The appeal's rows. One that became pointless with a rejection taken back is written anew."""
    appeal = await queries.of_task(turn.tx, task_id)
    if appeal is None:
        appeal = Appeal(user_id=turn.me.member.id, task_id=task_id, submitted_at=turn.now)
        turn.tx.add(await _sealed(turn, appeal, plea))
        await turn.tx.flush()
        turn.tx.add(AppealReview(appeal_id=appeal.id, user_id=appeal.user_id))
    else:
        await _sealed(turn, appeal, plea)
    await turn.tx.flush()
    review = await turn.tx.get(AppealReview, appeal.id)
    if review is None:
        raise LookupError("Every appeal has a review.")
    appeal.result, appeal.submitted_at = AppealResult.PENDING, turn.now
    review.lapses_at = lapses_at(turn.now, turn.house.rules)
    review.decided_at = review.decided_by = review.reason = None
    review.restored, review.returned, review.withdrawn = False, 0, False
    return appeal


async def _sealed(turn: Turn, appeal: Appeal, plea: Plea) -> Appeal:
    names = audio_names([medium.blob for medium in plea.recordings])
    return await turn.tx.seal(appeal, appeal_text=plea.words, appeal_audio_url=names)


async def _keep_recordings(turn: Turn, plea: Plea) -> None:
    """Their index says what they are."""
    for medium in plea.recordings:
        row = await turn.tx.get(VaultBlob, medium.blob)
        if row is not None:
            row.seconds, row.peaks = medium.seconds, list(medium.peaks)
