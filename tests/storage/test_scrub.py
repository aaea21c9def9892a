"""A destroyed key leaves no trace in the files of the database."""

from sqlmodel import select

from storage.scrub import scrub
from storage.tables import DataKey, Person
from storage.unit import Storage
from tests.support import databases
from tests.support.people import make_member


async def erase(storage: Storage) -> str:
    """Make a member among others, erase her, and return her key as it stood wrapped."""
    async with storage.begin() as tx:
        for _ in range(5):
            await make_member(tx)
        user = await make_member(tx)
        wrapped = str((await tx.first(select(DataKey).where(DataKey.person_id == user.id))).wrapped)
    async with storage.begin() as tx:
        person = await tx.get(Person, user.id)
        assert person is not None
        await tx.delete(person)
    return wrapped


async def test_an_erased_members_key_is_nowhere_in_the_files(sqlite_storage: Storage) -> None:
    wrapped = (await erase(sqlite_storage)).encode()

    folder = databases.folder_of(sqlite_storage.url)

    def found() -> list[str]:
        return [path.name for path in folder.iterdir() if wrapped in path.read_bytes()]

    assert found() == ["court.sqlite-wal"], "until it is scrubbed, the log of writes still holds it"
    assert await scrub(sqlite_storage)
    assert found() == []


async def test_scrubbing_works_on_both_databases_and_the_court_goes_on(storage: Storage) -> None:
    await erase(storage)
    assert await scrub(storage)
    async with storage.begin() as tx:
        await make_member(tx)
    async with storage.read() as tx:
        assert len(await tx.all(select(DataKey))) == 6
