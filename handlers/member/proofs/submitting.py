"""Handing in a proof: the clock stops, and a human or trust decides."""

import uuid
from datetime import timedelta

from handlers import judging
from handlers.chat.outgoing import Choice, Style
from handlers.member.proofs import hints
from handlers.member.proofs.content import Proof
from handlers.member.proofs.fitting import as_open
from handlers.member.settings.offer import offer_rest
from handlers.member.tasks import ending, telling
from handlers.persona_rules import rules_for
from handlers.rules import proofs as rules
from handlers.rules import review
from handlers.rules.challenge import ChallengeCheck, check_challenge
from handlers.rules.proofs import Impossible, Obstacle, Submitted, TaskState
from handlers.rules.review import Hint
from handlers.turn import Turn
from storage.enums import TaskStatus, Verdict
from storage.queries import proofs as queries
from storage.queries import tasks as task_queries
from storage.queries.tasks import TaskAndPlan
from storage.tables import ProofAttempt, Task, TaskPlan, VaultBlob

DISCARD = "proof.discard"
TRUSTED = "trusted"


async def submit(turn: Turn, task_id: uuid.UUID, proof: Proof, *, on_purpose: bool = False) -> bool:
    """Hand in a proof for one of the member's tasks, or say why not. False: it was not taken, and is gone.

    What already waits for review was sent twice, unless the member chose the task ``on_purpose``."""
    found = await task_queries.with_plan(turn.tx, task_id)
    if found is None or found[0].user_id != turn.me.person.id:
        await turn.say(turn.text("proof.obstacle.ended"))
    elif not on_purpose and await already_waiting(turn, proof):
        await turn.say(turn.text("proof.twice"))
    else:
        task = await as_open(turn, found)
        state = TaskState(status=found[0].status, ended=found[1].ended, frozen=found[1].frozen_at is not None)
        decision = rules.submit(state, task, proof.kind, turn.now, turn.house.rules)
        if isinstance(decision, Impossible):
            await _say_why(turn, found, decision)
        elif check_challenge(task.challenge, proof.kind, proof.text) is ChallengeCheck.MISSING:
            await turn.say(turn.text("proof.word_missing", word=task.challenge))
        else:
            await _hand_in(turn, *found, proof, decision)
            return True
    await discard(turn, proof.blobs)
    return False


async def discard(turn: Turn, blobs: tuple[uuid.UUID, ...]) -> None:
    """Media that became no proof is destroyed."""
    if blobs:
        await turn.later(DISCARD, " ".join(str(blob) for blob in blobs))


async def already_waiting(turn: Turn, proof: Proof) -> bool:
    """Whether the very same thing already waits for a verdict: it was sent twice."""
    for attempt in await queries.waiting_of(turn.tx, turn.me.person.id):
        if attempt.kind is not proof.kind:
            continue
        if proof.text:
            if await turn.tx.open(attempt, "content") == proof.text:
                return True
        elif await hints.same_media(turn, attempt, proof):
            return True
    return False


async def _say_why(turn: Turn, found: TaskAndPlan, why: Impossible) -> None:
    task, plan = found
    match why.why:
        case Obstacle.TOO_EARLY:
            left = telling.time_in_words(turn, turn.me, why.wait or timedelta())
            await turn.persona_says("timed_too_early", left=left)
        case Obstacle.NOT_STARTED:
            start = Choice(turn.text("task.start"), "task.start", {"task": str(task.id)}, Style.PRIMARY)
            words = turn.text("proof.obstacle.not_started", minutes=plan.least_minutes)
            await turn.say(words, choices=(start,))
        case Obstacle.WRONG_KIND:
            kind = turn.text(f"task.proof.{task.proof_type_required.value.casefold()}")
            await turn.persona_says("proof_wrong_kind", kind=kind)
        case _:
            await turn.say(turn.text(f"proof.obstacle.{why.why.value}"))


async def _hand_in(turn: Turn, task: Task, plan: TaskPlan, proof: Proof, how: Submitted) -> None:
    found = await hints.found_in(turn, turn.me, proof)
    attempt = await _kept(turn, task, plan, proof, how, found)
    task.status, task.submitted_at = TaskStatus.SUBMITTED, turn.now
    await turn.tx.seal(task, proof_submission=proof.content)
    plan.next_reminder_at = None
    await _keep_media(turn, proof)
    await ending.close_message(turn, turn.me, task)
    await turn.tx.flush()
    if attempt.human:
        await turn.persona_says("grace_submitted" if how.late else "proof_received")
        await turn.say(turn.text("proof.waiting", hours=turn.house.rules.auto_accept_hours))
    else:
        await judging.settle(turn, turn.me, attempt.id, Verdict.TRUSTED)
    await offer_rest(turn)


async def _keep_media(turn: Turn, proof: Proof) -> None:
    """The media stays, and its index says what it is."""
    for medium in proof.media:
        row = await turn.tx.get(VaultBlob, medium.blob)
        if row is not None:
            row.expires_at, row.seconds, row.peaks = None, medium.seconds, list(medium.peaks)
            row.width, row.height = medium.width, medium.height


async def _kept(
    turn: Turn, task: Task, plan: TaskPlan, proof: Proof, how: Submitted, found: tuple[Hint, ...]
) -> ProofAttempt:
    why = review.why_reviewed(
        await queries.count_of(turn.tx, turn.me.person.id) + 1,
        proof.kind,
        turn.rng.random(),
        await rules_for(turn, task.domme_persona),
        suspicious=bool(found),
    )
    # Whether the challenge word is there has to be looked at, so such a proof is like no other.
    template = plan.template if plan.challenge is None else ""
    group = review.group_key(template or None, proof.kind, task.domme_persona, found)
    attempt = ProofAttempt(
        task_id=task.id,
        user_id=task.user_id,
        number=len(await queries.attempts_of(turn.tx, task.id)) + 1,
        kind=proof.kind,
        suspicious=bool(found),
        late=how.late,
        submitted_at=turn.now,
        remaining_seconds=int(how.time_left.total_seconds()),
        human=why is not None,
        lapses_at=rules.lapses_at(turn.now, turn.house.rules),
        group_key="" if group is None else str(group),
    )
    await turn.tx.seal(
        attempt,
        content=proof.content,
        caption=proof.caption or None,
        hints=hints.to_text(proof, found, TRUSTED if why is None else why.value),
    )
    turn.tx.add(attempt)
    await turn.tx.flush()
    return attempt
