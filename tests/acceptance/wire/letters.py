"""Numbered messages to many people, and theirs to the court: what is missing, and what came out of order."""

import asyncio
import random
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import InboxStatus, OutboxStatus
from storage.tables import Inbox, Outbox
from tests.acceptance.wire.classes import classes
from tests.acceptance.wire.port import Wire
from tests.acceptance.wire.racing import Finish
from tests.acceptance.wire.stopping import LATEST
from tests.support.court import Chatter

LETTER = "Letter "
WORDS = "Good evening, and nothing else."
LOOK_SECONDS = 0.1


class Letters:
    """``written`` letters of the court, ``said`` messages of the people."""

    def __init__(self, wire: Wire, rng: random.Random) -> None:
        self._wire, self._rng = wire, rng
        self._numbers: dict[str, int] = {}
        self.written = self.said = 0

    async def to_all(self, crowd: Sequence[Chatter]) -> None:
        """The next letter to everybody."""
        turns = self._wire.court.engine.turns
        for anna in crowd:
            number = self._numbers[anna.address] = self._numbers.get(anna.address, -1) + 1
            async with turns.about((await anna.person()).id) as turn:
                self.written += bool(await turn.tell(turn.me, f"{LETTER}{number}"))

    async def from_some(self, crowd: Sequence[Chatter]) -> None:
        """A few words from every third or so."""
        await self.say([anna for anna in crowd if self._rng.random() < 1 / 3], WORDS)

    async def say(self, crowd: Sequence[Chatter], text: str) -> None:
        """These words from each of them."""
        for anna in crowd:
            await self._wire.says(anna, text, "text")
            self.said += 1

    async def settled(self, within: float) -> None:
        """Wait until everything said is handled, and all that is due is sent. Raises ``TimeoutError``."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while not await self._is_settled():
            if loop.time() > end:
                raise TimeoutError
            await asyncio.sleep(LOOK_SECONDS)

    async def _is_settled(self) -> bool:
        wall = self._wire.court.clock.wall()
        waits = sa.or_(
            col(Outbox.status) == OutboxStatus.SENDING,
            sa.and_(
                col(Outbox.status) == OutboxStatus.QUEUED,
                sa.or_(
                    col(Outbox.not_before).is_(None),
                    col(Outbox.not_before) <= wall,
                    col(Outbox.attempts) > 0,
                ),
            ),
        )
        async with self._wire.court.storage.read() as tx:
            taken = int(await tx.first(select(sa.func.count(col(Inbox.id)))) or 0)
            open_ = await tx.first(select(Inbox.id).where(col(Inbox.status) == InboxStatus.RECEIVED))
            waiting = await tx.first(select(Outbox.id).where(waits))
        return taken >= self.said and open_ is None and waiting is None

    # -- what came of it ---------------------------------------------------------------------------

    def missing(self, crowd: Sequence[Chatter]) -> list[str]:
        """Letters that did not arrive, or oftener than once."""
        problems = []
        for anna in crowd:
            arrived, whole = self._arrived(anna), list(range(self._numbers[anna.address] + 1))
            if sorted(arrived) != whole:
                problems.append(f"{anna.name} got {sorted(arrived)}")
        return problems

    def out_of_order(self, crowd: Sequence[Chatter]) -> list[str]:
        """Chats whose letters did not come in their order."""
        told = {anna.name: self._arrived(anna) for anna in crowd}
        return [f"{name} got them so: {came}" for name, came in told.items() if came != sorted(came)]

    async def unstopped(self, crowd: Sequence[Chatter], finish: Finish) -> list[str]:
        """Who was not stopped, not answered, or still got a letter a second after her stop stood."""
        klasses, problems = await classes(self._wire.court), []
        for anna in crowd:
            person = await anna.person()
            stood = finish.stood.get(person.id)
            if stood is None or person.stopped_at is None:
                problems.append(f"{anna.name} was not stopped")
                continue
            arrived = self._wire.arrived(anna, 0)
            late = [each for each in arrived if each.text.startswith(LETTER) and each.at > stood + LATEST]
            if late:
                problems.append(f"{anna.name} got {len(late)} letters after her stop")
            if "safety" not in {klasses.get(each.id) for each in arrived}:
                problems.append(f"{anna.name} was not told that everything is stopped")
        return problems

    async def too_early(self, crowd: Sequence[Chatter], mark: int, finish: Finish) -> list[str]:
        """Messages of the game that arrived before every stop stood that was waiting on the platform."""
        klasses, last = await classes(self._wire.court), max(finish.stood.values())
        return [
            f"{anna.name} got something of the game {last - each.at:.3f} s before the last stop stood"
            for anna in crowd
            for each in self._wire.arrived(anna, mark)
            if klasses.get(each.id) == "game" and each.at < last
        ]

    def _arrived(self, anna: Chatter) -> list[int]:
        texts = (each.text for each in self._wire.arrived(anna, 0))
        return [int(text.removeprefix(LETTER)) for text in texts if text.startswith(LETTER)]
