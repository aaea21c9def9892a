"""/appeal, and the button beside the news of a failure: which task, then why - typed, spoken, or both."""

import json
import uuid
from collections.abc import Mapping
from datetime import timedelta

from handlers import appealing, conversation
from handlers.appealing import Plea
from handlers.chat.outgoing import Ask, Choice, Message, Say, Style
from handlers.flows import Again, Answer, Draft, Flow, Jump, Next, Step, Taken, Talk, pick
from handlers.member.proofs.content import MOST_MEDIA, medium_from_json, medium_to_json, readable
from handlers.member.proofs.submitting import discard
from handlers.member.tasks import telling
from handlers.ports import StoredMedium
from handlers.rules.appeals import AppealObstacle
from handlers.turn import Turn
from storage.queries import appeals as queries
from storage.queries import forgiveness, proofs
from storage.queries import tasks as task_queries
from storage.tables import VaultBlob

FLOW = "appeal"
WAITS = timedelta(days=1)
MOST = 8
MOST_LETTERS = 4000
MORE = "more"
AUDIO = "audio"


async def appeal(turn: Turn, _args: str) -> None:
    """/appeal: the failed tasks that can be appealed."""
    choices = [
        Choice(await telling.short(turn, task), "appeal.begin", {"task": str(task.id)})
        for task, _ in await queries.appealable(turn.tx, turn.me.member.id, MOST)
    ]
    await turn.say(Say(turn.text("appeal.which" if choices else "appeal.nothing"), choices=tuple(choices)))


async def begin(turn: Turn, args: Mapping[str, str]) -> None:
    """A failed task was picked: the next thing said is the appeal."""
    found = await task_queries.with_plan(turn.tx, uuid.UUID(args["task"]))
    obstacle = await appealing.obstacle_to(turn, found)
    if obstacle is not None:
        await turn.say(turn.text(f"appeal.obstacle.{obstacle.value}"))
        return
    await conversation.start(turn, FLOW, {"task": args["task"]})


async def _facts(turn: Turn, draft: Draft) -> Mapping[str, str]:
    found = await task_queries.with_plan(turn.tx, uuid.UUID(str(draft["task"])))
    if found is None:
        return {"task": "", "forgiven": ""}
    paid = await forgiveness.of_task(turn.tx, found[0].id)
    forgiven = "" if paid is None else turn.text("appeal.forgiven", tokens=paid.tokens_spent)
    return {"task": await telling.short(turn, found[0], 90), "forgiven": forgiven}


def _ask(talk: Talk) -> Message:
    parts = (talk.text("appeal.why", task=talk.facts["task"]), talk.facts["forgiven"])
    return Ask("\n\n".join(filter(None, parts)), hint=talk.text("appeal.hint"))


def _ask_more(talk: Talk) -> Message:
    said = talk.one("words")
    parts = [talk.text("appeal.so_far")]
    if said:
        parts.append(said)
    if talk.several("media"):
        parts.append(talk.text("appeal.recordings", count=len(talk.several("media"))))
    parts.append(talk.text("appeal.more"))
    send = pick("send", talk.text("appeal.send"), style=Style.PRIMARY)
    return Ask("\n\n".join(parts), choices=(send,), hint=talk.text("appeal.hint"))


def _take(talk: Talk, answer: Answer) -> Taken:
    """Words and recordings are added to what is there already."""
    media = [each for each in answer.files if isinstance(each, StoredMedium)]
    if any(each.kind != AUDIO for each in media):
        return Again(talk.text("appeal.only_audio"))
    added = readable(answer.typed or "")
    words = "\n\n".join(part for part in (talk.one("words"), added) if part)
    kept = [*talk.several("media"), *(json.dumps(medium_to_json(each)) for each in media)]
    if len(words) > MOST_LETTERS or len(kept) > MOST_MEDIA:
        return Again(talk.text("appeal.too_much", letters=MOST_LETTERS, recordings=MOST_MEDIA))
    if not added and not media:
        return Again(talk.text("appeal.say_something"))
    return Jump({**talk.draft, "words": words, "media": kept}, MORE)


def _take_more(talk: Talk, answer: Answer) -> Taken:
    return Next(talk.draft) if answer.picked == "send" else _take(talk, answer)


async def _finish(turn: Turn, draft: Draft) -> None:
    kept = await _still_there(turn, draft)
    plea = Plea(str(draft.get("words", "")), kept)
    if not plea.words and not plea.recordings:
        await turn.say(turn.text("appeal.waited_too_long"))
        return
    obstacle: AppealObstacle | None = await appealing.lodge(turn, uuid.UUID(str(draft["task"])), plea)
    if obstacle is not None:
        await discard(turn, tuple(each.blob for each in kept))
        await turn.say(turn.text(f"appeal.obstacle.{obstacle.value}"))


async def _cancelled(turn: Turn, draft: Draft) -> None:
    await discard(turn, tuple(each.blob for each in _recordings(draft)))
    await turn.say(turn.text("appeal.cancelled"))


async def _keep_for_a_day(turn: Turn, draft: Draft) -> str | None:
    """Recordings of an appeal that is never sent are not kept."""
    blobs = [each.blob for each in _recordings(draft)]
    await proofs.keep_blobs_until(turn.tx, blobs, turn.wall + WAITS)
    return None


async def _still_there(turn: Turn, draft: Draft) -> tuple[StoredMedium, ...]:
    """Recordings wait in the vault for a day; a conversation may be left open for longer."""
    return tuple([each for each in _recordings(draft) if await turn.tx.get(VaultBlob, each.blob) is not None])


def _recordings(draft: Draft) -> tuple[StoredMedium, ...]:
    return tuple(medium_from_json(json.loads(each)) for each in draft.get("media", []))


APPEAL = Flow(
    FLOW,
    (
        Step("why", _ask, _take, check=_keep_for_a_day, files=True),
        Step(MORE, _ask_more, _take_more, check=_keep_for_a_day, back=False, files=True),
    ),
    _finish,
    cancelled=_cancelled,
    facts=_facts,
)
