"""What becomes of every meaning in every place, as it really stands in the chat, beside what was expected.

The expected forms are in ``native/``. To write them anew, after looking at what changed:
``COURT_NATIVE_FORMS=write python -m pytest tests/contracts/test_native_forms.py``."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from handlers.chat.outgoing import Ask, Form, Message, Say, Style
from storage.enums import Platform
from tests.contracts.discord_chatter import DiscordChatter
from tests.contracts.meanings import button, plain, with_media
from tests.contracts.native import of_modal
from tests.contracts.places import Place
from tests.contracts.somebody import Somebody
from tests.support import playing

FOLDER = Path(__file__).parent / "native"
REF = "the message in question"
Happening = Callable[[], Awaitable[None]]


class Album:
    """The forms of one place, one after the other."""

    def __init__(self, place: Place, anna: Somebody) -> None:
        self.place, self.anna = place, anna
        self.pages: list[str] = []

    async def told(self, title: str, message: Message) -> None:
        """What arrives when this is said."""
        before = {bubble.id for bubble in self.anna.bubbles}
        await playing.tells(self.place.court, self.anna, message, ref=REF)
        self.note(title, *(b for b in self.anna.bubbles if b.id not in before))

    async def amended(self, title: str, first: Message, then: Message | None, note: str = "") -> None:
        """What stands there when the first has become the other, or only lost its buttons."""
        before = {bubble.id for bubble in self.anna.bubbles}
        await playing.tells(self.place.court, self.anna, first, ref=REF)
        async with self.place.court.engine.turns.about((await self.anna.person()).id) as turn:
            await turn.amend(REF, then, note=note)
        await self.place.court.delivers()
        self.note(title, *(b for b in self.anna.bubbles if b.id not in before))

    def note(self, title: str, *bubbles: object) -> None:
        """Keep what these look like."""
        shown = [self.anna.native(bubble) for bubble in bubbles]  # type: ignore[arg-type]
        self.pages.append("\n".join([f"== {title}", *(shown or ["(nothing)"])]))


async def filled(album: Album) -> None:
    """Everything that can be said."""
    place, anna = album.place, album.anna
    for title, message in plain().items():
        await album.told(title, message)
        if isinstance(message, Form) and isinstance(anna, DiscordChatter):
            await anna.presses("Open the form")
            assert anna.somebody.modal is not None
            album.pages[-1] += "\n" + of_modal(anna.somebody.modal.modal)
            anna.somebody.dismisses()
    for title, message in (await with_media(place, anna)).items():
        await album.told(title, message)
    await anna.says("/me")
    album.note("the card of where one stands", *[b for b in anna.bubbles if "0 points" in b.text])
    asked = Ask("Shall it be so?", choices=(button("Yes", Style.PRIMARY), button("No")))
    await album.amended("a question that was answered by a button", asked, None, note="Yes")
    typed = Ask("What shall it be called?", hint="A name", nav=(button("Skip"),))
    await album.amended("a question that was answered by typing", typed, None, note="Brass & <Co>")
    await album.amended(
        "a message that reads otherwise now", asked, Say("It is so.", choices=(button("Undo"),))
    )
    long = Say("\n\n".join(["Word after word. " * 60] * 5))
    await album.amended("a long one that became short", long, Say("Gone."))
    await removed(album, asked)
    await playing.change(place.court, anna, discreet=True)
    await album.told("something unasked in discreet mode", Say("Polish the brass."))


async def removed(album: Album, message: Message) -> None:
    """A message that is taken away again."""
    before = {bubble.id for bubble in album.anna.bubbles}
    await playing.tells(album.place.court, album.anna, message, ref=REF)
    async with album.place.court.engine.turns.about((await album.anna.person()).id) as turn:
        await turn.remove(REF)
    await album.place.court.delivers()
    album.note("a message that was taken away", *(b for b in album.anna.bubbles if b.id not in before))


@pytest.mark.slow
async def test_every_meaning_looks_as_it_should(place: Place) -> None:
    album = Album(place, await place.member())
    await filled(album)
    kept = FOLDER / f"{'telegram' if place.platform is Platform.TELEGRAM else place.name}.txt"
    found = "\n\n".join(album.pages) + "\n"
    if os.environ.get("COURT_NATIVE_FORMS") == "write":
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(found)
    assert found == kept.read_text(), f"{kept.name} tells of other forms than these"
