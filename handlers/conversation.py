"""A person's conversation: the one row that remembers it, and what is asked and taken along its flow."""

import json
import secrets
from typing import TYPE_CHECKING

from handlers.chat.outgoing import Message
from handlers.feature import Access
from handlers.flows import (
    RETURN_TO,
    Again,
    Answer,
    Draft,
    Flow,
    Moved,
    Step,
    Talk,
    advance,
    after,
    before,
    nav_of,
    with_nav,
)
from handlers.offers import offered_here
from storage.queries import outbox
from storage.tables import Conversation

if TYPE_CHECKING:
    from handlers.subject import Subject
    from handlers.turn import Turn

FIRST_REVISIONS = 2**30
ASIDE = "aside:"


async def current(turn: "Turn") -> Conversation | None:
    """The person's running conversation, if its flow and step still exist, and may be spoken of here."""
    row = await turn.tx.get(Conversation, turn.me.person.id)
    if row is None:
        return None
    flow = turn.registry.flows.get(row.flow)
    if flow is None or flow.version != row.version or not offered_here(turn, flow.offer):
        return None
    return row if flow.step(row.step) else None


async def start(turn: "Turn", flow_name: str, draft: Draft | None = None, *, step: str | None = None) -> None:
    """Begin a conversation, in place of any other, and ask its first question."""
    await end(turn)
    flow = turn.registry.flows[flow_name]
    first = step or next(each.name for each in flow.steps if each.needed(draft or {}))
    row = Conversation(
        person_id=turn.me.person.id,
        flow=flow.name,
        version=flow.version,
        step=first,
        # A random start, so that no two conversations ever share the name of a question.
        revision=secrets.randbelow(FIRST_REVISIONS),
        started_at=turn.wall,
        updated_at=turn.wall,
    )
    turn.tx.add(row)
    await _ask(turn, flow, row, draft or {})


async def end(turn: "Turn", *, of: "Subject | None" = None) -> bool:
    """End a person's running conversation without a word; its buttons close. False if there was none."""
    row = await turn.tx.get(Conversation, (of or turn.me).person.id)
    if row is None:
        return False
    await turn.amend(_ref(row), of=of)
    await turn.tx.delete(row)
    await turn.tx.flush()
    return True


async def put_aside(turn: "Turn") -> None:
    """Keep the place without asking anything: nothing answers the question until ``take_up``."""
    row = await current(turn)
    if row is not None:
        await turn.amend(_ref(row))
        row.flow = f"{ASIDE}{row.flow}"
        await turn.tx.flush()


async def take_up(turn: "Turn") -> bool:
    """Go on where a conversation was put aside. False if none was."""
    row = await turn.tx.get(Conversation, turn.me.person.id)
    if row is None or not row.flow.startswith(ASIDE):
        return False
    row.flow = row.flow.removeprefix(ASIDE)
    return await resume(turn)


async def resume(turn: "Turn") -> bool:
    """Ask the current question again, where the person is now. False if there is none."""
    row = await current(turn)
    if row is None:
        return False
    await turn.amend(_ref(row))
    await _ask(turn, turn.registry.flows[row.flow], row, await _draft(turn, row))
    return True


async def is_elsewhere(turn: "Turn", row: Conversation) -> bool:
    """Whether the current question was asked in another account than the one that speaks."""
    if turn.account is None:
        return False
    told = await outbox.account_told(turn.tx, turn.me.person.id, _ref(row))
    return told is not None and told != turn.account.id


async def answer(turn: "Turn", row: Conversation, given: Answer) -> None:
    """Take an answer to the current question and go where it leads."""
    flow, step, talk = await _where(turn, row)
    moved = advance(flow, step, talk, given)
    if isinstance(moved, Again):
        await turn.say(moved.why)
        return
    problem = await step.check(turn, moved.draft) if step.check is not None and not moved.same else None
    if problem is not None:
        await turn.say(problem)
        return
    await _go(turn, flow, row, moved)


