"""Small facts of the whole court, above all which court a database belongs to."""

from storage import migrate
from storage.sealing import CourtKeys, Keyring
from storage.tables import CourtFact
from storage.unit import Storage, UnitOfWork

COURT = "court-id"


async def fact(tx: UnitOfWork, name: str) -> str | None:
    """The fact of this name, or None."""
    row = await tx.get(CourtFact, name)
    return None if row is None else row.value


async def set_fact(tx: UnitOfWork, name: str, value: str) -> None:
    """Write a fact, over an older one if there is one."""
    row = await tx.get(CourtFact, name)
    if row is None:
        tx.add(CourtFact(name=name, value=value))
    else:
        row.value = value


async def court_of_database(url: str) -> str | None:
    """The id of the court whose database this is; None if it is not there yet or does not say.

    Never creates a database."""
    if await migrate.state(url) is migrate.SchemaState.MISSING:
        return None
    # A fact is not sealed: any keyring will do, and the court's own is not known yet.
    storage = Storage(url, Keyring(CourtKeys.fresh()))
    try:
        async with storage.read() as tx:
            return await fact(tx, COURT)
    finally:
        await storage.close()


async def claim_database(storage: Storage) -> str:
    """Write this court's id into a database that has none, and return the id it now has."""
    async with storage.begin() as tx:
        found = await fact(tx, COURT)
        if found is None:
            found = storage.keyring.keys.court
            await set_fact(tx, COURT, found)
    return found
