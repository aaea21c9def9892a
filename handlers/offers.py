"""Whether something is offered where an update came from: the platform's rules first, then the owner's."""

from typing import TYPE_CHECKING

from handlers.rules.offers import Offer, may_offer
from storage.enums import Platform

if TYPE_CHECKING:
    from handlers.ports import Policy
    from handlers.turn import Turn


def offered(policy: "Policy", offer: Offer | None, platform: Platform) -> bool:
    """Whether the court offers this on a platform; what needs no offer is everywhere."""
    if offer is None:
        return True
    if not may_offer(offer, platform):
        return False
    return offer is not Offer.SESSIONS or platform in policy.sessions


def offered_here(turn: "Turn", offer: Offer | None) -> bool:
    """Whether it is offered where the update came from; what time brings comes from nowhere."""
    return turn.account is None or offered(turn.house.policy, offer, turn.account.platform)
