"""After a stop: the buttons of what was open before it close where they can be seen, without a word."""

import json

from pydantic import ValidationError

from handlers.chat.outgoing import MEANING, Amend
from handlers.feature import Errand
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.errors import Unreadable
from storage.queries import chat as queries

WORK = "safety.close_buttons"
IN_REACH = 40
"""So many messages, the newest, are edited: whoever never pressed anything has hundreds further up."""
CLASSES = (OutboxClass.GAME, OutboxClass.REPLY)


async def close_what_is_open(turn: Turn, subject: Subject) -> None:
    """Make every button from before the stop useless at once, and have them taken off the screen.

    Called before what is queued is cancelled: an edit among it, which would have closed a message that was
    answered a moment ago, is made up for. The editing is work of its own: a stop waits for nothing."""
    unsent = await _unsent_edits(turn, subject)
    closed = await queries.close_prompts(turn.tx, subject.person.id, turn.wall, classes=CLASSES)
    newest = sorted(closed, key=lambda prompt: prompt.created_at, reverse=True)
    notes = unsent | {prompt.ref: unsent.get(prompt.ref, "") for prompt in newest if prompt.ref}
    if notes:
        await turn.later(WORK, json.dumps(list(notes.items())[:IN_REACH]), subject=subject)


async def close_buttons(errand: Errand) -> None:
    """Take the buttons off the messages that a stop closed, in whatever chat they stand.

    A message that has got new buttons since is left alone."""
    if errand.person_id is None:
        return
    async with errand.turn(errand.person_id) as turn:
        for ref, note in json.loads(errand.args):
            if not await queries.has_open_prompt(turn.tx, errand.person_id, ref):
                await turn.amend(ref, note=note)


async def _unsent_edits(turn: Turn, subject: Subject) -> dict[str, str]:
    """Messages whose edit is still queued, and the note it leaves on them."""
    notes: dict[str, str] = {}
    for row in await queries.unsent_edits(turn.tx, subject.person.id, CLASSES, IN_REACH):
        try:
            edit = MEANING.validate_json(await turn.tx.open(row, "payload") or "null")
        except (Unreadable, ValidationError):
            continue  # a stop fails for nothing
        if isinstance(edit, Amend):
            notes[edit.ref] = edit.note
    return notes
