"""A restored back-up: no session outlives a stop or a limit that the back-up does not know."""

import pytest
from sqlmodel import select

from bot.places import opened
from storage.enums import SessionStatus
from storage.tables import CamModelSession, SessionDetails
from tests.support.clocks import MONDAY_NOON
from tests.support.owners import CourtOnDisk
from tests.support.restoring import ask, bring_back, saved


@pytest.mark.parametrize(("kind", "why"), [("stop", "stop"), ("limits", "limits")])
async def test_a_session_of_before_is_cancelled(court: CourtOnDisk, kind: str, why: str) -> None:
    anna = await court.member("anna")
    async with opened(court.settings, court.unlocked.keys) as storage, storage.begin() as tx:
        session = CamModelSession(user_id=anna, cam_model_name="Vera", requested_at=MONDAY_NOON)
        tx.add(await tx.seal(session, fantasy_tags="[]"))
        await tx.flush()
        tx.add(SessionDetails(session_id=session.id, user_id=anna, remind_at=MONDAY_NOON))
    archive = await saved(court)
    facts = {"hard": court.tag_hash("cold"), "soft": "", "words_changed": "no"} if kind == "limits" else {}
    await court.record(kind, anna, **facts)
    await bring_back(court, archive)
    (session,) = await ask(court, select(CamModelSession))
    (details,) = await ask(court, select(SessionDetails))
    assert (session.status, session.completed_at) == (SessionStatus.CANCELED, None)
    assert (details.why, details.remind_at) == (why, None)
