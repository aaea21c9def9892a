"""Safety: stop, hold, drill, resume, and every gentler brake. Out of character, always open."""

from handlers.member.safety.drill import drilled
from handlers.member.safety.holding import hold
from handlers.member.safety.stop import barely, red, stop_everything, too_late

__all__ = ["barely", "drilled", "hold", "red", "stop_everything", "too_late"]
