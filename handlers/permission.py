"""Whether the person whose turn it is may use something now, and if not, the sentence that says why."""

from handlers.feature import Access, CommandSpec
from handlers.offers import offered_here
from handlers.rules.offers import Offer
from handlers.rules.stopping import play_allowed
from handlers.standing import standing_of
from handlers.turn import Turn


def refusal(turn: Turn, access: Access, offer: Offer | None = None) -> str | None:
    """None if allowed; else a sentence for the person."""
    me = turn.me
    if turn.account is not None and not offered_here(turn, offer):
        return turn.text("common.not_offered", place=turn.text(f"link.on_{turn.account.platform.value}"))
    match access:
        case Access.ANYBODY:
            return None
        case Access.OPERATOR:
            return None if me.operator is not None else turn.text("common.unknown_command")
        case Access.OWNER:
            return None if me.is_owner else turn.text("common.owners_only")
        case Access.MEMBER | Access.PLAYER:
            return _member_refusal(turn, access)


def _member_refusal(turn: Turn, access: Access) -> str | None:
    if not turn.me.is_member:
        return turn.text("common.members_only")
    if access is Access.MEMBER:
        return None
    blocked = play_allowed(standing_of(turn.me.person), turn.now)
    return None if blocked is None else turn.text(f"blocked.{blocked.value}")


def visible(turn: Turn, spec: CommandSpec) -> bool:
    """Whether a command belongs into this person's menu: what can never be used is not shown."""
    if spec.hidden or not offered_here(turn, spec.offer):
        return False
    match spec.access:
        case Access.OPERATOR:
            return turn.me.operator is not None
        case Access.OWNER:
            return turn.me.is_owner
        case Access.MEMBER | Access.PLAYER:
            return turn.me.is_member
        case Access.ANYBODY:
            return True
