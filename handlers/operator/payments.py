"""/payments: what was paid, what goes back, what was written off. Money leaves only by an owner's hand."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.member.tokens import refunding
from handlers.operator.sight import member_in_sight, note_look
from handlers.rules.money import refund as refund_rule
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import OutboxClass, PaymentStatus
from storage.queries import money as queries
from storage.queries.money import DONE, MANUAL, OPEN, REFUSED
from storage.tables import Refund, Token, TokenOrder

PAGE = 10
MANY = 100


async def payments(turn: Turn, _args: str) -> None:
    """What waits, what is on its way back, and the newest payments."""
    personas, me = _personas(turn), turn.me.person.id
    waiting = await queries.token_requests(turn.tx, personas, me, MANY)
    lines = [turn.text("payments.waiting", count=len(waiting))]
    going: list[Refund] = []
    if not personas:
        going = [*await queries.refunds(turn.tx, OPEN, me, MANY)]
        going += await queries.refunds(turn.tx, REFUSED, me, MANY)
        lines.append(turn.text("payments.going_back", count=len(going)))
        lines.append(turn.text("payments.written_off", tokens=await queries.written_off(turn.tx)))
    nav = () if personas else (Choice(turn.text("payments.write_offs"), "payments.write_offs"),)
    await turn.say(Say("\n".join(lines), by=Speaker.DESK, nav=nav))
    for row in going[:PAGE]:
        await _show_refund(turn, row)
    await _page(turn, None)


async def older(turn: Turn, args: Mapping[str, str]) -> None:
    """Older payments."""
    await _page(turn, datetime.fromisoformat(args["before"]))


async def _page(turn: Turn, before: datetime | None) -> None:
    rows = await queries.recent_purchases(
        turn.tx, _personas(turn), turn.me.person.id, before=before, limit=PAGE + 1
    )
    if not rows:
        await turn.say(turn.text("payments.none"), by=Speaker.DESK)
        return
    gone = await queries.refunded(turn.tx, [token.id for token, _, _ in rows])
    lines = [_line(turn, token, order, name, gone) for token, order, name in rows[:PAGE]]
    choices = tuple(
        Choice(
            turn.text("payments.look", reference=order.reference),
            "payments.view",
            {"order": str(token.id), "member": str(token.user_id)},
        )
        for token, order, _ in rows[:PAGE]
    )
    nav: tuple[Choice, ...] = ()
    if len(rows) > PAGE:
        args = {"before": rows[PAGE - 1][0].purchased_at.isoformat()}
        nav = (Choice(turn.text("payments.older"), "payments.older", args),)
    await turn.say(Say("\n".join(lines), by=Speaker.DESK, choices=choices, nav=nav))


def _line(turn: Turn, token: Token, order: TokenOrder, name: str, gone: set[uuid.UUID]) -> str:
    line = turn.text(
        "payments.row",
        on=_day(turn, token.purchased_at),
        name=name,
        tokens=token.amount,
        price=_price(turn, order),
        reference=order.reference,
    )
    return f"{line} {turn.text('payments.given_back')}" if token.id in gone else line


async def view(turn: Turn, args: Mapping[str, str]) -> None:
    """One payment, and what an owner can do about it."""
    found = await _order(turn, args)
    if found is None:
        return
    subject, token, order = found
    await note_look(turn, subject, "payment", str(token.id))
    gone = await queries.refunded(turn.tx, [token.id])
    choices: tuple[Choice, ...] = ()
    if turn.me.is_owner and token.id not in gone and token.payment_status is PaymentStatus.CONFIRMED:
        choices = (Choice(turn.text("payments.refund"), "payments.refund", dict(args), Style.DANGER),)
    text = _line(turn, token, order, subject.member.username, gone)
    await turn.say(Say(text, by=Speaker.DESK, choices=choices))


async def ask_refund(turn: Turn, args: Mapping[str, str]) -> None:
    """What giving it back will do, before it is done."""
    found = await _refundable(turn, args)
    if found is None:
        return
    subject, token, order = found
    preview = refund_rule(subject.member.token_balance, token.amount, "preview", turn.wall)
    text = turn.text(
        "payments.refund_ask",
        name=subject.member.username,
        price=_price(turn, order),
        taken=-preview.entry.taken,
        written_off=preview.written_off,
    )
    sure = Choice(turn.text("payments.refund_sure"), "payments.refund_sure", dict(args), Style.DANGER)
    no = Choice(turn.text("common.cancel"), "payments.nothing", style=Style.PRIMARY)
    await turn.say(Say(text, by=Speaker.DESK, choices=(no, sure)))


async def do_refund(turn: Turn, args: Mapping[str, str]) -> None:
    """Give it back: Stars by themselves, anything else by the owner's own hand."""
    found = await _refundable(turn, args)
    if found is None:
        return
    subject, token, order = found
    row = await refunding.give_back(turn, subject, token, order, "operator", by=turn.me.person.id)
    await _note(turn, row, "payment.refund", subject)
    key = "tokens.refund_manual" if order.provider == MANUAL else "tokens.refund_stars"
    words = turn.text_for(subject, key, reference=order.reference, tokens=row.taken)
    await turn.tell(subject, words, klass=OutboxClass.ACCOUNT, veiled=True)
    await turn.say(turn.text("payments.refund_begun"), by=Speaker.DESK)
    if order.provider == MANUAL:
        await _show_refund(turn, row)


