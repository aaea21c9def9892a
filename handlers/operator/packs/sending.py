"""A whole pack sent in as one TOML document, and the court's own content sent out as one."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from handlers import conversation, court_content, documents_sent
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.content.content import Content
from handlers.content.documents import Document, pack_name, read_document, taken_in, write_document
from handlers.content.errors import ContentError, Problem
from handlers.content.merging import CourtMade, merged
from handlers.content.sources import Kind, digest_of
from handlers.feature import Errand
from handlers.flows import Draft, Flow
from handlers.member.proofs.submitting import discard
from handlers.operator.templates.importing import again, wrong
from handlers.operator.templates.shown import name_of
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import content as queries
from storage.tables import CannedComment, ContentPack

FLOW = "pack_send_in"
CHECK, APPLY, SEND_OUT = "packs.check", "packs.apply", "packs.send_out"
OWN_NAME = "our_court"


@dataclass(frozen=True, slots=True)
class Sent:
    """A pack that was sent in, found right, with its text and whether it replaces one of its name."""

    document: Document
    text: str
    replaces: bool


async def begin(turn: Turn, _args: Mapping[str, str]) -> None:
    """Ask for the document."""
    await conversation.start(turn, FLOW)


async def _finish(turn: Turn, draft: Draft) -> None:
    await turn.later(CHECK, json.dumps(dict(draft)))
    await turn.say(turn.text("packs.reading"), by=Speaker.DESK)


async def check(errand: Errand) -> None:
    """Say what the pack holds, or everything that is wrong with it."""
    args: dict[str, str] = json.loads(errand.args)
    text = await documents_sent.text_of(errand, args["blob"])
    personas = await documents_sent.writes_for(errand)
    if errand.person_id is None or text is None or not personas:
        return
    async with errand.house.storage.read() as tx:
        made = await court_content.made_in(tx)
    packs = errand.house.packs
    try:
        sent = await asyncio.to_thread(read_pack, packs, made, personas, text, args["name"])
    except ContentError as error:
        await _refused(errand, errand.person_id, args, error)
        return
    async with errand.turn(errand.person_id) as turn:
        await turn.tell(turn.me, _preview(turn, sent, args), klass=OutboxClass.ACCOUNT)


async def _refused(
    errand: Errand, person_id: uuid.UUID, args: Mapping[str, str], error: ContentError
) -> None:
    async with errand.turn(person_id) as turn:
        await discard(turn, (uuid.UUID(args["blob"]),))
        message = Say(wrong(turn, error), by=Speaker.DESK, choices=again(turn, "packs.send_in"))
        await turn.tell(turn.me, message, klass=OutboxClass.ACCOUNT)


def read_pack(packs: Content, made: CourtMade, personas: Collection[str], text: str, name: str) -> Sent:
    """Check a pack against everything there is but an earlier one of its name. Raises ContentError."""
    pack = pack_name(text, name)
    others = {each: document for each, document in made.packs.items() if each != pack}
    content = merged(packs, replace(made, packs=others))
    document = read_document(text, name, tags=content.tags, personas=personas, taken=taken_in(content))
    everything = frozenset(personas) >= frozenset(content.personas)
    _check_right(document, name, content, everything=everything)
    replaces = pack in made.packs
    if replaces and not everything:
        raise _problem(name, f"The pack `{pack}` is there already.", "choose another name, or ask an owner.")
    return Sent(document, text, replaces)


def _check_right(document: Document, name: str, content: Content, *, everything: bool) -> None:
    if any(source.pack == document.name for source in content.sources):
        raise _problem(
            name, f"A pack on the court's disk is called `{document.name}`.", "choose another name."
        )
    if document.tags and not everything:
        what = "Tags are for the whole court, and you run a part of it."
        raise _problem(name, what, "leave the [[tag]] tables out, or have an owner send them in.")


def _problem(name: str, what: str, remedy: str) -> ContentError:
    return ContentError([Problem(Path(name), 1, what, remedy)])


def _preview(turn: Turn, sent: Sent, args: Mapping[str, str]) -> Say:
    document = sent.document
    text = turn.text(
        "packs.replaces" if sent.replaces else "packs.brings",
        pack=document.name,
        version=document.version or "-",
        personas=", ".join(name_of(turn, persona) for persona in sorted(document.personas)) or "-",
        tasks=len(document.templates),
        tags=len(document.tags),
        lines=sum(len(said) for each in document.lines.values() for said in each.values()),
    )
    kept = {"blob": args["blob"], "name": args["name"]}
    choices = (
        Choice(turn.text("templates.import_yes"), "packs.yes", kept, Style.PRIMARY),
        Choice(turn.text("common.cancel"), "packs.no", kept),
    )
    return Say(text, by=Speaker.DESK, choices=choices)


async def yes(turn: Turn, args: Mapping[str, str]) -> None:
    """Take it over: what the vault has to be asked for is an errand's work."""
    await turn.later(APPLY, json.dumps(dict(args)))
    await turn.say(turn.text("packs.taking"), by=Speaker.DESK)


