"""/templates: what there is, by persona and kind, a page at a time, and found by words."""

from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Field, Form, Say, Speaker, Style
from handlers.content.schema import TaskTemplate
from handlers.member.proofs.content import readable
from handlers.member.tasks.telling import shortened
from handlers.operator.templates.shown import as_kept, as_member_gets, may_write, name_of, pack_of
from handlers.turn import Turn
from storage.enums import TaskType
from storage.queries import content as queries

PAGE = 8
LABEL = 56
LONGEST_SEARCH = 60


async def templates(turn: Turn, args: str) -> None:
    """/templates: what there is, counted; with words after it, what they are found in."""
    words = " ".join(readable(args).split())[:LONGEST_SEARCH]
    if words:
        await _page(turn, {"words": words})
        return
    lines = [turn.text("templates.title"), *_counts(turn)]
    kinds = tuple(
        Choice(turn.text(f"task.type.{kind.value.casefold()}"), "templates.page", {"type": kind.value})
        for kind in TaskType
    )
    nav = (
        Choice(turn.text("templates.new"), "templates.new", style=Style.PRIMARY),
        Choice(turn.text("templates.search"), "templates.search"),
        Choice(turn.text("templates.import"), "templates.import"),
        Choice(turn.text("templates.export"), "templates.export", {"what": "own"}),
        Choice(turn.text("templates.export_all"), "templates.export", {"what": "all"}),
        Choice(turn.text("templates.away"), "templates.away"),
    )
    await turn.say(Say("\n".join(lines), by=Speaker.DESK, choices=kinds, nav=nav))


def _counts(turn: Turn) -> list[str]:
    lines = []
    for key, persona in turn.house.content.personas.items():
        if not turn.me.may_run(key):
            continue
        lines.append(persona.name)
        own = turn.house.content.templates_of(key)
        for kind in TaskType:
            count = sum(template.type is kind for template in own)
            lines.append(f"  {turn.text(f'task.type.{kind.value.casefold()}')}: {count}")
    return lines


async def search(turn: Turn, _args: Mapping[str, str]) -> None:
    """Ask for what?"""
    field = Field("words", turn.text("templates.search_words"), most=LONGEST_SEARCH)
    submit = Choice(turn.text("templates.search"), "templates.searched", style=Style.PRIMARY)
    await turn.say(Form(turn.text("templates.search"), (field,), submit, by=Speaker.DESK))


async def searched(turn: Turn, _args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """What the words are found in."""
    words = " ".join(readable("".join(values.get("words", ()))).split())[:LONGEST_SEARCH]
    await turn.form_done()
    await _page(turn, {"words": words})


async def page(turn: Turn, args: Mapping[str, str]) -> None:
    """The templates of a kind or a search, a page at a time."""
    await _page(turn, args)


async def _page(turn: Turn, args: Mapping[str, str]) -> None:
    found = [each for each in turn.house.content.templates.values() if _is_asked_for(turn, each, args)]
    number = int(args.get("page", "0"))
    shown = found[number * PAGE : (number + 1) * PAGE]
    rows = [
        turn.text(
            "templates.row", key=each.key, intensity=each.intensity, points=each.points, minutes=each.minutes,
            proof=turn.text(f"task.proof.{each.proof_type.value.casefold()}"), task=each.description,
        )
        for each in shown
    ]  # fmt: skip
    choices = tuple(
        Choice(shortened(each.description, LABEL), "templates.view", {"key": each.key}) for each in shown
    )
    nav = (*_whose(turn, args), *_around(turn, args, number, more=(number + 1) * PAGE < len(found)))
    head = turn.text("templates.found", count=len(found)) if found else turn.text("templates.none")
    await turn.say(Say("\n\n".join([head, *rows]), by=Speaker.DESK, choices=choices, nav=nav))


def _is_asked_for(turn: Turn, template: TaskTemplate, args: Mapping[str, str]) -> bool:
    if not turn.me.may_run(template.persona) or args.get("persona", template.persona) != template.persona:
        return False
    if "type" in args and template.type.value != args["type"]:
        return False
    labels = [turn.house.content.tags.label(tag) for tag in template.tags]
    where = " ".join(
        [template.key, template.description, *template.variants, *template.tags, *labels]
    ).casefold()
    return all(word in where for word in args.get("words", "").casefold().split())


def _whose(turn: Turn, args: Mapping[str, str]) -> list[Choice]:
    """Narrowing to one of several personas."""
    mine = [key for key in turn.house.content.personas if turn.me.may_run(key)]
    kept = {key: value for key, value in args.items() if key not in ("page", "persona")}
    return [
        Choice(name_of(turn, key), "templates.page", {**kept, "persona": key})
        for key in mine
        if len(mine) > 1 and args.get("persona") != key
    ]


def _around(turn: Turn, args: Mapping[str, str], number: int, *, more: bool) -> list[Choice]:
    nav = []
    if number:
        back = {**args, "page": str(number - 1)}
        nav.append(Choice(turn.text("common.previous"), "templates.page", back))
    if more:
        nav.append(Choice(turn.text("common.next"), "templates.page", {**args, "page": str(number + 1)}))
    return nav


async def view(turn: Turn, args: Mapping[str, str]) -> None:
    """One template: all that is kept of it, and what can be done with it."""
    template = await in_sight(turn, args.get("key", ""))
    if template is not None:
        await turn.say(await card_of(turn, template))


async def card_of(turn: Turn, template: TaskTemplate) -> Say:
    """A template with its buttons; those of the packs are hidden or given a version of one's own."""
    own = await queries.own_template(turn.tx, template.key) is not None
    pack = pack_of(turn, template.key)
    args = {"key": template.key}
    if own:
        choices = [
            Choice(turn.text("templates.change"), "templates.edit", args, Style.PRIMARY),
            Choice(turn.text("templates.unmake" if pack else "templates.retire"), "templates.retire", args),
        ]
    else:
        choices = [
            Choice(turn.text("templates.override"), "templates.edit", args, Style.PRIMARY),
            Choice(turn.text("templates.hide"), "templates.hide", args),
        ]
    origin = turn.text("templates.override_of", pack=pack) if own and pack else ""
    if not own:
        origin = turn.text("templates.of_pack", pack=pack)
    parts = [as_kept(turn, template), origin or turn.text("templates.own"), as_member_gets(turn, template)]
    return Say("\n\n".join(parts), by=Speaker.DESK, choices=tuple(choices))


async def in_sight(turn: Turn, key: str) -> TaskTemplate | None:
    """A template of the operator's personas; None after saying that it is not to be had."""
    template = turn.house.content.templates.get(key)
    if template is None or not may_write(turn, key):
        await turn.say(turn.text("templates.gone"), by=Speaker.DESK)
        return None
    return template


async def away(turn: Turn, _args: Mapping[str, str]) -> None:
    """What is hidden and what was retired; each can be brought back."""
    hidden, retired = await queries.put_away(turn.tx)
    keys = [key for key in [*hidden, *retired] if may_write(turn, key)][: PAGE * 3]
    choices = tuple(
        Choice(key[:LABEL], "templates.show" if key in hidden else "templates.unretire", {"key": key})
        for key in keys
    )
    text = turn.text("templates.away_list" if keys else "templates.away_none")
    await turn.say(Say(text, by=Speaker.DESK, choices=choices))
