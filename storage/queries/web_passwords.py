"""Changing how somebody gets into the web chat: her password, a first log-in, the end of other sessions."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.queries import web
from storage.queries.web import Login
from storage.tables import Account, OneTimeCode, WebLogin, WebSession
from storage.unit import UnitOfWork


async def add_password(tx: UnitOfWork, login: Login, email: str, hashed: str) -> bool:
    """A first e-mail and password for an account that came in by a link.

    A member's stand in ``users``, as after onboarding. False if the e-mail has a log-in already."""
    row = WebLogin(account_id=login.account.id, email_hash=web.email_hash(tx.keyring, email))
    if login.user is None:
        row.password_hashed = hashed
        await tx.seal(row, owner=login.person.id, email=email)
    if not await web.add_login(tx, row):
        return False
    if login.user is not None:
        await tx.seal(login.user, email=email)
        login.user.password_hashed = hashed
    return True


async def end_other_sessions(tx: UnitOfWork, person_id: uuid.UUID, kept: uuid.UUID) -> Sequence[uuid.UUID]:
    """End every session of a person but one, and return which they were."""
    others = (
        select(WebSession.id)
        .join(Account, col(Account.id) == col(WebSession.account_id))
        .where(col(Account.person_id) == person_id, col(WebSession.id) != kept)
    )
    ended = await tx.all(others)
    if ended:
        await tx.run(sa.delete(WebSession).where(col(WebSession.id).in_(list(ended))))
    return ended


async def void_links_of(tx: UnitOfWork, person_id: uuid.UUID, now: datetime) -> None:
    """Log-in links that a person asked for and did not use no longer work."""
    unused = sa.update(OneTimeCode).where(
        col(OneTimeCode.person_id) == person_id,
        col(OneTimeCode.kind) == web.LOGIN_CODE,
        col(OneTimeCode.used_at).is_(None),
    )
    await tx.run(unused.values(used_at=now))
