"""What a rehearsal is made of: people who arrive, tasks given, things said, drawn and recorded."""

import io
import itertools
import math
import random
import struct
import uuid
import wave

from bot.engine import Engine
from bot.platforms.web.config import BOT
from bot.rehearsing.cast import MODELS, SAFEWORD, Part
from handlers.chat.incoming import Body, Inbound, Origin
from handlers.content.schema import TaskTemplate
from handlers.member.onboarding.flow import become_member
from handlers.member.onboarding.word import keep_word
from handlers.member.tasks import giving
from handlers.member.tasks.giving import Proposal
from handlers.rules.limits import TaskSource
from storage.enums import Platform
from storage.queries import people, web
from storage.tables import Account, Admission, CamModel, Person, WebLogin

NUMBERS = itertools.count(1)
RATE = 16_000


async def arrive(
    engine: Engine, email: str, hashed: str, *, admitted: bool | None = True
) -> tuple[uuid.UUID, uuid.UUID]:
    """Somebody in the web chat: her account and who she is. ``admitted`` None: she waits at the door."""
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


async def hire(engine: Engine) -> None:
    """Somebody to ask for a session."""
    now = engine.house.clock.court()
    async with engine.house.storage.begin() as tx:
        for name, about, hours in MODELS:
            tx.add(CamModel(name=name, description=about, hours=hours, created_at=now))


async def onboard(engine: Engine, part: Part, person_id: uuid.UUID, account_id: uuid.UUID) -> None:
    """She becomes a member, with her limits and tags, awake around the clock."""
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


async def give(engine: Engine, person_id: uuid.UUID, template: TaskTemplate) -> None:
    """A task of a template, as an operator would give it."""
    proposal = Proposal.of(template, TaskSource.OPERATOR)
    async with engine.turns.about(person_id) as turn:
        await giving.give(turn, turn.me, proposal, event="task_given", words_acknowledged=True)


async def send(engine: Engine, account_id: uuid.UUID, body: Body) -> None:
    """Say or upload something in the web chat."""
    origin = Origin(Platform.WEB, BOT, str(account_id), str(account_id))
    now = engine.house.clock.wall()
    await engine.intake.accept(Inbound(origin, f"rehearsal-{next(NUMBERS)}", body, now))


def picture(number: int) -> bytes:
    """A small drawn still life, unlike any other number's even to a fingerprint."""
    # Pillow is only loaded where pictures are made.
    from PIL import Image, ImageDraw  # noqa: PLC0415

    dice = random.Random(number)  # noqa: S311 - a drawing, no secret
    image = Image.new("RGB", (640, 480), (40, 30, 60))
    draw = ImageDraw.Draw(image)
    for left in range(0, 640, 80):
        for top in range(0, 480, 80):
            shade = dice.randrange(40, 220)
            draw.rectangle((left, top, left + 80, top + 80), fill=(shade, shade * 3 // 4, shade // 2))
    for step in range(3):
        left, top = dice.randrange(480), dice.randrange(320)
        draw.ellipse((left, top, left + 140, top + 140), fill=(200 - step * 30, 170, 90))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def recording(number: int, seconds: float = 1.5) -> bytes:
    """A soft tone as a WAV, at another pitch each time."""
    pitch = 220 + number * 17 % 440
    frames = (int(9_000 * math.sin(2 * math.pi * pitch * n / RATE)) for n in range(int(RATE * seconds)))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", frame) for frame in frames))
    return buffer.getvalue()
