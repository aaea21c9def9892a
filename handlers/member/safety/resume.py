"""/resume: the member's own way back. Nothing comes back that was not ticked."""

from collections.abc import Mapping

from handlers import conversation
from handlers.chat.outgoing import Ask, Message, Speaker, Style
from handlers.flows import Answer, Draft, Flow, Next, Stay, Step, Taken, Talk, pick
from handlers.member.safety import gentle, thaw
from handlers.rules import stopping
from handlers.rules.stopping import ResumeObstacle
from handlers.standing import set_standing, standing_of
from handlers.turn import Turn
from handlers.zones import spoken
from storage.queries import confessions

FLOW = "resume"
LABEL = 48
TASK = "task:"


async def resume(turn: Turn, _args: str) -> None:
    """Ask what to keep, if the time for coming back has come; nobody is talked into anything."""
    person = turn.me.person
    if person.stopped_at is None and person.held_at is None and person.paused_at is not None:
        await gentle.pause(turn, "")
        return
    decision = stopping.may_resume(standing_of(person), turn.now)
    if decision.obstacle is not None:
        until = spoken(decision.until, turn.me.zone, turn.now) if decision.until else ""
        await turn.say(turn.text(f"resume.{decision.obstacle.value}", until=until), by=Speaker.SAFETY)
        return
    if not turn.me.is_member:
        await finish(turn, {})
        return
    await conversation.start(turn, FLOW)


async def _facts(turn: Turn, _draft: Draft) -> Mapping[str, str]:
    """What can be kept, by id, and how many cannot."""
    facts: dict[str, str] = {}
    closing = 0
    for task, plan in await thaw.frozen_tasks(turn, turn.me):
        if thaw.must_close(task, plan):
            closing += 1
            continue
        words = " ".join((await turn.tx.open(task, "description") or "").split())
        facts[f"{TASK}{task.id}"] = words if len(words) <= LABEL else words[: LABEL - 1].rstrip() + "…"
    return {**facts, "closing": str(closing)}


def _ask(talk: Talk) -> Message:
    keep = set(talk.several("keep"))
    choices = tuple(
        pick(key, label, selected=key in keep) for key, label in talk.facts.items() if key.startswith(TASK)
    )
    done = pick("done", talk.text("resume.come_back"), style=Style.PRIMARY)
    key = "resume.ask" if choices else "resume.ask_nothing"
    text = talk.text(key, closing=talk.facts.get("closing", "0"))
    return Ask(text, by=Speaker.SAFETY, choices=choices, nav=(done,))


def _take(talk: Talk, answer: Answer) -> Taken:
    given, keep = answer.picked or "", talk.several("keep")
    if given == "done":
        return Next(talk.draft, talk.text("resume.come_back"))
    if given in talk.facts:
        keep = [each for each in keep if each != given] if given in keep else [*keep, given]
    return Stay({**talk.draft, "keep": keep})


async def finish(turn: Turn, draft: Draft) -> None:
    """Come back, with what was ticked."""
    standing = standing_of(turn.me.person)
    if not stopping.may_resume(standing, turn.now).allowed:
        await resume(turn, "")
        return
    chosen = draft.get("keep", [])
    kept = frozenset(key.removeprefix(TASK) for key in (chosen if isinstance(chosen, list) else [chosen]))
    set_standing(turn.me.person, stopping.resume(standing, turn.now))
    turn.me.person.check_in_due_at = None
    turn.me.person.contact_wanted_at = None
    going_on = await thaw.after_stop(turn, turn.me, kept) if turn.me.is_member else 0
    await turn.journal("resume")
    if turn.me.is_member:
        await turn.say(turn.text("resume.back", kept=going_on), by=Speaker.SAFETY)
        held = await confessions.count_held(turn.tx, turn.me.member.id)
        if held:
            await turn.say(turn.text("resume.confessions", count=held), by=Speaker.SAFETY)
        return
    await turn.say(turn.text("resume.back_at_the_door"), by=Speaker.SAFETY)
    await conversation.take_up(turn)


RESUME = Flow(FLOW, (Step("keep", _ask, _take),), finish, facts=_facts)
OBSTACLES = tuple(ResumeObstacle)
