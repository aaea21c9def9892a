"""Comparing photos by the difference hash that cleaning leaves in their hints."""

NEAR = 8
"""At most this many differing bits of 64: the same picture, cropped a little or saved again."""


def distance(one: str, other: str) -> int:
    """How many of the 64 bits of two fingerprints differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
