"""Forgiveness is paid and given, in one transaction: all of it or nothing."""

from handlers import unprompted
from handlers.appealing.deciding import TOLD
from handlers.appealing.rows import ref_of
from handlers.forgiving import returning
from handlers.forgiving.preview import Offer
from handlers.judging import restoring
from handlers.judging.restoring import Restored
from handlers.token_ledger import spend_tokens
from handlers.turn import Turn
from storage.queries import appeals
from storage.tables import Task, TaskPlan, TributeForgiveness


async def forgive(turn: Turn, task: Task, plan: TaskPlan, offer: Offer) -> bool:
    """Forgive a failed task of the member whose turn it is, at the price of this offer. False, and nothing
    has changed, if she has too few tokens or if it was made good before. A waiting appeal goes on."""
    if not restoring.may_be_restored(task, plan):
        return False
    cause = await returning.cause(turn, turn.me, task.id)
    if not await spend_tokens(turn, turn.me, cause, offer.price):
        return False
    turn.tx.add(
        TributeForgiveness(
            user_id=turn.me.member.id, task_id=task.id, tokens_spent=offer.price, processed_at=turn.now
        )
    )
    await turn.tx.flush()
    await _close_buttons(turn, task)
    await _tell(turn, offer)
    await _tell_of_punishment(turn, await restoring.restore(turn, turn.me, task, plan, by=None))
    return True


async def _close_buttons(turn: Turn, task: Task) -> None:
    """What told of the failure, and of an appeal that was denied, offers nothing any more."""
    appeal = await appeals.of_task(turn.tx, task.id)
    for ref in (*await restoring.told_in(turn, task), *((ref_of(appeal),) if appeal is not None else ())):
        await turn.amend(ref)


async def _tell(turn: Turn, offer: Offer) -> None:
    """Told first, then booked, so that a tier regained follows what brought it back."""
    done = turn.text(
        "forgive.done", price=offer.price, points=offer.points, left=turn.me.member.token_balance
    )
    appeal = turn.text("forgive.appeal_goes_on") if offer.appealed else ""
    said = "\n\n".join(part for part in (turn.line("forgiven"), done, appeal) if part)
    await unprompted.tell(turn, turn.me, said)


async def _tell_of_punishment(turn: Turn, restored: Restored | None) -> None:
    event = TOLD.get(restored.followed) if restored is not None else None
    if event is not None:
        await unprompted.tell(turn, turn.me, turn.line(event))
