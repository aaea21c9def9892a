"""Conversations: steps as data, a pure ``advance``, and the one row per person that remembers it."""

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from handlers.chat.outgoing import Ask, Choice, Form, Message, Say, Style
from handlers.content.texts import Texts
from handlers.ports import Uploaded
from storage.tables import Conversation

if TYPE_CHECKING:
    from handlers.turn import Turn

Draft = Mapping[str, str | list[str]]
RETURN_TO = "_return_to"
FIRST_REVISIONS = 2**30
PICK = "talk.pick"
BACK = "talk.back"
SKIP = "talk.skip"
CANCEL = "talk.cancel"
SEND = "talk.send"


@dataclass(frozen=True, slots=True)
class Talk:
    """What a step sees: the draft so far, words, and facts its flow looked up before."""

    draft: Draft
    texts: Texts
    language: str = "en"
    facts: Mapping[str, str] = field(default_factory=dict)

    def text(self, key: str, /, **values: object) -> str:
        """A system text in the person's language."""
        return self.texts.get(key, self.language, **values)

    def one(self, name: str, default: str = "") -> str:
        """A single value of the draft."""
        value = self.draft.get(name, default)
        return value if isinstance(value, str) else default

    def several(self, name: str) -> list[str]:
        """A list in the draft."""
        value = self.draft.get(name, [])
        return list(value) if isinstance(value, list) else [value]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person gave: typed words, a picked value, a filled form, or files."""

    typed: str | None = None
    picked: str | None = None
    values: Mapping[str, tuple[str, ...]] | None = None
    files: tuple[Uploaded, ...] = ()


@dataclass(frozen=True, slots=True)
class Next:
    """Accepted: go on. ``words`` is how the answer reads afterwards, if it may be read."""

    draft: Draft
    words: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """Not accepted: the sentence says why and what to do; the question stays open."""

    why: str


@dataclass(frozen=True, slots=True)
class Stay:
    """Something of the question changed (a toggle, a page): draw it anew in place."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Jump:
    """Go to another step; with ``return_to`` come back there after it."""

    draft: Draft
    step: str
    return_to: str = ""


Taken = Next | Again | Stay | Jump


def _always(_draft: Draft) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Step:
    """One question. ``ask`` and ``take`` are pure; ``check`` may look things up and returns a problem.

    ``private_word``: what is typed is a new safeword and no other safety signal than red itself.
    ``drill``: the safeword said here is the drill. ``files``: an upload answers it."""

    name: str
    ask: Callable[[Talk], Message]
    take: Callable[[Talk, Answer], Taken]
    check: "Callable[[Turn, Draft], Awaitable[str | None]] | None" = None
    optional: bool = False
    back: bool = True
    needed: Callable[[Draft], bool] = _always
    private_word: bool = False
    drill: bool = False
    files: bool = False


async def _no_facts(_turn: "Turn", _draft: Draft) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation: its steps in order, what happens at the end, and what its steps need to know."""

    name: str
    steps: tuple[Step, ...]
    finish: "Callable[[Turn, Draft], Awaitable[None]]"
    version: int = 1
    cancelled: "Callable[[Turn, Draft], Awaitable[None]] | None" = None
    facts: "Callable[[Turn, Draft], Awaitable[Mapping[str, str]]]" = _no_facts
    can_cancel: bool = True

    def step(self, name: str) -> Step | None:
        """The step of this name, or None if the flow has changed since."""
        return next((step for step in self.steps if step.name == name), None)


@dataclass(frozen=True, slots=True)
class Moved:
    """Where an answer led: ``step`` None is the end; ``same`` the same question drawn anew."""

    draft: Draft
    step: str | None
    same: bool = False
    words: str = ""


def pick(value: str, label: str, *, style: Style = Style.PLAIN, selected: bool | None = None) -> Choice:
    """A button that answers the current question with ``value``."""
    return Choice(label, PICK, {"v": value}, style=style, selected=selected)


def send(label: str) -> Choice:
    """The button that sends in the current question's form."""
    return Choice(label, SEND, style=Style.PRIMARY)


