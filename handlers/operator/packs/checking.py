"""Looking at the files of the packs again: what a restart would complain of, and what it would load anew."""

import asyncio
from collections.abc import Mapping

from handlers.chat.outgoing import Speaker
from handlers.content.errors import ContentError
from handlers.content.loader import changed_on_disk
from handlers.feature import Errand
from handlers.operator.templates.importing import wrong
from handlers.turn import Turn
from storage.enums import OutboxClass

WORK = "packs.recheck"


async def begin(turn: Turn, _args: Mapping[str, str]) -> None:
    """Reading many files is an errand's work."""
    await turn.later(WORK)
    await turn.say(turn.text("packs.reading"), by=Speaker.DESK)


async def check(errand: Errand) -> None:
    """Say what is wrong, what differs, or that nothing does."""
    if errand.person_id is None:
        return
    changed: list[str] = []
    error: ContentError | None = None
    try:
        changed = await asyncio.to_thread(changed_on_disk, errand.house.packs)
    except ContentError as found:
        error = found
    async with errand.turn(errand.person_id) as turn:
        if error is not None:
            words = f"{turn.text('packs.files_wrong')}\n{wrong(turn, error)}"
        elif changed:
            words = turn.text("packs.files_changed", packs=", ".join(changed))
        else:
            words = turn.text("packs.files_same")
        await turn.tell(turn.me, words, by=Speaker.DESK, klass=OutboxClass.ACCOUNT)
