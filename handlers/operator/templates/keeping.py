"""Keeping, retiring and hiding templates: checked once more under the lock, counted, logged, live at once."""

import json
from collections.abc import Mapping
from dataclasses import replace

from handlers import court_content
from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.content.documents import read_values, values_of
from handlers.content.errors import ContentError
from handlers.content.merging import CourtMade, merged
from handlers.content.schema import TaskTemplate
from handlers.court_content import TASK
from handlers.operator.templates.forms import mark_of
from handlers.operator.templates.shown import may_write, pack_of
from handlers.turn import Turn
from storage.queries import content as queries
from storage.tables import ContentSwitch, CourtTemplate


async def keep(turn: Turn, args: Mapping[str, str]) -> None:
    """Keep what was shown, unless somebody else changed it meanwhile."""
    made = await court_content.hold(turn)
    now = merged(turn.house.packs, made)
    values = json.loads(args["values"])
    key = f"{args['persona']}.{values['key']}"
    if not may_write(turn, key) or mark_of(now.templates.get(key)) != args["seen"]:
        await turn.say(turn.text("templates.changed_meanwhile"), by=Speaker.DESK)
        return
    try:
        template = read_values(args["persona"], values, now.tags)
    except ContentError as error:
        await turn.say("\n".join(f"{each.what} {each.remedy}" for each in error.problems), by=Speaker.DESK)
        return
    after = replace(made, templates={**made.templates, key: values_of(template)})
    if await stands_in_the_way(turn, made, after):
        return
    await put(turn, template)
    await court_content.settle(turn, "template.changed" if args["seen"] else "template.made", key)
    back = Choice(turn.text("templates.look_again"), "templates.view", {"key": key})
    await turn.say(Say(turn.text("templates.kept", key=key), by=Speaker.DESK, choices=(back,)))


async def put(turn: Turn, template: TaskTemplate) -> None:
    """Write a template's row."""
    spec = dict(values_of(template))
    row = await turn.tx.get(CourtTemplate, template.key)
    if row is None:
        turn.tx.add(
            CourtTemplate(
                key=template.key, persona=template.persona, spec=spec, made_by=turn.me.person.id,
                created_at=turn.wall, changed_at=turn.wall,
            )
        )  # fmt: skip
    else:
        row.spec, row.changed_at, row.retired_at = spec, turn.wall, None


async def retire(turn: Turn, args: Mapping[str, str]) -> None:
    """One of the court's own is not given any more; the pack's of that name, if there is one, is again."""
    key = args["key"]
    made = await court_content.hold(turn)
    row = await queries.own_template(turn.tx, key)
    if row is None or not may_write(turn, key):
        await turn.say(turn.text("templates.gone"), by=Speaker.DESK)
        return
    left = {each: values for each, values in made.templates.items() if each != key}
    if await stands_in_the_way(turn, made, replace(made, templates=left)):
        return
    row.retired_at = turn.wall
    await court_content.settle(turn, "template.retired", key)
    word = "templates.unmade" if pack_of(turn, key) else "templates.retired"
    await _done(turn, word, key, "templates.unretire", "templates.bring_back")


async def unretire(turn: Turn, args: Mapping[str, str]) -> None:
    """It is given again, if it still can be."""
    key = args["key"]
    made = await court_content.hold(turn)
    row = await turn.tx.get(CourtTemplate, key)
    if row is None or row.retired_at is None or not may_write(turn, key):
        await turn.say(turn.text("templates.gone"), by=Speaker.DESK)
        return
    if await stands_in_the_way(turn, made, replace(made, templates={**made.templates, key: row.spec})):
        return
    row.retired_at = None
    await court_content.settle(turn, "template.changed", key)
    await turn.say(turn.text("templates.kept", key=key), by=Speaker.DESK)


async def hide(turn: Turn, args: Mapping[str, str]) -> None:
    """One of the packs' is not given in this court."""
    key = args["key"]
    made = await court_content.hold(turn)
    there = key in merged(turn.house.packs, made).templates and key not in made.templates
    if not there or not may_write(turn, key):
        await turn.say(turn.text("templates.gone"), by=Speaker.DESK)
        return
    if await stands_in_the_way(turn, made, replace(made, hidden=made.hidden | {key})):
        return
    turn.tx.add(ContentSwitch(name=f"{TASK}{key}", off_by=turn.me.person.id, off_at=turn.wall))
    await court_content.settle(turn, "template.hidden", key)
    await _done(turn, "templates.hidden", key, "templates.show", "templates.show_again")


async def show(turn: Turn, args: Mapping[str, str]) -> None:
    """It is given again."""
    key = args["key"]
    await court_content.hold(turn)
    row = await turn.tx.get(ContentSwitch, f"{TASK}{key}")
    if row is None or not may_write(turn, key):
        await turn.say(turn.text("templates.gone"), by=Speaker.DESK)
        return
    await turn.tx.delete(row)
    await court_content.settle(turn, "template.shown", key)
    await turn.say(turn.text("templates.shown", key=key), by=Speaker.DESK)


async def nothing(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


async def stands_in_the_way(turn: Turn, before: CourtMade, after: CourtMade) -> bool:
    """Whether the content would be wrong after a change; then it is said how."""
    wrong = court_content.obstacles(turn, before, after)
    if wrong:
        await turn.say(turn.text("templates.not_so", why="\n".join(wrong)), by=Speaker.DESK)
    return bool(wrong)


async def _done(turn: Turn, word: str, key: str, action: str, label: str) -> None:
    back = Choice(turn.text(label), action, {"key": key})
    await turn.say(Say(turn.text(word, key=key), by=Speaker.DESK, choices=(back,)))
