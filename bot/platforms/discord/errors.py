"""What Discord's refusals mean to the court."""

import math

import discord

from bot.platforms.port import Hopeless, PlatformError, Refused, TryLater, Unavailable, Unreachable

UNAUTHORIZED, FORBIDDEN, TOO_LARGE, TOO_MANY, BROKEN = 401, 403, 413, 429, 500
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK = 10003, 10008, 10015
UNKNOWN_INTERACTION, ALREADY_ANSWERED, TOKEN_EXPIRED = 10062, 40060, 50027
ENTITY_TOO_LARGE, TOO_MANY_FOLLOW_UPS = 40005, 40094
CLOSED = frozenset({50007, 50278, 50001, 10013})
"""Direct messages are closed, no server in common any more, no access, no such person."""
GONE = frozenset(
    {
        UNKNOWN_CHANNEL,
        UNKNOWN_MESSAGE,
        UNKNOWN_WEBHOOK,
        UNKNOWN_INTERACTION,
        ALREADY_ANSWERED,
        TOKEN_EXPIRED,
        TOO_MANY_FOLLOW_UPS,
    }
)
LONG, LONGEST = 60.0, 3600.0


class Gone(PlatformError):
    """What was to be changed or answered is not there any more."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Discord no longer knows it ({code}).")
        self.code = code


class TooLarge(Refused):
    """Discord does not take files of this size."""


class NoAnswer(Unavailable):
    """Discord did not answer: whether it did what was asked is not known."""


def meaning_of(error: Exception) -> PlatformError:
    """The court's error for one of the library's."""
    match error:
        case discord.RateLimited():
            return TryLater(error.retry_after)
        case discord.HTTPException():
            return _of_status(error)
        case _:
            return NoAnswer(f"Discord did not answer ({type(error).__name__}).")


def _of_status(error: discord.HTTPException) -> PlatformError:
    status, code = error.status, error.code
    if status == UNAUTHORIZED and code not in GONE:
        return Hopeless("Discord refuses the token.")
    if status == TOO_MANY:
        return TryLater(_pause_of(error))
    if status >= BROKEN:
        return Unavailable(f"Discord answered {status}.")
    if code in GONE:
        return Gone(code)
    if code in CLOSED:
        return Unreachable("Direct messages are closed.")
    if status == TOO_LARGE or code == ENTITY_TOO_LARGE:
        return TooLarge("Too large for Discord.")
    return Refused(f"Discord answered {status} ({code}).")


def _pause_of(error: discord.HTTPException) -> float:
    headers = getattr(error.response, "headers", {})
    try:
        pause = float(headers.get("Retry-After", LONG))
    except ValueError:
        return LONG
    # An hour at most: then it is asked again.
    return min(max(1.0, pause), LONGEST) if not math.isnan(pause) else LONG
