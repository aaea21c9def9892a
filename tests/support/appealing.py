"""Misses, punishments and appeals for tests: each in one call."""

import uuid
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from handlers import appealing
from handlers.appealing import Outcome
from storage.enums import AppealResult, TaskType
from storage.tables import Appeal, AppealReview
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import Seen, seen, task_of, tasks_of

MINUTE = timedelta(minutes=1)
PLEA = "The train stood still for three hours in a tunnel."


async def missed(court: ScriptedCourt, anna: Chatter, **values: Any) -> uuid.UUID:
    """A task whose deadline and grace passed; returns its id."""
    task_id = await task_of(court, anna, minutes=60, **values)
    await court.pass_time(91 * MINUTE, step=30 * MINUTE)
    return task_id


async def punishments(court: ScriptedCourt, anna: Chatter) -> list[Seen]:
    """Every punishment a member was given, in order."""
    return [each for each in await tasks_of(court, anna) if each.task.type is TaskType.PUNISHMENT]


async def appealed(court: ScriptedCourt, anna: Chatter, words: str = PLEA) -> Appeal:
    """An appeal in words against the failure the newest button is about."""
    await anna.presses("Appeal")
    await anna.says(words)
    await anna.presses("Send the appeal")
    return (await appeals_of(court, anna))[-1]


async def appeals_of(court: ScriptedCourt, anna: Chatter) -> list[Appeal]:
    """A member's appeals, oldest first."""
    person = await anna.person()
    async with court.storage.read() as tx:
        statement = select(Appeal).where(col(Appeal.user_id) == person.id)
        return list(await tx.all(statement.order_by(col(Appeal.submitted_at))))


async def review_of(court: ScriptedCourt, appeal: Appeal) -> AppealReview:
    """What stands behind an appeal, read fresh."""
    async with court.storage.read() as tx:
        review = await tx.get(AppealReview, appeal.id)
        assert review is not None
        return review


async def decide(
    court: ScriptedCourt, olga: Chatter, appeal: Appeal, result: AppealResult, reason: str = ""
) -> Outcome:
    """An operator's answer to an appeal."""
    async with court.engine.turns.about((await olga.person()).id) as turn:
        outcome = await appealing.decide(turn, appeal.id, result, reason=reason)
    await court.engine.settle()
    return outcome


async def undo(court: ScriptedCourt, olga: Chatter, appeal: Appeal) -> str:
    """An operator takes an answer back; returns what she is told."""
    async with court.engine.turns.about((await olga.person()).id) as turn:
        sentence = await appealing.undo(turn, appeal.id)
    await court.engine.settle()
    return sentence


__all__ = ["PLEA", "appealed", "appeals_of", "decide", "missed", "punishments", "review_of", "seen", "undo"]
