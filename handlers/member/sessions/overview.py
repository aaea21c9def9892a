"""/session: whom one can ask for, how the open request stands, and what is over."""

from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say
from handlers.rules.sessions import Stage
from handlers.sessions import telling
from handlers.sessions.brief import exact
from handlers.sessions.rows import Case, may_be_asked, open_case, ref_of
from handlers.turn import Turn
from handlers.zones import spoken
from storage.enums import SessionStatus
from storage.queries import sessions as queries
from storage.tables import CamModel

PAGE = 6


async def session(turn: Turn, _args: str) -> None:
    """How the open one stands; without one, whom to ask for."""
    case = await open_case(turn, turn.me)
    if case is not None:
        await show(turn, case)
        return
    await _models(turn, 0)


async def models(turn: Turn, args: Mapping[str, str]) -> None:
    """Further models."""
    await _models(turn, int(args["page"]))


async def askable(turn: Turn) -> list[CamModel]:
    """Whom the member can ask for."""
    persona = turn.me.member.domme_assigned
    return [each for each in await queries.models(turn.tx, retired=False) if may_be_asked(each, persona)]


async def _models(turn: Turn, page: int) -> None:
    found = await askable(turn)
    shown = found[page * PAGE : (page + 1) * PAGE]
    blocked = turn.blocked(turn.me)
    if blocked is not None:
        lines, choices = [turn.text(f"blocked.{blocked.value}")], []
    else:
        lines = [
            turn.text("session.whom" if found else "session.nobody"),
            *(card(turn, each) for each in shown),
        ]
        choices = [Choice(each.name, "session.ask", {"model": str(each.id)}) for each in shown]
    nav = []
    if blocked is None and len(found) > (page + 1) * PAGE:
        nav.append(Choice(turn.text("common.next"), "session.models", {"page": str(page + 1)}))
    if await queries.over_of(turn.tx, turn.me.member.id, 0, 1):
        nav.append(_history_button(turn, 0))
    await turn.say(Say("\n\n".join(lines), choices=tuple(choices), nav=tuple(nav)))


def card(turn: Turn, model: CamModel) -> str:
    """A model as members see it."""
    hours = turn.text("session.hours", hours=model.hours) if model.hours else ""
    return "\n".join(filter(None, (model.name, model.description, hours)))


async def show(turn: Turn, case: Case) -> None:
    """The open request, with exactly what is seen of it and all that can be done."""
    stage = case.stage(turn.now)
    await telling.close_buttons(turn, turn.me, case)
    words = await turn.tx.open(case.details, "words") if stage is not Stage.WAITING else ""
    brief = await turn.tx.open(case.details, "brief") or ""
    lines = [_state(turn, case, stage), words or "", turn.text("session.seen", brief=brief)]
    nav: tuple[Choice, ...] = ()
    if await queries.over_of(turn.tx, turn.me.member.id, 0, 1):
        nav = (_history_button(turn, 0),)
    text = "\n\n".join(filter(None, lines))
    await turn.say(Say(text, choices=_choices(turn, case, stage), nav=nav), ref=ref_of(case.session.id))


def _state(turn: Turn, case: Case, stage: Stage) -> str:
    details, zone = case.details, turn.me.zone
    return turn.text(
        f"session.state.{stage.value}",
        model=case.session.cam_model_name,
        when=exact(details.scheduled_at, zone) if details.scheduled_at else "",
        until=spoken(details.expires_at, zone, turn.now) if details.expires_at else "",
    )


def _choices(turn: Turn, case: Case, stage: Stage) -> tuple[Choice, ...]:
    if stage is Stage.PROPOSED:
        return telling.accept(turn, turn.me, case)
    agreed = stage in (Stage.AGREED, Stage.DUE)
    off = telling.call_off(turn, turn.me, case, agreed=agreed)
    if stage is Stage.AGREED:
        return (Choice(turn.text("session.calendar_again"), "session.calendar", case.args), off)
    return (off,)


async def history(turn: Turn, args: Mapping[str, str]) -> None:
    """A page of what is over, the newest first."""
    page = int(args["page"])
    found = await queries.over_of(turn.tx, turn.me.member.id, page * PAGE, PAGE + 1)
    lines = [turn.text("session.over_title")] + [await _row(turn, Case(*each)) for each in found[:PAGE]]
    nav = (_history_button(turn, page + 1, "common.next"),) if len(found) > PAGE else ()
    await turn.say(Say("\n\n".join(lines), nav=nav))


async def _row(turn: Turn, case: Case) -> str:
    session, details = case.session, case.details
    done = session.status is SessionStatus.COMPLETED
    reason = await turn.tx.open(details, "reason") or "" if not done else ""
    moment = session.completed_at if done and session.completed_at else session.requested_at
    what = turn.text(f"session.over.{'completed' if done else details.why or 'stop'}")
    row = turn.text(
        "session.over_row",
        day=f"{moment.astimezone(turn.me.zone):%d %b %Y}",
        model=session.cam_model_name,
        what=what,
    )
    return f"{row}\n{turn.text('session.reason', reason=reason)}" if reason else row


def _history_button(turn: Turn, page: int, label: str = "session.history") -> Choice:
    return Choice(turn.text(label), "session.history", {"page": str(page)})
