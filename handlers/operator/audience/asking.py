"""The questions by which an operator chooses an audience, the same wherever something goes to many."""

from collections.abc import Callable, Mapping, Sequence

from handlers.chat.outgoing import Ask, Choice, Message, Speaker, Style
from handlers.content.content import Content
from handlers.content.schema import TagCatalogue
from handlers.flows import Again, Answer, Draft, Next, Stay, Step, Taken, Talk, pick
from handlers.rules.numbers import whole
from handlers.turn import Turn

ANY = "any"
OFFERED_DAYS = (7, 30, 90)
MOST_DAYS = 3650
PAGE = "page:"
TIERS = "tiers"
Needed = Callable[[Draft], bool]


def steps(content: Content) -> tuple[Step, ...]:
    """Persona (if there are several), everybody or some, and then tier, tag and when last seen.

    The draft begins with ``mine``: the keys of the operator's personas."""
    return (
        _choice("persona", lambda talk: _personas(talk, content), needed=lambda draft: " " in _mine(draft)),
        _choice("whom", _whom, name="whom"),
        _choice("tier", _tiers, needed=_some),
        _tag_step(content.tags),
        Step("aud_days", _ask_days, _take_days, needed=_some),
    )


def begun(turn: Turn, persona: str = "") -> dict[str, str | list[str]]:
    """The draft to begin with: for the operator's personas, or for one of them."""
    mine = list(turn.me.operator.personas) if turn.me.operator else []
    return {"mine": persona or " ".join(mine or turn.house.content.personas)}


def facts(turn: Turn) -> Mapping[str, str]:
    """What the questions need to know."""
    return {TIERS: "\n".join(step.name for step in turn.house.rules.ladder)}


def _mine(draft: Draft) -> str:
    return str(draft.get("mine", ""))


def _some(draft: Draft) -> bool:
    return draft.get("whom") == "some"


Options = Callable[[Talk], Sequence[tuple[str, str]]]


def _choice(key: str, options: Options, *, name: str = "", needed: Needed = lambda _draft: True) -> Step:
    """One of several; ``any`` is kept as nothing. The question is text ``audience.ask_<key>``."""
    kept = name or f"aud_{key}"

    def ask(talk: Talk) -> Message:
        choices = tuple(pick(value, label) for value, label in options(talk))
        return Ask(talk.text(f"audience.ask_{key}"), by=Speaker.DESK, choices=choices)

    def take(talk: Talk, answer: Answer) -> Taken:
        labels = dict(options(talk))
        typed = (answer.typed or "").strip().casefold()
        given = answer.picked or next((v for v, label in labels.items() if label.casefold() == typed), "")
        if given not in labels:
            return Again(talk.text("onboarding.by_buttons"))
        return Next({**talk.draft, kept: "" if given == ANY else given}, labels[given])

    return Step(kept, ask, take, needed=needed)


def _personas(talk: Talk, content: Content) -> list[tuple[str, str]]:
    mine = [key for key in _mine(talk.draft).split() if key in content.personas]
    return [(ANY, talk.text("audience.all_personas")), *((key, content.personas[key].name) for key in mine)]


def _whom(talk: Talk) -> list[tuple[str, str]]:
    return [("all", talk.text("audience.everybody")), ("some", talk.text("audience.some"))]


def _tiers(talk: Talk) -> list[tuple[str, str]]:
    names = talk.facts.get(TIERS, "").split("\n")
    return [(ANY, talk.text("audience.any_tier")), *((name, name) for name in names if name)]


def _tag_step(catalogue: TagCatalogue) -> Step:
    """One tag or any; a group of the catalogue a page, or a tag's name typed."""
    groups = tuple(catalogue.groups().items())

    def ask(talk: Talk) -> Message:
        page = min(int(talk.one("_tag_page", "0")), len(groups) - 1)
        title, tags = groups[page]
        nav = [pick(ANY, talk.text("audience.any_tag"), style=Style.PRIMARY)]
        if page:
            nav.insert(0, _turn_to(talk, page - 1, "tags.previous_page"))
        if page + 1 < len(groups):
            nav.append(_turn_to(talk, page + 1, "tags.next_page"))
        text = talk.text("audience.ask_tag", group=title, page=page + 1, pages=len(groups))
        choices = tuple(pick(tag.key, tag.label) for tag in tags)
        return Ask(text, by=Speaker.DESK, choices=choices, nav=tuple(nav))

    def take(talk: Talk, answer: Answer) -> Taken:
        given = answer.picked or _named(catalogue, answer.typed or "")
        draft = {name: value for name, value in talk.draft.items() if name != "_tag_page"}
        if given.startswith(PAGE):
            return Stay({**draft, "_tag_page": given.removeprefix(PAGE)})
        if given == ANY:
            return Next({**draft, "aud_tag": ""}, talk.text("audience.any_tag"))
        if given in catalogue:
            return Next({**draft, "aud_tag": given}, catalogue.label(given))
        return Again(talk.text("onboarding.by_buttons"))

    return Step("aud_tag", ask, take, needed=_some)


def _turn_to(talk: Talk, page: int, key: str) -> Choice:
    return pick(f"{PAGE}{page}", talk.text(key))


def _named(catalogue: TagCatalogue, words: str) -> str:
    wanted = words.strip().casefold()
    every = (tag for tags in catalogue.groups().values() for tag in tags)
    return next((tag.key for tag in every if wanted in (tag.key, tag.label.casefold())), "")


def _ask_days(talk: Talk) -> Message:
    offered = (pick(str(days), talk.text("audience.days", days=days)) for days in OFFERED_DAYS)
    choices = (pick(ANY, talk.text("audience.any_days")), *offered)
    hint = talk.text("settings.number_hint")
    return Ask(talk.text("audience.ask_days"), by=Speaker.DESK, choices=choices, hint=hint)


def _take_days(talk: Talk, answer: Answer) -> Taken:
    if answer.picked == ANY:
        return Next({**talk.draft, "aud_days": ""}, talk.text("audience.any_days"))
    days = whole(answer.picked or answer.typed or "")
    if days is None or not 1 <= days <= MOST_DAYS:
        return Again(talk.text("settings.number_problem", least=1, most=MOST_DAYS))
    return Next({**talk.draft, "aud_days": str(days)}, talk.text("audience.days", days=days))
