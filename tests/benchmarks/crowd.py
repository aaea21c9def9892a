"""Very many members on Telegram, written straight into the database."""

import json
import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa

from storage.enums import Platform
from storage.sealing import Keyring
from storage.tables import Account, DataKey, MemberSettings, Person, User
from storage.tables.base import Row
from storage.unit import Storage, context_of
from tests.support.clocks import MONDAY_NOON

FIRST_ID = 600_000_001
BATCH = 500
TABLES: tuple[type[Row], ...] = (Person, DataKey, Account, User, MemberSettings)
Rows = tuple[Row, ...]


async def seed(storage: Storage, size: int, *, bot: str, persona: str = "octavia") -> None:
    """So many members, awake at all hours, whose chats are numbered from ``FIRST_ID`` on."""
    members = (_member(storage.keyring, number, bot, persona) for number in range(size))
    while batch := list(islice(members, BATCH)):
        async with storage.begin() as tx:
            for number, table in enumerate(TABLES):
                values = [_values(rows[number]) for rows in batch]
                await (await tx.session.connection()).execute(sa.insert(table), values)


def _member(keyring: Keyring, number: int, bot: str, persona: str) -> Rows:
    key_id, address = uuid.uuid4(), str(FIRST_ID + number)
    person = Person(created_at=MONDAY_NOON, last_seen_at=MONDAY_NOON, adult_confirmed_how="asked")
    key = DataKey(id=key_id, person_id=person.id, wrapped=keyring.make(key_id), master=keyring.current_master,
                  created_at=MONDAY_NOON)  # fmt: skip
    account = Account(
        person_id=person.id,
        platform=Platform.TELEGRAM,
        bot=bot,
        address_hash=keyring.keyed_hash("address", f"{Platform.TELEGRAM}:{address}"),
        created_at=MONDAY_NOON,
    )
    person.spoke_account_id = account.id
    user = User(id=person.id, username=f"m{number}", domme_assigned=persona, created_at=MONDAY_NOON)
    own_settings = MemberSettings(
        user_id=person.id,
        username_folded=f"m{number}",
        quiet_from=0,
        quiet_to=0,
        own_words=False,
        terms_version="1",
    )
    _seal(keyring, key_id, account, address=address, chat=address)
    _seal(
        keyring,
        key_id,
        user,
        safeword="marmalade sky",
        limits=json.dumps({"hard": ["silk"]}),
        fantasy_tags="[]",
    )
    return person, key, account, user, own_settings


def _seal(keyring: Keyring, key_id: uuid.UUID, row: Row, **columns: str) -> None:
    for name, text in columns.items():
        setattr(row, name, keyring.seal(key_id, context_of(row, name), text))


def _values(row: Row) -> dict[str, Any]:
    return {column: getattr(row, column) for column in sa.inspect(type(row)).columns.keys()}  # noqa: SIM118


def chats(size: int) -> Iterator[int]:
    """The chats of all members."""
    return iter(range(FIRST_ID, FIRST_ID + size))
