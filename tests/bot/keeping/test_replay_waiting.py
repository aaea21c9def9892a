"""What a back-up held ready for a member, and a line she drew since keeps from her."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.places import opened
from handlers.drops import sending as drops
from handlers.scenes import playing as scenes
from storage.enums import HandoverEnd, OutboxStatus, ProofType
from storage.tables import Handover, Outbox, Suggestion, User
from tests.support.owners import NOW, CourtOnDisk, queue_message
from tests.support.restoring import ask, bring_back, saved


async def test_after_a_new_hard_limit_no_voice_that_was_on_its_way_arrives(court: CourtOnDisk) -> None:
    anna = await court.member("anna")
    async with opened(court.settings, court.unlocked.keys) as storage, storage.begin() as tx:
        user = await tx.get(User, anna)
        assert user is not None
        for receipt in (drops.RECEIPT, scenes.RECEIPT, "other"):
            row = await queue_message(tx, user)
            row.on_sent = f"{receipt}:7"
    archive = await saved(court)
    await court.record("limits", anna, hard=court.tag_hash("cold"), soft="", words_changed="no")
    await bring_back(court, archive)

    rows = await ask(court, select(Outbox).where(col(Outbox.on_sent) != ""))
    assert {row.on_sent.partition(":")[0]: row.status for row in rows} == {
        drops.RECEIPT: OutboxStatus.CANCELLED,
        scenes.RECEIPT: OutboxStatus.DEAD,  # What never arrives is paid back.
        "other": OutboxStatus.QUEUED,
    }


@pytest.mark.parametrize("back", [False, True], ids=["stopped", "and came back"])
async def test_after_a_stop_no_wish_and_no_proposal_from_before_waits(
    court: CourtOnDisk, *, back: bool
) -> None:
    anna = await court.member("anna")
    async with opened(court.settings, court.unlocked.keys) as storage, storage.begin() as tx:
        wish = Suggestion(user_id=anna, domme_persona="octavia", proof_type=ProofType.TEXT, suggested_at=NOW)
        tx.add(await tx.seal(wish, words="Polish the brass."))
        week = NOW + timedelta(days=7)
        tx.add(
            Handover(user_id=anna, from_persona="octavia", to_persona="hale", made_at=NOW, expires_at=week)
        )
    archive = await saved(court)
    await court.record("stop", anna)
    if back:
        await court.record("resume", anna)
    await bring_back(court, archive)

    [wish] = await ask(court, select(Suggestion))
    [proposal] = await ask(court, select(Handover))
    assert wish.outcome == "withdrawn"
    assert (proposal.ended, proposal.expires_at) == (HandoverEnd.CLOSED, None)
