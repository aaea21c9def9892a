"""Fills a rehearsal: the cast is onboarded, given tasks, and speaks - all through the court's own ways."""

import asyncio
import io
import itertools
import uuid

from bot.engine import Engine
from bot.platforms.web.config import BOT
from bot.platforms.web.passwords import Passwords
from bot.rehearsing.cast import CAST, GUESTS, MORE_TIME, PASSWORD, SAFEWORD, Part
from handlers.chat.incoming import Attachment, Body, Command, Inbound, Origin, Text, Upload
from handlers.content.schema import TaskTemplate
from handlers.member.onboarding.flow import become_member
from handlers.member.onboarding.word import keep_word
from handlers.member.tasks import giving, more_time
from handlers.member.tasks.giving import Proposal
from handlers.rules.limits import TaskSource
from storage.enums import Platform, ProofType, TaskType
from storage.queries import people, web
from storage.queries import tasks as task_queries
from storage.tables import Account, Admission, Person, WebLogin

_NUMBERS = itertools.count(1)
PROOF = "I did it exactly as told, and it took me longer than I thought it would. Thank you."


async def seed(engine: Engine) -> None:
    """Bring the whole cast on stage."""
    hashed = await Passwords().hashed(PASSWORD)
    for part in CAST:
        account_id, person_id = await _arrive(engine, part.email, hashed)
        await _onboard(engine, part, person_id, account_id)
        templates = _templates(engine, part)
        for number in range(part.tasks):
            await _give(engine, person_id, templates[number])
            if number < part.proofs:
                await _prove(engine, part, person_id, account_id)
        await _speak(engine, part, person_id, account_id)
    for number in range(1, GUESTS + 1):
        await _arrive(engine, f"guest{number}@rehearsal.invalid", hashed, admitted=None)


async def _arrive(
    engine: Engine, email: str, hashed: str, *, admitted: bool | None = True
) -> tuple[uuid.UUID, uuid.UUID]:
    storage, now = engine.house.storage, engine.house.clock.wall()
    async with storage.begin() as tx:
        person = tx.add(
            Person(created_at=now, adult_confirmed_on=now.date(), adult_confirmed_how="rehearsal")
        )
        await tx.flush()
        account_id = uuid.uuid4()
        account = Account(
            id=account_id,
            person_id=person.id,
            platform=Platform.WEB,
            bot=BOT,
            address_hash=people.address_hash(tx, Platform.WEB, str(account_id)),
            created_at=now,
        )
        tx.add(await tx.seal(account, address=str(account_id), chat=str(account_id)))
        await tx.flush()
        login = WebLogin(
            account_id=account_id, email_hash=web.email_hash(storage.keyring, email), password_hashed=hashed
        )
        tx.add(await tx.seal(login, owner=person.id, email=email))
        tx.add(Admission(person_id=person.id, asked_at=now, admitted=admitted))
        return account_id, person.id


async def _onboard(engine: Engine, part: Part, person_id: uuid.UUID, account_id: uuid.UUID) -> None:
    async with engine.turns.about(person_id, account_id=account_id) as turn:
        await keep_word(turn, {"word": SAFEWORD})
        await become_member(
            turn,
            {
                "username": part.name,
                "persona": part.persona,
                "hard": list(part.hard),
                "soft": list(part.soft),
                "tags": list(part.tags),
                "words": part.words,
            },
        )
        turn.me.choices.tasks_a_day = 10
        turn.me.choices.quiet_from = turn.me.choices.quiet_to = 0


def _templates(engine: Engine, part: Part) -> list[TaskTemplate]:
    """Mild tasks of the persona whose proof the part can hand in, none that must be started first."""
    wanted = ProofType.PHOTO if part.photo else ProofType.TEXT
    return [
        template
        for template in engine.house.content.templates_of(part.persona)
        if template.proof_type is wanted
        and template.intensity == 1
        and not template.least_minutes
        and not template.tags & {*part.hard, *part.soft}
        and template.type in (TaskType.DAILY, TaskType.SERVITUDE)
    ]


async def _give(engine: Engine, person_id: uuid.UUID, template: TaskTemplate) -> None:
    proposal = Proposal.of(template, TaskSource.OPERATOR)
    async with engine.turns.about(person_id) as turn:
        await giving.give(turn, turn.me, proposal, event="task_given", words_acknowledged=True)
    await engine.settle()


async def _prove(engine: Engine, part: Part, person_id: uuid.UUID, account_id: uuid.UUID) -> None:
    """Hand in a proof for the only open task."""
    body: Body = Text(PROOF)
    if part.photo:
        picture = await asyncio.to_thread(_picture, next(_NUMBERS))
        blob = await engine.house.blobs.write(person_id, picture, kind="upload", mime="image/png")
        body = Upload((Attachment(str(blob), "proof.png", "image/png"),), "As told.")
    await _send(engine, account_id, body)
    await engine.settle()


async def _speak(engine: Engine, part: Part, person_id: uuid.UUID, account_id: uuid.UUID) -> None:
    for words in part.says:
        if words == MORE_TIME:
            await _ask_for_time(engine, person_id)
        elif words.startswith("/"):
            await _send(engine, account_id, Command(words[1:]))
        else:
            await _send(engine, account_id, Text(words))
        await engine.settle()


async def _ask_for_time(engine: Engine, person_id: uuid.UUID) -> None:
    async with engine.turns.about(person_id) as turn:
        found = await task_queries.open_tasks(turn.tx, person_id)
        if found:
            await more_time.ask(turn, {"task": str(found[0][0].id)})


async def _send(engine: Engine, account_id: uuid.UUID, body: Body) -> None:
    origin = Origin(Platform.WEB, BOT, str(account_id), str(account_id))
    now = engine.house.clock.wall()
    await engine.intake.accept(Inbound(origin, f"rehearsal-{next(_NUMBERS)}", body, now))


def _picture(number: int) -> bytes:
    """A small drawn still life, different each time."""
    # Pillow is only loaded where pictures are made.
    from PIL import Image, ImageDraw  # noqa: PLC0415

    image = Image.new("RGB", (640, 480), (40 + number * 13 % 120, 30, 60 + number * 29 % 120))
    draw = ImageDraw.Draw(image)
    for step in range(5):
        left = 60 + step * 100 + number * 7 % 40
        draw.ellipse((left, 160 + step * 20, left + 120, 280 + step * 20), fill=(200 - step * 20, 170, 90))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
