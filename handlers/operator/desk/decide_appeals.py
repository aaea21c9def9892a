"""Deciding an appeal: approved, perhaps with words, or denied with a reason."""

import uuid
from collections.abc import Mapping

from handlers import appealing
from handlers.appealing import AlreadyDecided, Decided, Impossible
from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, FormSpec
from handlers.operator.desk.decide import go_on, settle
from handlers.operator.desk.queue import ref_of
from handlers.turn import Turn
from storage.enums import AppealResult

LONGEST = 1000


async def approve(turn: Turn, args: Mapping[str, str]) -> None:
    """The member is right."""
    await _decide(turn, args, AppealResult.APPROVED, "")


async def ask_comment(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for an approval with words."""
    await _form(turn, args, "comment", "desk.appeal_commented")


async def ask_reason(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for the reason of a denial."""
    await _form(turn, args, "deny", "desk.appeal_denied")


async def commented(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Approved, with words."""
    await _written(turn, args, values, AppealResult.APPROVED)


async def denied(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Denied, with a reason."""
    await _written(turn, args, values, AppealResult.DENIED)


async def undo(turn: Turn, args: Mapping[str, str]) -> None:
    """Take the answer back, where the rules allow it."""
    await turn.say(await appealing.undo(turn, uuid.UUID(args["appeal"])), by=Speaker.DESK)


async def _form(turn: Turn, args: Mapping[str, str], what: str, action: str) -> None:
    field = Field("reason", turn.text(f"desk.appeal_{what}_label"), FieldKind.LONG, least=3, most=LONGEST)
    style = Style.DANGER if what == "deny" else Style.PRIMARY
    submit = Choice(turn.text(f"desk.appeal_{what}"), action, dict(args), style)
    await turn.say(Form(turn.text(f"desk.appeal_{what}"), (field,), submit, by=Speaker.DESK))


async def _written(
    turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]], result: AppealResult
) -> None:
    reason = "".join(values.get("reason", ())).strip()
    if not reason or len(reason) > LONGEST:
        await turn.say(turn.text("desk.form_problem", most=LONGEST), by=Speaker.DESK)
        return
    await _decide(turn, args, result, reason)


async def _decide(turn: Turn, args: Mapping[str, str], result: AppealResult, reason: str) -> None:
    appeal_id = uuid.UUID(args["appeal"])
    match await appealing.decide(turn, appeal_id, result, reason=reason):
        case Decided():
            back = Choice(turn.text("desk.undo"), "desk.appeal_undo", dict(args))
            words = turn.text(f"desk.appeal_done.{result.value.casefold()}")
            await settle(turn, ref_of(appeal_id), Say(words, by=Speaker.DESK, choices=(back,)))
        case AlreadyDecided(by_name=name, result=first):
            done = turn.text(f"desk.appeal_done.{first.value.casefold()}")
            words = turn.text("desk.already", name=name, verdict=done)
            await settle(turn, ref_of(appeal_id), Say(words, by=Speaker.DESK))
        case Impossible(why=why):
            await turn.say(turn.text(f"appeal.undecidable.{why}"), by=Speaker.DESK)
    await go_on(turn)


ACTIONS = (
    ActionSpec("desk.appeal_approve", Access.OPERATOR, approve, once=False, late=True),
    ActionSpec("desk.appeal_comment", Access.OPERATOR, ask_comment, once=False, late=True),
    ActionSpec("desk.appeal_deny", Access.OPERATOR, ask_reason, once=False, late=True),
    ActionSpec("desk.appeal_undo", Access.OPERATOR, undo),
)
FORMS = (
    FormSpec("desk.appeal_commented", Access.OPERATOR, commented, late=True),
    FormSpec("desk.appeal_denied", Access.OPERATOR, denied, late=True),
)
