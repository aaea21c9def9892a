"""Reality checks: at the member's own interval a plain word about time and tokens. Never a word to stay."""

from datetime import timedelta

from handlers.chat.outgoing import Say, Speaker
from handlers.member.tokens.shop import month_of
from handlers.turn import Turn
from storage.enums import OutboxClass

A_NEW_SITTING = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


async def check(turn: Turn) -> None:
    """Count the time of this sitting (wall clock), and say it when the interval is over again."""
    settings = turn.me.settings
    if settings is None or settings.reality_minutes == 0:
        return
    seen, since = settings.sitting_seen_at, settings.sitting_since
    if seen is None or since is None or turn.wall - seen > A_NEW_SITTING:
        since = settings.sitting_since = settings.reality_told_at = turn.wall
    settings.sitting_seen_at = turn.wall
    told = settings.reality_told_at or since
    if (
        turn.wall - told < timedelta(minutes=settings.reality_minutes)
        or turn.me.person.stopped_at is not None
    ):
        return
    settings.reality_told_at = turn.wall
    minutes = (turn.wall - since) // MINUTE
    month = await month_of(turn, turn.me)
    words = turn.text(
        "reality.check", minutes=minutes, tokens=turn.me.member.token_balance, bought=month.bought
    )
    await turn.say(Say(words, by=Speaker.SAFETY), klass=OutboxClass.SAFETY)
