"""The way to the tables of broadcasts and back, with a daily drop and a broadcast inside."""

from datetime import UTC, datetime

from sqlmodel import select

from storage import migrate
from storage.sealing import Keyring
from storage.tables import Campaign, DropSchedule, VoiceDrop
from storage.unit import Storage
from tests.support.people import make_member
from tests.support.schema import execute

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_what_was_there_before_is_there_after(database_url: str, keyring: Keyring) -> None:
    storage = Storage(database_url, keyring)
    async with storage.begin() as tx:
        await make_member(tx, username="Robin")
        drop = tx.add(VoiceDrop(name="Call", domme_persona="octavia", audio_url="asset:x", created_at=NOW))
        await tx.flush()
        tx.add(DropSchedule(voice_drop_id=drop.id, minute=480, created_at=NOW, audience={"tier": "Devoted"}))
        tx.add(Campaign(kind="text", created_at=NOW, started_at=NOW, audience={"personas": "octavia"}))
    await storage.close()
    await migrate.downgrade(database_url, "0014")
    await migrate.upgrade(database_url)

    assert await execute(database_url, "SELECT minute FROM drop_schedules") == [(480,)]
    assert await execute(database_url, "SELECT kind, sent, opened FROM campaigns") == [("text", 0, 0)]
    assert await execute(database_url, "SELECT own_words FROM member_settings") == [(None,)], "mirrored anew"
    storage = Storage(database_url, keyring)
    async with storage.read() as tx:
        [schedule] = await tx.all(select(DropSchedule))
        [campaign] = await tx.all(select(Campaign))
    await storage.close()
    assert (schedule.audience, campaign.skipped) == ({}, {})
