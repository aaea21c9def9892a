"""A restored back-up brings former operators no sight back, nor what was shared and is shared no more."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from bot.places import opened
from bot.restore import Restorer, restore
from handlers.content.texts import load_texts
from storage.sealing import Keyring
from storage.tables import PersonaStay, User
from tests.support.owners import NOW, CourtOnDisk
from tests.support.restoring import LATER, TAGS, ask, saved

PERSONAS = ("octavia", "hale")


async def bring_back(court: CourtOnDisk, archive: Path) -> None:
    """Restore with these personas."""
    restorer = Restorer(court.settings, load_texts(), TAGS, LATER, personas=PERSONAS)
    await restore(restorer, archive, replace=True)


def hashed(court: CourtOnDisk, persona: str) -> str:
    """How the journal names a persona."""
    return Keyring(court.unlocked.keys).keyed_hash("persona", persona)


async def test_she_is_with_the_persona_she_went_to(court: CourtOnDisk) -> None:
    anna = await court.member("anna")
    archive = await saved(court)
    since = NOW + timedelta(days=1)
    await court.record("persona", anna, to=hashed(court, "hale"), since=since.isoformat())
    await bring_back(court, archive)
    [user] = await ask(court, select(User).where(col(User.id) == anna))
    stays = await ask(court, select(PersonaStay).order_by(col(PersonaStay.since)))
    assert user.domme_assigned == "hale"
    assert [stay.persona for stay in stays][-1] == "hale"
    assert stays[-1].since == since


async def test_what_was_shared_and_taken_back_since_is_closed(court: CourtOnDisk) -> None:
    anna = await court.member("anna")
    async with opened(court.settings, court.unlocked.keys) as storage, storage.begin() as tx:
        tx.add(PersonaStay(user_id=anna, persona="hale", since=NOW, shared=["proofs"]))
    archive = await saved(court)
    await court.record("persona", anna, to=hashed(court, "hale"), since=NOW.isoformat())
    await bring_back(court, archive)
    [stay] = await ask(court, select(PersonaStay))
    assert stay.shared == []
