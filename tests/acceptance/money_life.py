"""A member's life with money, act by act, each until it is done, whatever dies on the way."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from handlers.member.tasks import misses
from handlers.member.tasks.giving import Given, Proposal, give
from handlers.rules.limits import TaskSource
from handlers.token_ledger import spend_tokens
from storage.enums import PaymentStatus, Platform, ProofType, TaskStatus, TaskType
from storage.queries import forgiveness, tasks
from storage.queries import money as queries
from storage.tables import Task, TaskPlan, Token, TokenOrder, User
from storage.unit import UnitOfWork
from tests.acceptance import money_appeals, money_scenes
from tests.acceptance.crashing import Crashed, Mortal
from tests.contracts.telegram import TelegramChatter
from tests.fakes.telegram import Person as Client

TRIES = 6
TASK = Proposal(
    type=TaskType.SERVITUDE,
    source=TaskSource.OPERATOR,
    description="Polish the brass until it answers.",
    proof_type=ProofType.TEXT,
    points=10,
    minutes=240,
)
MOMENT = 1.5
"""Seconds a payer waits for the question to be answered, where the court may be dead."""


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


async def _fail(life: Life) -> None:
    """A task of hers failed: its message and its cost, as at any missed deadline."""
    court = life.mortal.court
    async with court.engine.turns.about((await life.anna.person()).id) as turn:
        outcome = await give(turn, turn.me, TASK, event="task_given", words_acknowledged=True)
        assert isinstance(outcome, Given)
        found = await tasks.with_plan(turn.tx, outcome.task.id)
        assert found is not None
        await misses.fail(turn, turn.me, *found)


async def _forgive(life: Life) -> None:
    await life.types(life.anna, "/forgive")
    await life.presses(life.anna, "brass")
    await life.presses(life.anna, "Yes, for")


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


async def _has_failed(life: Life) -> bool:
    async with life.mortal.court.storage.read() as tx:
        user = await life.user(tx)
        statement = select(Task.id).where(col(Task.user_id) == user.id, col(Task.status) == TaskStatus.FAILED)
        return await tx.first(statement) is not None


async def _is_forgiven(life: Life) -> bool:
    """Paid, written down and made good - or nothing of it: never a part."""
    async with life.mortal.court.storage.read() as tx:
        user = await life.user(tx)
        [plan] = await tx.all(select(TaskPlan).where(col(TaskPlan.user_id) == user.id))
        row = await forgiveness.of_task(tx, plan.task_id)
        paid = await queries.entry(tx, user.id, f"task:{plan.task_id}:forgiven")
    assert {row is not None, paid is not None} == {plan.restored_at is not None}
    return row is not None


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
    (money_scenes.is_unlocked, money_scenes.unlock),
    (money_scenes.is_paid_back, money_scenes.lose),
    (_has_failed, _fail),
    (money_appeals.is_appealed, money_appeals.appeal),
    (_is_forgiven, _forgive),
    (money_appeals.is_returned, money_appeals.approve),
    (_is_given_back, _give_back),
    (_is_ordered, _order),
    (_is_excluded, _exclude),
)
