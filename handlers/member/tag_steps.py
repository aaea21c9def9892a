"""Choosing tags by toggling them, a group a page: limits and fantasy tags, in onboarding and later."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from handlers.chat.outgoing import Ask, Choice, Message, Style
from handlers.content.schema import TagCatalogue
from handlers.flows import Again, Answer, Draft, Next, Stay, Step, Taken, Talk, pick

LONGEST_NAME = 100
TOGGLE, PAGE, DONE = "t:", "p:", "done"


Excluding = Callable[[Draft], Collection[str]]


def tag_step(
    name: str,
    catalogue: TagCatalogue,
    *,
    excluding: Excluding = lambda _draft: (),
    needed: Callable[[Draft], bool] = lambda _draft: True,
) -> Step:
    """A step whose answer is the list ``name`` in the draft; its words are texts ``tags.<name>``."""
    question = _TagQuestion(name, catalogue, excluding)
    return Step(name, question.ask, question.take, needed=needed)


@dataclass(frozen=True, slots=True)
class _TagQuestion:
    """What a tag step asks, and how it takes an answer. The page shown is remembered in the draft."""

    name: str
    catalogue: TagCatalogue
    excluding: Excluding

    @property
    def page_name(self) -> str:
        return f"_{self.name}_page"

    def chosen(self, talk: Talk) -> list[str]:
        """What is chosen so far, without what may not be."""
        hidden = set(self.excluding(talk.draft))
        return [key for key in talk.several(self.name) if key not in hidden]

    def ask(self, talk: Talk) -> Message:
        """One group of the catalogue, to toggle."""
        groups = tuple(self.catalogue.groups().items())
        page = min(int(talk.one(self.page_name, "0")), len(groups) - 1)
        title, tags = groups[page]
        hidden, chosen = set(self.excluding(talk.draft)), self.chosen(talk)
        choices = tuple(
            pick(TOGGLE + tag.key, tag.label, selected=tag.key in chosen)
            for tag in tags
            if tag.key not in hidden
        )
        text = talk.text(
            f"tags.{self.name}",
            group=title,
            page=page + 1,
            pages=len(groups),
            chosen=self._labels(talk, chosen),
        )
        return Ask(text, choices=choices, nav=_pages(talk, page, len(groups)))

    def take(self, talk: Talk, answer: Answer) -> Taken:
        """A toggle, another page, a tag's name typed to find its page, or done."""
        given = answer.picked or ""
        if given.startswith(TOGGLE) and given[len(TOGGLE) :] in self.catalogue:
            return self._toggled(talk, given[len(TOGGLE) :])
        if given.startswith(PAGE):
            return Stay({**talk.draft, self.page_name: given[len(PAGE) :]})
        if given != DONE:
            page = _page_of(answer.typed or "", self.catalogue)
            return Again(talk.text("tags.typed")) if page is None else self._turned(talk, page)
        kept = self.chosen(talk)
        draft = {key: value for key, value in talk.draft.items() if key != self.page_name}
        return Next({**draft, self.name: kept}, self._labels(talk, kept))

    def _toggled(self, talk: Talk, key: str) -> Taken:
        before = talk.several(self.name)
        after = [each for each in before if each != key] if key in before else [*before, key]
        return Stay({**talk.draft, self.name: after})

    def _turned(self, talk: Talk, page: int) -> Taken:
        return Stay({**talk.draft, self.page_name: str(page)})

    def _labels(self, talk: Talk, keys: Collection[str]) -> str:
        return ", ".join(self.catalogue.label(key) for key in keys) or talk.text("tags.none")


def _pages(talk: Talk, page: int, pages: int) -> tuple[Choice, ...]:
    nav = []
    if page > 0:
        nav.append(pick(f"{PAGE}{page - 1}", talk.text("tags.previous_page")))
    if page + 1 < pages:
        nav.append(pick(f"{PAGE}{page + 1}", talk.text("tags.next_page"), style=Style.PRIMARY))
    # Limits are easily left on the first page: until the last, the way on is what stands out.
    done = Style.PLAIN if page + 1 < pages else Style.PRIMARY
    nav.append(pick(DONE, talk.text("common.done"), style=done))
    return tuple(nav)


def _page_of(words: str, catalogue: TagCatalogue) -> int | None:
    """The page of the tag that somebody typed the name of."""
    wanted = words[:LONGEST_NAME].strip().casefold()
    for number, tags in enumerate(catalogue.groups().values()):
        if any(wanted in (tag.key, tag.label.casefold()) for tag in tags):
            return number
    return None
