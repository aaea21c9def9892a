"""Fills a rehearsal: the cast is onboarded, given tasks, and speaks - all through the court's own ways."""

import asyncio
import uuid
from dataclasses import dataclass

from bot.engine import Engine
from bot.platforms.web.passwords import Passwords
from bot.rehearsing.cast import CAST, GUESTS, MORE_TIME, PASSWORD, Part
from bot.rehearsing.stagecraft import NUMBERS, arrive, give, hire, onboard, picture, send
from handlers.chat.incoming import Attachment, Body, Command, Text, Upload
from handlers.content.schema import TaskTemplate
from handlers.member.tasks import more_time
from storage.enums import ProofType, TaskType
from storage.queries import tasks as task_queries

PROOFS = (
    "I did it exactly as told, and it took me longer than I thought it would. Thank you.",
    "It is done. I began at once, and I smiled the whole time without being told to.",
    "Done, with both hands and my full attention. It was harder than it sounded, and I liked that.",
)
"""The same words twice would not be taken twice."""


@dataclass(frozen=True, slots=True)
class Player:
    """A part on stage: whose account it is, the tasks it proves and those that stay open."""

    part: Part
    person_id: uuid.UUID
    account_id: uuid.UUID
    proved: tuple[TaskTemplate, ...]
    left: tuple[TaskTemplate, ...]


async def seed(engine: Engine) -> None:
    """Bring the whole cast on stage, act by act: what all do at once is delivered at once."""
    hashed = await Passwords().hashed(PASSWORD)
    await hire(engine)
    players = [await _enter(engine, part, hashed) for part in CAST]
    for number in range(GUESTS):
        await arrive(engine, f"guest{number + 1}@rehearsal.invalid", hashed, admitted=None)
    for act in range(max(len(player.proved) for player in players)):
        proving = [player for player in players if act < len(player.proved)]
        for player in proving:
            await give(engine, player.person_id, player.proved[act])
        await engine.settle()
        for player in proving:
            await _prove(engine, player, PROOFS[act])
        await engine.settle()
    for player in players:
        for template in player.left:
            await give(engine, player.person_id, template)
    await engine.settle()
    for player in players:
        await _speak(engine, player)
    await engine.settle()


async def _enter(engine: Engine, part: Part, hashed: str) -> Player:
    """A member with her tasks chosen; what stays open begins with longer work, which outlives a stop."""
    account_id, person_id = await arrive(engine, part.email, hashed)
    await onboard(engine, part, person_id, account_id)
    longer, short = (_templates(engine, part, kind) for kind in (TaskType.SERVITUDE, TaskType.DAILY))
    left = [*longer[:1], *short[part.proofs :]][: part.tasks - part.proofs]
    return Player(part, person_id, account_id, tuple(short[: part.proofs]), tuple(left))


def _templates(engine: Engine, part: Part, kind: TaskType) -> list[TaskTemplate]:
    """Mild tasks of the persona whose proof the part can hand in, none that must be started first."""
    wanted = ProofType.PHOTO if part.photo else ProofType.TEXT
    return [
        template
        for template in engine.house.content.templates_of(part.persona)
        if template.proof_type is wanted
        and template.intensity == 1
        and not template.least_minutes
        and not template.tags & {*part.hard, *part.soft}
        and template.type is kind
    ]


async def _prove(engine: Engine, player: Player, words: str) -> None:
    """Hand in a proof for the only open task."""
    body: Body = Text(words)
    if player.part.photo:
        drawn = await asyncio.to_thread(picture, next(NUMBERS))
        blob = await engine.house.blobs.write(player.person_id, drawn, kind="upload", mime="image/png")
        body = Upload((Attachment(str(blob), "proof.png", "image/png"),), "As told.")
    await send(engine, player.account_id, body)


async def _speak(engine: Engine, player: Player) -> None:
    for words in player.part.says:
        if words == MORE_TIME:
            await _ask_for_time(engine, player.person_id)
        elif words.startswith("/"):
            await send(engine, player.account_id, Command(words[1:]))
        else:
            await send(engine, player.account_id, Text(words))


async def _ask_for_time(engine: Engine, person_id: uuid.UUID) -> None:
    async with engine.turns.about(person_id) as turn:
        found = await task_queries.open_tasks(turn.tx, person_id)
        if found:
            await more_time.ask(turn, {"task": str(found[0][0].id)})
