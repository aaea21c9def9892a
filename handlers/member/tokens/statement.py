"""The statement: every token that came or went, why, and every order."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say
from handlers.rules import points
from handlers.turn import Turn
from storage.enums import OutboxClass, PaymentStatus
from storage.queries import money as queries
from storage.tables import Scene, TokenEntry

PAGE = 20
ORDERS = 10
ACTS = ("credited", "refunded", "unlocked", "forgiven", "given")


async def statement(turn: Turn, args: Mapping[str, str]) -> None:
    """A page of the ledger, the newest first; with the first, the orders that came to nothing."""
    before = int(args["before"]) if args.get("before") else None
    rows = await queries.page_of_entries(turn.tx, turn.me.member.id, before=before, limit=PAGE + 1)
    lines = [await _line(turn, row) for row in rows[:PAGE]]
    if not rows:
        lines = [turn.text("tokens.no_entries")]
    head = turn.text("tokens.statement_head", tokens=turn.me.member.token_balance)
    paragraphs = [head, "\n".join(lines)]
    if before is None:
        paragraphs += await _orders(turn)
    nav: tuple[Choice, ...] = ()
    if len(rows) > PAGE:
        older = {"before": str(rows[PAGE - 1].number)}
        nav = (Choice(turn.text("tokens.older"), "tokens.statement", older),)
    await turn.say(Say("\n\n".join(paragraphs), nav=nav), klass=OutboxClass.ACCOUNT)


def reason(turn: Turn, cause: str, *, scene: str = "") -> str:
    """Why tokens moved, in words; ``scene`` is the name of what was unlocked."""
    act = points.act_of(cause)
    words = turn.text(f"tokens.act.{act if act in ACTS else 'other'}")
    if scene:
        words = turn.text("tokens.act.scene", name=scene)
    reversed_ = cause.endswith(f":{points.REVERSED}")
    return turn.text("tokens.act.returned", act=words) if reversed_ else words


async def _scene(turn: Turn, cause: str) -> Scene | None:
    """The scene that tokens were paid for, or None."""
    thing, thing_id, *_ = cause.split(":")
    if thing != "scene" or points.act_of(cause) != "unlocked":
        return None
    try:
        return await turn.tx.get(Scene, uuid.UUID(thing_id))
    except ValueError:
        return None


async def _line(turn: Turn, row: TokenEntry) -> str:
    scene = await _scene(turn, row.cause)
    line = turn.text(
        "tokens.entry",
        on=f"{row.at.astimezone(turn.me.zone):%d %b %Y}",
        taken=f"{row.taken:+d}",
        reason=reason(turn, row.cause, scene=scene.name if scene else ""),
    )
    short = row.taken - row.asked
    return f"{line} {turn.text('tokens.short', short=short)}" if short > 0 else line


async def _orders(turn: Turn) -> list[str]:
    """Orders, each with where it stands."""
    found: list[str] = []
    for status in PaymentStatus:
        rows = await queries.orders(turn.tx, turn.me.member.id, status=status)
        gone = await queries.refunded(turn.tx, [token.id for token, _ in rows])
        for token, order in rows[-ORDERS:]:
            state = "refunded" if token.id in gone else status.value.lower()
            reason_given = await turn.tx.open(order, "reason") or ""
            line = turn.text(
                "tokens.order_line",
                on=f"{order.asked_at.astimezone(turn.me.zone):%d %b %Y}",
                reference=order.reference,
                tokens=token.amount,
                state=turn.text(f"tokens.state.{state}"),
            )
            found.append(f"{line} {reason_given}".strip())
    return [turn.text("tokens.orders_head"), "\n".join(found)] if found else []
