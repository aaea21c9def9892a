"""/stats: a section at a time, a chart and the same in words; persona, period and section change in place.

Counting is slow work: it only reads, and holds up nobody's turn."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers.chat.outgoing import Choice, Medium, MediumKind, Say, Speaker
from handlers.feature import Access, ActionSpec, CommandSpec, Errand, Feature, Group
from handlers.operator.stats.page import Chart, Page, Words
from handlers.operator.stats.sections import SECTIONS, Asked
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import people
from storage.queries.figures_scope import Scope
from storage.tables import Operator, Person

WORK = "stats.count"
ALL = "all"
PERIODS: Mapping[str, int | None] = {"d7": 7, "d30": 30, "d90": 90, "all": None}
FIRST = {"section": "play", "period": "d30"}
MOST_PERSONAS = 8


async def stats(turn: Turn, args: str) -> None:
    """The first section, of all the operator may see or of a persona she names."""
    persona = _named(turn, args.strip().casefold()) if args.strip() else _usual(turn)
    if persona is None:
        await turn.say(turn.text("stats.gone"), by=Speaker.DESK)
        return
    await turn.later(WORK, json.dumps({**FIRST, "persona": persona}))
    await turn.say(turn.text("stats.counting"), by=Speaker.DESK)


async def show(turn: Turn, args: Mapping[str, str]) -> None:
    """Another section, persona or period, in place."""
    wanted = {name: args.get(name, "") for name in ("section", "period", "persona")}
    known = wanted["section"] in SECTIONS and wanted["period"] in PERIODS
    if not known or not _may(turn, wanted["persona"]):
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return
    ref = turn.pressed.ref if turn.pressed is not None else None
    await turn.later(WORK, json.dumps({**wanted, "ref": ref or ""}))


async def count(errand: Errand) -> None:
    """Count, then say it, in the place of what was shown before if there was something."""
    wanted: dict[str, str] = json.loads(errand.args or "{}")
    if errand.person_id is None or not wanted:
        return
    async with errand.house.storage.read() as tx:
        operator = await tx.get(Operator, errand.person_id)
        person = await tx.get(Person, errand.person_id)
        if operator is None or person is None:
            return
        words = Words(errand.house.texts, person.language)
        asked = await _asked(errand, wanted, tuple(operator.personas))
        page = await SECTIONS[wanted["section"]](tx, asked, words)
    async with errand.turn(errand.person_id) as turn:
        if not _may(turn, wanted["persona"]):
            return
        message = _message(turn, wanted, page)
        if wanted.get("ref"):
            await turn.amend(wanted["ref"], message, klass=OutboxClass.ACCOUNT)
        else:
            await turn.tell(turn.me, message, klass=OutboxClass.ACCOUNT)


async def _asked(errand: Errand, wanted: Mapping[str, str], own: tuple[str, ...]) -> Asked:
    clock, days = errand.house.clock, PERIODS[wanted["period"]]
    back = None if days is None else timedelta(days=days)
    court, wall = clock.court(), clock.wall()
    personas = own if wanted["persona"] == ALL else (wanted["persona"],)
    since: datetime | None = None if back is None else court - back
    async with errand.house.storage.read() as tx:
        names = {row.person_id: row.name for row in await people.operators(tx) if row.name}
    return Asked(
        scope=Scope(personas, since, None if back is None else wall - back),
        first=None if since is None else since.date(),
        last=court.date(),
        names=names,
    )


def _message(turn: Turn, wanted: Mapping[str, str], page: Page) -> Say:
    title = turn.text(
        "stats.title",
        what=turn.text(f"stats.section.{wanted['section']}"),
        persona=_persona_name(turn, wanted["persona"]),
        period=turn.text(f"stats.period.{wanted['period']}"),
    )
    text = "\n".join([title, "", *page.lines])
    card = Medium(
        MediumKind.CARD,
        alt=text,
        name="figures.png",
        mime="image/png",
        card=_drawn(page.chart, title, quiet=turn.text("stats.quiet")),
    )
    return Say(text, by=Speaker.DESK, media=(card,), choices=_choices(turn, wanted), nav=_nav(turn, wanted))


def _drawn(chart: Chart, title: str, *, quiet: str) -> str:
    """The chart as data for whoever draws it."""
    values = [value for _, line in chart.lines for value in line if value]
    return json.dumps(
        {
            "kind": "bars" if chart.bars else "lines",
            "title": chart.title,
            "labels": list(chart.labels) if values else [],
            "lines": [[name, list(line) if values else []] for name, line in chart.lines],
            "unit": chart.unit,
            "note": (chart.note or title) if values else (chart.note or quiet),
        }
    )


def _choices(turn: Turn, wanted: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(_choice(turn.text(f"stats.section.{each}"), wanted, section=each) for each in SECTIONS)


def _nav(turn: Turn, wanted: Mapping[str, str]) -> tuple[Choice, ...]:
    periods = [_choice(turn.text(f"stats.period.{each}"), wanted, period=each) for each in PERIODS]
    own = _personas(turn)
    names = [ALL, *own[:MOST_PERSONAS]] if len(own) > 1 else []
    return (*periods, *(_choice(_persona_name(turn, each), wanted, persona=each) for each in names))


def _choice(label: str, wanted: Mapping[str, str], **change: str) -> Choice:
    args = {name: wanted[name] for name in ("section", "period", "persona")} | change
    same = all(wanted[name] == value for name, value in change.items())
    return Choice(label, "stats.show", args, selected=same)


def _personas(turn: Turn) -> list[str]:
    return [key for key in turn.house.content.personas if turn.me.may_run(key)]


def _usual(turn: Turn) -> str:
    own = _personas(turn)
    return own[0] if len(own) == 1 else ALL


def _named(turn: Turn, name: str) -> str | None:
    personas = turn.house.content.personas
    return next((key for key in _personas(turn) if name in (key, personas[key].name.casefold())), None)


def _may(turn: Turn, persona: str) -> bool:
    return turn.me.operator is not None and (persona == ALL or turn.me.may_run(persona))


def _persona_name(turn: Turn, key: str) -> str:
    if key == ALL:
        return turn.text("stats.all")
    persona = turn.house.content.personas.get(key)
    return persona.name if persona else key


FEATURE = Feature(
    commands=(CommandSpec("stats", Group.OPERATOR, Access.OPERATOR, stats),),
    actions=(ActionSpec("stats.show", Access.OPERATOR, show, once=False),),
    works={WORK: count},
)
