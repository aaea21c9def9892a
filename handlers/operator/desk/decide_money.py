"""Deciding about money on the desk: the order is paid or is not, the question is answered; once."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.member.tokens import closing, orders
from handlers.operator.desk.decide import go_on, settle
from handlers.operator.desk.queue import ref_of
from handlers.operator.roles import operator_name
from handlers.operator.sight import member_in_sight
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import OutboxClass, PaymentStatus
from storage.queries import money as queries
from storage.tables import Operator, PayQuestion, Token, TokenOrder

SHORTEST, LONGEST = 3, 1000
Values = Mapping[str, tuple[str, ...]]


async def confirm(turn: Turn, args: Mapping[str, str]) -> None:
    """The money has arrived: the tokens are credited."""
    found = await _pending(turn, args)
    if found is not None:
        subject, token, order = found
        await orders.confirm(turn, subject, token, order, by=turn.me.person.id)
        await _note(turn, subject, token, "payment.confirm")
        balance = subject.member.token_balance
        words = turn.text_for(subject, "tokens.credited", tokens=token.amount, balance=balance)
        await turn.tell(subject, words, klass=OutboxClass.ACCOUNT, veiled=True)
        why = closing.closed(turn, subject)
        if why:
            await closing.close(turn, subject, why)
        await settle(turn, ref_of(token.id), _desk(turn, "desk.pay_confirmed"))
    await go_on(turn)


async def ask_reason(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for why the order comes to nothing."""
    label = turn.text("desk.reason_label")
    field = Field("reason", label, FieldKind.LONG, least=SHORTEST, most=LONGEST)
    submit = Choice(turn.text("desk.pay_decline"), "desk.pay_declined", dict(args), Style.PRIMARY)
    await turn.say(Form(turn.text("desk.pay_decline"), (field,), submit, by=Speaker.DESK))


async def declined(turn: Turn, args: Mapping[str, str], values: Values) -> None:
    """The order comes to nothing, and the member reads why."""
    reason = _words(values, "reason")
    if not reason:
        await turn.say(turn.text("desk.form_problem", most=LONGEST), by=Speaker.DESK)
        return
    found = await _pending(turn, args)
    if found is not None:
        subject, token, order = found
        by = turn.me.person.id
        await orders.fail(turn, subject, token, order, "declined", by=by, reason=reason)
        await _note(turn, subject, token, "payment.decline", {"reason": reason})
        words = turn.text_for(subject, "tokens.declined", reference=order.reference, reason=reason)
        await turn.tell(subject, words, klass=OutboxClass.ACCOUNT, veiled=True)
        await settle(turn, ref_of(token.id), _desk(turn, "desk.pay_declined"))
    await go_on(turn)


async def ask_answer(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for the answer."""
    field = Field("answer", turn.text("desk.answer_label"), FieldKind.LONG, least=SHORTEST, most=LONGEST)
    submit = Choice(turn.text("desk.pay_answer"), "desk.pay_answered", dict(args), Style.PRIMARY)
    await turn.say(Form(turn.text("desk.pay_answer"), (field,), submit, by=Speaker.DESK))


async def answered(turn: Turn, args: Mapping[str, str], values: Values) -> None:
    """The answer goes to whoever asked, in every state: she asked for it."""
    words = _words(values, "answer")
    if not words:
        await turn.say(turn.text("desk.form_problem", most=LONGEST), by=Speaker.DESK)
        return
    await _settle_question(turn, args, words)


async def settle_question(turn: Turn, args: Mapping[str, str]) -> None:
    """It needs no answer, or had one elsewhere."""
    await _settle_question(turn, args, "")


async def _settle_question(turn: Turn, args: Mapping[str, str], answer: str) -> None:
    subject = await turn.subject(uuid.UUID(args["person"]))
    row = await turn.tx.get(PayQuestion, uuid.UUID(args["question"]))
    if row is None or subject is None or not _may_answer(turn, subject):
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
    elif row.answered_at is not None:
        await settle(turn, ref_of(row.id), await _who_was_first(turn, row.answered_by))
    else:
        row.answered_at, row.answered_by = turn.wall, turn.me.person.id
        if answer:
            await turn.tx.seal(row, answer=answer)
            words = turn.text_for(subject, "paysupport.answer", words=answer)
            await turn.tell(subject, words, klass=OutboxClass.ACCOUNT, veiled=True)
        actor, about = turn.me.person.id, subject.person.id
        kind = "payment.answer" if answer else "payment.settle"
        await log.append(turn.tx, at=turn.wall, actor=actor, kind=kind, subject=about, object_id=str(row.id))
        await settle(turn, ref_of(row.id), _desk(turn, "desk.pay_answered" if answer else "desk.pay_settled"))
    await go_on(turn)


def _may_answer(turn: Turn, subject: Subject) -> bool:
    if subject is turn.me:
        return False
    return subject.user is None or turn.me.may_run(subject.user.domme_assigned)


async def _pending(turn: Turn, args: Mapping[str, str]) -> tuple[Subject, Token, TokenOrder] | None:
    """The order, if it still waits and the operator may decide it; None after saying what is."""
    subject = await member_in_sight(turn, args.get("member", ""))
    found = await queries.order(turn.tx, uuid.UUID(args["order"]))
    if subject is None or found is None or found[0].user_id != subject.person.id:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return None
    token, order = found
    if token.payment_status is PaymentStatus.PENDING:
        return subject, token, order
    if order.decided_by is None:
        await settle(turn, ref_of(token.id), _desk(turn, "desk.left"))
    else:
        await settle(turn, ref_of(token.id), await _who_was_first(turn, order.decided_by))
    return None


async def _who_was_first(turn: Turn, by: uuid.UUID | None) -> Say:
    operator = await turn.tx.get(Operator, by) if by else None
    name = operator_name(turn, operator) if operator else turn.text("log.court")
    return Say(turn.text("desk.already_admission", name=name), by=Speaker.DESK)


async def _note(
    turn: Turn, subject: Subject, token: Token, kind: str, detail: dict[str, str] | None = None
) -> None:
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind=kind,
        subject=subject.person.id,
        object_id=str(token.id),
        detail=detail,
    )


def _desk(turn: Turn, key: str) -> Say:
    return Say(turn.text(key), by=Speaker.DESK)


def _words(values: Values, name: str) -> str:
    text = "".join(values.get(name, ())).strip()
    return text if SHORTEST <= len(text) <= LONGEST else ""
