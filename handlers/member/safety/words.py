"""Safety texts: from the catalogue, and if that ever fails, from here. Nothing may keep a stop silent."""

import structlog

from handlers.content.errors import TextError
from handlers.turn import Turn

log = structlog.get_logger(__name__)

FALLBACK = {
    "safety.stopped": "Everything is stopped. Nothing will come back by itself. You did right.",
    "safety.stopped_again": "Everything is still stopped.",
    "safety.stopped_buttons": "With the buttons below it stays quiet longer, or a person writes to you.",
    "safety.longer_24": "Quiet for a day",
    "safety.longer_72": "Quiet for 3 days",
    "safety.longer_168": "Quiet for a week",
    "safety.contact": "I would like a person to write",
    "safety.held": "I am not sure whether you meant to stop, so nothing more is sent for now.",
    "safety.go_on": "No, go on",
    "safety.stop": "Stop everything",
    "safety.too_late": "That stop is from before you came back. /red stops everything now.",
    "safety.also_named": "If name and safeword were right, everything is stopped there as well.",
}


def safety_text(turn: Turn, key: str, **values: object) -> str:
    """The text of ``key``, or its plain fallback."""
    try:
        return turn.text(key, **values)
    except TextError:
        log.error("safety.text_missing", key=key)  # noqa: TRY400 - the key says it all
        return FALLBACK[key]
