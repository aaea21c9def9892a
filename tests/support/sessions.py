"""Cam sessions: models to ask for, requests, and how they stand in the database."""

import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from handlers.sessions.rows import Case
from storage.tables import CamModel, CamModelSession, SessionDetails, User
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import member, operator

MODEL, ABOUT = "Vera", "Calm, exact, amused."
TAGS = ("kneeling", "letters", "stillness")


async def model(
    court: ScriptedCourt, name: str = MODEL, *, personas: Sequence[str] = (), retired: bool = False
) -> CamModel:
    """A model who can be asked for."""
    now = court.clock.court()
    row = CamModel(
        name=name,
        description=ABOUT,
        hours="evenings",
        personas=list(personas),
        created_at=now,
        retired_at=now if retired else None,
    )
    async with court.storage.begin() as tx:
        tx.add(row)
    return row


async def likes(court: ScriptedCourt, anna: Chatter, *tags: str) -> None:
    """The member's fantasy tags."""
    person = await anna.person()
    async with court.storage.begin() as tx:
        user = await tx.get(User, person.id)
        assert user is not None
        await tx.seal(user, fantasy_tags=json.dumps(tags))


async def asks(anna: Chatter, *times: str, share: Sequence[str] = (), words: str = "") -> None:
    """Ask for the model, up to the preview."""
    await anna.says("/session")
    await anna.presses(MODEL)
    if anna.sees_button("Share none"):
        for label in share:
            await anna.presses(label)
        await anna.presses("Share")
    await (anna.says(words) if words else anna.presses("Skip"))
    for each in times:
        await anna.says(each)
    if anna.sees_button("Go on"):
        await anna.presses("Go on")
    elif not times:
        await anna.presses("Skip")


async def requested(
    court: ScriptedCourt, anna: Chatter, *times: str, share: Sequence[str] = (), words: str = ""
) -> None:
    """A model to ask for, and a request that waits."""
    await model(court)
    await asks(anna, *times, share=share, words=words)
    await anna.presses("Send it just so")


async def agreed(court: ScriptedCourt, **settings: Any) -> tuple[Chatter, Chatter]:
    """A member with a time agreed for Tuesday at 20:30, and who answers for the model."""
    anna, olga = await member(court, **settings), await operator(court)
    await requested(court, anna, "Tue 20:30")
    await olga.says("/desk")
    await olga.presses("Agree")
    return anna, olga


async def sessions_of(court: ScriptedCourt, anna: Chatter) -> list[Case]:
    """The member's sessions, oldest first."""
    person = await anna.person()
    async with court.storage.read() as tx:
        found = await tx.all(
            select(CamModelSession, SessionDetails)
            .join(SessionDetails, col(SessionDetails.session_id) == col(CamModelSession.id))
            .where(col(CamModelSession.user_id) == person.id)
            .order_by(col(CamModelSession.requested_at))
        )
        return [Case(*each) for each in found]


async def opened(court: ScriptedCourt, case: Case, column: str) -> str | None:
    """A private column of a session in plain words."""
    async with court.storage.read() as tx:
        row = case.session if column in case.session.sealed else case.details
        return await tx.open(row, column)


async def proposes(olga: Chatter, day: str, hour: str, words: str = "") -> None:
    """Propose a time on the desk, by the member's clock."""
    await olga.says("/desk")
    await olga.presses("Propose a time")
    await olga.fills(day=day, hour=hour, words=words)
