"""Linked accounts and an older back-up: no stop is lost, the erased stay erased, the unlinked unlinked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.places import opened
from storage.enums import Platform
from storage.tables import Account, Person
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.linking import link
from tests.support.owners import NOW, CourtOnDisk
from tests.support.people import SAFEWORD
from tests.support.restoring import ask, bring_back, saved

TELEGRAM, DISCORD = Platform.TELEGRAM, Platform.DISCORD
Two = tuple[ScriptedCourt, Chatter, Chatter]


@asynccontextmanager
async def playing_on(court: CourtOnDisk, folder: Path) -> AsyncIterator[Two]:
    """The court on disk, open: a member on Telegram, a stranger on Discord; the journal is the real one."""
    journal = court.journal
    async with opened(court.settings, court.unlocked.keys) as storage:
        scripted = ScriptedCourt(storage, FakeClock(NOW), folder, journal=journal)
        anna = await playing.member(scripted, platform=TELEGRAM)
        other = await scripted.guest("other", platform=DISCORD)
        await other.says("/help")
        yield scripted, anna, other
        await scripted.close()
    journal.close()


async def owner_of(court: CourtOnDisk, platform: Platform) -> Person | None:
    """Whose account there is on a platform after the restore."""
    found = await ask(
        court,
        select(Person)
        .join(Account, col(Account.person_id) == col(Person.id))
        .where(col(Account.platform) == platform),
    )
    return found[0] if found else None


@pytest.mark.parametrize("when", ["before the back-up", "before the link", "after the link"])
async def test_a_stop_holds_for_both_in_a_back_up_from_before_the_link(
    court: CourtOnDisk, tmp_path: Path, when: str
) -> None:
    async with playing_on(court, tmp_path) as (_, anna, other):
        if when == "before the back-up":
            await anna.says(SAFEWORD)
        archive = await saved(court)
        if when == "before the link":
            await anna.says(SAFEWORD)
        await link(anna, other)
        if when == "after the link":
            await other.says(SAFEWORD)
    await bring_back(court, archive)
    here, there = await owner_of(court, TELEGRAM), await owner_of(court, DISCORD)

    assert here is not None
    assert there is not None
    assert here.id != there.id
    assert here.stopped_at is not None
    assert there.stopped_at is not None


async def test_whoever_erases_herself_after_linking_is_erased_on_both(
    court: CourtOnDisk, tmp_path: Path
) -> None:
    async with playing_on(court, tmp_path) as (_, anna, other):
        archive = await saved(court)
        await link(anna, other)
        await anna.says("/forget")
        await anna.presses("Erase everything")
    await bring_back(court, archive)

    assert await ask(court, select(Person)) == []


async def test_what_was_unlinked_since_stays_unlinked_and_stopped(court: CourtOnDisk, tmp_path: Path) -> None:
    async with playing_on(court, tmp_path) as (_, anna, other):
        await link(anna, other)
        archive = await saved(court)
        await anna.says(SAFEWORD)
        await anna.says("/link")
        await anna.presses("Unlink Discord")
        await anna.presses("Unlink it")
    await bring_back(court, archive)
    here, there = await owner_of(court, TELEGRAM), await owner_of(court, DISCORD)

    assert here is not None
    assert there is not None
    assert here.id != there.id
    assert there.stopped_at is not None


async def test_a_back_up_from_after_the_link_knows_them_as_one(court: CourtOnDisk, tmp_path: Path) -> None:
    async with playing_on(court, tmp_path) as (_, anna, other):
        await link(anna, other)
        archive = await saved(court)
    await bring_back(court, archive)
    here, there = await owner_of(court, TELEGRAM), await owner_of(court, DISCORD)

    assert here is not None
    assert there is not None
    assert here.id == there.id
