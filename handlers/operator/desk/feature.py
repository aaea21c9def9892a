"""The desk's command, buttons, forms, and the sweep that clears operators' chats."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.feature import Access, ActionSpec, CommandSpec, Due, Feature, FormSpec, Group, Sweep
from handlers.operator.desk import (
    decide,
    decide_appeals,
    decide_confessions,
    decide_money,
    decide_others,
    decide_sessions,
    decide_suggestions,
    punish,
    run,
)
from handlers.turn import Turn
from storage.queries import desk as queries
from storage.unit import UnitOfWork

SHOWN_AT_MOST = timedelta(hours=24)


async def find_stale(tx: UnitOfWork, _now: datetime, wall: datetime, limit: int) -> Sequence[Due]:
    """Desk messages that have stood in a chat for a day."""
    found = await queries.stale_desk_messages(tx, wall - SHOWN_AT_MOST, limit)
    return [Due(person_id, ref) for person_id, ref in found]


async def clear(turn: Turn, ref: str) -> None:
    """Take a desk message out of the operator's chat."""
    await turn.remove(ref)
    await queries.forget_desk_message(turn.tx, turn.me.person.id, ref)


FEATURE = Feature(
    commands=(CommandSpec("desk", Group.OPERATOR, Access.OPERATOR, run.desk),),
    actions=(
        *run.ACTIONS,
        ActionSpec("desk.approve", Access.OPERATOR, decide.approve, once=False, late=True),
        ActionSpec("desk.comment", Access.OPERATOR, decide.ask_comment, once=False, late=True),
        ActionSpec("desk.again", Access.OPERATOR, decide.ask_again, once=False, late=True),
        ActionSpec("desk.reject", Access.OPERATOR, decide.ask_reason, once=False, late=True),
        ActionSpec("desk.canned", Access.OPERATOR, decide.with_ready_words, once=False, late=True),
        ActionSpec("desk.similar", Access.OPERATOR, decide.similar),
        ActionSpec("desk.undo", Access.OPERATOR, decide.undo),
        ActionSpec("desk.undo_all", Access.OPERATOR, decide.undo_all),
        ActionSpec("desk.grant", Access.OPERATOR, decide_others.grant, once=False, late=True),
        ActionSpec("desk.refuse", Access.OPERATOR, decide_others.refuse, once=False, late=True),
        ActionSpec("desk.miss", Access.OPERATOR, decide_others.miss, once=False, late=True),
        ActionSpec("desk.admit", Access.OPERATOR, decide_others.admit, once=False, late=True),
        ActionSpec("desk.turn_away", Access.OPERATOR, decide_others.turn_away, once=False, late=True),
        ActionSpec("desk.pay_confirm", Access.OPERATOR, decide_money.confirm, once=False, late=True),
        ActionSpec("desk.pay_decline", Access.OPERATOR, decide_money.ask_reason, once=False, late=True),
        ActionSpec("desk.pay_answer", Access.OPERATOR, decide_money.ask_answer, once=False, late=True),
        ActionSpec("desk.pay_settle", Access.OPERATOR, decide_money.settle_question, once=False, late=True),
        ActionSpec("desk.rate", Access.OPERATOR, decide_confessions.rate, once=False, late=True),
        ActionSpec("desk.cared", Access.OPERATOR, decide_confessions.cared, once=False, late=True),
        *punish.ACTIONS,
        *decide_appeals.ACTIONS,
        *decide_sessions.ACTIONS,
        *decide_suggestions.ACTIONS,
    ),
    forms=(
        FormSpec("desk.commented", Access.OPERATOR, decide.commented, late=True),
        FormSpec("desk.asked_again", Access.OPERATOR, decide.asked_again, late=True),
        FormSpec("desk.rejected", Access.OPERATOR, decide.rejected, late=True),
        FormSpec("desk.pay_declined", Access.OPERATOR, decide_money.declined, late=True),
        FormSpec("desk.pay_answered", Access.OPERATOR, decide_money.answered, late=True),
        *decide_appeals.FORMS,
        *decide_sessions.FORMS,
        *decide_suggestions.FORMS,
    ),
    flows=(decide_confessions.ANSWER,),
    sweeps=(Sweep("desk", find_stale, clear),),
)
