"""After a rotation everything opens with the new master alone, also when it was interrupted."""

import uuid

import pytest
from sqlmodel import col, select

from storage.errors import Unreadable, WrongKey
from storage.rotation import rewrap_all, still_wrapped_by_others
from storage.sealing import CourtKeys, Keyring
from storage.tables import DataKey, User
from storage.unit import Storage
from tests.support.people import make_member

MEMBERS = 7


@pytest.fixture
async def members(storage: Storage) -> list[uuid.UUID]:
    async with storage.begin() as tx:
        return [(await make_member(tx, safeword=f"word {number}")).id for number in range(MEMBERS)]


async def words(storage: Storage, members: list[uuid.UUID]) -> list[str | None]:
    async with storage.read() as tx:
        users = [await tx.get(User, member) for member in members]
        return [await tx.open(user, "safeword") for user in users if user is not None]


def with_keys(storage: Storage, keys: CourtKeys) -> Storage:
    """The same court opened with other keys, remembering none."""
    storage.keyring = Keyring(keys)
    return storage


async def test_everything_opens_with_the_new_master_alone(
    storage: Storage, keys: CourtKeys, members: list[uuid.UUID]
) -> None:
    rotated = keys.rotated()
    assert await rewrap_all(with_keys(storage, rotated), batch=3) == MEMBERS
    opened = await words(with_keys(storage, rotated.only_current()), members)
    assert opened == [f"word {number}" for number in range(MEMBERS)]


async def test_the_old_master_alone_opens_nothing_any_more(
    storage: Storage, keys: CourtKeys, members: list[uuid.UUID]
) -> None:
    await rewrap_all(with_keys(storage, keys.rotated()))
    with pytest.raises(WrongKey):
        await words(with_keys(storage, keys), members)


async def test_rotating_again_finds_nothing_to_do(
    storage: Storage, keys: CourtKeys, members: list[uuid.UUID]
) -> None:
    assert await rewrap_all(storage) == 0
    with_keys(storage, keys.rotated())
    assert await rewrap_all(storage) == len(members)
    assert await rewrap_all(storage) == 0


async def test_an_interrupted_rotation_goes_on_where_it_stopped(
    storage: Storage, keys: CourtKeys, members: list[uuid.UUID]
) -> None:
    async with storage.begin() as tx:
        keys_by_id = await tx.all(select(DataKey).order_by(col(DataKey.id)))
        damaged, whole = keys_by_id[4], keys_by_id[4].wrapped
        damaged.wrapped = whole[:-4] + "AAAA"
    with_keys(storage, keys.rotated())
    with pytest.raises(Unreadable, match=str(damaged.id)):
        await rewrap_all(storage, batch=2)
    async with storage.begin() as tx:
        assert await still_wrapped_by_others(tx) == 3
        row = await tx.get(DataKey, damaged.id)
        assert row is not None
        row.wrapped = whole
    assert await rewrap_all(storage, batch=2) == 3
    async with storage.read() as tx:
        assert await still_wrapped_by_others(tx) == 0
    assert len(await words(storage, members)) == MEMBERS


async def test_a_key_of_a_master_nobody_has_is_told(
    storage: Storage, keys: CourtKeys, members: list[uuid.UUID]
) -> None:
    with_keys(storage, CourtKeys.fresh())
    with pytest.raises(WrongKey):
        await rewrap_all(storage)
    assert len(await words(with_keys(storage, keys), members)) == MEMBERS
