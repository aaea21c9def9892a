"""Words of the game: an answer goes out at once, what nobody asked for waits for the end of quiet hours."""

from datetime import datetime

from handlers.chat.outgoing import Message, Speaker
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import waking
from storage.enums import OutboxClass


def answers(turn: Turn, subject: Subject) -> bool:
    """Whether what is said to ``subject`` now answers something she just did."""
    return turn.inbound is not None and subject is turn.me


def earliest(turn: Turn, subject: Subject) -> datetime | None:
    """When words of the game may reach ``subject``: None for at once."""
    return None if answers(turn, subject) else waking(subject, turn.now)


async def tell(
    turn: Turn,
    subject: Subject,
    what: Message | str,
    *,
    by: Speaker = Speaker.PERSONA,
    ref: str | None = None,
    on_sent: str = "",
) -> bool:
    """Say something of the game to a member. False if there is no chat to say it in, or she is stopped."""
    klass = OutboxClass.REPLY if answers(turn, subject) else OutboxClass.GAME
    moment = earliest(turn, subject)
    return await turn.tell(subject, what, by=by, klass=klass, ref=ref, on_sent=on_sent, not_before=moment)
