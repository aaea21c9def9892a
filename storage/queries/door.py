"""The door: bars of addresses and invitations by their codes."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.tables import Account, Bar, Invitation, WebLogin
from storage.unit import UnitOfWork


async def barred(tx: UnitOfWork, address_hash: str, now: datetime) -> str | None:
    """Why this address may not come in ("minor", "ban", "exclusion"), or None."""
    statement = select(Bar).where(
        col(Bar.address_hash) == address_hash, sa.or_(col(Bar.until).is_(None), col(Bar.until) > now)
    )
    bar: Bar | None = await tx.first(statement)
    return None if bar is None else bar.kind


async def add_bar(
    tx: UnitOfWork, address_hash: str, kind: str, now: datetime, *, until: datetime | None = None
) -> None:
    """Bar an address, or make a bar of the same kind last at least until ``until``."""
    statement = select(Bar).where(col(Bar.address_hash) == address_hash, col(Bar.kind) == kind)
    bar: Bar | None = await tx.first(statement)
    if bar is None:
        tx.add(Bar(address_hash=address_hash, kind=kind, until=until, at=now))
    elif bar.until is not None and (until is None or until > bar.until):
        bar.until = until


async def remove_bar(tx: UnitOfWork, address_hash: str, kind: str) -> None:
    """Lift a bar."""
    await tx.run(sa.delete(Bar).where(col(Bar.address_hash) == address_hash, col(Bar.kind) == kind))


async def addresses_of(tx: UnitOfWork, person_id: uuid.UUID) -> Sequence[str]:
    """What a person is known by at the door: keyed hashes of her addresses and e-mails."""
    accounts = await tx.all(select(Account.address_hash).where(col(Account.person_id) == person_id))
    emails = await tx.all(
        select(WebLogin.email_hash)
        .join(Account, col(Account.id) == col(WebLogin.account_id))
        .where(col(Account.person_id) == person_id)
    )
    return [*accounts, *emails]


def code_hash(tx: UnitOfWork, code: str) -> str:
    """The keyed hash an invitation is found by."""
    return tx.keyring.keyed_hash("invitation", code)


async def invitation_by_code(tx: UnitOfWork, code: str) -> Invitation | None:
    """The invitation of this code, used up or not, or None."""
    found: Invitation | None = await tx.first(
        select(Invitation).where(col(Invitation.code_hash) == code_hash(tx, code))
    )
    return found


def live_invitation(invitation: Invitation | None, now: datetime) -> bool:
    """Whether an invitation still lets somebody in."""
    return (
        invitation is not None
        and invitation.uses_left > 0
        and invitation.revoked_at is None
        and invitation.expires_at > now
    )
