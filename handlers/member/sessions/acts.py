"""What a member does about an open session: accept a time, wish for another, take it back."""

import uuid
from collections.abc import Mapping

from handlers import conversation, desk_chats
from handlers.chat.outgoing import Choice, Say, Style
from handlers.member.sessions import flow
from handlers.rules.sessions import Move, Stage
from handlers.sessions import agreeing, calendar, closing, telling
from handlers.sessions.rows import Case, case_of
from handlers.turn import Turn


async def accept(turn: Turn, args: Mapping[str, str]) -> None:
    """The proposed time is agreed."""
    case = await _mine(turn, args, Move.ACCEPT, exact=True)
    if case is None:
        return
    await desk_chats.leaves(turn, case.session.id)
    await telling.tell_operator(turn, case, "accepted")
    await agreeing.agree(turn, turn.me, case, case.time, by=None)


async def again(turn: Turn, args: Mapping[str, str]) -> None:
    """The proposed time does not suit: ask for others, and show anew what will be seen."""
    case = await _mine(turn, args, Move.WISH_AGAIN, exact=True)
    if case is not None:
        await conversation.start(turn, flow.FLOW, await flow.draft_of(turn, case))


async def take_back(turn: Turn, args: Mapping[str, str]) -> None:
    """A request goes with one press; an agreed time is asked about once more."""
    case = await _mine(turn, args, Move.TAKE_BACK)
    if case is None:
        return
    if case.stage(turn.now) not in (Stage.AGREED, Stage.DUE):
        await _end(turn, case)
        return
    sure = Choice(turn.text("session.off_sure"), "session.off", dict(args), Style.DANGER)
    no = Choice(turn.text("session.off_no"), "session.stay", style=Style.PRIMARY)
    await turn.say(Say(turn.text("session.off_ask"), choices=(no, sure)))


async def call_off(turn: Turn, args: Mapping[str, str]) -> None:
    """The agreed time is called off."""
    case = await _mine(turn, args, Move.TAKE_BACK)
    if case is not None:
        await _end(turn, case)


async def stay(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("session.stays"))


async def calendar_again(turn: Turn, args: Mapping[str, str]) -> None:
    """The calendar file once more."""
    case = await _mine(turn, args, Move.TAKE_BACK)
    if case is not None and case.stage(turn.now) is Stage.AGREED:
        await calendar.later(turn, turn.me, case)


async def _end(turn: Turn, case: Case) -> None:
    await closing.leaves_desk(turn, case)
    await closing.close(turn, case, closing.TAKEN_BACK)
    await telling.close_buttons(turn, turn.me, case)
    await telling.unsend(turn, case)
    await turn.say(turn.text("session.taken_back", model=case.session.cam_model_name))


async def _mine(turn: Turn, args: Mapping[str, str], move: Move, *, exact: bool = False) -> Case | None:
    """The member's own session, if this can be done about it; ``exact``: only as it was shown. None after
    saying what is."""
    case = await case_of(turn, uuid.UUID(args["session"]))
    if case is None or case.session.user_id != turn.me.person.id:
        await turn.say(turn.text("common.stale_button"))
        return None
    stale = exact and str(case.details.revision) != args.get("rev")
    if stale or not case.allows(move, turn.now):
        await turn.say(turn.text("session.moved_on"))
        return None
    return case
