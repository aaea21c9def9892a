"""From meanings to bubbles: the only place where the web chat decides how something is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.platforms.web.wire import (
    Bar,
    Body,
    Button,
    From,
    Hint,
    Option,
    Question,
    Sheet,
    Shown,
    Source,
)
from handlers.chat.outgoing import (
    Ask,
    Choice,
    Field,
    FieldKind,
    Form,
    Medium,
    Message,
    Meter,
    Say,
    Speaker,
)


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks, by name, in the reader's language; and how court time reads on the wall."""

    court: str
    safety: str
    desk: str
    persona: str | None
    persona_name: str | None
    wall_at: Callable[[datetime], datetime]


def rendered(message: Message, voices: Voices) -> Body:
    """The bubble of a message."""
    match message:
        case Say():
            drawn = Body(
                speaker="court",
                text=message.text,
                meters=tuple(_bar(meter, voices) for meter in message.meters),
                buttons=_buttons(message.choices),
            )
        case Ask():
            hint = message.hint is not None or message.secret
            drawn = Body(
                speaker="court",
                text=message.text,
                buttons=_buttons(message.choices),
                input=Hint(placeholder=message.hint or "", secret=message.secret) if hint else None,
            )
        case Form():
            drawn = Body(speaker="court", form=_sheet(message))
        case _:
            assert_never(message)
    media = () if isinstance(message, Form) else message.media
    return drawn.model_copy(
        update={
            **_who(message.by, voices),
            "nav": _buttons(message.nav),
            "media": tuple(_shown(medium) for medium in media),
            "sources": tuple(Source(blob=m.blob, asset=m.asset, card=m.card) for m in media),
        }
    )


def closed(body: Body, note: str) -> Body:
    """The bubble after its question was answered: its buttons are quiet, the answer given stays visible.

    A pressed button is marked; any other answer is added as a last line."""
    pressed = [button.label for button in (*body.buttons, *body.nav)].count(note) == 1
    if not pressed:
        text = f"{body.text}\n\n› {note}".strip() if note else body.text
        return body.model_copy(update={"closed": True, "text": text})
    marked = {
        name: tuple(
            button.model_copy(update={"selected": True}) if button.label == note else button
            for button in getattr(body, name)
        )
        for name in ("buttons", "nav")
    }
    return body.model_copy(update={"closed": True, **marked})


def _who(speaker: Speaker, voices: Voices) -> dict[str, str | None]:
    names: dict[From, str] = {"court": voices.court, "safety": voices.safety, "desk": voices.desk}
    match speaker:
        case Speaker.PERSONA if voices.persona is not None:
            return {"speaker": "persona", "persona": voices.persona, "name": voices.persona_name or ""}
        case Speaker.PERSONA | Speaker.COURT:
            return {"speaker": "court", "name": names["court"]}
        case Speaker.SAFETY:
            return {"speaker": "safety", "name": names["safety"]}
        case Speaker.DESK:
            return {"speaker": "desk", "name": names["desk"]}
        case _:
            assert_never(speaker)


def _buttons(choices: tuple[Choice, ...]) -> tuple[Button, ...]:
    return tuple(
        Button(label=choice.label, token=choice.token, style=choice.style, selected=choice.selected)
        for choice in choices
    )


def _bar(meter: Meter, voices: Voices) -> Bar:
    share = min(1.0, max(0.0, meter.share))
    until = None if meter.until is None else voices.wall_at(meter.until)
    return Bar(label=meter.label, share=share, note=meter.note, until=until)


def _sheet(form: Form) -> Sheet:
    submit = _buttons((form.submit,))[0]
    questions = tuple(_question(field) for field in form.fields)
    return Sheet(title=form.title, text=form.text, submit=submit, fields=questions)


def _question(field: Field) -> Question:
    one = field.value[0] if field.value else ""
    return Question(
        name=field.name,
        label=field.label,
        kind=field.kind,
        options=tuple(Option(value=value, label=label) for value, label in field.options),
        required=field.required,
        value=field.value if field.kind is FieldKind.MULTI else one,
        help=field.help,
        placeholder=field.placeholder,
        min=field.least,
        max=field.most,
    )


def _shown(medium: Medium) -> Shown:
    return Shown(
        kind=medium.kind,
        alt=medium.alt,
        name=medium.name,
        mime=medium.mime,
        size=medium.size,
        seconds=medium.seconds,
        peaks=medium.peaks,
        spoiler=medium.spoiler,
        protected=medium.protected,
        width=medium.width,
        height=medium.height,
        transcript=medium.transcript,
    )
