"""Who a persona is: name, title, pronouns, description, suggested hours; whether she takes members; a new
one."""

import re
from collections.abc import Mapping

from handlers import court_content
from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.content.merging import merged
from handlers.content.schema import Persona
from handlers.content.table import KEY
from handlers.member.onboarding.steps import folded_name
from handlers.member.proofs.content import readable
from handlers.member.settings.kinds import parsed, shown
from handlers.operator.personas.listing import in_sight, row_of
from handlers.turn import Turn
from storage.queries import content as queries
from storage.queries import people
from storage.tables import PersonaSettings

LONGEST_NAME, LONGEST_INTRO, MOST_HOURS = 40, 800, 8
TEXTS = ("name", "title", "pronouns", "intro")
Filled = Mapping[str, tuple[str, ...]]


async def ask(turn: Turn, args: Mapping[str, str]) -> None:
    """The form, filled in as it stands."""
    persona = await in_sight(turn, args["persona"])
    if persona is None:
        return
    hours = ", ".join(shown(minutes) for minutes in persona.hours)
    fields = (
        *_texts(turn, persona),
        Field("hours", turn.text("personas.hours"), value=(hours,) if hours else (), required=False),
    )
    submit = Choice(turn.text("common.save"), "personas.words_set", dict(args), Style.PRIMARY)
    await turn.say(Form(turn.text("personas.words_title"), fields, submit, by=Speaker.DESK))


def _texts(turn: Turn, persona: Persona | None) -> tuple[Field, ...]:
    return tuple(
        Field(
            name,
            turn.text(f"personas.field.{name}"),
            FieldKind.LONG if name == "intro" else FieldKind.TEXT,
            value=(getattr(persona, name),) if persona is not None else (),
            most=LONGEST_INTRO if name == "intro" else LONGEST_NAME,
        )
        for name in TEXTS
    )


async def kept(turn: Turn, args: Mapping[str, str], values: Filled) -> None:
    """Write it; everybody reads it from now on."""
    made = await court_content.hold(turn)
    persona = await in_sight(turn, args["persona"])
    if persona is None:
        return
    given, hours = _given(values), _hours("".join(values.get("hours", ())))
    if given is None or hours is None or await _name_taken(turn, given["name"], persona.key):
        await turn.say(turn.text("personas.words_problem", most=MOST_HOURS), by=Speaker.DESK)
        return
    row = await row_of(turn, persona.key)
    before = merged(turn.house.packs, made).personas[persona.key]
    for name in TEXTS:
        if given[name] != getattr(before, name):
            setattr(row, name, given[name])
    row.hours = hours
    detail = {
        name: f"{getattr(before, name)} → {given[name]}"
        for name in TEXTS
        if getattr(before, name) != given[name]
    }
    await court_content.settle(turn, "persona.set", persona.key, detail=detail or None)
    await turn.form_done()
    await turn.say(turn.text("personas.kept", name=given["name"]), by=Speaker.DESK)


def _given(values: Filled) -> dict[str, str] | None:
    """The texts as they will be kept; None if one will not do."""
    given = {name: readable("".join(values.get(name, ()))).strip() for name in TEXTS}
    given |= {name: " ".join(given[name].split()) for name in TEXTS if name != "intro"}
    short = all(0 < len(given[name]) <= LONGEST_NAME for name in TEXTS if name != "intro")
    braces = any(sign in text for text in given.values() for sign in "{}")
    return given if short and 0 < len(given["intro"]) <= LONGEST_INTRO and not braces else None


def _hours(text: str) -> list[int] | None:
    """Hours typed with commas between them, in minutes after midnight; None if one is none."""
    words = [each for each in (part.strip() for part in text[:200].split(",")) if each]
    found = [parsed(each) for each in words]
    hours = sorted({each for each in found if each is not None})
    return None if None in found or len(hours) > MOST_HOURS else hours