async def paid_back(turn: Turn, args: Mapping[str, str]) -> None:
    """An owner has paid the money back by hand."""
    row = await _refund(turn, args, OPEN, provider=MANUAL)
    if row is None:
        return
    row.status, row.done_at, row.by = DONE, turn.wall, turn.me.person.id
    subject = await turn.subject(row.user_id) if row.user_id else None
    await _note(turn, row, "payment.paid_back", subject)
    if subject is not None:
        words = turn.text_for(subject, "tokens.paid_back", reference=row.reference)
        await turn.tell(subject, words, klass=OutboxClass.ACCOUNT, veiled=True)
    await turn.say(turn.text("payments.settled", reference=row.reference), by=Speaker.DESK)


async def again(turn: Turn, args: Mapping[str, str]) -> None:
    """Ask the provider once more."""
    row = await _refund(turn, args, REFUSED)
    if row is None:
        return
    if row.payment is None:
        await turn.say(turn.text("payments.no_payment"), by=Speaker.DESK)
        return
    await refunding.again(turn, row)
    await turn.say(turn.text("payments.refund_begun"), by=Speaker.DESK)


async def keep(turn: Turn, args: Mapping[str, str]) -> None:
    """The provider will not: what the refund took of the tokens comes back to the member."""
    row = await _refund(turn, args, REFUSED)
    if row is None:
        return
    subject = await turn.subject(row.user_id) if row.user_id else None
    returned = await refunding.keep_tokens(turn, subject, row, by=turn.me.person.id)
    await _note(turn, row, "payment.keep", subject)
    if subject is not None and returned:
        words = turn.text_for(subject, "tokens.returned", tokens=returned, reference=row.reference)
        await turn.tell(subject, words, klass=OutboxClass.ACCOUNT, veiled=True)
    await turn.say(turn.text("payments.kept", tokens=returned), by=Speaker.DESK)


async def write_offs(turn: Turn, args: Mapping[str, str]) -> None:
    """Refunds of what was spent already, the newest first."""
    before = datetime.fromisoformat(args["before"]) if args.get("before") else None
    rows = await queries.write_offs(turn.tx, before=before, limit=PAGE + 1)
    lines = [
        turn.text(
            "payments.write_off",
            on=_day(turn, row.at),
            reference=row.reference,
            tokens=row.written_off,
            of=row.tokens,
        )
        for row in rows[:PAGE]
    ]
    nav: tuple[Choice, ...] = ()
    if len(rows) > PAGE:
        more = {"before": rows[PAGE - 1].at.isoformat()}
        nav = (Choice(turn.text("payments.older"), "payments.write_offs", more),)
    text = "\n".join(lines) or turn.text("payments.no_write_offs")
    await turn.say(Say(text, by=Speaker.DESK, nav=nav))


