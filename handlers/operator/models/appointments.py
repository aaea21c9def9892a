"""What is open with the models: requests, proposals and agreed times of the members one may see."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.operator.desk.queue import ref_of
from handlers.operator.desk.sessions import message_of
from handlers.operator.sight import member_in_sight
from handlers.rules.sessions import Stage
from handlers.sessions.rows import Case, case_of
from handlers.turn import Turn
from handlers.zones import spoken
from storage.queries import sessions as queries
from storage.tables import CamModelSession

PAGE = 8


async def listed(turn: Turn, args: Mapping[str, str]) -> None:
    """A page of everything open, what has a time first. No names: a look shows whose it is."""
    page = int(args["page"])
    personas = list(turn.me.operator.personas) if turn.me.operator else []
    found = await queries.all_open(turn.tx, personas, turn.me.person.id, page * PAGE, PAGE + 1)
    choices = tuple(
        Choice(_label(turn, Case(*each)), "sessions.view", {"session": str(each[0].id)})
        for each in found[:PAGE]
    )
    nav: tuple[Choice, ...] = ()
    if len(found) > PAGE:
        nav = (Choice(turn.text("common.next"), "sessions.open", {"page": str(page + 1)}),)
    text = turn.text("models.open_title" if found else "models.open_none")
    await turn.say(Say(text, by=Speaker.DESK, choices=choices, nav=nav))


def _label(turn: Turn, case: Case) -> str:
    moment = case.details.scheduled_at or case.session.requested_at
    return turn.text(
        f"models.row.{case.stage(turn.now).value}",
        model=case.session.cam_model_name[:24],
        when=spoken(moment, turn.me.zone, turn.now),
    )


async def view(turn: Turn, args: Mapping[str, str]) -> None:
    """One of them, as on the desk."""
    known = await turn.tx.get(CamModelSession, uuid.UUID(args["session"]))
    subject = None if known is None else await member_in_sight(turn, str(known.user_id))
    case = None if known is None or subject is None else await case_of(turn, known.id)
    if subject is None or case is None:
        await turn.say(turn.text("session.undecidable.gone"), by=Speaker.DESK)
        return
    if case.stage(turn.now) is Stage.OVER:
        await turn.say(turn.text("session.undecidable.over"), by=Speaker.DESK)
        return
    await turn.say(await message_of(turn, subject, case), ref=ref_of(case.session.id))
