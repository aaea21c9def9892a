"""Raising the spending cap: a day later, and with a second yes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from handlers.chat.outgoing import Choice, Say
from handlers.feature import Due
from handlers.turn import Turn
from handlers.zones import waking
from storage.enums import OutboxClass
from storage.queries import settings as queries
from storage.unit import UnitOfWork

WAIT = timedelta(hours=24)


async def find(tx: UnitOfWork, _now: datetime, wall: datetime, limit: int) -> Sequence[Due]:
    """Whose wish for a higher cap has waited long enough."""
    return [Due(each) for each in await queries.caps_to_confirm(tx, wall - WAIT, limit)]


async def ask(turn: Turn, _arg: str) -> None:
    """Ask for the second yes, once."""
    settings = turn.me.choices
    if (
        settings.cap_wanted is None
        or settings.cap_wanted_at is None
        or turn.wall - settings.cap_wanted_at < WAIT
    ):
        return
    settings.cap_wanted_at = None
    args = {"cap": str(settings.cap_wanted)}
    yes = Choice(turn.text("settings.cap_yes"), "settings.cap_yes", args)
    no = Choice(turn.text("settings.cap_no"), "settings.cap_no")
    words = turn.text("settings.cap_ask", before=settings.spending_cap, wanted=settings.cap_wanted)
    await turn.tell(
        turn.me,
        Say(words, choices=(no, yes)),
        klass=OutboxClass.ACCOUNT,
        not_before=waking(turn.me, turn.now),
        veiled=True,
    )


async def confirmed(turn: Turn, args: Mapping[str, str]) -> None:
    """The second yes."""
    settings = turn.me.choices
    if settings.cap_wanted is None or str(settings.cap_wanted) != args["cap"]:
        await turn.say(turn.text("common.stale_button"))
        return
    settings.spending_cap, settings.cap_wanted = settings.cap_wanted, None
    await turn.say(turn.text("settings.cap_raised", cap=settings.spending_cap))


async def declined(turn: Turn, _args: Mapping[str, str]) -> None:
    """It stays as it was."""
    turn.me.choices.cap_wanted = None
    await turn.say(turn.text("settings.cap_kept", cap=turn.me.choices.spending_cap))
