"""After a stop: the buttons of what was open before it close where they can be seen, without a word."""

import uuid

from handlers.feature import Errand
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import chat as queries
from storage.tables import Account

WORK = "safety.close_buttons"
IN_REACH = 40
"""So many messages, the newest, are edited: whoever never pressed anything has hundreds further up."""
CLASSES = (OutboxClass.GAME, OutboxClass.REPLY)


async def close_what_is_open(turn: Turn, subject: Subject) -> None:
    """Make every button from before the stop useless at once, and have them taken off the screen.

    The second is work of its own: a stop waits for nothing."""
    closed = await queries.close_prompts(turn.tx, subject.person.id, turn.wall, classes=CLASSES)
    newest = sorted(closed, key=lambda prompt: prompt.created_at, reverse=True)
    seen = dict.fromkeys(f"{prompt.account_id} {prompt.ref}" for prompt in newest if prompt.ref)
    if seen:
        await turn.later(WORK, "\n".join([*seen][:IN_REACH]), subject=subject)


async def close_buttons(errand: Errand) -> None:
    """Take the buttons off the messages that a stop closed, on whatever platform they stand.

    A message that has got new buttons since is left alone."""
    if errand.person_id is None:
        return
    async with errand.turn(errand.person_id) as turn:
        for line in errand.args.splitlines():
            account_id, _, ref = line.partition(" ")
            turn.account = await turn.tx.get(Account, uuid.UUID(account_id))
            there = turn.account is not None and turn.account.unreachable_at is None
            if there and not await queries.has_open_prompt(turn.tx, errand.person_id, ref):
                await turn.amend(ref)
