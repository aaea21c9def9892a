"""Members and operators ready to play, tasks to give them, and small files for proofs."""

import io
import math
import random
import struct
import uuid
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from handlers import judging
from handlers.chat.incoming import Press
from handlers.chat.outgoing import Choice, Message
from handlers.judging import Judgement
from handlers.member.tasks.giving import Given, Outcome, Proposal, give
from handlers.rules.limits import TaskSource
from storage.enums import Platform, ProofType, Role, TaskType, Verdict
from storage.tables import (
    DayOutcome,
    MemberSettings,
    Operator,
    Person,
    PointEntry,
    ProofAttempt,
    Task,
    TaskPlan,
)
from tests.support.court import Chatter, ScriptedCourt
from tests.support.people import SAFEWORD, make_settings, make_user

PERSONA = "octavia"


async def member(
    court: ScriptedCourt,
    name: str = "anna",
    *,
    persona: str = PERSONA,
    hard: Sequence[str] = (),
    soft: Sequence[str] = (),
    points: int = 0,
    safeword: str = SAFEWORD,
    platform: Platform | None = None,
    **settings: Any,
) -> Chatter:
    """A member where the court is at home or on another platform, awake at noon; further arguments are
    columns of her settings."""
    anna = await court.guest(name, platform)
    person_id = await court.introduced(anna)
    async with court.storage.begin() as tx:
        person = await tx.get(Person, person_id)
        assert person is not None
        user = await make_user(
            tx,
            person,
            username=name,
            persona=persona,
            safeword=safeword,
            hard=hard,
            soft=soft,
            obedience_points=points,
        )
        await make_settings(tx, user, **{"tasks_a_day": 24, **settings})
    return anna


async def operator(
    court: ScriptedCourt,
    name: str = "olga",
    *,
    personas: Sequence[str] = (),
    role: Role = Role.OPERATOR,
    platform: Platform | None = None,
) -> Chatter:
    """Somebody who runs the court for some personas, or all."""
    olga = await court.guest(name, platform)
    person_id = await court.introduced(olga)
    async with court.storage.begin() as tx:
        row = Operator(
            person_id=person_id,
            name=name,
            role=role,
            personas=list(personas),
            created_at=court.clock.wall(),
        )
        tx.add(row)
    return olga


def press(button: Choice) -> Press:
    """A press of a button that may be gone."""
    return Press(button.token)


async def look(operator: Chatter) -> None:
    """Open the desk, and what a colleague is looking at if there is nothing else."""
    await operator.says("/desk")
    if operator.sees_button("all the same"):
        await operator.presses("all the same")


async def tells(court: ScriptedCourt, whom: Chatter, what: Message | str, **options: Any) -> None:
    """Say something of the game to somebody that no update asked for."""
    person = await whom.person()
    async with court.engine.turns.about(person.id) as turn:
        await turn.tell(turn.me, what, **options)
    await court.delivers()


async def given(court: ScriptedCourt, anna: Chatter, event: str = "task_given", **values: Any) -> Outcome:
    """Give a member a task, as an operator's hand would."""
    person = await anna.person()
    proposal = Proposal(
        **{
            "type": TaskType.SERVITUDE,
            "source": TaskSource.OPERATOR,
            "description": "Polish the brass until it answers.",
            "proof_type": ProofType.TEXT,
            "points": 10,
            "minutes": 240,
            **values,
        }
    )
    async with court.engine.turns.about(person.id) as turn:
        outcome = await give(turn, turn.me, proposal, event=event, words_acknowledged=True)
    await court.delivers()
    return outcome


async def task_of(court: ScriptedCourt, anna: Chatter, **values: Any) -> uuid.UUID:
    """The id of a task just given."""
    outcome = await given(court, anna, **values)
    assert isinstance(outcome, Given), outcome
    return outcome.task.id


@dataclass(frozen=True, slots=True)
class Seen:
    """A task as it stands in the database."""

    task: Task
    plan: TaskPlan


