"""Cards: small pictures that say where a member stands. Drawing takes a tenth of a second: use a thread."""

from dataclasses import dataclass

from media.palette import Theme


@dataclass(frozen=True, slots=True)
class CardLabels:
    """The words on a card, so that it can be had in any language. `{name}` and the like are filled in."""

    heading: str = "{name} at the court of"
    points: str = "points"
    to_next: str = "{points} more for {tier}"
    highest: str = "There is nothing above this"
    streak: str = "day streak"
    best: str = "longest"
    open: str = "open"
    done: str = "done"
    tokens: str = "tokens"
    thousands: str = ","


@dataclass(frozen=True, slots=True)
class MeCard:
    """Where a member stands. `share` is the way from this tier to the next, from 0 to 1."""

    name: str
    persona: str
    tier: str
    next_tier: str | None
    points: int
    points_to_next: int | None
    share: float
    streak_days: int
    best_streak: int
    open_tasks: int
    done_tasks: int
    tokens: int
    theme: Theme = Theme.NIGHT
    labels: CardLabels = CardLabels()


def me_card(data: MeCard) -> bytes:
    """The card as a PNG of 1200 x 630 pixels; the same data gives the same bytes."""
    from media.me_card import draw  # noqa: PLC0415 - Pillow is loaded when the first card is drawn

    return draw(data)
