"""Gate "money": a crash at every step of buying, refunding and excluding.

A member on Telegram buys for Stars and by hand, spends, gets a purchase back from an owner, orders once more
and excludes herself. The same life is lived again and again, and each time the court dies at another step:
around every commit, around every call to Telegram. Afterwards ledger and provider agree, no balance is below
zero, and what was written off is listed. Unlocking and forgiving join ``ACTS`` when they are there."""

import asyncio
import logging
import os
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
from sqlmodel import col, select

from handlers.token_ledger import spend_tokens
from storage.enums import PaymentStatus, Platform, Role
from storage.migrate import upgrade
from storage.queries import money as queries
from storage.sealing import CourtKeys, Keyring
from storage.tables import Refund, Token, TokenEntry, TokenOrder, User
from storage.unit import UnitOfWork
from tests.acceptance.crashing import Crashed, Mortal
from tests.acceptance.result import GateResult
from tests.acceptance.shards import Shard, shared_out
from tests.acceptance.stage import MEMORY
from tests.contracts.telegram import TelegramChatter
from tests.fakes.telegram import Person as Client
from tests.fakes.telegram import TelegramServer
from tests.support.money import selling

NAME = "money"
EVERY = {False: 47, True: 1}
"""In small size the court dies at every so-manieth step."""
TRIES = 6
MOMENT = 1.5
"""Seconds a payer waits for the question to be answered, where the court may be dead."""


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


@dataclass(slots=True)
class Life:
    """A member's life with money."""

    mortal: Mortal
    owner: Client
    name: str
    _client: Client | None = None

    @property
    def client(self) -> Client:
        """The member's client."""
        assert self._client is not None
        return self._client

    @client.setter
    def client(self, client: Client) -> None:
        self._client = client

    async def lived(self, *, dies_at: int = 0) -> list[str]:
        """Every act in order, each until it is done, whatever dies on the way. Returns what went wrong."""
        self.client = (
            await self.mortal.court.member(self.name, spending_cap=10_000, rest_offered=True)
        ).client
        await self.mortal.settle()
        self.mortal.fuse.set(dies_at)
        acts = [act.__name__ for done, act in ACTS if not await self._until(done, act)]
        self.mortal.fuse.at = 0
        problems = [f"{name.strip('_')} never got done" for name in acts] + await self._too_late()
        for _ in range(3):
            self.mortal.clock.advance(timedelta(minutes=5))
            await self.mortal.court.tick()
            await self.mortal.settle()
        return problems

    async def _too_late(self) -> list[str]:
        """Whoever excluded herself is not charged any more, should an invoice still stand in her chat."""
        before = self.charges()
        if any(message.kind == "invoice" for message in self.client.received):
            await self.pays()
        return [] if self.charges() == before else ["was charged after her exclusion"]

    async def _until(self, done: "Done", act: "Act") -> bool:
        for _ in range(TRIES):
            try:
                if await done(self):
                    return True
                await act(self)
                await self.mortal.settle()
            except (Crashed, AssertionError):
                pass
            if self.mortal.fuse.burnt.is_set():
                await self.mortal.reborn()
        return await done(self)

    # -- the two at their clients ------------------------------------------------------------------

    @property
    def anna(self) -> TelegramChatter:
        """The member at her client, in whatever life the court is."""
        return self._at(self.client)

    @property
    def olga(self) -> TelegramChatter:
        """The owner at hers."""
        return self._at(self.owner)

    def _at(self, client: Client) -> TelegramChatter:
        court = self.mortal.court
        return TelegramChatter(
            court, client.name, str(client.id), Platform.TELEGRAM, stage=court, client=client
        )

    async def types(self, who: TelegramChatter, text: str) -> None:
        """She types something."""
        await who.client.says(text)
        await self.mortal.settle()

    async def presses(self, who: TelegramChatter, label: str) -> None:
        """She presses a button; nobody waits for the button's own answer."""
        token = who.button(label).token
        where = next(m for m in reversed(who.client.received) if token in str(m.buttons))
        await who.client.sends_press(where, token, wait=False)
        await self.mortal.settle()

    async def pays(self) -> None:
        """She pays the newest invoice, or gives up when nobody answers."""
        await self.anna.client.pays(within=MOMENT)
        await self.mortal.settle()

    # -- what is on disk, and at the provider ------------------------------------------------------

    async def user(self, tx: UnitOfWork) -> User:
        """The member's row."""
        user: User | None = await tx.first(select(User).where(col(User.username) == self.name))
        assert user is not None
        return user

    async def orders(self, provider: str) -> list[tuple[Token, TokenOrder]]:
        """Her orders with a provider, oldest first."""
        async with self.mortal.court.storage.read() as tx:
            user = await self.user(tx)
            statement = (
                select(Token, TokenOrder)
                .join(TokenOrder, col(TokenOrder.token_id) == col(Token.id))
                .where(col(Token.user_id) == user.id, col(TokenOrder.provider) == provider)
                .order_by(col(TokenOrder.asked_at))
            )
            return list(await tx.all(statement))

    async def paid(self, provider: str) -> list[TokenOrder]:
        """Those that are paid."""
        rows = await self.orders(provider)
        return [order for token, order in rows if token.payment_status is PaymentStatus.CONFIRMED]

    async def waits(self, provider: str) -> bool:
        """Whether one waits for its money, and for Stars whether its invoice can be seen."""
        open_now = [t for t, _ in await self.orders(provider) if t.payment_status is PaymentStatus.PENDING]
        if provider == queries.MANUAL or not open_now:
            return bool(open_now)
        return any(message.kind == "invoice" for message in self.anna.client.received[-3:])

    def charges(self) -> int:
        """How often she was charged."""
        charged = self.mortal.server.stars.charges.values()
        return sum(charge.user["id"] == self.anna.client.id for charge in charged)


