"""A session as its operator sees it: the very brief that its member read, and what can be answered."""

from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.operator.desk.queue import Item, ref_of
from handlers.operator.sight import member_in_sight, note_look
from handlers.rules.sessions import Stage, problem_with
from handlers.sessions.brief import exact
from handlers.sessions.requesting import wishes_of
from handlers.sessions.rows import Case, case_of
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import spoken


async def show_session(turn: Turn, item: Item) -> None:
    """A session on the desk."""
    subject = await member_in_sight(turn, str(item.waiting.member_id))
    case = await case_of(turn, item.waiting.id) if subject is not None else None
    if subject is None or case is None:
        return
    nav = (Choice(turn.text("desk.next"), "desk.next", {"after": item.name}),)
    await turn.say(await message_of(turn, subject, case, nav), ref=ref_of(case.session.id))


async def message_of(turn: Turn, subject: Subject, case: Case, nav: tuple[Choice, ...] = ()) -> Say:
    """Everything an operator gets to see of a session. The look is logged."""
    await note_look(turn, subject, "session", str(case.session.id))
    details, zone = case.details, turn.me.zone
    stage = case.stage(turn.now)
    lines = [
        turn.text(
            "session.desk.head",
            model=case.session.cam_model_name,
            since=spoken(case.session.requested_at, zone, turn.now),
            until=spoken(details.expires_at, zone, turn.now) if details.expires_at else "-",
        ),
        await turn.tx.open(details, "brief") or "",
        turn.text(f"session.desk.{stage.value}", **both_clocks(turn, subject, case)),
    ]
    words = await turn.tx.open(details, "words")
    if words:
        lines.append(turn.text("session.desk.said", words=words))
    if details.limits_changed_at is not None:
        when = spoken(details.limits_changed_at, zone, turn.now)
        lines.append(turn.text("session.desk.limits", when=when))
    choices = await _choices(turn, case, stage)
    return Say("\n\n".join(lines), by=Speaker.DESK, choices=choices, nav=nav)


def both_clocks(turn: Turn, subject: Subject, case: Case) -> dict[str, str]:
    """The time of a session by the member's clock and by the operator's; nothing without one."""
    moment = case.details.scheduled_at
    if moment is None:
        return {}
    return {"theirs": exact(moment, subject.zone), "yours": exact(moment, turn.me.zone)}


async def _choices(turn: Turn, case: Case, stage: Stage) -> tuple[Choice, ...]:
    args = case.args
    end = Choice(
        turn.text("session.desk.cancel"), "desk.session_end", {**args, "move": "cancel"}, Style.DANGER
    )
    other = Choice(turn.text("session.desk.propose_other"), "desk.session_propose", args)
    match stage:
        case Stage.WAITING:
            return await _answers(turn, case)
        case Stage.DUE:
            done = Choice(turn.text("session.desk.complete"), "desk.session_complete", args, Style.PRIMARY)
            return (done, end)
        case Stage.PROPOSED | Stage.AGREED:
            return (other, end)
        case Stage.OVER:
            return ()


async def _answers(turn: Turn, case: Case) -> tuple[Choice, ...]:
    args = case.args
    times = tuple(
        Choice(
            turn.text("session.desk.agree", when=exact(each, turn.me.zone)),
            "desk.session_agree",
            {**args, "number": str(number)},
            Style.PRIMARY,
        )
        for number, each in enumerate((await wishes_of(turn, case)).times)
        if problem_with(each, turn.now) is None
    )
    return (
        *times,
        Choice(turn.text("session.desk.propose"), "desk.session_propose", args),
        Choice(
            turn.text("session.desk.decline"), "desk.session_end", {**args, "move": "decline"}, Style.DANGER
        ),
    )