async def apply(errand: Errand) -> None:
    """The pack is one of the court's from now on, if it still is right."""
    args: dict[str, str] = json.loads(errand.args)
    text = await documents_sent.text_of(errand, args["blob"])
    personas = await documents_sent.writes_for(errand)
    if errand.person_id is None or text is None or not personas:
        return
    try:
        async with errand.turn(errand.person_id) as turn:
            made = await court_content.hold(turn)
            sent = read_pack(turn.house.packs, made, personas, text, args["name"])
            message = await _taken_over(turn, made, sent, args)
            await turn.tell(turn.me, message, klass=OutboxClass.ACCOUNT)
    except ContentError as error:
        await _refused(errand, errand.person_id, args, error)


async def _taken_over(turn: Turn, made: CourtMade, sent: Sent, args: Mapping[str, str]) -> Say:
    name = sent.document.name
    after = replace(made, packs={**made.packs, name: sent.text})
    if obstacles := court_content.obstacles(turn, made, after):
        return Say(turn.text("templates.not_so", why="\n".join(obstacles)), by=Speaker.DESK)
    row = await turn.tx.get(ContentPack, name)
    if row is None:
        row = turn.tx.add(ContentPack(name=name, uploaded_at=turn.wall))
    row.document, row.uploaded_at, row.uploaded_by = sent.text, turn.wall, turn.me.person.id
    await court_content.settle(turn, "pack.sent_in", name, detail={"digest": digest_of([sent.text.encode()])})
    await discard(turn, (uuid.UUID(args["blob"]),))
    return Say(turn.text("packs.taken", pack=name), by=Speaker.DESK)


# -- sending out --------------------------------------------------------------------------------------


async def send_out(turn: Turn, _args: Mapping[str, str]) -> None:
    """What the court made itself, as a pack; it comes as a file."""
    await turn.later(SEND_OUT)
    await turn.say(turn.text("packs.writing"), by=Speaker.DESK)


async def write_out(errand: Errand) -> None:
    """Write the pack and send it."""
    personas = await documents_sent.writes_for(errand)
    if errand.person_id is None or not personas:
        return
    async with errand.house.storage.read() as tx:
        made = await court_content.made_in(tx)
        canned = await queries.all_canned(tx)
    document = own_pack(errand.house.packs, made, personas, canned)
    if not (document.templates or document.lines or document.tags):
        async with errand.turn(errand.person_id) as turn:
            await turn.tell(
                turn.me, turn.text("packs.nothing_own"), by=Speaker.DESK, klass=OutboxClass.ACCOUNT
            )
        return
    text = write_document(document)
    await documents_sent.send_out(errand, errand.person_id, text, f"{OWN_NAME}.toml", "packs.sent_out")


def own_pack(
    packs: Content, made: CourtMade, personas: Collection[str], canned: Sequence[CannedComment]
) -> Document:
    """Everything a court made for these personas: its templates, what it sent in, its ready words."""
    content = merged(packs, made)
    uploaded = {key for source in content.sources if source.uploaded for key in source.keys[Kind.TASKS]}
    own = uploaded | set(made.templates)
    known = {tag.key for tag in packs.tags}
    lines: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, text in sorted(made.packs.items()):
        with contextlib.suppress(ContentError):
            sent = read_document(text, name, tags=content.tags, personas=content.personas)
            for persona, said in sent.lines.items():
                _add(lines, persona, said)
    for row in canned:
        _add(lines, row.persona, {row.event: (row.words,)})
    return Document(
        name=OWN_NAME,
        tags=tuple(tag for tag in content.tags if tag.key not in known),
        templates=tuple(t for key, t in content.templates.items() if key in own and t.persona in personas),
        lines={persona: said for persona, said in lines.items() if persona in personas},
    )


def _add(
    lines: dict[str, dict[str, tuple[str, ...]]], persona: str, said: Mapping[str, tuple[str, ...]]
) -> None:
    there = lines.setdefault(persona, {})
    for event, variants in said.items():
        there[event] = (*there.get(event, ()), *variants)


async def no(turn: Turn, args: Mapping[str, str]) -> None:
    """Nothing is taken over."""
    await discard(turn, (uuid.UUID(args["blob"]),))
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


async def _cancelled(turn: Turn, draft: Draft) -> None:
    if draft.get("blob"):
        await discard(turn, (uuid.UUID(str(draft["blob"])),))
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


SEND_IN = Flow(
    FLOW, (documents_sent.document_step("packs.ask_document"),), _finish, cancelled=_cancelled, operators=True
)
