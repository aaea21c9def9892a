"""`check` mentions owners whom the configuration names no more."""

from bot.cli import check_data
from bot.cli.finding import Level
from bot.places import opened
from storage.enums import Platform, Role
from storage.queries import people
from storage.queries.facts import set_fact
from storage.tables import Operator, Person
from tests.support.owners import NOW, CourtOnDisk
from tests.support.people import make_account


async def test_an_owner_whom_the_configuration_names_no_more_is_mentioned(court: CourtOnDisk) -> None:
    anna = await court.member("anna")
    async with opened(court.settings, court.unlocked.keys) as storage, storage.begin() as tx:
        person = await tx.get(Person, anna)
        assert person is not None
        account = await make_account(tx, person, platform=Platform.TELEGRAM, address="7")
        tx.add(Operator(person_id=anna, name="", role=Role.OWNER, created_at=NOW))
        await set_fact(tx, people.owner_fact(account.address_hash), "configured")
    assert [each.level for each in await check_data.check_owners(court.settings)] == [Level.WARN]

    named = court.settings.court.model_copy(update={"owners": ("telegram:7",)})
    settings = court.settings.model_copy(update={"court": named})
    assert [each.level for each in await check_data.check_owners(settings)] == [Level.OK]
