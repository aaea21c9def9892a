"""Handing in on purpose: /proof, a task's button, and the one question that follows."""

import json
import uuid
from collections.abc import Mapping

from handlers import conversation
from handlers.chat.outgoing import Ask, Choice, Message, Say, Style
from handlers.flows import Again, Answer, Draft, Flow, Next, Step, Taken, Talk
from handlers.member.proofs.content import (
    KINDS,
    MOST_LETTERS,
    Proof,
    medium_from_json,
    medium_to_json,
    of_text,
)
from handlers.member.proofs.fitting import all_open, open_now
from handlers.member.proofs.submitting import submit
from handlers.member.tasks import telling
from handlers.member.tasks.chosen import mine
from handlers.ports import StoredMedium
from handlers.rules.fit import is_ready
from handlers.turn import Turn
from storage.enums import ProofType
from storage.queries import tasks as queries

FLOW = "proof"
MOST = 8


async def proof(turn: Turn, _args: str) -> None:
    """/proof: how to hand in, and for what that is possible now."""
    found = await open_now(turn)
    if not found:
        await turn.persona_says("proof_nothing_open")
        return
    tasks = dict(zip((task.id for task, _ in found), await all_open(turn, found), strict=True))
    choices, lines = [], [turn.text("proof.how")]
    for task, plan in found[:MOST]:
        label = await telling.short(turn, task)
        args = {"task": str(task.id)}
        if is_ready(tasks[task.id], turn.now):
            choices.append(Choice(label, "proof.hand_in", args))
        elif plan.started_at is None:
            choices.append(
                Choice(turn.text("proof.start_first", task=telling.shortened(label, 32)), "task.start", args)
            )
        else:
            lines.append(turn.text("proof.not_ready", task=label))
    await turn.say(Say("\n\n".join(lines), choices=tuple(choices)))


async def hand_in(turn: Turn, args: Mapping[str, str]) -> None:
    """A task was picked: what comes next is its proof."""
    found = await mine(turn, args)
    if found is None:
        await turn.say(turn.text("common.stale_button"))
        return
    task, plan = found
    if not is_ready((await all_open(turn, [found]))[0], turn.now) and plan.started_at is None:
        start = Choice(turn.text("task.start"), "task.start", {"task": str(task.id)}, Style.PRIMARY)
        words = turn.text("proof.obstacle.not_started", minutes=plan.least_minutes)
        await turn.say(words, choices=(start,))
        return
    await conversation.start(turn, FLOW, {"task": str(task.id)})


async def _facts(turn: Turn, draft: Draft) -> Mapping[str, str]:
    found = await queries.with_plan(turn.tx, uuid.UUID(str(draft["task"])))
    if found is None:
        return {"task": "", "kind": ProofType.TEXT.value}
    return {"task": await telling.short(turn, found[0], 90), "kind": found[0].proof_type_required.value}


def _ask(talk: Talk) -> Message:
    kind = talk.facts["kind"].casefold()
    words = talk.text(f"proof.send.{kind}", task=talk.facts["task"])
    return Ask(words, hint=talk.text("proof.send_hint") if kind == "text" else None)


def _take(talk: Talk, answer: Answer) -> Taken:
    wanted = ProofType(talk.facts["kind"])
    media = [each for each in answer.files if isinstance(each, StoredMedium)]
    if media and all(KINDS[each.kind] is wanted for each in media):
        kept = [json.dumps(medium_to_json(each)) for each in media]
        return Next({**talk.draft, "media": kept, "caption": answer.typed or ""})
    if wanted is not ProofType.TEXT or media or not of_text(answer.typed or "").text:
        return Again(talk.text(f"proof.send_again.{wanted.value.casefold()}"))
    if len(answer.typed or "") > MOST_LETTERS:
        return Again(talk.text("common.too_long", most=MOST_LETTERS))
    return Next({**talk.draft, "text": answer.typed or ""})


async def _finish(turn: Turn, draft: Draft) -> None:
    media = draft.get("media", [])
    kept = tuple(medium_from_json(json.loads(each)) for each in media)
    if kept:
        given = Proof(KINDS[kept[0].kind], kept, caption=str(draft.get("caption", "")))
    else:
        given = of_text(str(draft["text"]))
    await submit(turn, uuid.UUID(str(draft["task"])), given, on_purpose=True)


HAND_IN = Flow(FLOW, (Step("send", _ask, _take, files=True),), _finish, facts=_facts)
