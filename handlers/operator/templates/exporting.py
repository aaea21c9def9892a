"""Templates sent out as a TOML document, which can be changed and sent in again."""

from collections.abc import Collection, Mapping

from handlers import documents_sent
from handlers.chat.outgoing import Speaker
from handlers.content.content import Content
from handlers.content.documents import Document, write_document
from handlers.feature import Errand
from handlers.turn import Turn
from storage.queries import content as queries

WORK = "templates.export"
OWN = "own"


async def begin(turn: Turn, args: Mapping[str, str]) -> None:
    """The court's own templates, or all there are; it comes as a file."""
    await turn.later(WORK, args.get("what", OWN))
    await turn.say(turn.text("packs.writing"), by=Speaker.DESK)


async def make(errand: Errand) -> None:
    """Write the document and send it."""
    if errand.person_id is None:
        return
    personas = await documents_sent.writes_for(errand)
    async with errand.house.storage.read() as tx:
        own = {row.key for row in await queries.templates(tx)}
    content = errand.house.content
    document = document_of(content, personas, own if errand.args == OWN else content.templates)
    if not document.templates:
        async with errand.turn(errand.person_id) as turn:
            await turn.tell(turn.me, turn.text("templates.none_own"), by=Speaker.DESK)
        return
    text = write_document(document)
    await documents_sent.send_out(errand, errand.person_id, text, "tasks.toml", "templates.exported")


def document_of(content: Content, personas: Collection[str], keys: Collection[str]) -> Document:
    """The templates of these keys and personas as a document."""
    wanted = (each for each in content.templates.values() if each.key in keys and each.persona in personas)
    return Document(templates=tuple(wanted))
