"""From meanings to Telegram's messages: cuts, limits, keyboards, what can be changed in place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import ForceReply, InlineKeyboardMarkup

from bot.platforms.telegram.amending import Drop, Edit, Keep, New, changes
from bot.platforms.telegram.html import LONGEST_CAPTION, LONGEST_TEXT, length, plain, read_length, split
from bot.platforms.telegram.markup import MOST_BUTTONS, keyboard, markup_of
from bot.platforms.telegram.parts import Kind, Part, Sent
from bot.platforms.telegram.render import Headings, rendered
from handlers.chat.outgoing import Ask, Choice, Medium, MediumKind, Meter, Say, Speaker, Style

HEADINGS = Headings("Safety", "The Desk", "Transcript")
WORDS = st.text(st.sampled_from("ab <>&\n.🔴é"), max_size=12_000)


def choices(*labels: str) -> tuple[Choice, ...]:
    """Bound choices of these labels."""
    return tuple(Choice(label, token=f"1.abcdefghijk.{number}") for number, label in enumerate(labels))


def labels(markup: object) -> list[list[str]]:
    """The labels of a keyboard, by rows."""
    assert isinstance(markup, InlineKeyboardMarkup)
    return [[button.text for button in row] for row in markup.inline_keyboard]


def photo(name: str = "a") -> Medium:
    """A covered photo."""
    return Medium(MediumKind.PHOTO, blob=name, spoiler=True, protected=True)


def voice(name: str = "v", **columns: str) -> Medium:
    """A voice note."""
    return Medium(MediumKind.VOICE, blob=name, mime="audio/ogg", **columns)  # type: ignore[arg-type]


@given(WORDS, st.integers(20, 5000))
def test_a_text_is_cut_without_losing_a_letter_and_never_too_long(text: str, most: int) -> None:
    pieces = split(text, most)
    assert all(0 < length(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(WORDS, st.sampled_from(Speaker), st.booleans())
def test_whatever_is_said_every_part_keeps_telegrams_limits(text: str, by: Speaker, has_photo: bool) -> None:
    media = (photo(),) if has_photo else ()
    meters = tuple(Meter(f"bar {number}", 0.5) for number in range(3))
    parts = rendered(Say(text, by=by, media=media, meters=meters, choices=choices("Yes")), HEADINGS)
    for part in parts:
        most = LONGEST_CAPTION if part.media else LONGEST_TEXT
        assert read_length(part.html) <= most
        assert part.html.strip() or part.media
    assert [part.markup is not None for part in parts] == [False] * (len(parts) - 1) + [True]


@given(st.text(max_size=200))
def test_escaped_words_read_as_they_were(text: str) -> None:
    [part, *_] = rendered(Say(f"x{text}"), HEADINGS)
    assert plain(part.html).startswith(f"x{text}".strip()[:150])


def test_paragraphs_are_kept_together() -> None:
    first, second = "a" * 60, "b" * 60
    assert split(f"{first}\n\n{second}", 100) == [first, second]


@pytest.mark.parametrize(
    ("given_labels", "expected"),
    [
        (["Yes", "No"], [["Yes", "No"]]),
        ([str(number) for number in range(1, 8)], [["1", "2", "3", "4", "5"], ["6", "7"]]),
        (["A rather long label", "Another long label"], [["A rather long label"], ["Another long label"]]),
        (["Tea", "A long one among the short"], [["Tea"], ["A long one among the short"]]),
    ],
)
def test_short_labels_stand_side_by_side(given_labels: list[str], expected: list[list[str]]) -> None:
    assert labels(keyboard(choices(*given_labels))) == expected


def test_navigation_has_a_row_of_its_own_and_is_never_cut_off() -> None:
    many = choices(*(f"tag {number}" for number in range(150)))
    rows = labels(keyboard(many, choices("Back", "Cancel")))
    assert rows[-1] == ["Back", "Cancel"]
    assert sum(len(row) for row in rows) == MOST_BUTTONS


def test_a_label_is_marked_when_chosen_and_shortened_when_too_long() -> None:
    chosen = Choice("x" * 100, token="t", selected=True, style=Style.PRIMARY)
    [[label]] = labels(keyboard((chosen,)))
    assert label.startswith("✓ x")
    assert len(label) == 64


def test_one_line_is_asked_by_a_reply_unless_there_are_buttons() -> None:
    assert isinstance(markup_of(Ask("Name?", hint="")), ForceReply)
    assert labels(markup_of(Ask("Name?", hint="", nav=choices("Cancel")))) == [["Cancel"]]
    assert markup_of(Ask("Name?")) is None


def test_a_picture_with_a_short_text_is_one_message() -> None:
    [part] = rendered(Say("Look.", media=(photo(),), choices=choices("Yes")), HEADINGS)
    assert (part.kind, part.html) == (Kind.PHOTO, "Look.")


def test_pictures_are_an_album_with_the_words_and_buttons_below() -> None:
    album, text = rendered(Say("Look.", media=(photo("a"), photo("b")), choices=choices("Yes")), HEADINGS)
    assert len(album.media) == 2
    assert album.markup is None
    assert text.kind is Kind.TEXT
    assert text.markup is not None


def test_an_album_holds_ten_and_needs_something_below_it_for_buttons() -> None:
    media = tuple(photo(str(number)) for number in range(12))
    parts = rendered(Say("", media=media, choices=choices("Yes")), HEADINGS)
    assert [len(part.media) for part in parts] == [10, 2, 0]
    assert parts[-1].markup is not None


def test_voices_are_announced_and_carry_their_transcript() -> None:
    media = (voice("v", transcript="Good evening."), voice("w", transcript="long " * 500))
    parts = rendered(Say("Choose.", media=media, choices=choices("Yes")), HEADINGS)
    assert [part.kind for part in parts] == [Kind.TEXT, Kind.VOICE, Kind.VOICE, Kind.TEXT]
    assert "Good evening." in parts[1].html
    assert parts[-1].markup is not None


def test_safety_and_the_desk_say_who_speaks() -> None:
    assert rendered(Say("x", by=Speaker.SAFETY), HEADINGS)[0].html == "<b>Safety</b>\n\nx"
    assert rendered(Say("x", by=Speaker.DESK), HEADINGS)[0].html == "<b>The Desk</b>\n\nx"
    assert rendered(Say("x", by=Speaker.PERSONA), HEADINGS)[0].html == "x"


@pytest.mark.parametrize(
    "sent", [Sent(7, Kind.TEXT), Sent(8, Kind.PHOTO, "abc"), Sent(9, Kind.AUDIO, "x", album=True)]
)
def test_a_receipt_names_a_message_and_finds_it_again(sent: Sent) -> None:
    assert Sent.of(str(sent)) == sent


@pytest.mark.parametrize("name", ["", "x", "7", "7.z.", "b12", "-7.t."])
def test_a_receipt_of_another_platform_names_nothing(name: str) -> None:
    assert Sent.of(name) is None


TEXT = Part(Kind.TEXT, "x")


@pytest.mark.parametrize(
    ("before", "parts", "expected"),
    [
        ([Sent(1, Kind.TEXT)], [TEXT], [Edit]),
        ([Sent(1, Kind.TEXT)], [TEXT, TEXT], [Edit, New]),
        ([Sent(1, Kind.TEXT), Sent(2, Kind.TEXT)], [TEXT], [Edit, Drop]),
        ([Sent(1, Kind.PHOTO, "a")], [TEXT], [Drop, New]),
        ([Sent(1, Kind.TEXT)], [Part(Kind.PHOTO, "x", (photo(),))], [Drop, New]),
        ([Sent(1, Kind.PHOTO, "a")], [Part(Kind.PHOTO, "x", (photo(),))], [Edit]),
        ([Sent(1, Kind.VOICE, "a")], [Part(Kind.VOICE, "x", (voice(),))], [Drop, New]),
        ([Sent(1, Kind.TEXT, "f")], [TEXT], [Drop, New]),
        ([Sent(1, Kind.TEXT)], [Part(Kind.TEXT, "x", markup=ForceReply())], [Drop, New]),
    ],
)
def test_what_can_be_edited_is_and_the_rest_is_replaced(
    before: list[Sent], parts: list[Part], expected: list[type]
) -> None:
    assert [type(change) for change in changes(before, parts)] == expected


def test_an_album_that_stays_the_same_stays_and_another_one_replaces_it() -> None:
    same = Part(Kind.PHOTO, "", (photo("a"), photo("b")))
    other = Part(Kind.PHOTO, "", (photo("a"), photo("c")))
    sent = [Sent(n, Kind.PHOTO, mark, album=True) for n, mark in enumerate(same.marks, 1)]
    before = [*sent, Sent(3, Kind.TEXT)]
    assert [type(change) for change in changes(before, [same, TEXT])] == [Keep, Keep, Edit]
    assert [type(change) for change in changes(before, [other, TEXT])] == [Drop, New, New]
