"""The form of a template, new or changed; checked by the rules of the packs, shown as a member would get
it."""

import hashlib
import itertools
import json
import re
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.content.documents import read_values, values_of
from handlers.content.errors import ContentError
from handlers.content.schema import TaskTemplate
from handlers.content.task_tables import LONGEST, MOST_VARIANTS, SHORTEST
from handlers.member.proofs.content import readable
from handlers.operator.templates.listing import in_sight
from handlers.operator.templates.shown import as_kept, as_member_gets, persona_of
from handlers.rules.numbers import whole
from handlers.turn import Turn
from storage.enums import ProofType, TaskType, Tier
from storage.queries import content as queries

MOST_MINUTES = 14 * 24 * 60
LONGEST_KEY = 40
NEW: Mapping[str, object] = {
    "type": TaskType.DAILY.value, "intensity": 1, "proof_type": ProofType.TEXT.value, "points": 10,
    "minutes": 600,
}  # fmt: skip
Filled = Mapping[str, tuple[str, ...]]


async def new(turn: Turn, _args: Mapping[str, str]) -> None:
    """An empty form."""
    await _ask(turn, NEW, "", "")


async def edit(turn: Turn, args: Mapping[str, str]) -> None:
    """The form of a template there is."""
    template = await in_sight(turn, args.get("key", ""))
    if template is not None:
        await _ask(turn, values_of(template), template.key, mark_of(template))


async def again(turn: Turn, args: Mapping[str, str]) -> None:
    """Back from the preview to the form."""
    await _ask(turn, json.loads(args["values"]), args["key"], args["seen"], persona=args["persona"])


async def _ask(turn: Turn, values: Mapping[str, object], key: str, seen: str, *, persona: str = "") -> None:
    fields = [
        *_whose(turn, key, persona),
        *_words(turn, values),
        *_weights(turn, values),
        *_rest(turn, values),
    ]
    submit = Choice(
        turn.text("templates.look"), "templates.written", {"key": key, "seen": seen}, Style.PRIMARY
    )
    title = turn.text("templates.form_change" if key else "templates.form_new")
    await turn.say(Form(title, tuple(fields), submit, text=key, by=Speaker.DESK))


def _whose(turn: Turn, key: str, persona: str) -> list[Field]:
    if key:
        return []
    mine = tuple(
        (each.key, each.name) for each in turn.house.content.personas.values() if turn.me.may_run(each.key)
    )
    chosen = persona or (mine[0][0] if mine else "")
    return [Field("persona", turn.text("templates.persona"), FieldKind.CHOICE, mine, value=(chosen,))]


def _words(turn: Turn, values: Mapping[str, object]) -> list[Field]:
    text, variants = values.get("description"), values.get("variants")
    kinds = tuple((kind.value, turn.text(f"task.type.{kind.value.casefold()}")) for kind in TaskType)
    tags = tuple((tag.key, tag.label) for tag in turn.house.content.tags)
    chosen = values.get("tags")
    own = "\n\n".join(variants) if isinstance(variants, list) else ""
    return [
        Field("type", turn.text("templates.type"), FieldKind.CHOICE, kinds, value=(str(values["type"]),)),
        Field(
            "description",
            turn.text("templates.description"),
            FieldKind.LONG,
            value=(str(text),) if text else (),
            least=SHORTEST,
            most=LONGEST,
        ),
        Field(
            "variants",
            turn.text("templates.variants"),
            FieldKind.LONG,
            value=(own,) if own else (),
            required=False,
            help=turn.text("templates.variants_help", most=MOST_VARIANTS),
        ),
        Field(
            "tags",
            turn.text("templates.tags"),
            FieldKind.MULTI,
            tags,
            required=False,
            value=tuple(chosen) if isinstance(chosen, list) else (),
            help=turn.text("templates.tags_help"),
        ),
    ]


def _weights(turn: Turn, values: Mapping[str, object]) -> list[Field]:
    intensities = tuple((str(number), str(number)) for number in (1, 2, 3))
    proofs = tuple((each.value, turn.text(f"task.proof.{each.value.casefold()}")) for each in ProofType)
    return [
        Field(
            "intensity",
            turn.text("templates.intensity"),
            FieldKind.CHOICE,
            intensities,
            value=(str(values["intensity"]),),
        ),
        Field(
            "proof_type",
            turn.text("templates.proof"),
            FieldKind.CHOICE,
            proofs,
            value=(str(values["proof_type"]),),
        ),
        _number("points", turn.text("templates.points"), values, 1, 100),
        _number("minutes", turn.text("templates.minutes"), values, 5, MOST_MINUTES),
    ]


