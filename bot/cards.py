"""Cards: from the data a handler said to the picture a person sees, drawn by the media room."""

import json


def draw_card(data: str) -> bytes:
    """The PNG of a card's data. Raises ``ValueError`` for a kind of card nobody draws."""
    card = json.loads(data)
    kind = card.pop("kind", "")
    if kind != "me":
        raise ValueError(f"Nobody draws the card {kind!r}.")
    # Pillow is only loaded when a card is really drawn.
    from media.cards import MeCard, me_card  # noqa: PLC0415

    return me_card(MeCard(**card))
