"""Fills a rehearsal: the cast is onboarded, given tasks, and speaks - all through the court's own ways."""

import asyncio
import io
import itertools
import uuid
from dataclasses import dataclass

from bot.engine import Engine
from bot.platforms.web.config import BOT
from bot.platforms.web.passwords import Passwords
from bot.rehearsing.cast import CAST, GUESTS, MODELS, MORE_TIME, PASSWORD, SAFEWORD, Part
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
from storage.tables import Account, Admission, CamModel, Person, WebLogin

_NUMBERS = itertools.count(1)
PROOFS = (
    "I did it exactly as told, and it took me longer than I thought it would. Thank you.",
    "It is done. I began at once, and I smiled the whole time without being told to.",
    "Done, with both hands and my full attention. It was harder than it sounded, and I liked that.",
)
"""The same words twice would not be taken twice."""


@dataclass(frozen=True, slots=True)
class Player:
    """A part on stage: whose account it is, the tasks it proves and those that stay open."""

    part: Part
    person_id: uuid.UUID
    account_id: uuid.UUID
    proved: tuple[TaskTemplate, ...]
    left: tuple[TaskTemplate, ...]


async def seed(engine: Engine) -> None:
    """Bring the whole cast on stage, act by act: what all do at once is delivered at once."""
    hashed = await Passwords().hashed(PASSWORD)
    await _models(engine)
    players = [await _enter(engine, part, hashed) for part in CAST]
    for number in range(GUESTS):
        await _arrive(engine, f"guest{number + 1}@rehearsal.invalid", hashed, admitted=None)
    for act in range(max(len(player.proved) for player in players)):
        proving = [player for player in players if act < len(player.proved)]
        for player in proving:
            await _give(engine, player, player.proved[act])
        await engine.settle()
        for player in proving:
            await _prove(engine, player, PROOFS[act])
        await engine.settle()
    for player in players:
        for template in player.left:
            await _give(engine, player, template)
    await engine.settle()
    for player in players:
        await _speak(engine, player)
    await engine.settle()


async def _models(engine: Engine) -> None:
    """Somebody to ask for a session."""
    now = engine.house.clock.court()
    async with engine.house.storage.begin() as tx:
        for name, about, hours in MODELS:
            tx.add(CamModel(name=name, description=about, hours=hours, created_at=now))


async def _enter(engine: Engine, part: Part, hashed: str) -> Player:
    """A member with her tasks chosen; what stays open begins with longer work, which outlives a stop."""
    account_id, person_id = await _arrive(engine, part.email, hashed)
    await _onboard(engine, part, person_id, account_id)
    longer, short = (_templates(engine, part, kind) for kind in (TaskType.SERVITUDE, TaskType.DAILY))
    left = [*longer[:1], *short[part.proofs :]][: part.tasks - part.proofs]
    return Player(part, person_id, account_id, tuple(short[: part.proofs]), tuple(left))


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


def _templates(engine: Engine, part: Part, kind: TaskType) -> list[TaskTemplate]:
    """Mild tasks of the persona whose proof the part can hand in, none that must be started first."""
    wanted = ProofType.PHOTO if part.photo else ProofType.TEXT
    return [
        template
        for template in engine.house.content.templates_of(part.persona)
        if template.proof_type is wanted
        and template.intensity == 1
        and not template.least_minutes
        and not template.tags & {*part.hard, *part.soft}
        and template.type is kind
    ]


async def _give(engine: Engine, player: Player, template: TaskTemplate) -> None:
    proposal = Proposal.of(template, TaskSource.OPERATOR)
    async with engine.turns.about(player.person_id) as turn:
        await giving.give(turn, turn.me, proposal, event="task_given", words_acknowledged=True)


async def _prove(engine: Engine, player: Player, words: str) -> None:
    """Hand in a proof for the only open task."""
    body: Body = Text(words)
    if player.part.photo:
        picture = await asyncio.to_thread(_picture, next(_NUMBERS))
        blob = await engine.house.blobs.write(player.person_id, picture, kind="upload", mime="image/png")
        body = Upload((Attachment(str(blob), "proof.png", "image/png"),), "As told.")
    await _send(engine, player.account_id, body)


async def _speak(engine: Engine, player: Player) -> None:
    for words in player.part.says:
        if words == MORE_TIME:
            await _ask_for_time(engine, player.person_id)
        elif words.startswith("/"):
            await _send(engine, player.account_id, Command(words[1:]))
        else:
            await _send(engine, player.account_id, Text(words))


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
