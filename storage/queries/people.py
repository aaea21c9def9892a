"""Finding people: accounts by address, members by name, operators, keys of what they once were."""

import uuid
from collections.abc import Sequence

from sqlmodel import col, select

from storage.enums import Platform, Role
from storage.tables import Account, CourtFact, MemberSettings, Operator, Safeword, User
from storage.unit import UnitOfWork

JOURNAL = "journal"
OWNER_FACT = "owner:"


async def account_at(tx: UnitOfWork, platform: Platform, bot: str, address: str) -> Account | None:
    """The account of this address on a platform, or None."""
    statement = select(Account).where(
        col(Account.platform) == platform,
        col(Account.bot) == bot,
        col(Account.address_hash) == address_hash(tx, platform, address),
    )
    found: Account | None = await tx.first(statement)
    return found


def address_hash(tx: UnitOfWork, platform: Platform, address: str) -> str:
    """The keyed hash an address is found by; the same for every bot of a platform."""
    return tx.keyring.keyed_hash("address", f"{platform}:{address}")


def journal_name(tx: UnitOfWork, person_id: uuid.UUID) -> str:
    """How the safety journal calls a person: a keyed hash."""
    return tx.keyring.keyed_hash(JOURNAL, str(person_id))


def owner_fact(hashed: str) -> str:
    """The name of the fact that an account (by its address's keyed hash) was made owner by configuration."""
    return f"{OWNER_FACT}{hashed[:48]}"


async def configured_owners(tx: UnitOfWork) -> Sequence[str]:
    """The keyed hashes of accounts that the configuration made owners and whose persons still are."""
    facts = select(CourtFact.name).where(col(CourtFact.name).startswith(OWNER_FACT))
    made = set(await tx.all(facts))
    statement = (
        select(Account.address_hash)
        .join(Operator, col(Operator.person_id) == col(Account.person_id))
        .where(col(Operator.role) == Role.OWNER)
    )
    return [hashed for hashed in await tx.all(statement) if owner_fact(hashed) in made]


async def accounts_of(tx: UnitOfWork, person_id: uuid.UUID) -> Sequence[Account]:
    """A person's accounts, the one heard from last first."""
    statement = (
        select(Account)
        .where(col(Account.person_id) == person_id)
        .order_by(col(Account.last_seen_at).desc(), col(Account.created_at).desc())
    )
    return await tx.all(statement)


async def user_named(tx: UnitOfWork, folded: str) -> User | None:
    """The member of this case-folded name, or None."""
    statement = (
        select(User)
        .join(MemberSettings, col(MemberSettings.user_id) == col(User.id))
        .where(col(MemberSettings.username_folded) == folded)
    )
    found: User | None = await tx.first(statement)
    return found


async def safewords_of(tx: UnitOfWork, person_id: uuid.UUID) -> Sequence[Safeword]:
    """Every safeword row of a person; those past ``valid_until`` are for the caller to leave out."""
    return await tx.all(select(Safeword).where(col(Safeword.person_id) == person_id))


async def operators(tx: UnitOfWork) -> Sequence[Operator]:
    """Everybody who runs the court."""
    return await tx.all(select(Operator).order_by(col(Operator.created_at)))
