"""Asking for a session; asking again for another time; and what a change of limits does to what was asked."""

import json
from collections.abc import Sequence

from handlers import desk_chats, tagging
from handlers.chat.outgoing import Choice, Speaker
from handlers.rules.limits import Limits
from handlers.rules.sessions import Stage, answer_by
from handlers.sessions import telling
from handlers.sessions.brief import Wishes, brief_of
from handlers.sessions.rows import Case, changed, open_case
from handlers.subject import Subject
from handlers.turn import Turn
from storage.tables import CamModel, CamModelSession, SessionDetails


async def request(turn: Turn, model: CamModel, tags: Sequence[str], wishes: Wishes) -> Case:
    """The request of the member whose turn it is, with exactly what she chose to share."""
    me = turn.me
    limits = await tagging.limits_of(turn, me)
    session = CamModelSession(user_id=me.member.id, cam_model_name=model.name, requested_at=turn.now)
    turn.tx.add(await turn.tx.seal(session, fantasy_tags=json.dumps(list(tags))))
    await turn.tx.flush()
    details = SessionDetails(
        session_id=session.id,
        user_id=me.member.id,
        model_id=model.id,
        account_id=turn.account.id if turn.account else None,
        expires_at=answer_by(turn.now, turn.house.rules.session_answer_hours),
    )
    case = Case(session, details)
    await _written(turn, me, case, tags, wishes, limits)
    turn.tx.add(details)
    await turn.tx.flush()
    return case


async def ask_again(turn: Turn, case: Case, wishes: Wishes) -> None:
    """The proposed time does not suit: the request waits again, with new wishes."""
    await telling.tell_operator(turn, case, "again")
    changed(turn, case)
    case.details.scheduled_at = case.details.agreed_at = case.details.remind_at = None
    case.details.expires_at = answer_by(turn.now, turn.house.rules.session_answer_hours)
    await turn.tx.seal(case.details, words=None)
    limits = await tagging.limits_of(turn, turn.me)
    await _written(turn, turn.me, case, await shared(turn, case), wishes, limits)
    await turn.tx.flush()


async def shared(turn: Turn, case: Case) -> tuple[str, ...]:
    """The tags that the model sees."""
    return tuple(json.loads(await turn.tx.open(case.session, "fantasy_tags") or "[]"))


async def wishes_of(turn: Turn, case: Case) -> Wishes:
    """What was said with the request."""
    return Wishes.from_text(await turn.tx.open(case.details, "wishes"))


async def limits_changed(turn: Turn, subject: Subject, limits: Limits) -> None:
    """New limits stand in an open request at once; nobody decides on the old ones, both sides hear."""
    case = await open_case(turn, subject)
    if case is None or _snapshot(limits) == await turn.tx.open(case.details, "hard_limits"):
        return
    await desk_chats.leaves(turn, case.session.id)
    await telling.tell_operator(turn, case, "limits")
    case.details.revision += 1
    case.details.limits_changed_at = turn.now
    kept = [tag for tag in await shared(turn, case) if tag not in limits.hard]
    await turn.tx.seal(case.session, fantasy_tags=json.dumps(kept))
    await _written(turn, subject, case, kept, await wishes_of(turn, case), limits)
    await turn.tx.flush()
    agreed = case.stage(turn.now) in (Stage.AGREED, Stage.DUE)
    choices: tuple[Choice, ...] = (telling.call_off(turn, subject, case, agreed=agreed),)
    if case.stage(turn.now) is Stage.PROPOSED:
        choices = telling.accept(turn, subject, case)
    brief = await turn.tx.open(case.details, "brief") or ""
    words = turn.text_for(subject, "session.limits_changed", brief=brief)
    await telling.tell(turn, subject, case, words, by=Speaker.COURT, choices=choices, instead=False)


async def _written(
    turn: Turn, subject: Subject, case: Case, tags: Sequence[str], wishes: Wishes, limits: Limits
) -> None:
    brief = brief_of(turn, subject, case.session.cam_model_name, wishes, tags, limits)
    await turn.tx.seal(case.details, wishes=wishes.to_text(), hard_limits=_snapshot(limits), brief=brief)


def _snapshot(limits: Limits) -> str:
    return json.dumps({"hard": sorted(limits.hard), "words": limits.words})