async def _name_taken(turn: Turn, name: str, key: str) -> bool:
    """Whether another persona, or a member, is called so."""
    folded = folded_name(name)
    others = (each for each in turn.house.content.personas.values() if each.key != key)
    named = any(folded in (folded_name(each.key), folded_name(each.name)) for each in others)
    return named or await people.user_named(turn.tx, folded) is not None


# -- open, closed, retired ------------------------------------------------------------------------------


async def close(turn: Turn, args: Mapping[str, str]) -> None:
    """She takes no new members."""
    await _stand(turn, args["persona"], closed=True)


async def open_again(turn: Turn, args: Mapping[str, str]) -> None:
    """She takes new members."""
    await _stand(turn, args["persona"], closed=False)


async def retire(turn: Turn, args: Mapping[str, str]) -> None:
    """She leaves the court, once nobody is hers any more."""
    await _stand(turn, args["persona"], retired=True)


async def bring_back(turn: Turn, args: Mapping[str, str]) -> None:
    """She is one of the court's again."""
    await _stand(turn, args["persona"], retired=False)


async def _stand(turn: Turn, key: str, *, closed: bool | None = None, retired: bool | None = None) -> None:
    await court_content.hold(turn)
    persona = await in_sight(turn, key)
    if persona is None:
        return
    leaves = closed or retired
    others = [each for each in turn.house.content.personas.values() if each.takes_members and each.key != key]
    if leaves and not others:
        await turn.say(turn.text("personas.last_one"), by=Speaker.DESK)
        return
    members = await queries.members_of(turn.tx, key) if retired else 0
    if members:
        await turn.say(turn.text("personas.has_members", name=persona.name, count=members), by=Speaker.DESK)
        return
    row = await row_of(turn, key)
    row.closed = row.closed if closed is None else closed
    if retired is not None:
        row.retired_at = turn.wall if retired else None
    state = "retired" if row.retired_at else "closed" if row.closed else "open"
    await court_content.settle(turn, "persona.set", key, detail={"stands": state})
    await turn.say(turn.text("personas.kept", name=persona.name), by=Speaker.DESK)


# -- a new one ------------------------------------------------------------------------------------------


async def new(turn: Turn, _args: Mapping[str, str]) -> None:
    """The form of a new persona."""
    known = tuple((each.key, each.name) for each in turn.house.content.personas.values())
    fields = (
        *_texts(turn, None),
        Field("basis", turn.text("personas.basis"), FieldKind.CHOICE, known, value=(known[0][0],)),
    )
    submit = Choice(turn.text("personas.make"), "personas.make", style=Style.PRIMARY)
    text = turn.text("personas.new_text")
    await turn.say(Form(turn.text("personas.new"), fields, submit, text=text, by=Speaker.DESK))


async def make(turn: Turn, _args: Mapping[str, str], values: Filled) -> None:
    """She is there at once, closed to members until her owner has looked at her."""
    await court_content.hold(turn)
    given, basis = _given(values), "".join(values.get("basis", ()))
    key = "_".join(re.findall(r"[a-z0-9]+", (given or {}).get("name", "").casefold()))
    right = given is not None and basis in turn.house.content.personas and KEY.fullmatch(key)
    taken = await turn.tx.get(PersonaSettings, key) is not None or key in turn.house.content.personas
    if given is None or not right or taken or await _name_taken(turn, given["name"], key):
        await turn.say(turn.text("personas.new_problem"), by=Speaker.DESK)
        return
    row = turn.tx.add(PersonaSettings(persona=key, based_on=basis, closed=True))
    for name in TEXTS:
        setattr(row, name, given[name])
    await court_content.settle(turn, "persona.made", key)
    await turn.form_done()
    view = Choice(turn.text("personas.look"), "personas.view", {"persona": key})
    await turn.say(Say(turn.text("personas.made", name=given["name"]), by=Speaker.DESK, choices=(view,)))
