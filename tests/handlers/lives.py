"""A member's life with her operator, act by act, in any order: play, appeals, forgiveness, money, safety."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from handlers import appealing
from handlers.appealing import Plea
from handlers.chat.incoming import Press
from handlers.member.proofs.content import of_text
from handlers.member.proofs.submitting import submit
from handlers.member.tasks.giving import Given
from handlers.member.tokens import orders, refunding
from handlers.rules.court_rules import CourtRules, DropMargin, TierRule
from handlers.rules.limits import TaskSource
from handlers.token_ledger import book_tokens
from handlers.turn import Turn
from storage.enums import AppealResult, PaymentStatus, TaskStatus, TaskType, Verdict
from storage.queries import money
from storage.tables import Appeal, AppealReview
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.money import SMALL

ACTS = (
    "miss", "do", "reject", "atone", "appeal", "approve", "deny", "undo", "undo_verdict", "stop", "resume",
    "pause", "wait", "buy", "gift", "forgive", "refund", "exclude",
)  # fmt: skip
LADDER = (TierRule("Watched", 0), TierRule("Considered", 8), TierRule("Accepted", 20))
RULES = CourtRules(ladder=LADDER, drop_margin=DropMargin(points=2, share=0))
WORDS = "All of it is done, slowly and with care, and here it is."
FIRST_DAY = date(2040, 1, 1)
"""After every date of the dailies that the court itself gives meanwhile."""
WAITING = (TaskStatus.ASSIGNED, TaskStatus.SUBMITTED)


@dataclass(slots=True)
class Life:
    """A member's life with her operator, step by step; ``ended`` are punishments that must not come back."""

    court: ScriptedCourt
    anna: Chatter
    olga: Chatter
    days: int = 0
    ended: set[uuid.UUID] = field(default_factory=set)

    async def step(self, act: str, number: int) -> None:
        """One act; ``number`` picks what it is about."""
        self.court.clock.advance(timedelta(minutes=1))
        match act:
            case "miss":
                await self._given()
                await self.court.pass_time(timedelta(minutes=91), step=timedelta(minutes=30))
            case "do":
                await self._judged(await self._given(), Verdict.APPROVED)
            case "reject":
                await self._judged(await self._given(), Verdict.REJECTED)
            case "atone":
                await self._atone()
            case "wait":
                await self.court.pass_time(timedelta(days=1 + number % 8), step=timedelta(days=1))
            case "stop" | "resume" | "pause" | "exclude":
                await self._safety(act)
            case "buy" | "gift" | "refund":
                await self._money(act, number)
            case "forgive":
                await self._forgiven(number)
            case _:
                await self._about_appeals(act, number)

    async def _given(self) -> uuid.UUID | None:
        self.days += 1
        day = (FIRST_DAY + timedelta(days=self.days)).isoformat()
        values: dict[str, Any] = {
            "type": TaskType.DAILY,
            "source": TaskSource.DAILY,
            "day": day,
            "minutes": 60,
        }
        outcome = await playing.given(self.court, self.anna, "task_daily", **values)
        return outcome.task.id if isinstance(outcome, Given) else None

    async def _judged(self, task_id: uuid.UUID | None, verdict: Verdict) -> None:
        if task_id is None:
            return
        await self._hand_in(task_id)
        found = [each for each in await playing.attempts(self.court, self.anna) if each.task_id == task_id]
        if found:
            await playing.judge(self.court, self.olga, found[-1], verdict, reason="No.")

    async def _hand_in(self, task_id: uuid.UUID) -> None:
        words = f"{WORDS} {self.court.clock.court():%H:%M}"
        await self._turn(self.anna, lambda turn: submit(turn, task_id, of_text(words), on_purpose=True))

    async def _atone(self) -> None:
        """Hand in what punishment can be handed in as words, and have it approved."""
        for each in await playing.tasks_of(self.court, self.anna):
            if each.plan.punishes is not None and each.task.status is TaskStatus.ASSIGNED:
                await self._judged(each.task.id, Verdict.APPROVED)

    async def _safety(self, act: str) -> None:
        person = await self.anna.person()
        if act == "stop":
            await self.anna.stops()
        elif act == "resume" and person.stopped_at is not None:
            await self.court.pass_time(timedelta(hours=13))
            await self.anna.says("/resume")
            if person.excluded_until is None:
                await self.anna.presses("come back")
        elif act == "exclude":
            await self.anna.says("/exclude")
            await self.anna.presses("6 months")
            await self.anna.presses("Yes, exclude me")
        elif act == "pause" and person.stopped_at is None:
            await self.anna.says("/pause")
            if person.paused_at is not None:
                await self.anna.presses("I am back")

    async def _money(self, act: str, number: int) -> None:
        """Tokens bought by hand, given for nothing, or given back for their money."""
        if act == "buy":
            await self._turn(self.anna, _buy)
        elif act == "gift":
            cause = f"gift:{number}:given"
            await self._turn(self.anna, lambda turn: book_tokens(turn, turn.me, cause, 1 + number))
        else:
            await self._turn(self.anna, _give_back)

    async def _forgiven(self, number: int) -> None:
        """By her buttons: whatever /forgive shows, with the yes she is asked for."""
        await self.anna.says("/forgive")
        choices = [each for each in self.anna.last.buttons if each.label.endswith("tokens")]
        if not choices:
            return
        await self.anna.does(Press(choices[number % len(choices)].token))
        sure = [each for each in self.anna.last.buttons if each.label.startswith("Yes, for")]
        if sure:
            await self.anna.does(Press(sure[0].token))

    async def _about_appeals(self, act: str, number: int) -> None:
        if act == "undo_verdict":
            made = await playing.attempts(self.court, self.anna)
            if made:
                await playing.undo(self.court, self.olga, made[number % len(made)])
        elif act == "appeal":
            await self._appeal(number)
        else:
            await self._answer(act, number)

    async def _appeal(self, number: int) -> None:
        tasks = await playing.tasks_of(self.court, self.anna)
        failed = [each.task.id for each in tasks if each.task.status is TaskStatus.FAILED]
        if failed:
            task_id = failed[number % len(failed)]
            await self._turn(self.anna, lambda turn: appealing.lodge(turn, task_id, Plea("It was not so.")))

    async def _answer(self, act: str, number: int) -> None:
        made = await self.appeals()
        if not made:
            return
        appeal_id = made[number % len(made)].id
        if act == "undo":
            await self._turn(self.olga, lambda turn: appealing.undo(turn, appeal_id))
            return
        result = AppealResult.APPROVED if act == "approve" else AppealResult.DENIED
        await self._turn(self.olga, lambda turn: appealing.decide(turn, appeal_id, result, reason="No."))

    async def _turn(self, who: Chatter, act: Callable[[Turn], Awaitable[object]]) -> None:
        async with self.court.engine.turns.about((await who.person()).id) as turn:
            await act(turn)
        await self.court.engine.settle()

    async def answers(self) -> dict[uuid.UUID, AppealResult]:
        """What became of the appeals against the present failures of her tasks."""
        async with self.court.storage.read() as tx:
            statement = select(Appeal.task_id, Appeal.result).join(
                AppealReview, col(AppealReview.appeal_id) == col(Appeal.id)
            )
            rows = await tx.all(statement.where(col(AppealReview.withdrawn).is_(False)))
            return dict(rows)

    async def appeals(self) -> list[Appeal]:
        async with self.court.storage.read() as tx:
            return list(await tx.all(select(Appeal).order_by(col(Appeal.submitted_at), col(Appeal.id))))


async def _buy(turn: Turn) -> None:
    await orders.confirm(turn, turn.me, *await orders.place(turn, SMALL, "manual"))


async def _give_back(turn: Turn) -> None:
    paid = await money.orders(turn.tx, turn.me.member.id, status=PaymentStatus.CONFIRMED, unclosed=True)
    if paid:
        await refunding.give_back(turn, turn.me, *paid[0], "operator")