async def seen(court: ScriptedCourt, task_id: uuid.UUID) -> Seen:
    """A task and its plan, read fresh."""
    async with court.storage.read() as tx:
        task, plan = await tx.get(Task, task_id), await tx.get(TaskPlan, task_id)
        assert task is not None
        assert plan is not None
        return Seen(task, plan)


async def tasks_of(court: ScriptedCourt, anna: Chatter) -> list[Seen]:
    """Every task of a member, in the order given."""
    person = await anna.person()
    async with court.storage.read() as tx:
        statement = select(Task).where(col(Task.user_id) == person.id).order_by(col(Task.assigned_at))
        tasks = await tx.all(statement)
    return [await seen(court, task.id) for task in tasks]


async def attempts(court: ScriptedCourt, anna: Chatter) -> list[ProofAttempt]:
    """Every proof a member handed in, in order."""
    person = await anna.person()
    async with court.storage.read() as tx:
        statement = select(ProofAttempt).where(col(ProofAttempt.user_id) == person.id)
        return list(await tx.all(statement.order_by(col(ProofAttempt.submitted_at))))


async def entries(court: ScriptedCourt, anna: Chatter) -> list[PointEntry]:
    """A member's points ledger."""
    person = await anna.person()
    async with court.storage.read() as tx:
        return list(await tx.all(select(PointEntry).where(col(PointEntry.user_id) == person.id)))


async def outcomes(court: ScriptedCourt, anna: Chatter) -> dict[str, str]:
    """What a member's local dates came to."""
    person = await anna.person()
    async with court.storage.read() as tx:
        rows = await tx.all(select(DayOutcome).where(col(DayOutcome.user_id) == person.id))
        return {row.local_date.isoformat(): row.outcome for row in rows}


async def settings_of(court: ScriptedCourt, anna: Chatter) -> MemberSettings:
    """A member's settings, read fresh."""
    person = await anna.person()
    async with court.storage.read() as tx:
        settings = await tx.get(MemberSettings, person.id)
        assert settings is not None
        return settings


async def change(court: ScriptedCourt, anna: Chatter, **columns: Any) -> None:
    """Set columns of a member's standing or settings by hand."""
    person = await anna.person()
    async with court.storage.begin() as tx:
        row = await tx.lock(person.id)
        settings = await tx.get(MemberSettings, person.id)
        for name, value in columns.items():
            setattr(settings if hasattr(MemberSettings, name) else row, name, value)


async def judge(
    court: ScriptedCourt, olga: Chatter, attempt: ProofAttempt, verdict: Verdict, **words: Any
) -> Judgement:
    """An operator's verdict on a proof."""
    person = await olga.person()
    async with court.engine.turns.about(person.id) as turn:
        outcome = await judging.judge(turn, attempt.id, verdict, **words)
    await court.delivers()
    return outcome


async def undo(court: ScriptedCourt, olga: Chatter, attempt: ProofAttempt) -> str:
    """An operator takes a verdict back; returns what she is told."""
    person = await olga.person()
    async with court.engine.turns.about(person.id) as turn:
        sentence = await judging.undo(turn, attempt.id)
    await court.delivers()
    return sentence


def picture(seed: int = 1) -> bytes:
    """A small PNG; every seed looks different to a fingerprint."""
    from PIL import Image

    rng = random.Random(seed)
    cells = bytes(rng.randrange(256) for _ in range(9 * 8 * 3))
    image = Image.frombytes("RGB", (9, 8), cells).resize((180, 160), Image.Resampling.NEAREST)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def recording(seconds: float = 2.0, *, silent: bool = False) -> bytes:
    """A WAV of a soft tone, or of silence."""
    rate = 16_000
    loud = 0 if silent else 9_000
    frames = (int(loud * math.sin(2 * math.pi * 330 * n / rate)) for n in range(int(rate * seconds)))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", frame) for frame in frames))
    return buffer.getvalue()
