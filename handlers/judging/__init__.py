"""Verdicts on proofs: given by operators, by trust or by time, and taken back."""

from handlers.judging.deciding import AlreadyDecided, Impossible, Judged, Judgement, judge, settle
from handlers.judging.undoing import undo

__all__ = ["AlreadyDecided", "Impossible", "Judged", "Judgement", "judge", "settle", "undo"]
