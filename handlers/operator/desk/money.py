"""What waits on the desk about money: orders to be confirmed, questions about payments."""

from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.operator.desk.queue import Item, ref_of
from handlers.operator.sight import member_in_sight, note_look
from handlers.turn import Turn
from handlers.zones import spoken
from storage.queries import desk as desk_queries
from storage.queries import money as queries
from storage.tables import PayQuestion


async def show_order(turn: Turn, item: Item) -> None:
    """An order that waits for somebody who has seen the money."""
    subject = await member_in_sight(turn, str(item.waiting.member_id))
    found = await queries.order(turn.tx, item.waiting.id)
    if subject is None or found is None:
        return
    token, order = found
    text = turn.text(
        "desk.order",
        name=subject.member.username,
        tokens=token.amount,
        pack=order.pack,
        price=order.price,
        reference=order.reference,
        since=spoken(order.asked_at, turn.me.zone, turn.wall),
    )
    args = {"order": str(token.id), "member": str(subject.member.id)}
    choices = (
        Choice(turn.text("desk.pay_confirm"), "desk.pay_confirm", args, Style.PRIMARY),
        Choice(turn.text("desk.pay_decline"), "desk.pay_decline", args, Style.DANGER),
    )
    message = Say(text, by=Speaker.DESK, choices=choices, nav=_next(turn, item))
    await turn.say(message, ref=ref_of(token.id))


async def show_question(turn: Turn, item: Item) -> None:
    """What somebody asks about a payment; perhaps she is no member any more, or not yet."""
    row = await turn.tx.get(PayQuestion, item.waiting.id)
    if row is None:
        return
    subject = await member_in_sight(turn, str(row.person_id))
    if subject is not None:
        await note_look(turn, subject, "paysupport", str(row.id))
    account = await desk_queries.persons_account(turn.tx, row.person_id)
    somebody = turn.text("desk.somebody", platform=account.platform.value if account else "?")
    text = turn.text(
        "desk.question",
        name=subject.member.username if subject else somebody,
        since=spoken(row.asked_at, turn.me.zone, turn.wall),
        words=await turn.tx.open(row, "text") or "",
    )
    args = {"question": str(row.id), "person": str(row.person_id)}
    choices = (
        Choice(turn.text("desk.pay_answer"), "desk.pay_answer", args, Style.PRIMARY),
        Choice(turn.text("desk.pay_settle"), "desk.pay_settle", args),
    )
    message = Say(text, by=Speaker.DESK, choices=choices, nav=_next(turn, item))
    await turn.say(message, ref=ref_of(row.id))


def _next(turn: Turn, item: Item) -> tuple[Choice, ...]:
    return (Choice(turn.text("desk.next"), "desk.next", {"after": item.name}),)
