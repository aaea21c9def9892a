"""Where direct messages are, and how far they were read: kept sealed, never going back."""

from datetime import timedelta

from storage.enums import Platform
from storage.queries import direct_chats
from storage.tables import Account, DirectChat
from storage.unit import Storage
from tests.support.clocks import MONDAY_NOON
from tests.support.people import make_account, make_person

BOT = "123"


async def test_a_channel_is_found_again_and_its_reading_never_goes_back(storage: Storage) -> None:
    async with storage.begin() as tx:
        person = await make_person(tx)
        account = await make_account(tx, person, platform=Platform.DISCORD, bot=BOT, address="7")
        await direct_chats.keep(tx, Platform.DISCORD, BOT, {"7": ("900", 5), "nobody": ("1", 1)})
    async with storage.begin() as tx:
        await direct_chats.keep(tx, Platform.DISCORD, BOT, {"7": ("90123456789", 3)})
    async with storage.read() as tx:
        assert await direct_chats.channel_at(tx, Platform.DISCORD, BOT, "7") == "90123456789"
        assert await direct_chats.channel_at(tx, Platform.DISCORD, BOT, "8") == ""
        known = await direct_chats.known_chat(tx, account.id)
        row = await tx.get(DirectChat, account.id)
    assert known == direct_chats.Known("7", "90123456789", 5, person.created_at)
    assert row is not None
    assert "90123456789" not in row.channel


async def test_the_liveliest_chats_come_first_and_other_bots_not_at_all(storage: Storage) -> None:
    async with storage.begin() as tx:
        ids = []
        for number, hours in enumerate((3, 1, None, 2)):
            account = await make_account(
                tx, await make_person(tx), platform=Platform.DISCORD, bot=BOT, address=str(number)
            )
            account.last_seen_at = None if hours is None else MONDAY_NOON + timedelta(hours=hours)
            ids.append(account.id)
        await make_account(tx, await make_person(tx), platform=Platform.DISCORD, bot="other", address="0")
    async with storage.read() as tx:
        found = await direct_chats.accounts_by_activity(tx, Platform.DISCORD, BOT)
    assert list(found) == [ids[0], ids[3], ids[1], ids[2]]


async def test_an_erased_account_takes_its_chat_with_it(storage: Storage) -> None:
    async with storage.begin() as tx:
        account = await make_account(
            tx, await make_person(tx), platform=Platform.DISCORD, bot=BOT, address="7"
        )
        await direct_chats.keep(tx, Platform.DISCORD, BOT, {"7": ("900", 5)})
    async with storage.begin() as tx:
        row = await tx.get(Account, account.id)
        assert row is not None
        await tx.delete(row)
    async with storage.read() as tx:
        assert await tx.get(DirectChat, account.id) is None
        assert await direct_chats.known_chat(tx, account.id) is None
