"""What may be offered where: the rules of the platforms themselves, which no court can loosen."""

from enum import StrEnum

from storage.enums import Platform


class Offer(StrEnum):
    """What a platform's own rules may leave out."""

    BUYING = "buying"
    SESSIONS = "sessions"


BARRED: dict[Platform, frozenset[Offer]] = {Platform.DISCORD: frozenset({Offer.BUYING, Offer.SESSIONS})}
"""Discord lets no bot sell tokens of its own, nor arrange such sessions."""


def may_offer(offer: Offer, platform: Platform) -> bool:
    """Whether the platform's rules let a court offer this there."""
    return offer not in BARRED.get(platform, frozenset())
