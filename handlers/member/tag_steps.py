"""Choosing tags by toggling them, a group a page: limits and fantasy tags, in onboarding and later."""

from collections.abc import Callable, Collection

from handlers.chat.outgoing import Ask, Choice, Message, Style
from handlers.content.schema import TagCatalogue
from handlers.conversation import Answer, Draft, Next, Stay, Step, Taken, Talk, pick

TOGGLE, PAGE, DONE = "t:", "p:", "done"


def tag_step(
    name: str,
    catalogue: TagCatalogue,
    *,
    excluding: Callable[[Draft], Collection[str]] = lambda _draft: (),
    needed: Callable[[Draft], bool] = lambda _draft: True,
) -> Step:
    """A step whose answer is the list ``name`` in the draft; its words are texts ``tags.<name>``."""
    groups = tuple(catalogue.groups().items())
    page_name = f"_{name}_page"

    def ask(talk: Talk) -> Message:
        page = min(int(talk.one(page_name, "0")), len(groups) - 1)
        title, tags = groups[page]
        hidden = set(excluding(talk.draft))
        chosen = set(talk.several(name))
        choices = tuple(
            pick(TOGGLE + tag.key, tag.label, selected=tag.key in chosen)
            for tag in tags
            if tag.key not in hidden
        )
        known = [catalogue.label(key) for key in talk.several(name)]
        text = talk.text(
            f"tags.{name}",
            group=title,
            page=page + 1,
            pages=len(groups),
            chosen=", ".join(known) or talk.text("tags.none"),
        )
        return Ask(text, choices=choices, nav=_pages(talk, page, len(groups)))

    def take(talk: Talk, answer: Answer) -> Taken:
        given = answer.picked or ""
        chosen = talk.several(name)
        if given.startswith(TOGGLE) and given[len(TOGGLE) :] in catalogue:
            key = given[len(TOGGLE) :]
            chosen = [each for each in chosen if each != key] if key in chosen else [*chosen, key]
            return Stay({**talk.draft, name: chosen})
        if given.startswith(PAGE):
            return Stay({**talk.draft, page_name: given[len(PAGE) :]})
        if given != DONE:
            page = _page_of(answer.typed or "", catalogue)
            return Stay({**talk.draft, page_name: str(page)}) if page is not None else Stay(talk.draft)
        hidden = set(excluding(talk.draft))
        kept = [key for key in chosen if key not in hidden]
        draft = {key: value for key, value in talk.draft.items() if key != page_name}
        words = ", ".join(catalogue.label(key) for key in kept) or talk.text("tags.none")
        return Next({**draft, name: kept}, words)

    return Step(name, ask, take, needed=needed)


def _pages(talk: Talk, page: int, pages: int) -> tuple[Choice, ...]:
    nav = []
    if page > 0:
        nav.append(pick(f"{PAGE}{page - 1}", talk.text("tags.previous_page")))
    if page + 1 < pages:
        nav.append(pick(f"{PAGE}{page + 1}", talk.text("tags.next_page")))
    nav.append(pick(DONE, talk.text("common.done"), style=Style.PRIMARY))
    return tuple(nav)


def _page_of(words: str, catalogue: TagCatalogue) -> int | None:
    """The page of the tag that somebody typed the name of."""
    wanted = words.strip().casefold()
    for number, tags in enumerate(catalogue.groups().values()):
        if any(wanted in (tag.key, tag.label.casefold()) for tag in tags):
            return number
    return None
