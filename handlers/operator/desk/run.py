"""An operator's run through the desk: claimed while she looks, left for later, of one kind if she likes.

Nobody is shown what a colleague is looking at, until the claim lapses or she asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.feature import Access, ActionSpec
from handlers.operator.desk import queue, show
from handlers.operator.desk.queue import SOURCES, Item
from handlers.operator.roles import operator_name
from handlers.rules.review import DeskKind
from handlers.turn import Turn
from storage.queries import desk as desk_queries
from storage.queries import desk_runs as queries
from storage.queries.desk_runs import Run
from storage.tables import Operator

CLAIM = timedelta(minutes=10)
MOST_PASSED = 2000
COUNTED = 1000
"""More than so many of one kind are not counted."""
HEAD = "desk:head"


@dataclass(frozen=True, slots=True)
class Ahead:
    """What of the desk is left for an operator: hers to take, in colleagues' hands, left for later."""

    free: Sequence[Item]
    busy: Mapping[str, str]
    later: int


async def desk(turn: Turn, _args: str) -> None:
    """What waits, and the most urgent of it."""
    await _begin(turn, "")


async def begin(turn: Turn, args: Mapping[str, str]) -> None:
    """The same by a button, perhaps of one kind only."""
    await _begin(turn, args.get("only", ""))


async def _begin(turn: Turn, only: str) -> None:
    await queries.go(turn.tx, turn.me.person.id, Run(only))
    await show.take_back(turn, HEAD)
    head = await _head(turn, only)
    if head is not None:
        await turn.say(head, ref=HEAD)
    await move_on(turn)


async def following(turn: Turn, args: Mapping[str, str]) -> None:
    """The next item; this one is left for later."""
    run = await queries.run_of(turn.tx, turn.me.person.id)
    left = args.get("after", "")
    passed = [*(each for each in run.passed if each != left), left]
    await queries.go(turn.tx, turn.me.person.id, replace(run, passed=passed[-MOST_PASSED:]))
    await move_on(turn)


async def anyway(turn: Turn, args: Mapping[str, str]) -> None:
    """What a colleague is looking at, because she may have gone: hers still, the first to decide counts."""
    for item in await queue.waiting(turn):
        if item.name == args["item"]:
            await show.show(turn, item)
            return
    await turn.say(turn.text("desk.left"), by=Speaker.DESK)
    await move_on(turn)


async def move_on(turn: Turn) -> None:
    """Show the most urgent item that is free, claimed from now on; else say what is left."""
    operator, lapsed = turn.me.person.id, turn.wall - CLAIM
    ahead = await _ahead(turn)
    for item in ahead.free:
        if await queries.claim(turn.tx, operator, item.name, turn.wall, lapsed=lapsed):
            await show.show(turn, item)
            return
    await queries.release(turn.tx, operator)
    await turn.say(await _nothing_free(turn, ahead))


async def others_have(turn: Turn) -> Mapping[str, str]:
    """The items colleagues are looking at, with the colleague's name."""
    claims = await queries.claims_of_others(turn.tx, turn.me.person.id, turn.wall - CLAIM)
    rows = {name: await turn.tx.get(Operator, who) for name, who in claims.items()}
    return {name: operator_name(turn, row) for name, row in rows.items() if row is not None}


async def _ahead(turn: Turn) -> Ahead:
    run = await queries.run_of(turn.tx, turn.me.person.id)
    busy = await others_have(turn)
    passed = frozenset(run.passed)
    # What is passed over must not use up the share of its kind: behind it others wait.
    most = queue.MOST + len(passed) + len(busy)
    items = await queue.waiting(turn, _kinds(run.only), most=most)
    here = [item.name for item in items]
    return Ahead(
        free=[item for item in items if item.name not in passed and item.name not in busy],
        busy={name: busy[name] for name in here if name in busy and name not in passed},
        later=sum(name in passed for name in here),
    )


def _kinds(only: str) -> Sequence[DeskKind]:
    return [DeskKind(only)] if only else list(SOURCES)


async def _nothing_free(turn: Turn, ahead: Ahead) -> Say:
    """Nothing waits, or only what was left for later or is in a colleague's hands."""
    run = await queries.run_of(turn.tx, turn.me.person.id)
    lines, choices = [], []
    if ahead.busy:
        names = ", ".join(sorted(set(ahead.busy.values())))
        lines.append(turn.text("desk.busy", count=len(ahead.busy), names=names))
        first = next(iter(ahead.busy))
        choices.append(Choice(turn.text("desk.anyway"), "desk.anyway", {"item": first}))
    if ahead.later:
        lines.append(turn.text("desk.later", count=ahead.later))
        choices.append(Choice(turn.text("desk.from_the_start"), "desk.open", {"only": run.only}))
    if not lines:
        lines.append(turn.text("desk.empty_of_kind" if run.only else "desk.empty"))
    if run.only:
        choices.append(Choice(turn.text("desk.everything"), "desk.open"))
    return Say("\n\n".join(lines), by=Speaker.DESK, choices=tuple(choices))


async def _head(turn: Turn, only: str) -> Say | None:
    """How much waits of each kind, with a button for each; dead letters; None if there is nothing to say."""
    items = await queue.waiting(turn, most=COUNTED)
    counts = {kind: sum(item.kind is kind for item in items) for kind in DeskKind}
    there = {kind: count for kind, count in counts.items() if count}
    kinds = ", ".join(_counted(turn, kind, count) for kind, count in there.items())
    lines = [turn.text("desk.waiting", total=len(items), kinds=kinds)] if items else []
    busy = await others_have(turn)
    mine = {busy[item.name] for item in items if item.name in busy}
    if mine:
        lines.append(turn.text("desk.looking", names=", ".join(sorted(mine))))
    messages, updates = await desk_queries.dead_letters(turn.tx)
    if messages or updates:
        lines.append(turn.text("desk.dead", messages=messages, updates=updates))
    choices = [
        Choice(turn.text(f"desk.only.{kind.value}", count=count), "desk.open", {"only": kind.value})
        for kind, count in there.items()
        if len(there) > 1 and kind.value != only
    ]
    if only:
        choices.append(Choice(turn.text("desk.everything"), "desk.open"))
    return Say("\n".join(lines), by=Speaker.DESK, nav=tuple(choices)) if lines else None


def _counted(turn: Turn, kind: DeskKind, count: int) -> str:
    key = f"desk.one.{kind.value}" if count == 1 else f"desk.count.{kind.value}"
    return turn.text(key, count=count)


ACTIONS = (
    ActionSpec("desk.next", Access.OPERATOR, following, once=False),
    ActionSpec("desk.open", Access.OPERATOR, begin, once=False),
    ActionSpec("desk.anyway", Access.OPERATOR, anyway),
)
