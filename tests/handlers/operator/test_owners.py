"""Owners by the configuration: recognised by the account that writes, never demoted in silence."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.ports import Policy
from storage.enums import Platform, Role
from storage.queries import people
from storage.tables import AdminLog, Operator
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt
from tests.support.linking import link

TELEGRAM, DISCORD = Platform.TELEGRAM, Platform.DISCORD


@pytest.fixture
async def owned(sqlite_storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[ScriptedCourt]:
    """A court by invitation whose configuration names an owner on Telegram."""
    policy = Policy(owners=frozenset({"telegram:chat-olga"}), platforms=frozenset(Platform))
    court = ScriptedCourt(sqlite_storage, clock, tmp_path, policy=policy)
    yield court
    await court.close()


async def roles(court: ScriptedCourt) -> list[Role]:
    """Everybody's role."""
    async with court.storage.read() as tx:
        return [row.role for row in await tx.all(select(Operator))]


async def test_whoever_writes_from_a_named_account_owns_the_court_at_once(owned: ScriptedCourt) -> None:
    olga = await owned.guest("olga", platform=TELEGRAM)
    await olga.says("/operators")

    assert "owner" in olga.heard
    assert "by invitation" not in olga.heard
    async with owned.storage.read() as tx:
        [entry] = await tx.all(select(AdminLog))
        assert (entry.kind, entry.subject_id) == ("owner.configured", (await olga.person()).id)
    await olga.says("/desk")
    assert await roles(owned) == [Role.OWNER]


async def test_the_same_number_on_another_platform_is_somebody_else(owned: ScriptedCourt) -> None:
    olga = await owned.guest("olga", platform=DISCORD)
    await olga.says("/operators")

    assert "not known here" in olga.last.text
    assert await roles(owned) == []


async def test_an_operator_who_is_named_becomes_an_owner(owned: ScriptedCourt) -> None:
    olga = await playing.operator(owned, personas=["octavia"], platform=TELEGRAM)
    await olga.says("/desk")

    async with owned.storage.read() as tx:
        [row] = await tx.all(select(Operator))
        assert (row.role, row.personas, row.name) == (Role.OWNER, [], "olga")


async def test_who_was_made_owner_by_configuration_is_known_after_linking_too(owned: ScriptedCourt) -> None:
    olga = await owned.guest("olga", platform=TELEGRAM)
    await olga.says("/desk")
    anna = await playing.member(owned, platform=DISCORD)
    await link(anna, olga)
    async with owned.storage.read() as tx:
        hashed = people.address_hash(tx, TELEGRAM, "chat-olga")
        assert list(await people.configured_owners(tx)) == [hashed]
