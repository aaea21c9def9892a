"""Conversations as data: steps, answers, and a pure ``advance``. Rows and sending are ``conversation``'s."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from handlers.chat.outgoing import Ask, Choice, Form, Message, Say, Style
from handlers.content.texts import Texts
from handlers.ports import Uploaded
from handlers.rules.offers import Offer

if TYPE_CHECKING:
    from handlers.turn import Turn

Draft = Mapping[str, str | list[str]]
RETURN_TO = "_return_to"
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
    ``drill``: the safeword said here is the drill. ``files``: an upload answers it.
    ``leads_on``: it only makes sense after the step before it, so Back passes over it.
    ``documents``: a text document answers it."""

    name: str
    ask: Callable[[Talk], Message]
    take: Callable[[Talk, Answer], Taken]
    check: "Callable[[Turn, Draft], Awaitable[str | None]] | None" = None
    optional: bool = False
    back: bool = True
    needed: Callable[[Draft], bool] = _always
    private_word: bool = False
    drill: bool = False
    leads_on: bool = False
    files: bool = False
    documents: bool = False


async def _no_facts(_turn: "Turn", _draft: Draft) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation: its steps in order, what happens at the end, and what its steps need to know.

    ``operators``: it is about the court's work, and takes files from who runs it, member or not.
    ``anytime``: it takes files from a member in every state, also stopped.
    ``offer``: it is only spoken of where this is offered."""

    name: str
    steps: tuple[Step, ...]
    finish: "Callable[[Turn, Draft], Awaitable[None]]"
    version: int = 1
    cancelled: "Callable[[Turn, Draft], Awaitable[None]] | None" = None
    facts: "Callable[[Turn, Draft], Awaitable[Mapping[str, str]]]" = _no_facts
    can_cancel: bool = True
    operators: bool = False
    anytime: bool = False
    offer: Offer | None = None

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
            return after(flow, step, draft, words)


def after(flow: Flow, step: Step, draft: Draft, words: str = "") -> Moved:
    """Where a conversation goes once a step is done: back to where it was called from, or on."""
    back = draft.get(RETURN_TO)
    if isinstance(back, str) and back:
        return Moved({key: value for key, value in draft.items() if key != RETURN_TO}, back, words=words)
    names = [each.name for each in flow.steps]
    later = flow.steps[names.index(step.name) + 1 :]
    following = next((each.name for each in later if each.needed(draft)), None)
    return Moved(draft, following, words=words)


def before(flow: Flow, step: Step, draft: Draft) -> str | None:
    """The step that Back leads to: where an edit was called from, else the one before; None at the start."""
    called_from = draft.get(RETURN_TO)
    if isinstance(called_from, str) and called_from:
        return called_from
    names = [each.name for each in flow.steps]
    earlier = flow.steps[: names.index(step.name)]
    return next((each.name for each in reversed(earlier) if each.needed(draft) and not each.leads_on), None)


def is_private_word(flow: Flow | None, step_name: str) -> bool:
    """Whether a new safeword is being typed in this step."""
    step = flow.step(step_name) if flow else None
    return step is not None and step.private_word


def is_drill(flow: Flow | None, step_name: str) -> bool:
    """Whether the safeword said in this step is the drill."""
    step = flow.step(step_name) if flow else None
    return step is not None and step.drill


def with_nav(message: Message, nav: Sequence[Choice]) -> Message:
    """The message with the conversation's own buttons behind its own navigation."""
    match message:
        case Say() | Ask() | Form():
            return replace(message, nav=(*message.nav, *nav))


def nav_of(flow: Flow, step: Step, talk: Talk) -> list[Choice]:
    """Back, skip and cancel, where the question has them."""
    nav = []
    if step.back and before(flow, step, talk.draft) is not None:
        nav.append(Choice(talk.text("common.back"), BACK))
    if step.optional:
        nav.append(Choice(talk.text("common.skip"), SKIP))
    if flow.can_cancel:
        nav.append(Choice(talk.text("common.cancel"), CANCEL))
    return nav