def _rest(turn: Turn, values: Mapping[str, object]) -> list[Field]:
    tiers = tuple((tier.value, tier.value) for tier in Tier)
    yes_no = (("no", turn.text("common.no")), ("yes", turn.text("common.yes")))
    return [
        _number("least_minutes", turn.text("templates.least"), values, 0, 24 * 60),
        Field(
            "tier",
            turn.text("templates.tier"),
            FieldKind.CHOICE,
            tiers,
            value=(str(values.get("tier", Tier.WATCHED.value)),),
        ),
        Field(
            "challenge",
            turn.text("templates.challenge"),
            FieldKind.CHOICE,
            yes_no,
            value=("yes" if values.get("challenge") else "no",),
        ),
    ]


def _number(name: str, label: str, values: Mapping[str, object], least: int, most: int) -> Field:
    return Field(name, label, FieldKind.NUMBER, value=(str(values.get(name, 0)),), least=least, most=most)


async def written(turn: Turn, args: Mapping[str, str], filled: Filled) -> None:
    """Check it as a pack is checked, and show it before it is kept."""
    key = args.get("key", "")
    persona = persona_of(key) if key else "".join(filled.get("persona", ()))
    if persona not in turn.house.content.personas or not turn.me.may_run(persona):
        await turn.say(turn.text("templates.gone"), by=Speaker.DESK)
        return
    values = _values(filled)
    values["key"] = (
        key.partition(".")[2] if key else await _free_key(turn, persona, str(values["description"]))
    )
    try:
        template = read_values(persona, values, turn.house.content.tags)
    except ContentError as error:
        await turn.say("\n".join(f"{each.what} {each.remedy}" for each in error.problems), by=Speaker.DESK)
        return
    await turn.form_done()
    kept = {"persona": persona, "key": key, "seen": args.get("seen", ""), "values": json.dumps(values)}
    await turn.say(_preview(turn, template, kept))


def _preview(turn: Turn, template: TaskTemplate, kept: dict[str, str]) -> Say:
    text = "\n\n".join(
        [as_kept(turn, template), turn.text("templates.preview"), as_member_gets(turn, template)]
    )
    choices = (
        Choice(turn.text("templates.keep"), "templates.keep", kept, Style.PRIMARY),
        Choice(turn.text("templates.form_again"), "templates.again", kept),
        Choice(turn.text("common.cancel"), "templates.nothing"),
    )
    return Say(text, by=Speaker.DESK, choices=choices)


def _values(filled: Filled) -> dict[str, object]:
    """What was filled in, as a pack's table would hold it; a number that is none is left for the rules to
    name."""
    one = {name: readable("".join(given)) for name, given in filled.items()}
    values: dict[str, object] = {
        "type": one.get("type", ""),
        "proof_type": one.get("proof_type", ""),
        "tier": one.get("tier", Tier.WATCHED.value),
        "description": one.get("description", ""),
        "challenge": one.get("challenge") == "yes",
        "tags": sorted(filled.get("tags", ())),
        "variants": [each.strip() for each in re.split(r"\n\s*\n", one.get("variants", "")) if each.strip()],
    }
    for name in ("intensity", "points", "minutes", "least_minutes"):
        given = one.get(name) or "0"
        number = whole(given)
        values[name] = given if number is None else number
    return values


async def _free_key(turn: Turn, persona: str, description: str) -> str:
    """A key of the first words, which nothing has yet, hidden and retired templates included."""
    taken = {*turn.house.content.templates, *itertools.chain(*await queries.put_away(turn.tx))}
    words = re.findall(r"[a-z0-9]+", description.casefold())
    stem = "_".join(words)[:LONGEST_KEY].strip("_") or "task"
    stem = stem if stem[0].isalpha() else f"t_{stem}"
    number, key = 1, stem
    while f"{persona}.{key}" in taken:
        number += 1
        key = f"{stem}_{number}"
    return key


def mark_of(template: TaskTemplate | None) -> str:
    """What tells whether a template is still what somebody saw."""
    if template is None:
        return ""
    return hashlib.sha256(json.dumps(values_of(template), sort_keys=True).encode()).hexdigest()[:16]
