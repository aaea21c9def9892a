"""Offers: tasks that touch a soft limit wait for the member's yes. A no, or no answer, costs nothing."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from handlers.feature import Due
from handlers.member.tasks import outcomes, telling
from handlers.member.tasks.giving import Given, Proposal, give
from handlers.rules.limits import Refusal, Refused
from handlers.rules.streaks import DayOutcome
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import spoken
from storage.queries import chat
from storage.queries import tasks as queries
from storage.tables import TaskOffer
from storage.unit import UnitOfWork

PASSING = (Refusal.BLOCKED, Refusal.TASKS_FULL, Refusal.PUNISHMENTS_FULL)
"""What may be over before the offer is."""


async def accept(turn: Turn, args: Mapping[str, str]) -> None:
    """Take an offer: it becomes a task, if everything but the soft limits still allows it."""
    offer = await _waiting(turn, args)
    if offer is None:
        await turn.say(turn.text("task.offer_gone"))
        return
    proposal = await proposal_of(turn, offer)
    outcome = await give(
        turn, turn.me, proposal, event="task_accepted", words_acknowledged=True, soft_accepted=proposal.tags
    )
    match outcome:
        case Given(task=task):
            offer.task_id = task.id
            await close(turn, turn.me, offer, accepted=True)
        case Refused():
            await _not_now(turn, offer, outcome)
        case _:
            raise LookupError("An accepted offer is a task or refused.")


async def decline(turn: Turn, args: Mapping[str, str]) -> None:
    """Say no: nothing is entered against the member."""
    offer = await _waiting(turn, args)
    if offer is None:
        await turn.say(turn.text("task.offer_gone"))
        return
    await _excuse_day(turn, turn.me, offer)
    await close(turn, turn.me, offer, accepted=False)
    await turn.persona_says("task_declined")


async def find(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Offers nobody answered."""
    return [Due(person, str(offer)) for person, offer in await queries.offers_expired(tx, now, limit)]


async def expire(turn: Turn, arg: str) -> None:
    """An offer without an answer goes as it came."""
    offer = await turn.tx.get(TaskOffer, uuid.UUID(arg))
    if offer is None or offer.decided_at is not None or offer.expires_at > turn.now:
        return
    await _excuse_day(turn, turn.me, offer)
    await close(turn, turn.me, offer, accepted=False)


async def close(turn: Turn, subject: Subject, offer: TaskOffer, *, accepted: bool) -> None:
    """The offer is answered; its buttons are gone."""
    offer.accepted, offer.decided_at = accepted, turn.now
    await turn.tx.flush()
    await chat.cancel_named(turn.tx, subject.person.id, ref_of(offer))
    await turn.amend(ref_of(offer), of=subject)


async def proposal_of(turn: Turn, offer: TaskOffer) -> Proposal:
    """What is offered."""
    return Proposal.from_text(await turn.tx.open(offer, "plan") or "{}")


def ref_of(offer: TaskOffer) -> str:
    """The name of the message that makes an offer."""
    return f"offer:{offer.id}"


async def _waiting(turn: Turn, args: Mapping[str, str]) -> TaskOffer | None:
    offer = await turn.tx.get(TaskOffer, uuid.UUID(args["offer"]))
    if offer is None or offer.user_id != turn.me.person.id:
        return None
    return offer if offer.decided_at is None and turn.now < offer.expires_at else None


async def _not_now(turn: Turn, offer: TaskOffer, refused: Refused) -> None:
    why = telling.why_refused(turn, refused)
    if refused.reason not in PASSING:
        await close(turn, turn.me, offer, accepted=False)
        await turn.say(why)
        return
    until = spoken(offer.expires_at, turn.me.zone, turn.now)
    await turn.say(turn.text("task.offer_stays", why=why, until=until))


async def _excuse_day(turn: Turn, subject: Subject, offer: TaskOffer) -> None:
    day = (await proposal_of(turn, offer)).day
    if day:
        await outcomes.excuse(turn, subject, date.fromisoformat(day), DayOutcome.DECLINED)
