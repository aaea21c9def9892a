"""Giving a task: the one way a task is made, by whomever. Limits are asked here and nowhere else."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from handlers import tagging, unprompted
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.content.schema import TaskTemplate
from handlers.content.words import draw_challenge_word
from handlers.member.tasks import clock, telling
from handlers.rules import stopping
from handlers.rules.limits import (
    Allowed,
    NeedsAcceptance,
    NewTask,
    Recipient,
    Refused,
    TaskSource,
    check_new_task,
    touched,
)
from handlers.standing import standing_of
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import local_midnight
from storage.enums import ProofType, TaskType
from storage.queries import tasks as queries
from storage.tables import Task, TaskOffer, TaskPlan, TaskTag

OFFER_LASTS = timedelta(days=2)
DAILY_OFFER_LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A task as it is proposed. ``template`` is empty for one an operator wrote; ``day`` is the local date a
    daily counts for."""

    type: TaskType
    source: TaskSource
    description: str
    proof_type: ProofType
    points: int
    minutes: int
    tags: frozenset[str] = frozenset()
    intensity: int = 1
    least_minutes: int = 0
    challenge: bool = False
    template: str = ""
    made_by: str = ""
    punishes: str = ""
    day: str = ""

    @classmethod
    def of(
        cls,
        template: TaskTemplate,
        source: TaskSource,
        *,
        made_by: uuid.UUID | None = None,
        day: date | None = None,
    ) -> "Proposal":
        """The proposal of a template of the packs."""
        return cls(
            type=template.type,
            source=source,
            description=template.description,
            proof_type=template.proof_type,
            points=template.points,
            minutes=template.minutes,
            tags=template.tags,
            intensity=template.intensity,
            least_minutes=template.least_minutes,
            challenge=template.challenge,
            template=template.key,
            made_by=str(made_by) if made_by else "",
            day="" if day is None else day.isoformat(),
        )

    def lasting(self, minutes: int) -> "Proposal":
        """The same with another time to do it."""
        return replace(self, minutes=minutes)

    def answering(self, task_id: uuid.UUID) -> "Proposal":
        """The same as the punishment of a failed task."""
        return replace(self, punishes=str(task_id))

    def to_text(self) -> str:
        """As JSON, for an offer that waits."""
        return json.dumps({**asdict(self), "tags": sorted(self.tags)})

    @classmethod
    def from_text(cls, text: str) -> "Proposal":
        """Back from JSON."""
        kept = json.loads(text)
        return cls(
            **{
                **kept,
                "type": TaskType(kept["type"]),
                "source": TaskSource(kept["source"]),
                "proof_type": ProofType(kept["proof_type"]),
                "tags": frozenset(kept["tags"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Given:
    """The task was made and is on its way."""

    task: Task


@dataclass(frozen=True, slots=True)
class Offered:
    """It touches soft limits and waits for the member's yes."""

    offer: TaskOffer
    soft: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """There is no chat to write to: nothing was made."""


Outcome = Given | Offered | Refused | Unreachable


async def give(
    turn: Turn,
    subject: Subject,
    proposal: Proposal,
    *,
    event: str = "",
    words_acknowledged: bool = False,
    soft_accepted: frozenset[str] = frozenset(),
    answers_punishment: bool = False,
) -> Outcome:
    """Give, offer or refuse a task. ``event`` is the persona's line that opens it, if there is one.

    What the member asked for goes out at once, anything else waits for the end of her quiet hours."""
    new = NewTask(
        persona=subject.member.domme_assigned,
        type=proposal.type,
        source=proposal.source,
        tags=proposal.tags,
        intensity=proposal.intensity,
        answers_punishment=answers_punishment,
    )
    verdict = check_new_task(
        new,
        await recipient(turn, subject),
        words_acknowledged=words_acknowledged,
        soft_accepted=soft_accepted,
    )
    match verdict:
        case Refused():
            return verdict
        case NeedsAcceptance(soft=soft):
            return await _offer(turn, subject, proposal, soft)
        case Allowed():
            return await _make(turn, subject, proposal, event)


async def recipient(turn: Turn, subject: Subject) -> Recipient:
    """What the limits rule must know of the member."""
    settings = subject.choices
    stopped = stopping.new_tasks_allowed(standing_of(subject.person), turn.now)
    since = local_midnight(turn.now, subject.zone)
    today = await queries.given_since(turn.tx, subject.member.id, since)
    return Recipient(
        persona=subject.member.domme_assigned,
        limits=await tagging.limits_of(turn, subject),
        blocked=telling.TERMS if stopped is None and _terms_pending(turn, subject) else stopped,
        max_intensity=settings.max_intensity,
        tasks_a_day=settings.tasks_a_day,
        tasks_today=len(today),
        punishments_a_day=settings.punishments_a_day,
        punishments_today=sum(each is TaskType.PUNISHMENT for each in today),
        auto_punishment=settings.auto_punishment,
        inspections=settings.inspections,
    )


async def delivered(turn: Turn, args: Mapping[str, str]) -> None:
    """The task reached the member: now its clock starts."""
    found = await queries.with_plan(turn.tx, uuid.UUID(args["arg"]))
    if found is None or found[1].delivered_at is not None or found[1].ended is not None:
        return
    task, plan = found
    plan.delivered_at = turn.now
    plan.delivered_on = None if turn.account is None else turn.account.platform
    clock.move(turn, turn.me, task, plan, clock.due(turn.me, turn.now, plan.minutes))
    if plan.frozen_at is not None:
        plan.next_reminder_at = None


async def offer_message(turn: Turn, subject: Subject, offer: TaskOffer, proposal: Proposal) -> Say:
    """An offer as the member sees it, with its yes and its no."""
    soft = touched(proposal.tags, await tagging.limits_of(turn, subject)).soft
    words = turn.line("offer_soft", of=subject, tags=tagging.labels(turn, soft))
    args = {"offer": str(offer.id)}
    accept = Choice(turn.text_for(subject, "task.accept"), "offer.accept", args, Style.PRIMARY)
    decline = Choice(turn.text_for(subject, "task.decline"), "offer.decline", args)
    text = f"{words}\n\n{telling.described(turn, subject, proposal)}"
    return Say(text, by=Speaker.PERSONA, choices=(accept, decline))


def _terms_pending(turn: Turn, subject: Subject) -> bool:
    return subject.choices.terms_version != turn.house.policy.terms_version


async def _offer(turn: Turn, subject: Subject, proposal: Proposal, soft: frozenset[str]) -> Outcome:
    if await turn.account_of(subject) is None:
        return Unreachable()
    begin = unprompted.earliest(turn, subject) or turn.now
    offer = TaskOffer(
        user_id=subject.member.id,
        type=proposal.type,
        made_by=uuid.UUID(proposal.made_by) if proposal.made_by else None,
        offered_at=turn.now,
        expires_at=begin + (DAILY_OFFER_LASTS if proposal.day else OFFER_LASTS),
        punishes=uuid.UUID(proposal.punishes) if proposal.punishes else None,
    )
    turn.tx.add(await turn.tx.seal(offer, plan=proposal.to_text()))
    await turn.tx.flush()
    message = await offer_message(turn, subject, offer, proposal)
    await unprompted.tell(turn, subject, message, ref=f"offer:{offer.id}")
    return Offered(offer, soft)


async def _make(turn: Turn, subject: Subject, proposal: Proposal, event: str) -> Outcome:
    if await turn.account_of(subject) is None:
        return Unreachable()
    begin = unprompted.earliest(turn, subject) or turn.now
    task = Task(
        user_id=subject.member.id,
        type=proposal.type,
        domme_persona=subject.member.domme_assigned,
        proof_type_required=proposal.proof_type,
        assigned_at=turn.now,
        due_at=clock.due(subject, begin, proposal.minutes),
        auto_punishment_flag=proposal.source is TaskSource.PUNISHMENT,
    )
    turn.tx.add(await turn.tx.seal(task, description=proposal.description))
    await turn.tx.flush()
    plan = await _plan(turn, task, proposal)
    await _send(turn, subject, task, plan, event)
    return Given(task)


async def _plan(turn: Turn, task: Task, proposal: Proposal) -> TaskPlan:
    word = draw_challenge_word(turn.rng) if proposal.challenge else None
    plan = TaskPlan(
        task_id=task.id,
        user_id=task.user_id,
        template=proposal.template,
        made_by=uuid.UUID(proposal.made_by) if proposal.made_by else None,
        intensity=proposal.intensity,
        points=proposal.points,
        minutes=proposal.minutes,
        least_minutes=proposal.least_minutes,
        local_date=date.fromisoformat(proposal.day) if proposal.day else None,
        punishes=uuid.UUID(proposal.punishes) if proposal.punishes else None,
    )
    clock.arm(turn, task, plan)
    turn.tx.add(await turn.tx.seal(plan, tags=json.dumps(sorted(proposal.tags)), challenge=word))
    for tag in proposal.tags:
        turn.tx.add(TaskTag(task_id=task.id, tag_hash=tagging.tag_hash(turn, tag)))
    await turn.tx.flush()
    return plan


async def _send(turn: Turn, subject: Subject, task: Task, plan: TaskPlan, event: str) -> None:
    opening = turn.line(event, of=subject, **telling.name_for(event, subject)) if event else ""
    message = await telling.task_message(turn, subject, task, plan, opening=opening)
    await unprompted.tell(
        turn, subject, message, ref=telling.ref_of(task), on_sent=f"task.delivered:{task.id}"
    )
