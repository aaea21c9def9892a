"""What our buttons, menus and forms are called on Discord: a purpose and the token it carries."""

from enum import StrEnum

LONGEST = 100


class Purpose(StrEnum):
    """What a component or a modal is for."""

    PRESS = "press"
    """A button: carries the token to press."""
    PICK = "pick"
    """A menu: its values are the tokens."""
    OPEN = "open"
    """A button that opens the form behind the token."""
    FORM = "form"
    """A modal: sent in through the token."""
    ASIDE = "aside"
    """A button, and the modal it opens, for one line that should not stand in the chat."""


def custom_id(purpose: Purpose, token: str) -> str:
    """The name Discord hands back."""
    return f"{purpose}:{token}"


def purpose_of(name: str) -> tuple[Purpose, str] | None:
    """The purpose and token of a name, or None if it is none of ours."""
    purpose, _, token = name.partition(":")
    try:
        return Purpose(purpose), token
    except ValueError:
        return None