Done = Callable[[Life], Awaitable[bool]]
Act = Callable[[Life], Awaitable[None]]


async def _order(life: Life) -> None:
    await life.types(life.anna, "/tokens")
    await life.presses(life.anna, "50 tokens · 250 Stars")


async def _pay(life: Life) -> None:
    if not await life.waits(queries.STARS):
        await _order(life)
    await life.pays()


async def _order_by_hand(life: Life) -> None:
    await life.types(life.anna, "/tokens")
    await life.presses(life.anna, "5 EUR")
    await life.presses(life.anna, "Ask for it")


async def _confirm(life: Life) -> None:
    await life.types(life.olga, "/desk")
    await life.presses(life.olga, "The money is here")


async def _spend(life: Life) -> None:
    async with life.mortal.court.engine.turns.about((await life.anna.person()).id) as turn:
        await spend_tokens(turn, turn.me, "scene:1:unlocked", 70)


async def _give_back(life: Life) -> None:
    first = (await life.paid(queries.STARS))[0]
    await life.types(life.olga, "/payments")
    await life.presses(life.olga, f"Look at {first.reference}")
    await life.presses(life.olga, "Give it back")
    await life.presses(life.olga, "Yes, give it back")


async def _exclude(life: Life) -> None:
    await life.types(life.anna, "/exclude")
    await life.presses(life.anna, "6 months")
    await life.presses(life.anna, "Yes, exclude me")


async def _is_ordered(life: Life) -> bool:
    return await life.waits(queries.STARS)


async def _is_paid(life: Life) -> bool:
    return len(await life.paid(queries.STARS)) >= 1


async def _is_paid_twice(life: Life) -> bool:
    return len(await life.paid(queries.STARS)) >= 2


async def _is_ordered_by_hand(life: Life) -> bool:
    return await life.waits(queries.MANUAL) or await _is_confirmed(life)


async def _is_confirmed(life: Life) -> bool:
    return len(await life.paid(queries.MANUAL)) >= 1


async def _is_spent(life: Life) -> bool:
    async with life.mortal.court.storage.read() as tx:
        user = await life.user(tx)
        return await queries.entry(tx, user.id, "scene:1:unlocked") is not None


async def _is_given_back(life: Life) -> bool:
    async with life.mortal.court.storage.read() as tx:
        tokens = [order.token_id for order in await life.paid(queries.STARS)]
        return bool(await queries.refunded(tx, tokens))


async def _is_excluded(life: Life) -> bool:
    person = await life.anna.person()
    return person.excluded_until is not None


ACTS: tuple[tuple[Done, Act], ...] = (
    (_is_ordered, _order),
    (_is_paid, _pay),
    (_is_paid_twice, _pay),
    (_is_ordered_by_hand, _order_by_hand),
    (_is_confirmed, _confirm),
    (_is_spent, _spend),
    (_is_given_back, _give_back),
    (_is_ordered, _order),
    (_is_excluded, _exclude),
)


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
    lost = sum(row.tokens - row.taken for row in refunds)
    if lost != sum(row.written_off for row in listed):
        problems.append("write-offs are not all listed")
    part.charges, part.written_off = len(stars), lost
    return problems


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
