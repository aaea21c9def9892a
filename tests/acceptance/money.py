"""Gate "money": a crash at every step of buying, refunding, unlocking, forgiving and excluding.

A member on Telegram buys for Stars and by hand, spends, unlocks a scene and another that never arrives, has a
failed task forgiven that she has appealed, and her tokens back when the appeal is approved, gets a purchase
back from an owner, orders once more and excludes herself. The same life is lived again and again, and each
time the court dies at another step: around every commit, around every call to Telegram. Afterwards ledger
and provider agree, no balance is below zero, what was written off is listed."""

import asyncio
import logging
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlmodel import col, select

from storage.enums import PaymentStatus, Platform, Role
from storage.migrate import upgrade
from storage.queries import money as queries
from storage.sealing import CourtKeys, Keyring
from storage.tables import Refund, Token, TokenEntry, TokenOrder, User
from tests.acceptance.crashing import Mortal
from tests.acceptance.money_life import Life
from tests.acceptance.result import GateResult
from tests.acceptance.shards import Shard, shared_out
from tests.acceptance.stage import MEMORY
from tests.fakes.telegram import TelegramServer
from tests.support.money import selling

NAME = "money"
EVERY = {False: 47, True: 1}
"""In small size the court dies at every so-manieth step."""


async def run(*, full: bool, seed: int, database: str | None, platform: Platform) -> GateResult:
    """About ten minutes in full size on two cores, a minute in small. Only Telegram takes money itself."""
    assert platform is Platform.TELEGRAM
    parts = await shared_out(_part, full=full, seed=seed, database=database)
    crashes, steps = sum(part.crashes for part in parts), parts[0].steps
    problems = [problem for part in parts for problem in part.problems]
    figure = (
        f"{crashes} crashes in {steps} steps, {sum(part.charges for part in parts)} payments, "
        f"{sum(part.written_off for part in parts)} tokens written off and listed, {len(problems)} problems"
    )
    return GateResult(NAME, not problems, figure, tuple(problems[:20]))


@dataclass(slots=True)
class Part:
    """What a part came to."""

    steps: int = 0
    crashes: int = 0
    charges: int = 0
    written_off: int = 0
    problems: tuple[str, ...] = ()


async def _part(shard: Shard) -> Part:
    """This part's deaths. A court that dies has much to say about it, which nobody reads here."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    memory = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True, dir=memory) as folder:
            return await _played(shard, Path(folder))
    finally:
        structlog.reset_defaults()


async def _played(shard: Shard, folder: Path) -> Part:
    url = shard.database or f"sqlite:///{folder}/gate.sqlite"
    await asyncio.to_thread(lambda: asyncio.run(upgrade(url)))
    server = TelegramServer(pace=200, allow_http_webhook=True)
    async with server.running():
        policy = selling(manual_on_telegram=True)
        mortal = Mortal(url, Keyring(CourtKeys.fresh()), server, folder, policy, shard.seed)
        await mortal.open()
        part = Part()
        try:
            await _lives(mortal, shard, part)
            part.problems += tuple(await _books(mortal, part))
        finally:
            await mortal.die()
        return part


async def _lives(mortal: Mortal, shard: Shard, part: Part) -> None:
    """One life without a crash, to count its steps; then one for every step this part has."""
    owner = (await mortal.court.operator("olga", role=Role.OWNER)).client
    problems: list[str] = []
    # The first life also leads up to everything that is made only once.
    for number in range(2):
        mortal.fuse.set(0)
        problems += await Life(mortal, owner, f"calm{number}-{shard.number}").lived()
    part.steps = mortal.fuse.count
    every = EVERY[shard.full]
    for at in range(1 + shard.number * every, part.steps + 1, every * shard.of):
        life = Life(mortal, owner, f"anna{at}")
        problems += [f"step {at}: {problem}" for problem in await life.lived(dies_at=at)]
        part.crashes = mortal.lives - 1
    part.problems = tuple(problems)


# -- the books ---------------------------------------------------------------------------------------


async def _books(mortal: Mortal, part: Part) -> list[str]:
    """Ledger, provider and lists, all of them, at the end."""
    stars = mortal.server.stars.charges
    async with mortal.court.storage.read() as tx:
        users, entries = await tx.all(select(User)), await tx.all(select(TokenEntry))
        rows = await tx.all(
            select(Token, TokenOrder).join(TokenOrder, col(TokenOrder.token_id) == col(Token.id))
        )
        refunds = await tx.all(select(Refund))
        listed = await queries.write_offs(tx, before=None, limit=1_000_000)
        hashes = {charge: tx.keyring.keyed_hash("charge", charge) for charge in stars}
    problems = [f"{user.username}: {each}" for user in users for each in _balance(user, entries)]
    problems += [f"{t.id} is {t.payment_status} after all" for t, o in rows if _undecided(t, o)]
    orders = {order.charge_hash: (token, order) for token, order in rows if order.charge_hash}
    back = {row.charge_hash: row for row in refunds if row.charge_hash}
    causes = {entry.cause for entry in entries}
    for charge_id, charge in stars.items():
        known = hashes[charge_id]
        if known in orders and f"purchase:{orders[known][0].id}:credited" not in causes:
            problems.append("a payment was taken and not credited")
        if known not in orders and known not in back:
            problems.append("a payment is in nobody's books")
        if (charge.refunded is not None) != (known in back and back[known].status == queries.DONE):
            problems.append("books and provider differ over a refund")
    problems += ["a refund names a payment nobody made" for known in back if known not in hashes.values()]
    problems += ["a refund does not add up" for row in refunds if row.taken + row.written_off != row.tokens]
    problems += ["a refund is still under way" for row in refunds if _under_way(row)]
    problems += [f"{user.username} excluded herself and holds tokens" for user in users if user.token_balance]
    lost = sum(row.tokens - row.taken for row in refunds)
    if lost != sum(row.written_off for row in listed):
        problems.append("write-offs are not all listed")
    part.charges, part.written_off = len(stars), lost
    return problems


def _under_way(row: Refund) -> bool:
    return row.provider == queries.STARS and row.status == queries.OPEN


def _balance(user: User, entries: Sequence[TokenEntry]) -> list[str]:
    own = sorted((entry for entry in entries if entry.user_id == user.id), key=lambda entry: entry.number)
    found, balance = [], 0
    for entry in own:
        balance += entry.taken
        if balance < 0:
            found.append("was below zero")
    if balance != user.token_balance:
        found.append(f"holds {user.token_balance}, the ledger says {balance}")
    if len({entry.cause for entry in own}) < len(own):
        found.append("something was booked twice")
    return found


def _undecided(token: Token, order: TokenOrder) -> bool:
    """Everybody has excluded herself: nothing may wait, nothing bought may be left unlooked at."""
    open_still = token.payment_status is PaymentStatus.PENDING
    return open_still or (token.payment_status is PaymentStatus.CONFIRMED and order.closed_at is None)
