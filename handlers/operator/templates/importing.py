"""Templates sent in as a TOML document: checked whole, shown as a difference, taken over with a yes."""

import asyncio
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from handlers import conversation, court_content, documents_sent
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.content.content import Content
from handlers.content.documents import TASKS_ONLY, Document, read_document, values_of
from handlers.content.errors import ContentError
from handlers.content.merging import merged
from handlers.content.schema import TaskTemplate
from handlers.feature import Errand
from handlers.flows import Draft, Flow
from handlers.member.proofs.submitting import discard
from handlers.operator.templates.forms import mark_of
from handlers.operator.templates.keeping import put
from handlers.operator.templates.shown import may_write
from handlers.turn import Turn
from storage.enums import OutboxClass

FLOW = "templates_import"
CHECK, APPLY = "templates.check", "templates.apply"
MOST_NAMED = 12


@dataclass(slots=True)
class Difference:
    """What a document would do: keys that are new, changed, and the same."""

    new: list[TaskTemplate] = field(default_factory=list)
    changed: list[TaskTemplate] = field(default_factory=list)
    same: list[TaskTemplate] = field(default_factory=list)
    mark: str = ""

    @property
    def to_write(self) -> list[TaskTemplate]:
        """What has to be written."""
        return [*self.new, *self.changed]


def difference(content: Content, templates: Sequence[TaskTemplate]) -> Difference:
    """How these templates differ from those there are; the mark tells whether that is still so."""
    found = Difference()
    for each in templates:
        there = content.templates.get(each.key)
        where = found.new if there is None else found.same if there == each else found.changed
        where.append(each)
    seen = "".join(f"{each.key}{mark_of(content.templates.get(each.key))}" for each in found.to_write)
    found.mark = hashlib.sha256(seen.encode()).hexdigest()[:16]
    return found


async def begin(turn: Turn, _args: Mapping[str, str]) -> None:
    """Ask for the document."""
    await conversation.start(turn, FLOW)


async def _finish(turn: Turn, draft: Draft) -> None:
    await turn.later(CHECK, json.dumps(dict(draft)))
    await turn.say(turn.text("packs.reading"), by=Speaker.DESK)


async def check(errand: Errand) -> None:
    """Say what the document would do, or everything that is wrong with it."""
    if errand.person_id is None:
        return
    args = json.loads(errand.args)
    document = await _read(errand, errand.person_id, args)
    if document is None:
        return
    found = difference(errand.house.content, document.templates)
    async with errand.turn(errand.person_id) as turn:
        await turn.tell(turn.me, _preview(turn, found, args), klass=OutboxClass.ACCOUNT)


def _preview(turn: Turn, found: Difference, args: dict[str, str]) -> Say:
    text = counted(turn, "templates.difference", found)
    if not found.to_write:
        return Say(text, by=Speaker.DESK)
    kept = {"blob": args["blob"], "name": args["name"], "mark": found.mark}
    choices = (
        Choice(turn.text("templates.import_yes"), "templates.import_yes", kept, Style.PRIMARY),
        Choice(turn.text("common.cancel"), "templates.import_no", kept),
    )
    return Say(text, by=Speaker.DESK, choices=choices)


def counted(turn: Turn, key: str, found: Difference) -> str:
    """The difference in a sentence, with the keys it is about."""
    sentence = turn.text(key, new=len(found.new), changed=len(found.changed), same=len(found.same))
    names = [f"+ {each.key}" for each in found.new] + [f"~ {each.key}" for each in found.changed]
    more = [turn.text("templates.and_more", count=len(names) - MOST_NAMED)] if len(names) > MOST_NAMED else []
    return "\n".join([sentence, *names[:MOST_NAMED], *more])


async def _read(errand: Errand, person_id: uuid.UUID, args: Mapping[str, str]) -> Document | None:
    """The document, found right; None after saying what is wrong."""
    text = await documents_sent.text_of(errand, args["blob"])
    personas = await documents_sent.writes_for(errand)
    if text is None or not personas:
        return None
    tags = tuple(errand.house.content.tags)

    def read() -> Document:
        return read_document(text, args["name"], tags=tags, personas=personas, parts=TASKS_ONLY)

    try:
        return await asyncio.to_thread(read)
    except ContentError as error:
        async with errand.turn(person_id) as turn:
            await discard(turn, (uuid.UUID(args["blob"]),))
            message = Say(wrong(turn, error), by=Speaker.DESK, choices=again(turn, "templates.import"))
            await turn.tell(turn.me, message, klass=OutboxClass.ACCOUNT)
        return None


def again(turn: Turn, action: str) -> tuple[Choice, ...]:
    """After a document with mistakes: a button that takes the mended one."""
    return (Choice(turn.text("packs.again"), action),)


def wrong(turn: Turn, error: ContentError) -> str:
    """Every mistake of a document with its line, the first of them if there are many."""
    lines = [str(problem) for problem in error.problems]
    more = [turn.text("templates.and_more", count=len(lines) - MOST_NAMED)] if len(lines) > MOST_NAMED else []
    return "\n".join([turn.text("packs.wrong", count=len(lines)), *lines[:MOST_NAMED], *more])


async def yes(turn: Turn, args: Mapping[str, str]) -> None:
    """Take it over: what the vault has to be asked for is an errand's work."""
    await turn.later(APPLY, json.dumps(dict(args)))
    await turn.say(turn.text("packs.taking"), by=Speaker.DESK)


async def no(turn: Turn, args: Mapping[str, str]) -> None:
    """Nothing is taken over."""
    await discard(turn, (uuid.UUID(args["blob"]),))
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


async def apply(errand: Errand) -> None:
    """All of it in one commit, if nothing it touches has changed since it was shown."""
    if errand.person_id is None:
        return
    args = json.loads(errand.args)
    document = await _read(errand, errand.person_id, args)
    if document is None:
        return
    async with errand.turn(errand.person_id) as turn:
        message = await _taken_over(turn, document.templates, args)
        await turn.tell(turn.me, message, klass=OutboxClass.ACCOUNT)


async def _taken_over(turn: Turn, templates: Sequence[TaskTemplate], args: dict[str, str]) -> Say:
    made = await court_content.hold(turn)
    found = difference(merged(turn.house.packs, made), templates)
    if not all(may_write(turn, each.key) for each in templates):
        return Say(turn.text("templates.gone"), by=Speaker.DESK)
    if found.mark != args["mark"]:
        again = _preview(turn, found, args)
        return replace(again, text=f"{turn.text('templates.changed_since')}\n\n{again.text}")
    own = {**made.templates, **{each.key: values_of(each) for each in templates}}
    if obstacles := court_content.obstacles(turn, made, replace(made, templates=own)):
        return Say(turn.text("templates.not_so", why="\n".join(obstacles)), by=Speaker.DESK)
    for each in found.to_write:
        await put(turn, each)
    detail = {"new": str(len(found.new)), "changed": str(len(found.changed))}
    await court_content.settle(turn, "template.imported", args["name"][:64], detail=detail)
    await discard(turn, (uuid.UUID(args["blob"]),))
    return Say(counted(turn, "templates.imported", found), by=Speaker.DESK)


async def _cancelled(turn: Turn, draft: Draft) -> None:
    if draft.get("blob"):
        await discard(turn, (uuid.UUID(str(draft["blob"])),))
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


IMPORT = Flow(
    FLOW,
    (documents_sent.document_step("templates.ask_document"),),
    _finish,
    cancelled=_cancelled,
    operators=True,
)
