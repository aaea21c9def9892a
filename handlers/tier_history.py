"""The tier's history in words: from what to what, when and why; operators also read by whom."""

from handlers.ledger import GRANTED, REVOKED
from handlers.operator.roles import operator_name
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import ledger as queries
from storage.tables import Operator, TierChange

SHOWN = 8
DOORS = (GRANTED, REVOKED)


async def lines(turn: Turn, subject: Subject, *, by_whom: bool = False) -> list[str]:
    """The latest changes of a member's tier, the newest first, as whoever's turn it is reads them."""
    found = await queries.latest_tier_changes(turn.tx, subject.member.id, SHOWN)
    return [await _line(turn, row, by_whom=by_whom) for row in found]


async def _line(turn: Turn, row: TierChange, *, by_whom: bool) -> str:
    key = "tier.door" if row.why in DOORS else "tier.change"
    why = f"tier.why.{row.why}"
    line = turn.text(
        key,
        on=f"{row.at.astimezone(turn.me.zone):%d %b %Y}",
        before=row.before,
        after=row.after,
        why=turn.text(why) if turn.house.texts.has(why) else row.why,
    )
    if not by_whom or row.by is None:
        return line
    operator = await turn.tx.get(Operator, row.by)
    name = operator_name(turn, operator) if operator else turn.text("operators.unnamed", id=row.by.hex[:6])
    return turn.text("tier.by", line=line, name=name)
