"""/packs: what is loaded for whom, how much of it, what is off, and what is wrong or of no use."""

from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.content import warnings
from handlers.content.sources import Kind, PackSource
from handlers.operator.templates.shown import name_of
from handlers.turn import Turn
from storage.queries import content as queries

MOST_NAMED = 5


async def packs(turn: Turn, _args: str) -> None:
    """Every pack for the operator's personas, and what there is to say about it."""
    off = {row.name for row in await queries.switches(turn.tx)}
    mine = [each for each in turn.house.content.sources if turn.me.may_run(each.persona)]
    rows = [_row(turn, source, off) for source in mine]
    choices = tuple(
        Choice(f"{source.pack} · {name_of(turn, source.persona)}", "packs.view", {"source": source.name})
        for source in mine
    )
    nav = [
        Choice(turn.text("packs.send_in"), "packs.send_in", style=Style.PRIMARY),
        Choice(turn.text("packs.send_out"), "packs.send_out"),
    ]
    if turn.me.is_owner:
        nav.append(Choice(turn.text("packs.recheck"), "packs.recheck"))
    parts = [turn.text("packs.title", tags=len(turn.house.content.tags)), *rows, *_remarks(turn)]
    await turn.say(Say("\n\n".join(parts), by=Speaker.DESK, choices=choices, nav=tuple(nav)))


def _row(turn: Turn, source: PackSource, off: set[str]) -> str:
    counts = [
        turn.text(f"packs.count.{kind.value}", count=len(keys))
        + (f" ({turn.text('packs.off')})" if source.switch(kind) in off else "")
        for kind in Kind
        if (keys := source.keys.get(kind))
    ]
    if source.lines:
        counts.append(turn.text("packs.count.lines", count=source.lines))
    version = turn.text("packs.version", version=source.version) if source.version else ""
    key = "packs.row_uploaded" if source.uploaded else "packs.row"
    head = turn.text(
        key, pack=source.pack, persona=name_of(turn, source.persona), digest=source.digest, version=version
    )
    return "\n".join([head, ", ".join(counts)])


def _remarks(turn: Turn) -> list[str]:
    """What the loader complains of, and what is of no use."""
    content, lines = turn.house.content, []
    if content.complaints and turn.me.operator is not None and not turn.me.operator.personas:
        lines.append("\n".join([turn.text("packs.complaints"), *content.complaints[: MOST_NAMED * 2]]))
    for persona in content.personas:
        if not turn.me.may_run(persona):
            continue
        name = name_of(turn, persona)
        idle = warnings.idle_templates(content, persona, turn.house.rules)
        if idle:
            keys = ", ".join(idle[:MOST_NAMED])
            lines.append(turn.text("packs.warning.idle", persona=name, count=len(idle), keys=keys))
        kinds = [
            turn.text(f"task.type.{kind.value.casefold()}")
            for kind in warnings.missing_kinds(content, persona)
        ]
        if kinds:
            lines.append(turn.text("packs.warning.kinds", persona=name, kinds=", ".join(kinds)))
        silent = warnings.silent_events(content, persona)
        if silent:
            events = ", ".join(silent[:MOST_NAMED])
            lines.append(turn.text("packs.warning.events", persona=name, events=events))
    return lines or [turn.text("packs.all_well")]


async def view(turn: Turn, args: Mapping[str, str]) -> None:
    """One pack's share for a persona, and its switches."""
    source = await in_sight(turn, args.get("source", ""))
    if source is not None:
        await turn.say(await card_of(turn, source))


async def card_of(turn: Turn, source: PackSource) -> Say:
    """A pack with its switches."""
    off = {row.name for row in await queries.switches(turn.tx)}
    choices = []
    for kind in Kind:
        if source.keys.get(kind):
            state = "on" if source.switch(kind) in off else "off"
            args = {"source": source.name, "kind": kind.value}
            choices.append(Choice(turn.text(f"packs.turn_{state}.{kind.value}"), f"packs.turn_{state}", args))
    if source.uploaded:
        args = {"source": source.name}
        choices.append(Choice(turn.text("packs.remove"), "packs.remove", args, Style.DANGER))
    return Say(_row(turn, source, off), by=Speaker.DESK, choices=tuple(choices))


async def in_sight(turn: Turn, name: str) -> PackSource | None:
    """A pack for one of the operator's personas; None after saying that it is not to be had."""
    for source in turn.house.content.sources:
        if source.name == name and turn.me.may_run(source.persona):
            return source
    await turn.say(turn.text("packs.gone"), by=Speaker.DESK)
    return None
