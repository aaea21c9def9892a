"""Switching a pack's tasks, scenes or drops off and on; removing a pack that was sent in."""

from collections.abc import Mapping
from dataclasses import replace

from handlers import court_content
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.content.sources import Kind, PackSource
from handlers.operator.packs.listing import card_of, in_sight
from handlers.operator.templates.keeping import stands_in_the_way
from handlers.turn import Turn
from storage.queries import content as queries
from storage.tables import ContentPack, ContentSwitch, DropDetails, SceneDetails

SHELVES: Mapping[Kind, type[DropDetails] | type[SceneDetails]] = {
    Kind.DROPS: DropDetails,
    Kind.SCENES: SceneDetails,
}
"""The tables in which what packs bring stands on a shelf of its own."""


async def turn_off(turn: Turn, args: Mapping[str, str]) -> None:
    """Nothing of this kind comes from the pack any more; what was given or sent stays."""
    made = await court_content.hold(turn)
    source, kind = await in_sight(turn, args["source"]), Kind(args["kind"])
    if source is None:
        return
    name = source.switch(kind)
    if name in made.off:
        await turn.say(await card_of(turn, source))
        return
    if await stands_in_the_way(turn, made, replace(made, off=made.off | {name})):
        return
    row = ContentSwitch(name=name, off_by=turn.me.person.id, off_at=turn.wall)
    if kind in SHELVES:
        row.withdrew = await _take_from_the_shelf(turn, source, kind)
    turn.tx.add(row)
    await court_content.settle(turn, "pack.off", name)
    await turn.say(await card_of(turn, source))


async def _take_from_the_shelf(turn: Turn, source: PackSource, kind: Kind) -> list[str]:
    """They leave the shelf at once; which they were is remembered for when they come back."""
    taken = []
    for row in await queries.shelved(turn.tx, SHELVES[kind], sorted(source.keys[kind])):
        if row.retired_at is None:
            row.retired_at = turn.now
            taken.append(row.pack_key or "")
    return taken


async def turn_on(turn: Turn, args: Mapping[str, str]) -> None:
    """It comes from the pack again."""
    await court_content.hold(turn)
    source, kind = await in_sight(turn, args["source"]), Kind(args["kind"])
    if source is None:
        return
    row = await turn.tx.get(ContentSwitch, source.switch(kind))
    if row is not None:
        for each in await queries.shelved(turn.tx, SHELVES[kind], row.withdrew) if kind in SHELVES else ():
            each.retired_at = None
        await turn.tx.delete(row)
        await court_content.settle(turn, "pack.on", row.name)
    await turn.say(await card_of(turn, source))


async def ask_to_remove(turn: Turn, args: Mapping[str, str]) -> None:
    """Say what removing means, and ask."""
    source = await in_sight(turn, args["source"])
    if source is None or not source.uploaded:
        return
    sure = Choice(turn.text("packs.remove_sure"), "packs.removed", dict(args), Style.DANGER)
    no = Choice(turn.text("common.cancel"), "packs.nothing", style=Style.PRIMARY)
    await turn.say(Say(turn.text("packs.remove_ask", pack=source.pack), by=Speaker.DESK, choices=(no, sure)))


async def remove(turn: Turn, args: Mapping[str, str]) -> None:
    """A pack that was sent in is gone, for all its personas; only whoever runs them all can do it."""
    made = await court_content.hold(turn)
    source = await in_sight(turn, args["source"])
    row = await turn.tx.get(ContentPack, source.pack) if source is not None else None
    if source is None or row is None or not source.uploaded:
        return
    all_of_it = [each for each in turn.house.content.sources if each.pack == source.pack]
    if not all(turn.me.may_run(each.persona) for each in all_of_it):
        await turn.say(turn.text("packs.not_all_yours"), by=Speaker.DESK)
        return
    left = {name: text for name, text in made.packs.items() if name != source.pack}
    if await stands_in_the_way(turn, made, replace(made, packs=left)):
        return
    await turn.tx.delete(row)
    await court_content.settle(turn, "pack.removed", source.pack)
    await turn.say(turn.text("packs.removed", pack=source.pack), by=Speaker.DESK)


async def nothing(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)
