"""Wakes what runs beside the turns; whoever is to be woken registers once at the start."""

from collections.abc import Callable
from datetime import datetime


def _nobody() -> None:
    return None


class Waker:
    """Implements ``handlers.ports.Wake``."""

    def __init__(self) -> None:
        self.on_delivery: Callable[[], None] = _nobody
        self.on_work: Callable[[], None] = _nobody

    def delivery(self) -> None:
        """Something was queued to be sent."""
        self.on_delivery()

    def work(self) -> None:
        """Something slow was queued."""
        self.on_work()

    def alarm(self, at: datetime) -> None:
        """Something becomes due at ``at``: delivery looks anew at how long it may sleep."""
        del at
        self.on_delivery()