async def nothing(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


# -- finding -----------------------------------------------------------------------------------------


async def _show_refund(turn: Turn, row: Refund) -> None:
    args = {"refund": str(row.id)}
    choices: tuple[Choice, ...] = ()
    if turn.me.is_owner and row.status == REFUSED:
        choices = (
            Choice(turn.text("payments.again"), "payments.again", args, Style.PRIMARY),
            Choice(turn.text("payments.keep"), "payments.keep", args),
        )
    elif turn.me.is_owner and row.provider == MANUAL:
        choices = (Choice(turn.text("payments.paid_back"), "payments.paid_back", args, Style.PRIMARY),)
    text = turn.text(
        f"payments.refund_{row.status}",
        on=_day(turn, row.at),
        reference=row.reference,
        price=row.price or turn.text("tokens.in_stars", stars=row.stars),
        taken=row.taken,
        written_off=row.written_off,
        error=row.error or "-",
    )
    await turn.say(Say(text, by=Speaker.DESK, choices=choices))


async def _order(turn: Turn, args: Mapping[str, str]) -> tuple[Subject, Token, TokenOrder] | None:
    """The payment, if the operator may see whose it is; None after saying so."""
    subject = await member_in_sight(turn, args.get("member", ""))
    found = await queries.order(turn.tx, uuid.UUID(args["order"]))
    if subject is None or found is None or found[0].user_id != subject.person.id:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return None
    return subject, *found


async def _refundable(turn: Turn, args: Mapping[str, str]) -> tuple[Subject, Token, TokenOrder] | None:
    """The same, if it was paid and nobody has given it back; None after saying so."""
    found = await _order(turn, args)
    if found is None:
        return None
    gone = await queries.refunded(turn.tx, [found[1].id])
    if gone or found[1].payment_status is not PaymentStatus.CONFIRMED:
        await turn.say(turn.text("payments.gone_already"), by=Speaker.DESK)
        return None
    return found


async def _refund(turn: Turn, args: Mapping[str, str], status: str, *, provider: str = "") -> Refund | None:
    """A refund that stands where the button thinks it does, locked; None after saying that it moved on."""
    row = await queries.locked_refund(turn.tx, uuid.UUID(args["refund"]))
    own = row is not None and row.user_id == turn.me.person.id
    if row is None or own or row.status != status or (provider and row.provider != provider):
        await turn.say(turn.text("payments.moved_on"), by=Speaker.DESK)
        return None
    return row


async def _note(turn: Turn, row: Refund, kind: str, subject: Subject | None) -> None:
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind=kind,
        subject=subject.person.id if subject else None,
        object_id=str(row.id),
    )


def _personas(turn: Turn) -> list[str]:
    return turn.me.operator.personas if turn.me.operator else []


def _price(turn: Turn, order: TokenOrder) -> str:
    return order.price or turn.text("tokens.in_stars", stars=order.stars)


def _day(turn: Turn, moment: datetime) -> str:
    return f"{moment.astimezone(turn.me.zone):%d %b %Y}"


FEATURE = Feature(
    commands=(CommandSpec("payments", Group.OPERATOR, Access.OPERATOR, payments),),
    actions=(
        ActionSpec("payments.older", Access.OPERATOR, older, once=False),
        ActionSpec("payments.view", Access.OPERATOR, view, once=False),
        ActionSpec("payments.write_offs", Access.OPERATOR, write_offs, once=False),
        ActionSpec("payments.nothing", Access.OPERATOR, nothing),
        ActionSpec("payments.refund", Access.OWNER, ask_refund, once=False),
        ActionSpec("payments.refund_sure", Access.OWNER, do_refund),
        ActionSpec("payments.paid_back", Access.OWNER, paid_back),
        ActionSpec("payments.again", Access.OWNER, again),
        ActionSpec("payments.keep", Access.OWNER, keep),
    ),
)
