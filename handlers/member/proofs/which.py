"""Several tasks could be meant: buttons ask which; what was handed in waits, sealed, for a day."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta

from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.member.proofs.content import Proof
from handlers.member.proofs.submitting import discard, submit
from handlers.member.tasks import telling
from handlers.turn import Turn
from storage.queries import proofs as queries
from storage.tables import Task

WAITS = timedelta(days=1)


async def ask_which(turn: Turn, tasks: Iterable[Task], proof: Proof) -> None:
    """Ask which of these tasks the proof is for."""
    args = proof.to_args()
    choices = [
        Choice(await telling.short(turn, task), "proof.for", {**args, "task": str(task.id)}) for task in tasks
    ]
    choices.append(Choice(turn.text("proof.none_of_these"), "proof.none", args))
    await queries.keep_blobs_until(turn.tx, proof.blobs, turn.wall + WAITS)
    await turn.say(Say(turn.line("proof_which"), by=Speaker.PERSONA, choices=tuple(choices)))


async def chosen(turn: Turn, args: Mapping[str, str]) -> None:
    """The member said which."""
    proof = Proof.from_args(args)
    if turn.pressed is not None and turn.wall - turn.pressed.created_at >= WAITS:
        await turn.say(turn.text("proof.waited_too_long"))
        return
    await submit(turn, uuid.UUID(args["task"]), proof)


async def none(turn: Turn, args: Mapping[str, str]) -> None:
    """It was for none of them."""
    await discard(turn, Proof.from_args(args).blobs)
    await turn.say(turn.text("proof.dropped"))
