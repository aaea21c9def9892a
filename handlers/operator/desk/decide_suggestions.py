"""Deciding a suggestion: made into a task, or declined with thanks, perhaps with words beside them."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, FormSpec
from handlers.operator import assign_own
from handlers.operator.desk.decide import go_on, settle
from handlers.operator.desk.queue import ref_of
from handlers.suggesting import deciding
from handlers.suggesting.deciding import NoMore
from handlers.turn import Turn

LONGEST = 1000


async def take(turn: Turn, args: Mapping[str, str]) -> None:
    """The form of /assign with the member's words in it: only there, by its rule, a task is made."""
    found = await deciding.waiting(turn, uuid.UUID(args["suggestion"]))
    if isinstance(found, NoMore):
        await turn.say(_why(turn, found), by=Speaker.DESK)
        return
    await assign_own.ask(turn, found.subject, found.suggestion)


async def ask_words(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for a no with words."""
    field = Field("reason", turn.text("suggest.desk_reason"), FieldKind.LONG, least=3, most=LONGEST)
    submit = Choice(turn.text("suggest.desk_decline"), "desk.suggestion_declined", dict(args), Style.PRIMARY)
    await turn.say(Form(turn.text("suggest.desk_decline"), (field,), submit, by=Speaker.DESK))


async def decline(turn: Turn, args: Mapping[str, str]) -> None:
    """Thanked and declined, in the persona's own words."""
    await _decline(turn, args, "")


async def declined(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """The same, with the operator's words beside."""
    reason = "".join(values.get("reason", ())).strip()
    if not reason or len(reason) > LONGEST:
        await turn.say(turn.text("desk.form_problem", most=LONGEST), by=Speaker.DESK)
        return
    await _decline(turn, args, reason)


def _why(turn: Turn, found: NoMore) -> str:
    """Why a suggestion cannot be decided, as an operator reads it."""
    return turn.text(f"suggest.undecidable.{found.why}", name=found.by)


async def _decline(turn: Turn, args: Mapping[str, str], reason: str) -> None:
    suggestion_id = uuid.UUID(args["suggestion"])
    found = await deciding.waiting(turn, suggestion_id)
    if isinstance(found, NoMore):
        said = _why(turn, found)
        if found.why in ("decided", "gone"):
            await settle(turn, ref_of(suggestion_id), Say(said, by=Speaker.DESK))
        else:
            await turn.say(said, by=Speaker.DESK)
    else:
        await deciding.decline(turn, found, reason)
        done = turn.text("suggest.desk_declined")
        await settle(turn, ref_of(suggestion_id), Say(done, by=Speaker.DESK))
    await go_on(turn)


ACTIONS = (
    ActionSpec("desk.suggestion_take", Access.OPERATOR, take, once=False, late=True),
    ActionSpec("desk.suggestion_decline", Access.OPERATOR, decline, once=False, late=True),
    ActionSpec("desk.suggestion_words", Access.OPERATOR, ask_words, once=False, late=True),
)
FORMS = (FormSpec("desk.suggestion_declined", Access.OPERATOR, declined, late=True),)
