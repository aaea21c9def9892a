"""/log: what operators did and looked at. Nobody can change it; who opens a detail stands in it, too."""

import uuid
from collections.abc import Mapping

from handlers.boundary import APPEALS, PROOFS, boundary_of
from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, FormSpec, Group
from handlers.member import appeal_of_ban
from handlers.operator import history_search as searching
from handlers.operator.roles import operator_name
from handlers.subject import Subject
from handlers.turn import Turn, load_subject
from storage import log
from storage.queries import log_search, people
from storage.queries.log_search import Found, Sight
from storage.tables import AdminLog, Person

PAGE = 15
OWNERS_ONLY = ("minor.", "operator.", appeal_of_ban.KIND)
"""Details of these are for owners."""
LOOKED = "look.log"
_SHARED_AS = {"proof": PROOFS, "appeal": APPEALS}
"""What a kind of entry is about, as members share it."""


async def history(turn: Turn, args: str) -> None:
    """The newest entries; words after the command search names, kinds and days."""
    await _page(turn, None, searching.from_words(args))


async def older(turn: Turn, args: Mapping[str, str]) -> None:
    """Older entries."""
    given = {name: value for name, value in args.items() if name in searching.FIELDS}
    await _page(turn, int(args["before"]), given)


async def ask(turn: Turn, _args: Mapping[str, str]) -> None:
    """The form for a search."""
    fields = tuple(
        Field(
            name,
            turn.text(f"log.by_{name}"),
            FieldKind.DATE if name in ("since", "until") else FieldKind.TEXT,
            required=False,
            most=searching.LONGEST,
        )
        for name in searching.FIELDS
        if name != "words"
    )
    submit = Choice(turn.text("log.search"), "log.sought", style=Style.PRIMARY)
    title = turn.text("log.search")
    await turn.say(Form(title, fields, submit, text=turn.text("log.search_text"), by=Speaker.DESK))


async def sought(turn: Turn, _args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """What the form looks for."""
    given = searching.from_form(values)
    if await _page(turn, None, given):
        await turn.form_done()


async def detail(turn: Turn, args: Mapping[str, str]) -> None:
    """What an entry says beyond its ids, opened with the key of whom it is about; that is a look, too."""
    row = await log_search.entry(turn.tx, _sight(turn), int(args["entry"]))
    if row is None or not await _may_open(turn, row):
        await turn.say(turn.text("log.not_for_you"), by=Speaker.DESK)
        return
    facts = await log.detail_of(turn.tx, row)
    if facts is None:
        await turn.say(turn.text("log.gone"), by=Speaker.DESK)
        return
    if row.subject_id is not None and row.subject_id != turn.me.person.id:
        await log.append(
            turn.tx,
            at=turn.wall,
            actor=turn.me.person.id,
            kind=LOOKED,
            subject=row.subject_id,
            object_id=str(row.uid),
        )
    lines = [f"{name}: {value}" for name, value in facts.items()]
    await turn.say("\n".join([turn.text("log.detail", number=args["number"]), *lines]), by=Speaker.DESK)


async def _page(turn: Turn, before: int | None, given: Mapping[str, str]) -> bool:
    """Say a page of what is sought. False if it cannot be sought like that."""
    try:
        wanted = await searching.search_of(turn, given)
    except searching.NoDate:
        await turn.say(turn.text("log.no_date"), by=Speaker.DESK)
        return False
    found = await log_search.page(turn.tx, _sight(turn), wanted, before=before, limit=PAGE)
    operators = {row.person_id: operator_name(turn, row) for row in await people.operators(turn.tx)}
    names = found.names | operators
    lines = [
        turn.text("log.numbered", number=number, line=_line(turn, row, names, found))
        for number, row in enumerate(found.rows, 1)
    ]
    choices = [
        _opening(turn, row, number)
        for number, row in enumerate(found.rows, 1)
        if row.detail and await _may_open(turn, row)
    ]
    nav = [Choice(turn.text("log.search"), "log.search")]
    if found.more:
        nav.insert(
            0, Choice(turn.text("log.older"), "log.older", {"before": str(found.rows[-1].id), **given})
        )
    text = "\n".join(lines) or turn.text("log.nothing")
    if given and lines:
        text = f"{text}\n\n{searching.shown(turn, given)}"
    await turn.say(Say(text, by=Speaker.DESK, choices=tuple(choices), nav=tuple(nav)))
    return True


def _opening(turn: Turn, row: AdminLog, number: int) -> Choice:
    args = {"entry": str(row.id), "number": str(number)}
    return Choice(turn.text("log.open", number=number), "log.detail", args)


def _line(turn: Turn, row: AdminLog, names: Mapping[uuid.UUID, str], found: Found) -> str:
    key = f"log.kind.{row.kind.replace('.', '_')}"
    about = found.names.get(row.subject_id) if row.subject_id else None
    return turn.text(
        "log.row_about" if about else "log.row",
        at=f"{row.at.astimezone(turn.me.zone):%d %b %H:%M}",
        actor=_actor(turn, row, names),
        what=turn.text(key) if turn.house.texts.has(key) else row.kind,
        whom=about or "",
    )


def _actor(turn: Turn, row: AdminLog, names: Mapping[uuid.UUID, str]) -> str:
    if row.actor_id is None:
        return turn.text("log.court")
    return names.get(row.actor_id) or turn.text("operators.unnamed", id=row.actor_id.hex[:6])


async def _may_open(turn: Turn, row: AdminLog) -> bool:
    """Of a member within sight, for whoever runs her persona; all else for owners, or who did it herself."""
    if turn.me.is_owner or (row.actor_id == turn.me.person.id and row.subject_id is None):
        return True
    if row.kind.startswith(OWNERS_ONLY) or row.subject_id is None:
        return False
    subject = await _member(turn, row.subject_id)
    if subject is None or not turn.me.may_run(subject.member.domme_assigned):
        return False
    # What was done under a former persona is closed as what it was done to is.
    sight = (await boundary_of(turn, subject)).by(turn.house.clock.wall_at)
    return sight.opens(_SHARED_AS.get(row.kind.partition(".")[0], ""), row.at)


async def _member(turn: Turn, person_id: uuid.UUID) -> Subject | None:
    person = await turn.tx.get(Person, person_id)
    subject = await load_subject(turn.tx, person) if person is not None else None
    return subject if subject is not None and subject.is_member else None


def _sight(turn: Turn) -> Sight:
    personas = turn.me.operator.personas if turn.me.operator else []
    return Sight(turn.me.person.id, tuple(personas))


FEATURE = Feature(
    commands=(CommandSpec("log", Group.OPERATOR, Access.OPERATOR, history),),
    actions=(
        ActionSpec("log.older", Access.OPERATOR, older),
        ActionSpec("log.search", Access.OPERATOR, ask, once=False),
        ActionSpec("log.detail", Access.OPERATOR, detail, once=False),
    ),
    forms=(FormSpec("log.sought", Access.OPERATOR, sought),),
)
