"""The Bot API's methods, one module for each kind of them."""

from tests.fakes.telegram.methods import (
    about,
    answering,
    deleting,
    editing,
    fetching,
    media,
    payments,
    polling,
    sending,
)
from tests.fakes.telegram.methods.registry import METHODS

__all__ = [
    "METHODS",
    "about",
    "answering",
    "deleting",
    "editing",
    "fetching",
    "media",
    "payments",
    "polling",
    "sending",
]
