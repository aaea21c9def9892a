"""Whom something that is for many goes to: chosen by an operator, counted beforehand, the same each time."""

from handlers.operator.audience.model import Audience

__all__ = ["Audience"]
