"""From meanings to parts: the only place where Telegram's look of a message is decided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import assert_never

from bot.platforms.telegram.html import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    bold,
    escape,
    length,
    quote,
    read_length,
    split,
)
from bot.platforms.telegram.markup import Markup, markup_of
from bot.platforms.telegram.parts import Kind, Part, kind_of
from handlers.chat.outgoing import Ask, Form, Medium, MediumKind, Message, Meter, Say, Speaker

ALBUM = 10
BAR = 10
FULL, EMPTY = "▰", "▱"
FOLDED_FROM = 200
HEADING_ROOM = 100
ALBUM_KINDS = (Kind.PHOTO, Kind.AUDIO, Kind.DOCUMENT)


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands above what is out of character; and the word above a transcript."""

    safety: str
    desk: str
    transcript: str


def rendered(message: Message, headings: Headings) -> tuple[Part, ...]:
    """The parts of a message, in the order in which they are sent; buttons are below the last."""
    text, media = _words(message), () if isinstance(message, Form) else message.media
    head = _heading(message.by, headings)
    below = _below(message, media)
    caption = _joined(head, escape(text), below, *(_transcript(m, headings) for m in media[:1]))
    if len(media) == 1 and read_length(caption) <= LONGEST_CAPTION:
        return (Part(kind_of(media[0]), caption, media, markup_of(message)),)
    shown, spoken = _shown(media, headings), _spoken(head, text, below)
    # Pictures are looked at first and talked about then; voices are announced.
    voices = all(kind_of(medium) is Kind.VOICE for medium in media)
    return _with_markup([*spoken, *shown] if voices else [*shown, *spoken], markup_of(message))


def _words(message: Message) -> str:
    match message:
        case Form(title=title, text=text):
            return f"{title}\n\n{text}".strip()
        case Say(text=text) | Ask(text=text):
            return text.strip()
        case _:
            assert_never(message)


def _heading(speaker: Speaker, headings: Headings) -> str:
    match speaker:
        case Speaker.SAFETY:
            return bold(headings.safety)
        case Speaker.DESK:
            return bold(headings.desk)
        case Speaker.PERSONA | Speaker.COURT:
            return ""
        case _:
            assert_never(speaker)


def _below(message: Message, media: Sequence[Medium]) -> str:
    """Bars, and what a drawn card says for those who cannot see it."""
    meters = message.meters if isinstance(message, Say) else ()
    text = _words(message)
    alts = [escape(m.alt) for m in media if m.kind is MediumKind.CARD and m.alt.strip() not in ("", text)]
    return "\n".join([*alts, *(bar(meter) for meter in meters)])


def bar(meter: Meter) -> str:
    """A meter as a line of ten marks."""
    share = min(1.0, max(0.0, meter.share))
    full = round(share * BAR)
    marks = FULL * full + EMPTY * (BAR - full)
    return escape(" ".join(each for each in (marks, meter.label, meter.note) if each))


def _transcript(medium: Medium, headings: Headings) -> str:
    if not medium.transcript:
        return ""
    words = f"{headings.transcript}: {medium.transcript}"
    return quote(words, folded=length(words) > FOLDED_FROM)


def _shown(media: Sequence[Medium], headings: Headings) -> list[Part]:
    """Media that stand by themselves: neighbours of one kind as an album."""
    parts: list[Part] = []
    for kind, several in groupby(media, kind_of):
        group = list(several)
        if kind in ALBUM_KINDS and len(group) > 1:
            parts += [Part(kind, "", tuple(group[at : at + ALBUM])) for at in range(0, len(group), ALBUM)]
        else:
            parts += [part for medium in group for part in _alone(kind, medium, headings)]
    return parts


def _alone(kind: Kind, medium: Medium, headings: Headings) -> list[Part]:
    alt = "" if medium.kind is MediumKind.CARD else escape(medium.alt)
    spoken = _transcript(medium, headings)
    caption = _joined(alt, spoken)
    if read_length(caption) <= LONGEST_CAPTION:
        return [Part(kind, caption, (medium,))]
    pieces = split(medium.transcript, LONGEST_TEXT - HEADING_ROOM)
    return [Part(kind, alt, (medium,)), *(Part(Kind.TEXT, quote(piece, folded=True)) for piece in pieces)]


def _spoken(head: str, text: str, below: str) -> list[Part]:
    """The text in as many parts as it needs, the heading above the first, bars below the last."""
    room = LONGEST_TEXT - HEADING_ROOM
    pieces = [escape(piece) for piece in split(text, room)]
    if not pieces and not below:
        return []
    pieces = pieces or [""]
    pieces[0] = _joined(head, pieces[0])
    if read_length(_joined(pieces[-1], below)) <= LONGEST_TEXT:
        pieces[-1] = _joined(pieces[-1], below)
    else:
        pieces.append(below)
    return [Part(Kind.TEXT, piece) for piece in pieces if piece]


def _with_markup(parts: list[Part], markup: Markup | None) -> tuple[Part, ...]:
    if markup is None or not parts:
        return tuple(parts)
    last = parts[-1]
    if len(last.media) > 1:
        # An album takes no buttons. There is always a text below one, unless nothing was said.
        return (*parts, Part(Kind.TEXT, FULL, markup=markup))
    return (*parts[:-1], replace(last, markup=markup))


def _joined(*pieces: str) -> str:
    return "\n\n".join(piece for piece in pieces if piece)
