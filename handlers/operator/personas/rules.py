"""How a persona reviews: the share, kinds, newcomers, what a miss costs, and whether she is away."""

from collections.abc import Mapping
from datetime import timedelta

from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.operator.personas.listing import card_of, in_sight, note, row_of
from handlers.persona_rules import ASK, rules_for
from handlers.rules.court_rules import CourtRules
from handlers.rules.numbers import whole
from handlers.turn import Turn
from storage.enums import ProofType

AUTOMATIC = "automatic"
MOST_NEWCOMERS = 100
AWAY = {"8h": 8, "1d": 24, "3d": 72, "7d": 168, "14d": 336, "42d": 1008}
"""Hours a persona can be away at a time: a forgotten away ends by itself."""
NAMES = ("review_share", "review_kinds", "newcomer_proofs", "miss_mode", "away_until")


async def ask(turn: Turn, args: Mapping[str, str]) -> None:
    """The form, filled in as it stands."""
    persona = await in_sight(turn, args["persona"])
    if persona is None:
        return
    rules = await rules_for(turn, persona.key)
    submit = Choice(turn.text("common.save"), "personas.rules_set", dict(args), Style.PRIMARY)
    title = turn.text("personas.rules_title", name=persona.name)
    await turn.say(Form(title, (*_reviewing(turn, rules), *_absence(turn, rules)), submit, by=Speaker.DESK))


def _reviewing(turn: Turn, rules: CourtRules) -> tuple[Field, ...]:
    kinds = tuple((each.value, turn.text(f"task.proof.{each.value.casefold()}")) for each in ProofType)
    share, newcomers, chosen = round(rules.review_share * 100), rules.newcomer_proofs, rules.review_kinds
    return (
        _number("share", turn.text("personas.share"), share, 100),
        Field(
            "kinds",
            turn.text("personas.kinds"),
            FieldKind.MULTI,
            kinds,
            required=False,
            value=tuple(sorted(chosen)),
        ),
        _number("newcomers", turn.text("personas.newcomers"), newcomers, MOST_NEWCOMERS),
    )


def _number(name: str, label: str, value: int, most: int) -> Field:
    return Field(name, label, FieldKind.NUMBER, value=(str(value),), least=0, most=most)


def _absence(turn: Turn, rules: CourtRules) -> tuple[Field, ...]:
    misses = tuple((mode, turn.text(f"personas.miss.{mode}")) for mode in (AUTOMATIC, ASK))
    away = [
        ("no", turn.text("personas.away.no")),
        *((key, turn.text(f"personas.away.{key}")) for key in AWAY),
    ]
    if rules.operator_away:
        away.insert(1, ("keep", turn.text("personas.away.keep")))
    mode, now = ASK if rules.ask_at_miss else AUTOMATIC, "keep" if rules.operator_away else "no"
    return (
        Field("miss", turn.text("personas.at_miss"), FieldKind.CHOICE, misses, value=(mode,)),
        Field("away", turn.text("personas.is_away"), FieldKind.CHOICE, tuple(away), value=(now,)),
    )


async def kept(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Write it, from now on."""
    persona = await in_sight(turn, args["persona"])
    if persona is None:
        return
    given = {name: "".join(each) for name, each in values.items()}
    share, newcomers = whole(given.get("share", "")), whole(given.get("newcomers", ""))
    kinds, away, mode = set(values.get("kinds", ())), given.get("away", "no"), given.get("miss")
    right = mode in (AUTOMATIC, ASK) and (away in AWAY or away in ("no", "keep")) and kinds <= set(ProofType)
    if share is None or share > 100 or newcomers is None or newcomers > MOST_NEWCOMERS or not right:  # noqa: PLR2004 - per cent
        await turn.say(turn.text("personas.rules_problem", most=MOST_NEWCOMERS), by=Speaker.DESK)
        return
    row = await row_of(turn, persona.key)
    before = {name: getattr(row, name) for name in NAMES}
    row.review_share, row.newcomer_proofs, row.miss_mode = share / 100, newcomers, str(mode)
    row.review_kinds = sorted(kinds)
    if away != "keep":
        row.away_until = turn.now + timedelta(hours=AWAY[away]) if away in AWAY else None
    await turn.tx.flush()
    await note(turn, persona.key, before, {name: getattr(row, name) for name in NAMES})
    await turn.form_done()
    card = await card_of(turn, persona)
    await turn.say(Say(turn.text("personas.kept", name=persona.name), by=Speaker.DESK))
    await turn.say(card)
