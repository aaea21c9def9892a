"""Every meaning the court can say, one example each, for a look at what becomes of it in each place."""

from datetime import timedelta

from handlers.chat.outgoing import (
    Ask,
    Choice,
    Field,
    FieldKind,
    Form,
    Medium,
    MediumKind,
    Message,
    Meter,
    Say,
    Speaker,
    Style,
)
from tests.contracts.places import Place
from tests.contracts.somebody import Somebody
from tests.media import samples
from tests.support import playing
from tests.support.clocks import MONDAY_NOON

TASKS = "tasks.show"
MARKUP = "*Stars*, _lines_, <b>brackets</b> & `ticks` stay what they are."


def button(label: str, style: Style = Style.PLAIN, *, selected: bool | None = None) -> Choice:
    """A button that leads somewhere harmless."""
    return Choice(label, TASKS, style=style, selected=selected)


def plain() -> dict[str, Message]:
    """What needs nothing but words."""
    return {**said(), **pressable(), **asked()}


def said() -> dict[str, Message]:
    """Each speaker, and a text too long for one message."""
    return {
        "the court says": Say(f"Two lines,\nin a row.\n\n{MARKUP}"),
        "the persona says": Say("You kept me waiting.", by=Speaker.PERSONA),
        "safety says": Say("Everything is stopped.", by=Speaker.SAFETY),
        "the desk says": Say("Approved.", by=Speaker.DESK),
        "a long text": Say("\n\n".join(f"Paragraph {n}. " + "Word after word. " * 40 for n in range(1, 8))),
    }


def pressable() -> dict[str, Message]:
    """Buttons and bars."""
    later = MONDAY_NOON + timedelta(hours=2)
    toggles = tuple(button(f"Wish {number}", selected=number % 2 == 0) for number in range(1, 6))
    ways = (button("‹ Previous"), button("Next ›"), button("Done", Style.PRIMARY))
    return {
        "choices": Say(
            "One of these:",
            choices=(
                button("First", Style.PRIMARY),
                button("Second"),
                button("Never again", Style.DANGER),
            ),
            nav=(button("Older"), button("Newer")),
        ),
        "toggles over pages": Ask("Which do you like?\n\nChosen so far: Wish 2", choices=toggles, nav=ways),
        "many choices": Ask("When were you born?", choices=tuple(button(str(1990 + n)) for n in range(10))),
        "bars": Say(
            "Polish the brass.",
            by=Speaker.PERSONA,
            choices=(button("Hand in proof", Style.PRIMARY),),
            meters=(
                Meter("Time left", 0.5, "until 14:00", later),
                Meter("On the way to Accepted", 0.1, "10 of 100"),
            ),
        ),
    }


def asked() -> dict[str, Message]:
    """What waits for something to be typed."""
    return {
        "a question with a hint": Ask("What shall the court call you?", hint="A name of your choosing"),
        "a question with a way out": Ask("Your words?", hint="In your own words", nav=(button("Skip"),)),
        "a secret question": Ask("Now your safeword.", hint="Your safeword", secret=True),
        "a form": Form(
            "Reject",
            (
                Field("reason", "The reason, as the member will read it", FieldKind.LONG),
                Field(
                    "kind", "Kind", FieldKind.CHOICE, options=(("a", "Apples"), ("b", "Pears")), value=("b",)
                ),
                Field("uses", "How often", FieldKind.NUMBER, required=False, value=("1",)),
            ),
            button("Reject", Style.DANGER),
            text="It will be told plainly.",
            by=Speaker.DESK,
        ),
    }


async def with_media(place: Place, anna: Somebody) -> dict[str, Message]:
    """What shows or plays something, kept in the court's own vault."""
    person = await anna.person()

    async def kept(data: bytes, mime: str) -> str:
        blobs = place.court.house.blobs
        return str(await blobs.write(person.id, data, kind="proof", mime=mime))

    photos = [await kept(playing.picture(seed), "image/png") for seed in (1, 2)]
    voice = await kept(samples.recording("ogg"), "audio/ogg")
    archive = await kept(b"PK\x05\x06" + bytes(18), "application/zip")
    first, second = (
        Medium(MediumKind.PHOTO, blob, "Photo proof", mime="image/png", spoiler=True, protected=True)
        for blob in photos
    )
    spoken = Medium(
        MediumKind.VOICE,
        voice,
        "A few words in the voice of Octavia",
        name="Octavia",
        mime="audio/ogg",
        seconds=2.0,
        transcript="You will do as you are told.",
    )
    file = Medium(
        MediumKind.FILE, archive, "Archive of everything about you", "everything.zip", "application/zip"
    )
    look = (button("Approve", Style.PRIMARY), button("Reject", Style.DANGER))
    return {
        "a photo": Say("Proof by anna", by=Speaker.DESK, media=(first,), choices=look),
        "an album": Say("Proof by anna", by=Speaker.DESK, media=(first, second), choices=look),
        "a voice note": Say("Listen.", by=Speaker.PERSONA, media=(spoken,)),
        "a question with a voice": Ask("Whom will you serve?", media=(spoken,), choices=(button("Octavia"),)),
        "a file": Say("Here is everything about you.", media=(file,)),
    }
