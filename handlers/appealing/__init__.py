"""Appeals against failed tasks: lodged by members, decided by operators or by time, and taken back."""

from handlers.appealing.deciding import AlreadyDecided, Decided, Impossible, Outcome, decide
from handlers.appealing.lodging import Plea, lodge, obstacle_to
from handlers.appealing.undoing import undo

__all__ = [
    "AlreadyDecided",
    "Decided",
    "Impossible",
    "Outcome",
    "Plea",
    "decide",
    "lodge",
    "obstacle_to",
    "undo",
]
