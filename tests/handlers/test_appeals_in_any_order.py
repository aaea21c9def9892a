"""Misses, punishments, appeals, forgiveness, undoing, stops, holidays, purchases, refunds, exclusion in any
order: the books agree after every step."""

import asyncio
import random
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from handlers import appealing, ledger
from handlers.appealing import Plea
from handlers.chat.incoming import Press
from handlers.judging.restoring import LOSSES
from handlers.member.proofs.content import of_text
from handlers.member.proofs.submitting import submit
from handlers.member.tasks import outcomes
from handlers.member.tasks.giving import Given
from handlers.member.tokens import orders, refunding
from handlers.rules import points, streaks, tiers
from handlers.rules.court_rules import CourtRules, DropMargin, TierRule
from handlers.rules.limits import TaskSource
from handlers.rules.streaks import Day
from handlers.token_ledger import book_tokens
from handlers.turn import Turn
from storage.enums import AppealResult, PaymentStatus, TaskStatus, TaskType, Verdict
from storage.queries import money
from storage.sealing import CourtKeys, Keyring
from storage.tables import Appeal
from storage.unit import Storage
from tests.support import databases, playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.forgiving import forgiven, purse, token_entries
from tests.support.money import SMALL

ACTS = (
    "miss", "do", "reject", "atone", "appeal", "approve", "deny", "undo", "undo_verdict", "stop", "resume",
    "pause", "wait", "buy", "gift", "forgive", "refund", "exclude",
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 40)), max_size=14)
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
        made = await self._appeals()
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

    async def _appeals(self) -> list[Appeal]:
        async with self.court.storage.read() as tx:
            return list(await tx.all(select(Appeal).order_by(col(Appeal.submitted_at), col(Appeal.id))))

    # -- what must hold ---------------------------------------------------------------------------------

    async def books_agree(self) -> None:
        """Balance, tier and streak are those of the history, and nothing is made good twice."""
        tasks = await playing.tasks_of(self.court, self.anna)
        async with self.court.engine.turns.about((await self.anna.person()).id) as turn:
            entries = await ledger.entries_of(turn, turn.me)
            member = turn.me.member
            assert member.obedience_points == points.balance(entries) >= 0
            assert max(Counter(entry.cause for entry in entries).values(), default=1) == 1
            history = tiers.recompute(points.effective(entries), (), RULES)
            assert member.tier_status == tiers.tier_after(history, LADDER)
            streak = await outcomes.streak_of(turn, turn.me)
        for each in tasks:
            _costs_once(each, entries)
        assert streak == streaks.streak(_days(tasks))
        await self._purse_agrees(tasks)
        await self._punishments_agree(tasks)

    async def _purse_agrees(self, tasks: list[playing.Seen]) -> None:
        """Tokens are those of the ledger; what is forgiven was paid for once, or has come back."""
        assert await purse(self.court, self.anna) >= 0
        booked = await token_entries(self.court, self.anna)
        assert max(Counter(entry.cause for entry in booked).values(), default=1) == 1
        rows = {row.task_id: row for row in await forgiven(self.court, self.anna)}
        back = {entry.reverses for entry in booked}
        for each in tasks:
            paid = [e for e in booked if e.cause.startswith(f"task:{each.task.id}:") and e.reverses is None]
            kept = [entry for entry in paid if entry.id not in back]
            row = rows.get(each.task.id)
            assert len(kept) <= 1
            if kept:
                assert row is not None
                assert row.tokens_spent == -kept[0].taken > 0
            assert row is None or (each.plan.restored_at and each.task.status is TaskStatus.FAILED)

    async def _punishments_agree(self, tasks: list[playing.Seen]) -> None:
        """One for a failed task, still while its appeal waits, and none comes back."""
        pending = {each.task_id for each in await self._appeals() if each.result is AppealResult.PENDING}
        answers = [each for each in tasks if each.plan.punishes is not None]
        assert max(Counter(each.plan.punishes for each in answers).values(), default=1) == 1
        for each in answers:
            if each.plan.ended is not None:
                self.ended.add(each.task.id)
                continue
            assert each.task.id not in self.ended
            if each.task.status in WAITING:
                assert each.plan.under_appeal == (each.plan.punishes in pending)
                assert not each.plan.under_appeal or each.plan.frozen_at is not None


async def _buy(turn: Turn) -> None:
    await orders.confirm(turn, turn.me, *await orders.place(turn, SMALL, "manual"))


async def _give_back(turn: Turn) -> None:
    paid = await money.orders(turn.tx, turn.me.member.id, status=PaymentStatus.CONFIRMED, unclosed=True)
    if paid:
        await refunding.give_back(turn, turn.me, *paid[0], "operator")


def _costs_once(seen: playing.Seen, entries: tuple[points.Entry, ...]) -> None:
    """A failed task costs once, one that was made good not at all, one that did not fail neither."""
    losses = [
        entry
        for entry in points.effective(entries)
        if str(seen.task.id) in entry.cause and points.act_of(entry.cause) in LOSSES
    ]
    counts = seen.task.status is TaskStatus.FAILED and seen.plan.restored_at is None
    assert len(losses) == (1 if counts else 0)


def _days(tasks: list[playing.Seen]) -> list[Day]:
    """What the tasks themselves say about their dates."""
    found = []
    for each in tasks:
        restored = each.plan.restored_at is not None
        outcome = streaks.outcome_of(each.task.status, each.plan.ended, restored=restored)
        if each.plan.local_date is not None and outcome is not None:
            found.append(Day(each.plan.local_date, outcome))
    return found


async def lived(template: Path, steps: list[tuple[str, int]]) -> None:
    """A life of these steps in a court of its own; the books are looked at after each."""
    with TemporaryDirectory() as folder, databases.quick_folder(Path(folder)) as quick:
        storage = Storage(databases.copy_sqlite_template(template, quick), Keyring(CourtKeys.fresh()))
        court = ScriptedCourt(storage, FakeClock(), Path(folder), rules=RULES)
        try:
            free: dict[str, Any] = {"quiet_from": 180, "quiet_to": 180, "punishments_a_day": 24}
            anna = await playing.member(court, auto_punishment=True, hard=["recitation"], **free)
            life = Life(court, anna, await playing.operator(court))
            for act, number in steps:
                await life.step(act, number)
                await life.books_agree()
        finally:
            await court.close()
            await storage.close()


def test_a_life_with_everything_in_it(sqlite_template: Path) -> None:
    acts = "do do miss appeal approve undo deny undo approve reject appeal undo_verdict atone stop resume"
    asyncio.run(lived(sqlite_template, [(act, 0) for act in acts.split()]))


def test_a_life_with_tokens_in_it(sqlite_template: Path) -> None:
    acts = "buy miss appeal deny forgive undo approve reject forgive undo_verdict refund exclude forgive"
    asyncio.run(lived(sqlite_template, [(act, 0) for act in acts.split()]))


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=25)
@given(steps=STEPS)
def test_in_any_order_the_books_agree(sqlite_template: Path, steps: list[tuple[str, int]]) -> None:
    asyncio.run(lived(sqlite_template, steps))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_long_life_agrees_too(sqlite_template: Path) -> None:
    dice = random.Random(11)
    often = [
        *(act for act in ACTS if act != "exclude"),
        "forgive",
        "forgive",
        "buy",
        "do",
        "miss",
        "reject",
        "appeal",
        "appeal",
        "approve",
        "resume",
        "resume",
    ]
    steps = [(dice.choice(often), dice.randrange(41)) for _ in range(120)]
    asyncio.run(lived(sqlite_template, steps))
