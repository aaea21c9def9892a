"""From meanings to messages: the only place that decides how something looks on Discord.

The words are always the message's own text, so that they are read in notifications, by screen readers and
with embeds switched off; bars and cards stand below them on the court's colours."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

import discord

from bot.platforms.discord.components import button, rows_of
from bot.platforms.discord.names import Purpose, custom_id
from bot.platforms.discord.payloads import EPHEMERAL
from bot.platforms.discord.rest import Json
from bot.platforms.discord.words import LONGEST, escaped, length, split
from handlers.chat.outgoing import Ask, Form, Medium, MediumKind, Message, Meter, Say, Speaker

BRASS, AUBERGINE = 0xD9B66E, 0x6B4A7E
BAR, FULL, EMPTY = 12, "▰", "▱"
MOST_FILES = 10
PRIMARY = 1
SMALL = "-# "


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks and what our own buttons say, in the reader's language; how court time is on the wall."""

    safety: str
    desk: str
    persona_name: str | None
    open_form: str
    write_aside: str
    answer_here: str
    wall_at: Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class Piece:
    """One message as Discord takes it; its media are still to be read."""

    content: str
    media: tuple[Medium, ...] = ()
    embeds: tuple[Json, ...] = ()
    components: tuple[Json, ...] = ()

    def payload(self, *, private: bool = False) -> dict[str, object]:
        """The message's JSON, without files. Nobody is ever pinged."""
        return {
            "content": self.content,
            "embeds": list(self.embeds),
            "components": list(self.components),
            "allowed_mentions": discord.AllowedMentions.none().to_dict(),
            **({"flags": EPHEMERAL} if private else {}),
        }

    def with_line(self, line: str) -> "Piece":
        """The same with a further small line, if there is room."""
        content = f"{self.content}\n{SMALL}{escaped(line)}".strip()
        return replace(self, content=content) if length(content) <= LONGEST else self


def pieces_of(message: Message, voices: Voices, *, private: bool = False) -> list[Piece]:
    """The messages that say ``message``. ``private``: where nothing that is typed can be read."""
    words = [part for part in (_heading(message.by, voices), _words(message)) if part]
    texts = split("\n".join(words))
    media = () if isinstance(message, Form) else message.media
    albums = [media[at : at + MOST_FILES] for at in range(0, len(media), MOST_FILES)] or [()]
    pieces = [Piece(text) for text in texts[:-1]]
    pieces.append(Piece(texts[-1], tuple(albums[0]), _panel(message, voices)))
    pieces += [Piece("", tuple(album)) for album in albums[1:]]
    pieces[-1] = replace(pieces[-1], components=_below(message, voices, private=private))
    return pieces


def closed(content: str, note: str) -> dict[str, object]:
    """What changes of a message whose question was answered: no buttons, no hint at how to answer it, and
    the answer given."""
    asked, _, hint = content.rpartition(f"\n{SMALL}")
    plain = asked if asked and "\n" not in hint else content
    line = Piece(plain).with_line(f"› {note}").content if note else plain
    return {"content": line, "components": [], "allowed_mentions": {"parse": []}}


def _heading(speaker: Speaker, voices: Voices) -> str:
    match speaker:
        case Speaker.PERSONA:
            return f"**{escaped(voices.persona_name)}**" if voices.persona_name else ""
        case Speaker.COURT:
            return ""
        case Speaker.SAFETY:
            return f"{SMALL}{escaped(voices.safety)}"
        case Speaker.DESK:
            return f"{SMALL}{escaped(voices.desk)}"
        case _:
            assert_never(speaker)


def _words(message: Message) -> str:
    match message:
        case Say(text=text, media=media):
            return _with_transcripts(escaped(text), media)
        case Ask(text=text, media=media, hint=hint):
            asked = _with_transcripts(escaped(text), media)
            return f"{asked}\n{SMALL}{escaped(hint)}" if hint else asked
        case Form(title=title, text=text):
            return f"**{escaped(title)}**\n{escaped(text)}".strip()
        case _:
            assert_never(message)


def _with_transcripts(text: str, media: tuple[Medium, ...]) -> str:
    spoken = [medium.transcript for medium in media if medium.transcript]
    quoted = ["\n".join(f"> {escaped(line)}" for line in each.splitlines()) for each in spoken]
    return "\n".join(part for part in (text, *quoted) if part)


def _panel(message: Message, voices: Voices) -> tuple[Json, ...]:
    """Bars, and a card if there is one, on the speaker's colour."""
    meters = message.meters if isinstance(message, Say) else ()
    cards = [] if isinstance(message, Form) else [m for m in message.media if m.kind is MediumKind.CARD]
    if not meters and not cards:
        return ()
    panel: dict[str, object] = {"color": AUBERGINE if message.by is Speaker.PERSONA else BRASS}
    if meters:
        panel["description"] = "\n".join(_bar(meter, voices) for meter in meters)
    if cards and not isinstance(message, Form):
        panel["image"] = {"url": f"attachment://{file_name(cards[0], message.media.index(cards[0]))}"}
    return (panel,)


def _bar(meter: Meter, voices: Voices) -> str:
    share = min(1.0, max(0.0, meter.share))
    filled = round(share * BAR)
    until = "" if meter.until is None else f"<t:{int(voices.wall_at(meter.until).timestamp())}:R>"
    after = " · ".join(part for part in (escaped(meter.note), until) if part)
    return f"**{escaped(meter.label)}**\n{FULL * filled}{EMPTY * (BAR - filled)} {after}".rstrip()


def _below(message: Message, voices: Voices, *, private: bool) -> tuple[Json, ...]:
    match message:
        case Say(choices=choices, nav=nav):
            return rows_of(choices, nav)
        case Ask(choices=choices, nav=nav):
            return rows_of(choices, nav, _aside(message, voices, private=private))
        case Form(submit=submit, nav=nav):
            opening = button(voices.open_form, custom_id(Purpose.OPEN, submit.token), PRIMARY)
            return rows_of((), nav, [opening])
        case _:
            assert_never(message)


def _aside(ask: Ask, voices: Voices, *, private: bool) -> list[Json]:
    """A way to answer that leaves nothing in the chat, or that is heard where the chat is not read."""
    if not (ask.secret or (private and ask.hint is not None)):
        return []
    label = voices.write_aside if ask.secret else voices.answer_here
    return [button(label, custom_id(Purpose.ASIDE, ""), PRIMARY)]


ENDINGS = {
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "application/zip": "zip",
    "application/json": "json",
    "text/calendar": "ics",
    "text/plain": "txt",
}
NAMES = {
    MediumKind.PHOTO: ("photo", "jpg"),
    MediumKind.VOICE: ("voice", "ogg"),
    MediumKind.CARD: ("card", "png"),
    MediumKind.FILE: ("file", "bin"),
}


def file_name(medium: Medium, number: int) -> str:
    """What the file is called on Discord: nothing of its owner, a spoiler by its first letters."""
    stem, ending = NAMES[medium.kind]
    ending = ENDINGS.get(medium.mime.partition(";")[0].strip().lower(), ending)
    name = medium.name if medium.kind is MediumKind.FILE and medium.name else f"{stem}-{number + 1}.{ending}"
    return f"SPOILER_{name}" if medium.spoiler else name
