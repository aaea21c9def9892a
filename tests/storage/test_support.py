"""The databases and people other tests stand on."""

from sqlmodel import select

from storage.tables import Safeword, User
from storage.unit import Storage
from tests.support.people import SAFEWORD, make_member


async def test_a_member_made_for_a_test_can_be_read_back(storage: Storage) -> None:
    async with storage.begin() as tx:
        made = await make_member(tx, username="Robin", hard=["needles"])
    async with storage.read() as tx:
        user = await tx.get(User, made.id)
        word = await tx.first(select(Safeword))
        assert user is not None
        assert user.username == "Robin"
        assert await tx.open(user, "limits") == '{"hard": ["needles"], "soft": [], "words": ""}'
        assert await tx.open(word, "word") == SAFEWORD


async def test_every_test_gets_an_empty_database(storage: Storage) -> None:
    async with storage.begin() as tx:
        assert await tx.all(select(User)) == []
        await make_member(tx)
