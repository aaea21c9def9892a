"""Proposals that a member moves to another persona, and who runs which."""

from dataclasses import dataclass

from sqlmodel import col, select

from storage.tables import Handover, PersonaStay
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

REASON = "He lives in your time zone, and I do not."
BEFORE, AFTER = "octavia", "hale"


@dataclass(frozen=True, slots=True)
class Cast:
    """A member of the first persona, its operator, the other's, and one who runs both."""

    court: ScriptedCourt
    anna: Chatter
    olga: Chatter
    hana: Chatter
    both: Chatter


async def cast(court: ScriptedCourt, **member: object) -> Cast:
    """Everybody there, nothing asked yet."""
    anna = await playing.member(court, **member)  # type: ignore[arg-type]
    olga = await playing.operator(court, personas=[BEFORE])
    hana = await playing.operator(court, "hana", personas=[AFTER])
    both = await playing.operator(court, "both", personas=[BEFORE, AFTER])
    return Cast(court, anna, olga, hana, both)


async def proposed(operator: Chatter, name: str = "anna") -> None:
    """Ask a member whether she moves to the other persona."""
    await operator.says(f"/handover {name}")
    await operator.fills(member=name, persona=AFTER, reason=REASON)
    await operator.presses("Ask the member")


async def moved(cast: Cast, *ticks: str, answer: str = "Yes") -> None:
    """Proposed and accepted, with these ticks."""
    await proposed(cast.olga)
    for tick in ticks:
        await cast.anna.presses(tick)
    await cast.anna.presses(answer)


async def handovers(court: ScriptedCourt, anna: Chatter) -> list[Handover]:
    """A member's proposals, oldest first."""
    person = await anna.person()
    async with court.storage.read() as tx:
        mine = select(Handover).where(col(Handover.user_id) == person.id)
        return list(await tx.all(mine.order_by(col(Handover.made_at))))


async def stays(court: ScriptedCourt, anna: Chatter) -> list[PersonaStay]:
    """A member's stays, oldest first."""
    person = await anna.person()
    async with court.storage.read() as tx:
        mine = select(PersonaStay).where(col(PersonaStay.user_id) == person.id)
        return list(await tx.all(mine.order_by(col(PersonaStay.since))))