async def back(turn: "Turn", row: Conversation) -> None:
    """Ask the question before."""
    flow, step, talk = await _where(turn, row)
    previous = before(flow, step, talk.draft)
    draft = {key: value for key, value in talk.draft.items() if key != RETURN_TO}
    await _go(turn, flow, row, Moved(draft, previous or step.name))


async def skip(turn: "Turn", row: Conversation) -> None:
    """Leave the current question as it was answered before, or unanswered, if it may be."""
    flow, step, talk = await _where(turn, row)
    if step.optional:
        await _go(turn, flow, row, after(flow, step, talk.draft))


async def cancel(turn: "Turn") -> bool:
    """Cancel the running conversation, if it can be; the flow says what that means."""
    row = await current(turn)
    if row is None:
        return False
    flow = turn.registry.flows[row.flow]
    draft = await _draft(turn, row)
    await end(turn)
    if flow.cancelled is not None:
        await flow.cancelled(turn, draft)
    else:
        await turn.say(turn.text("common.cancelled"))
    return True


def takes_files(turn: "Turn", row: Conversation) -> bool:
    """Whether an upload answers the current question."""
    flow = turn.registry.flows.get(row.flow)
    step = flow.step(row.step) if flow else None
    return step is not None and step.files


def takes_files_from(turn: "Turn", row: Conversation) -> Access:
    """Who may send files while a conversation runs."""
    flow = turn.registry.flows.get(row.flow)
    if flow is not None and flow.operators:
        return Access.OPERATOR
    return Access.MEMBER if flow is not None and flow.anytime else Access.PLAYER


def takes_documents(turn: "Turn", row: Conversation) -> bool:
    """Whether a text document answers the current question."""
    flow = turn.registry.flows.get(row.flow)
    step = flow.step(row.step) if flow else None
    return step is not None and step.documents


def is_work(turn: "Turn", row: Conversation) -> bool:
    """Whether the conversation is part of running the court."""
    flow = turn.registry.flows.get(row.flow)
    return flow is not None and flow.operators


async def _where(turn: "Turn", row: Conversation) -> tuple[Flow, Step, Talk]:
    flow = turn.registry.flows[row.flow]
    step = flow.step(row.step)
    if step is None:
        raise LookupError(f"The flow {row.flow} has no step {row.step}.")
    return flow, step, await _talk(turn, flow, await _draft(turn, row))


async def _talk(turn: "Turn", flow: Flow, draft: Draft) -> Talk:
    return Talk(draft, turn.house.texts, turn.me.person.language, await flow.facts(turn, draft))


async def _draft(turn: "Turn", row: Conversation) -> Draft:
    text = await turn.tx.open(row, "draft")
    draft: Draft = json.loads(text) if text else {}
    return draft


async def _go(turn: "Turn", flow: Flow, row: Conversation, moved: Moved) -> None:
    if moved.same:
        await _store(turn, row, moved.draft)
        await turn.amend(_ref(row), await _question(turn, flow, row, moved.draft))
        return
    await turn.amend(_ref(row), note=moved.words)
    if moved.step is None:
        await turn.tx.delete(row)
        await turn.tx.flush()
        await flow.finish(turn, moved.draft)
        return
    row.step = moved.step
    await _ask(turn, flow, row, moved.draft)


async def _ask(turn: "Turn", flow: Flow, row: Conversation, draft: Draft) -> None:
    row.revision += 1
    await _store(turn, row, draft)
    await turn.say(await _question(turn, flow, row, draft), ref=_ref(row))


async def _store(turn: "Turn", row: Conversation, draft: Draft) -> None:
    row.updated_at = turn.wall
    await turn.tx.seal(row, draft=json.dumps(draft))
    await turn.tx.flush()


async def _question(turn: "Turn", flow: Flow, row: Conversation, draft: Draft) -> Message:
    step = flow.step(row.step)
    if step is None:
        raise LookupError(f"The flow {row.flow} has no step {row.step}.")
    talk = await _talk(turn, flow, draft)
    return with_nav(step.ask(talk), nav_of(flow, step, talk))


def _ref(row: Conversation) -> str:
    return f"talk:{row.flow}:{row.revision}"
