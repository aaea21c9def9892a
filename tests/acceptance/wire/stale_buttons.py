"""Gate "stale buttons" on Telegram and Discord: presses that the platform brings, with whatever in them."""

import asyncio
import random
import string
from collections.abc import Iterator, Sequence
from itertools import islice

from bot.platforms.discord.names import Purpose
from storage.enums import Platform
from tests.acceptance.day import STOPS, interleaved, member_day, operator_day
from tests.acceptance.fingerprint import State, differences, fingerprint
from tests.acceptance.result import GateResult
from tests.acceptance.wire import Wire, wired
from tests.acceptance.wire.port import Button
from tests.support import playing
from tests.support.court import Chatter

NAME = "stale-buttons"
MEMBERS = {False: 1, True: 12}
FORGED = {False: 20, True: 1000}
WITHIN = 3.0
"""Seconds in which Discord wants every interaction acknowledged; elsewhere nobody likes to wait longer."""
AT_ONCE = 10
Press = tuple[Chatter, Button]
Tokens = dict[str, Button]


async def run(*, full: bool, seed: int, database: str | None, platform: Platform) -> GateResult:
    """About three minutes in full size on each, eight seconds in small."""
    rng = random.Random(seed)
    async with wired(platform, database, seed=seed) as wire:
        chats, tokens = await _played(wire, MEMBERS[full], rng)
        stranger = await playing.member(wire.court, "stranger")
        await stranger.says("/help")
        before = await fingerprint(wire.court, chats=False)
        known = [*_old(wire, chats, tokens), *_foreign(stranger, tokens)]
        forged = list(_forged_by(stranger, tokens, rng, FORGED[full]))
        problems = await _pressed(wire, known, speaking=True)
        problems += await _pressed(wire, forged, speaking=False)
        after = await fingerprint(wire.court, chats=False)
        problems += differences(_without_replies(before), _without_replies(after))
    figure = (
        f"{len(known)} old and foreign, {len(forged)} forged presses, {len(problems)} effects or silences"
    )
    return GateResult(f"{NAME} on {platform}", not problems, figure, tuple(problems[:20]))


async def _played(
    wire: Wire, members: int, rng: random.Random
) -> tuple[dict[str, Chatter], dict[str, Tokens]]:
    """A day of play; everybody's buttons, whether they still stand or not."""
    names = [f"member{number}" for number in range(members)]
    chats = {name: await playing.member(wire.court, name) for name in names}
    for anna in chats.values():
        await playing.task_of(wire.court, anna)
    chats["olga"] = await playing.operator(wire.court)
    tokens: dict[str, Tokens] = {name: {} for name in chats}
    days = [member_day(name, rng) for name in names] + [operator_day("olga", 2 * members)]
    for act in interleaved(days, rng):
        await wire.acts(chats[act.who], act)
        tokens[act.who] |= {button.token: button for button in wire.buttons(chats[act.who])}
    return chats, tokens


def _old(wire: Wire, chats: dict[str, Chatter], tokens: dict[str, Tokens]) -> Iterator[Press]:
    """Buttons that were closed, by their own people; but for those that stop, which never grow too old."""
    for name, anna in chats.items():
        still_open = {button.token for button in wire.buttons(anna)}
        for token, button in tokens[name].items():
            if token not in still_open and button.label not in STOPS:
                yield anna, button


def _foreign(stranger: Chatter, tokens: dict[str, Tokens]) -> Iterator[Press]:
    """Everybody's buttons, by a stranger."""
    yield from ((stranger, button) for theirs in tokens.values() for button in theirs.values())


def _forged_by(
    stranger: Chatter, tokens: dict[str, Tokens], rng: random.Random, count: int
) -> Iterator[Press]:
    """Names that look like a button's, or like nothing."""
    real = [token for theirs in tokens.values() for token in theirs]
    yield from ((stranger, Button(_forged(rng, rng.choice(real)))) for _ in range(count))


def _forged(rng: random.Random, real: str) -> str:
    purpose, _, token = real.rpartition(":")
    version, prompt, number = token.split(".")
    letters = string.ascii_letters + string.digits + "-_"
    another = rng.choice(
        [
            f"{version}.{''.join(rng.choices(letters, k=len(prompt)))}.{number}",
            f"{version}.{prompt}.{int(number) + rng.randint(50, 500)}",
            f"9.{prompt}.{number}",
            f"{version}.{prompt}.-1",
            f"{version}.{prompt}.{number}x",
            f"{version}.{prompt}'; DROP TABLE users; --.{number}",
            "".join(rng.choices(string.printable, k=rng.randint(1, 60))).strip() or "x",
        ]
    )
    if not purpose:
        return another
    return rng.choice([f"{purpose}:{another}", another, f"{rng.choice(list(Purpose))}:{another}"])


async def _pressed(wire: Wire, presses: Sequence[Press], *, speaking: bool) -> list[str]:
    """Press all of it, a few at a time. Each is answered; one of ours, which is only stale, in words."""
    problems, left = [], iter(presses)
    while some := list(islice(left, AT_ONCE)):
        mark = wire.mark()
        answers = await asyncio.gather(*(wire.presses(who, button) for who, button in some))
        await wire.settle()
        for (_, button), answer in zip(some, answers, strict=True):
            if answer.seconds is None or answer.seconds > WITHIN:
                problems.append(f"not answered in time: {button.token!r}, {answer.seconds}")
        people = {who.address: who for who, _ in some}.values()
        heard = sum(len(wire.arrived(who, mark)) for who in people)
        heard += sum(bool(answer.note) for answer in answers)
        if speaking and heard < len(some):
            problems.append(f"only {heard} of {len(some)} heard why nothing happened")
    return problems


def _without_replies(state: State) -> State:
    return {table: rows for table, rows in state.items() if table != "outbox"}
