"""What operators set for a persona survives the way down and up again; what a court made goes with its
tables."""

from storage import migrate
from storage.sealing import Keyring
from storage.tables import CourtTemplate, PersonaSettings
from storage.unit import Storage
from tests.support.clocks import MONDAY_NOON
from tests.support.schema import execute


async def test_a_personas_settings_survive_the_way_down_and_up(database_url: str, keyring: Keyring) -> None:
    storage = Storage(database_url, keyring)
    async with storage.begin() as tx:
        tx.add(PersonaSettings(persona="hale", review_share=0.5, miss_mode="ask", closed=True, hours=[450]))
        tx.add(
            CourtTemplate(
                key="hale.x",
                persona="hale",
                spec={"key": "x"},
                created_at=MONDAY_NOON,
                changed_at=MONDAY_NOON,
            )
        )
    await storage.close()
    await migrate.downgrade(database_url, "0011")
    assert await execute(database_url, "SELECT persona, miss_mode FROM persona_settings") == [("hale", "ask")]
    await migrate.upgrade(database_url)

    storage = Storage(database_url, keyring)
    async with storage.read() as tx:
        row = await tx.get(PersonaSettings, "hale")
        assert row is not None
        assert (row.review_share, row.closed, row.hours) == (0.5, False, [])
        assert await tx.get(CourtTemplate, "hale.x") is None
    await storage.close()
