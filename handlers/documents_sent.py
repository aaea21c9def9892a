"""TOML documents sent into the chat, and sent out again: kept in the vault for a day, read by an errand."""

import asyncio
import uuid
from datetime import timedelta

from handlers.chat.outgoing import Ask, Medium, MediumKind, Message, Say, Speaker
from handlers.feature import Errand
from handlers.flows import Again, Answer, Next, Step, Taken, Talk
from handlers.member.proofs.content import readable
from handlers.ports import DOCUMENT, StoredMedium
from storage.enums import OutboxClass
from storage.tables import Operator, VaultBlob

MIME = "application/toml"
KEPT = timedelta(days=1)
LONGEST_NAME = 60


def document_step(question: str) -> Step:
    """A step that is answered by one TOML document; ``question`` is the key of its text. The draft gets
    ``blob`` and ``name``."""

    def ask(talk: Talk) -> Message:
        return Ask(talk.text(question), by=Speaker.DESK)

    def take(talk: Talk, answer: Answer) -> Taken:
        match answer.files:
            case (StoredMedium(kind=kind) as file,) if kind == DOCUMENT:
                name = " ".join(readable(file.name).split())[-LONGEST_NAME:]
                return Next({**talk.draft, "blob": str(file.blob), "name": name}, name)
        return Again(talk.text("packs.one_document"))

    return Step("document", ask, take, files=True, documents=True)


async def text_of(errand: Errand, blob: str) -> str | None:
    """The text of a document that was sent in; None, and it is said so, if it is no longer kept."""
    number = uuid.UUID(blob)
    async with errand.house.storage.read() as tx:
        there = await tx.get(VaultBlob, number) is not None
    if not there and errand.person_id is not None:
        async with errand.turn(errand.person_id) as turn:
            await turn.tell(turn.me, turn.text("packs.too_old"), by=Speaker.DESK, klass=OutboxClass.ACCOUNT)
    if not there:
        return None
    return (await errand.house.blobs.read(number)).decode().removeprefix("\ufeff")


async def writes_for(errand: Errand) -> frozenset[str]:
    """The personas whose content the person may change now."""
    async with errand.house.storage.read() as tx:
        row = await tx.get(Operator, errand.person_id) if errand.person_id else None
    if row is None:
        return frozenset()
    return frozenset(row.personas) or frozenset(errand.house.content.personas)


async def send_out(errand: Errand, person_id: uuid.UUID, text: str, name: str, words: str) -> None:
    """Send a document as a file; ``words`` is the key of what is said with it."""
    data = await asyncio.to_thread(text.encode)
    blob = await errand.house.blobs.write(person_id, data, kind="file", mime=MIME, keep=KEPT)
    async with errand.turn(person_id) as turn:
        medium = Medium(
            MediumKind.FILE, blob=str(blob), alt=name, name=name, mime=MIME, size=len(data), protected=False
        )
        message = Say(turn.text(words), by=Speaker.DESK, media=(medium,))
        await turn.tell(turn.me, message, klass=OutboxClass.ACCOUNT)
