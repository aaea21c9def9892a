"""Stops by many people at once, and what must be true of them at the platform's side and in the database."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import OutboxClass
from storage.tables import ProofAttempt
from tests.acceptance.staging import Staged
from tests.acceptance.stops import AFTER_A_STOP, Tally, found_of, still_going
from tests.acceptance.wire.classes import classes, newest_row
from tests.acceptance.wire.port import Arrival, Wire
from tests.support.court import ScriptedCourt

LATEST = 1.0
"""Seconds after which nothing of the game may arrive any more."""


@dataclass(frozen=True, slots=True)
class Said:
    """Who puts what on the wire, and how."""

    who: Staged
    text: str
    carrier: str

    def __str__(self) -> str:
        return f"{self.who.state}: {self.text!r} as {self.carrier}"


async def stop_at_once(wire: Wire, tally: Tally, said: Sequence[Said]) -> None:
    """Everybody says her word at the same time; then everything is looked at."""
    court = wire.court
    queued, proofs, mark = await newest_row(court), await _proofs(court), wire.mark()
    await asyncio.gather(*(wire.says(each.who.chatter, each.text, each.carrier) for each in said))
    await wire.settle()
    found = await found_of(court, [each.who.person_id for each in said])
    klasses = await classes(court, queued)
    for each in said:
        tally.stops += 1
        arrived = wire.arrived(each.who.chatter, mark)
        for problem in [*_at_the_platform(arrived, klasses), *still_going(each.who, found)]:
            tally.failed(f"{problem}: {each}")
    if await _proofs(court) != proofs or wire.files_left():
        tally.failed(f"what came with a stop was kept: {[str(each) for each in said]}")


def _at_the_platform(arrived: Sequence[Arrival], klasses: dict[str, OutboxClass]) -> list[str]:
    """What is wrong with what arrived after the stop was said."""
    heard = [klasses.get(each.id) for each in arrived]
    problems = [] if OutboxClass.SAFETY in heard else ["not answered"]
    if any(klass not in AFTER_A_STOP for klass in heard):
        problems.append(f"something of the game arrived: {[each.text[:60] for each in arrived]}")
    return problems


async def _proofs(court: ScriptedCourt) -> int:
    """How many proofs there are, of which no file was to be kept."""
    async with court.storage.read() as tx:
        return int(await tx.first(select(sa.func.count(col(ProofAttempt.id)))) or 0)


__all__ = ["LATEST", "Said", "stop_at_once"]
