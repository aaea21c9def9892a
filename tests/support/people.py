"""People for tests: a person, an account, a member with settings, an operator - each in one call."""

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from storage.enums import LimitKind, Platform, Role
from storage.queries.tags import replace_member_tags
from storage.tables import Account, MemberSettings, Operator, Person, Safeword, User
from storage.unit import UnitOfWork
from tests.support.clocks import MONDAY_NOON

SAFEWORD = "marmalade sky"


async def make_person(tx: UnitOfWork, *, at: datetime = MONDAY_NOON, **columns: Any) -> Person:
    """An adult who wrote to the court; further columns as given."""
    columns = {"adult_confirmed_on": date(2026, 1, 1), "adult_confirmed_how": "asked", **columns}
    person = tx.add(Person(id=uuid.uuid4(), created_at=at.astimezone(UTC), **columns))
    await tx.flush()
    return person


async def make_account(
    tx: UnitOfWork,
    person: Person,
    *,
    platform: Platform = Platform.WEB,
    bot: str = "web",
    address: str | None = None,
) -> Account:
    """The person's account on a platform; its address is made up unless given."""
    account = Account(
        id=uuid.uuid4(), person_id=person.id, platform=platform, bot=bot, created_at=person.created_at,
        address_hash="",
    )  # fmt: skip
    address = address or f"address-{account.id.hex}"
    account.address_hash = tx.keyring.keyed_hash("address", f"{platform}:{address}")
    await tx.seal(account, address=address, chat=address)
    tx.add(account)
    await tx.flush()
    return account


async def make_user(
    tx: UnitOfWork,
    person: Person,
    *,
    username: str | None = None,
    persona: str = "vesper",
    safeword: str = SAFEWORD,
    tags: Sequence[str] = (),
    hard: Sequence[str] = (),
    soft: Sequence[str] = (),
    **columns: Any,
) -> User:
    """The person as a member of the court, with a safeword that stops."""
    name = username or f"member-{person.id.hex[:8]}"
    user = User(id=person.id, username=name, domme_assigned=persona, created_at=person.created_at, **columns)
    limits = json.dumps({"hard": list(hard), "soft": list(soft), "words": ""})
    await tx.seal(user, safeword=safeword, fantasy_tags=json.dumps(list(tags)), limits=limits)
    tx.add(user)
    await tx.flush()
    kinds = {**dict.fromkeys(soft, LimitKind.SOFT), **dict.fromkeys(hard, LimitKind.HARD)}
    hashes = {tx.keyring.keyed_hash("tag", tag): kind for tag, kind in kinds.items()}
    await replace_member_tags(tx, user.id, hashes)
    word = Safeword(id=uuid.uuid4(), person_id=person.id, set_at=person.created_at)
    tx.add(await tx.seal(word, word=safeword))
    await tx.flush()
    return user


async def make_settings(tx: UnitOfWork, user: User, **columns: Any) -> MemberSettings:
    """The member's settings, defaults unless given."""
    columns = {"terms_version": "1", **columns}
    settings = MemberSettings(user_id=user.id, username_folded=user.username.casefold(), **columns)
    tx.add(settings)
    await tx.flush()
    return settings


async def make_member(tx: UnitOfWork, **columns: Any) -> User:
    """A member with a web account and default settings; arguments as for :func:`make_user`."""
    person = await make_person(tx)
    await make_account(tx, person)
    user = await make_user(tx, person, **columns)
    await make_settings(tx, user)
    return user


async def make_operator(
    tx: UnitOfWork, *, role: Role = Role.OPERATOR, personas: Sequence[str] = (), name: str = "Ash"
) -> Operator:
    """A person with an account who runs the court, for all personas or those named."""
    person = await make_person(tx)
    await make_account(tx, person)
    operator = Operator(
        person_id=person.id, name=name, role=role, personas=list(personas), created_at=person.created_at
    )
    tx.add(operator)
    await tx.flush()
    return operator
