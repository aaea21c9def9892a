"""Misses, punishments, appeals, forgiveness, undoing, stops, holidays, purchases, refunds, exclusion in any
order: the books agree after every step."""

import asyncio
import random
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import ledger
from handlers.judging.restoring import LOSSES
from handlers.member.tasks import outcomes
from handlers.rules import points, streaks, tiers
from handlers.rules.streaks import Day
from storage.enums import AppealResult, TaskStatus
from storage.sealing import CourtKeys, Keyring
from storage.unit import Storage
from tests.handlers.lives import ACTS, LADDER, RULES, WAITING, Life
from tests.support import databases, playing
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt
from tests.support.forgiving import forgiven, purse, token_entries

STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 40)), max_size=14)


async def books_agree(life: Life) -> None:
    """Balance, tier and streak are those of the history, and nothing is made good twice."""
    tasks = await playing.tasks_of(life.court, life.anna)
    async with life.court.engine.turns.about((await life.anna.person()).id) as turn:
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
    await _purse_agrees(life, tasks)
    await _punishments_agree(life, tasks)


async def _purse_agrees(life: Life, tasks: list[playing.Seen]) -> None:
    """Tokens are those of the ledger; what is forgiven was paid for once, and comes back with an appeal that
    is approved, and only then."""
    assert await purse(life.court, life.anna) >= 0
    booked = await token_entries(life.court, life.anna)
    assert max(Counter(entry.cause for entry in booked).values(), default=1) == 1
    rows = {row.task_id: row for row in await forgiven(life.court, life.anna)}
    answers = await life.answers()
    back = {entry.reverses for entry in booked}
    for each in tasks:
        paid = [e for e in booked if e.cause.startswith(f"task:{each.task.id}:") and e.reverses is None]
        kept = [entry for entry in paid if entry.id not in back]
        row = rows.get(each.task.id)
        assert len(kept) <= 1
        if kept:
            assert row is not None
            assert row.tokens_spent == -kept[0].taken > 0
        if row is not None:
            assert (not kept) == (answers.get(each.task.id) is AppealResult.APPROVED)
        assert row is None or (each.plan.restored_at and each.task.status is TaskStatus.FAILED)


async def _punishments_agree(life: Life, tasks: list[playing.Seen]) -> None:
    """One for a failed task, still while points hang on its appeal, and none comes back."""
    costs = {each.task.id for each in tasks if each.plan.restored_at is None}
    pending = {each for each, result in (await life.answers()).items() if result is AppealResult.PENDING}
    pending &= costs
    answers = [each for each in tasks if each.plan.punishes is not None]
    assert max(Counter(each.plan.punishes for each in answers).values(), default=1) == 1
    for each in answers:
        if each.plan.ended is not None:
            life.ended.add(each.task.id)
            continue
        assert each.task.id not in life.ended
        if each.task.status in WAITING:
            assert each.plan.under_appeal == (each.plan.punishes in pending)
            assert not each.plan.under_appeal or each.plan.frozen_at is not None


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
                await books_agree(life)
        finally:
            await court.close()
            await storage.close()


def test_a_life_with_everything_in_it(sqlite_template: Path) -> None:
    acts = "do do miss appeal approve undo deny undo approve reject appeal undo_verdict atone stop resume"
    asyncio.run(lived(sqlite_template, [(act, 0) for act in acts.split()]))


def test_a_life_that_pays_and_appeals(sqlite_template: Path) -> None:
    acts = (
        "buy do reject appeal forgive approve undo reject forgive appeal deny undo approve "
        "miss forgive appeal undo_verdict wait atone"
    )
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