def advance(flow: Flow, step: Step, talk: Talk, answer: Answer) -> Moved | Again:
    """What an answer does to a conversation. Pure."""
    taken = step.take(talk, answer)
    match taken:
        case Again():
            return taken
        case Stay(draft=draft):
            return Moved(draft, step.name, same=True)
        case Jump(draft=draft, step=target, return_to=back):
            return Moved({**draft, RETURN_TO: back} if back else draft, target)
        case Next(draft=draft, words=words):
            return _after(flow, step, draft, words)


def _after(flow: Flow, step: Step, draft: Draft, words: str = "") -> Moved:
    back = draft.get(RETURN_TO)
    if isinstance(back, str) and back:
        return Moved({key: value for key, value in draft.items() if key != RETURN_TO}, back, words=words)
    names = [each.name for each in flow.steps]
    later = flow.steps[names.index(step.name) + 1 :]
    following = next((each.name for each in later if each.needed(draft)), None)
    return Moved(draft, following, words=words)


def before(flow: Flow, step: Step, draft: Draft) -> str | None:
    """The step that Back leads to, or None at the beginning."""
    names = [each.name for each in flow.steps]
    earlier = flow.steps[: names.index(step.name)]
    return next((each.name for each in reversed(earlier) if each.needed(draft) and not each.drill), None)


# -- the row ---------------------------------------------------------------------------------------


async def current(turn: "Turn") -> Conversation | None:
    """The person's running conversation, if its flow and step still exist."""
    row = await turn.tx.get(Conversation, turn.me.person.id)
    if row is None:
        return None
    flow = turn.registry.flows.get(row.flow)
    return row if flow is not None and flow.version == row.version and flow.step(row.step) else None


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


async def end(turn: "Turn") -> bool:
    """End the running conversation without a word; its buttons close. False if there was none."""
    row = await turn.tx.get(Conversation, turn.me.person.id)
    if row is None:
        return False
    await turn.amend(_ref(row))
    await turn.tx.delete(row)
    await turn.tx.flush()
    return True


async def resume(turn: "Turn") -> bool:
    """Ask the current question again, where the person is now. False if there is none."""
    row = await current(turn)
    if row is None:
        return False
    await turn.amend(_ref(row))
    await _ask(turn, turn.registry.flows[row.flow], row, await _draft(turn, row))
    return True


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
    await _go(turn, flow, row, Moved(talk.draft, previous or step.name))


async def skip(turn: "Turn", row: Conversation) -> None:
    """Leave the current question unanswered, if it may be."""
    flow, step, talk = await _where(turn, row)
    if step.optional:
        kept = {key: value for key, value in talk.draft.items() if key != step.name}
        await _go(turn, flow, row, _after(flow, step, kept))


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


def is_private_word(flow: Flow | None, step_name: str) -> bool:
    """Whether a new safeword is being typed in this step."""
    step = flow.step(step_name) if flow else None
    return step is not None and step.private_word


def is_drill(flow: Flow | None, step_name: str) -> bool:
    """Whether the safeword said in this step is the drill."""
    step = flow.step(step_name) if flow else None
    return step is not None and step.drill


def takes_files(turn: "Turn", row: Conversation) -> bool:
    """Whether an upload answers the current question."""
    flow = turn.registry.flows.get(row.flow)
    step = flow.step(row.step) if flow else None
    return step is not None and step.files


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
    return with_nav(step.ask(talk), _nav(flow, step, talk))


def with_nav(message: Message, nav: Sequence[Choice]) -> Message:
    """The message with the conversation's own buttons behind its own navigation."""
    match message:
        case Say() | Ask() | Form():
            return replace(message, nav=(*message.nav, *nav))


def _nav(flow: Flow, step: Step, talk: Talk) -> list[Choice]:
    nav = []
    if step.back and before(flow, step, talk.draft) is not None:
        nav.append(Choice(talk.text("common.back"), BACK))
    if step.optional:
        nav.append(Choice(talk.text("common.skip"), SKIP))
    if flow.can_cancel:
        nav.append(Choice(talk.text("common.cancel"), CANCEL))
    return nav


def _ref(row: Conversation) -> str:
    return f"talk:{row.flow}:{row.revision}"
