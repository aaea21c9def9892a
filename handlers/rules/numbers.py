"""Numbers as people type them."""

LONGEST = 12
"""No number the court asks for has more digits."""


def whole(text: str) -> int | None:
    """The whole number typed in plain digits, spaces around it allowed; None for anything else."""
    digits = text[: 4 * LONGEST].strip()
    plain = len(text) <= 4 * LONGEST and digits.isascii() and digits.isdigit() and len(digits) <= LONGEST
    return int(digits) if plain else None
