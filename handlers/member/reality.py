"""Reality checks: at the member's own interval a plain word about time and tokens. Never a word to stay."""

from datetime import timedelta

from handlers.chat.outgoing import Say, Speaker
from handlers.turn import Turn
from storage.enums import OutboxClass

A_NEW_SITTING = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


async def check(turn: Turn) -> None:
    """Count the time of this sitting (wall clock), and say it when the interval is over again."""
    settings = turn.me.settings
    if settings is None or settings.reality_minutes == 0:
        return
    seen = settings.sitting_seen_at
    if seen is None or settings.sitting_since is None or turn.wall - seen > A_NEW_SITTING:
        settings.sitting_since = settings.reality_told_at = turn.wall
    settings.sitting_seen_at = turn.wall
    told = turn.wall if settings.reality_told_at is None else settings.reality_told_at
    if (
        turn.wall - told < timedelta(minutes=settings.reality_minutes)
        or turn.me.person.stopped_at is not None
    ):
        return
    settings.reality_told_at = turn.wall
    since = turn.wall if settings.sitting_since is None else settings.sitting_since
    minutes = (turn.wall - since) // MINUTE
    words = turn.text("reality.check", minutes=minutes, tokens=turn.me.member.token_balance)
    await turn.say(Say(words, by=Speaker.SAFETY), klass=OutboxClass.SAFETY)
