"""The web chat's doors: log-ins, sessions, one-time codes, invitations and who is barred."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from storage.enums import Platform, Role
from storage.queries import door
from storage.sealing import Keyring
from storage.tables import (
    Account,
    Invitation,
    MemberSettings,
    OneTimeCode,
    Operator,
    Person,
    User,
    WebLogin,
    WebSession,
)
from storage.unit import UnitOfWork

OWNER_CODE = "owner"
LOGIN_CODE = "web_login"
CODE_BYTES = 24


@dataclass(frozen=True, slots=True)
class Login:
    """Everything a password is checked against. A member's stands in ``users``; that of an account that was
    linked to a member who has one already, or of somebody who is no member, in ``web_logins``."""

    account: Account
    person: Person
    web: WebLogin | None
    user: User | None

    @property
    def password_hashed(self) -> str | None:
        """The argon2id hash that counts, or None if this person has no password."""
        if self.web is not None and self.web.password_hashed:
            return self.web.password_hashed
        return self.user.password_hashed if self.user else None

    def set_password_hashed(self, hashed: str) -> None:
        """Replace the hash where it stands."""
        if (
            self.user is not None
            and self.user.password_hashed
            and not (self.web and self.web.password_hashed)
        ):
            self.user.password_hashed = hashed
        elif self.web is not None:
            self.web.password_hashed = hashed


# -- log-ins -------------------------------------------------------------------------------------------


def email_hash(keyring: Keyring, email: str) -> str:
    """The keyed hash a normalised e-mail address is found by."""
    return keyring.keyed_hash("email", email)


async def login_by_email(tx: UnitOfWork, hashed: str) -> Login | None:
    """The log-in of this e-mail's keyed hash, or None. One statement, so that both take equally long."""
    return await _login(tx, col(WebLogin.email_hash) == hashed)


async def login_of(tx: UnitOfWork, account_id: uuid.UUID) -> Login | None:
    """What a password of this account is checked against, or None if the account is gone."""
    return await _login(tx, col(Account.id) == account_id)


async def email_of(tx: UnitOfWork, login: Login) -> str:
    """The e-mail a person logs in with; blank if she has none."""
    own = await tx.open(login.web, "email") if login.web else None
    return own or (await tx.open(login.user, "email") if login.user else None) or ""


async def _login(tx: UnitOfWork, which: sa.ColumnElement[bool]) -> Login | None:
    statement = (
        select(Account, Person, WebLogin, User)
        .join(Person, col(Person.id) == col(Account.person_id))
        .outerjoin(WebLogin, col(WebLogin.account_id) == col(Account.id))
        .outerjoin(User, col(User.id) == col(Person.id))
        .where(which)
    )
    row = await tx.first(statement)
    return None if row is None else Login(*row)


async def add_login(tx: UnitOfWork, login: WebLogin) -> bool:
    """Insert a log-in. False if its e-mail has one already, even one that is being made this moment."""
    try:
        async with tx.session.begin_nested():
            tx.add(login)
    except IntegrityError:
        return False
    return True


async def adopt_login(tx: UnitOfWork, person: Person, user: User) -> bool:
    """A person became a member: her e-mail and password move from her web log-in to ``users``.

    Only the e-mail's keyed hash stays behind, to find her by. False if there was nothing to move."""
    statement = (
        select(WebLogin)
        .join(Account, col(Account.id) == col(WebLogin.account_id))
        .where(col(Account.person_id) == person.id, col(WebLogin.password_hashed).is_not(None))
        .order_by(col(Account.created_at))
    )
    login: WebLogin | None = await tx.first(statement)
    if login is None:
        return False
    await tx.seal(user, email=await tx.open(login, "email"))
    user.password_hashed = login.password_hashed
    login.email = login.password_hashed = None
    return True


async def web_account_of(tx: UnitOfWork, person_id: uuid.UUID) -> Account | None:
    """A person's account in the web chat, or None."""
    statement = select(Account).where(
        col(Account.person_id) == person_id, col(Account.platform) == Platform.WEB
    )
    found: Account | None = await tx.first(statement.order_by(col(Account.created_at)))
    return found


async def note_zone(tx: UnitOfWork, account: Account, zone: str) -> None:
    """Keep the zone that a browser told of; it counts as long as its person has confirmed none."""
    account.zone_guess = zone
    settings = await tx.get(MemberSettings, account.person_id)
    if settings is not None and not settings.zone_confirmed:
        settings.zone = zone


# -- sessions ------------------------------------------------------------------------------------------


async def session_by(tx: UnitOfWork, token_hash: str) -> WebSession | None:
    """The session of this cookie's hash, expired or not."""
    statement = select(WebSession).where(col(WebSession.token_hash) == token_hash)
    found: WebSession | None = await tx.first(statement)
    return found


async def drop_expired_sessions(tx: UnitOfWork, now: datetime) -> None:
    """Forget sessions that have run out."""
    await tx.run(sa.delete(WebSession).where(col(WebSession.expires_at) <= now))


# -- one-time codes ------------------------------------------------------------------------------------


def code_hash(keyring: Keyring, kind: str, code: str) -> str:
    """The keyed hash a one-time code is found by."""
    return keyring.keyed_hash(f"code:{kind}", code)


async def new_code(
    tx: UnitOfWork, kind: str, now: datetime, lifetime: timedelta, *, person_id: uuid.UUID | None = None
) -> str:
    """Make a one-time code of 192 bits; only its keyed hash is kept. ``now`` is wall time."""
    code = secrets.token_urlsafe(CODE_BYTES)
    row = OneTimeCode(
        code_hash=code_hash(tx.keyring, kind, code),
        kind=kind,
        person_id=person_id,
        created_at=now,
        expires_at=now + lifetime,
    )
    tx.add(row)
    await tx.flush()
    return code


async def open_code(tx: UnitOfWork, kind: str, code: str, now: datetime) -> OneTimeCode | None:
    """The code if it can still be used, without using it."""
    row = await tx.get(OneTimeCode, code_hash(tx.keyring, kind, code))
    usable = row is not None and row.kind == kind and row.used_at is None and row.expires_at > now
    return row if usable else None


async def spend_code(tx: UnitOfWork, kind: str, code: str, now: datetime) -> OneTimeCode | None:
    """Use the code up. None if it is unknown, too old or used: of two at once only one gets it."""
    hashed = code_hash(tx.keyring, kind, code)
    statement = (
        sa.update(OneTimeCode)
        .where(
            col(OneTimeCode.code_hash) == hashed,
            col(OneTimeCode.kind) == kind,
            col(OneTimeCode.used_at).is_(None),
            col(OneTimeCode.expires_at) > now,
        )
        .values(used_at=now)
    )
    if not _changed(await tx.run(statement)):
        return None
    return await tx.get(OneTimeCode, hashed)


async def void_codes(tx: UnitOfWork, kind: str, now: datetime) -> None:
    """Make every unused code of this kind useless."""
    unused = sa.update(OneTimeCode).where(col(OneTimeCode.kind) == kind, col(OneTimeCode.used_at).is_(None))
    await tx.run(unused.values(used_at=now))


async def has_owner(tx: UnitOfWork) -> bool:
    """Whether anybody owns the court."""
    statement = select(Operator.person_id).where(col(Operator.role) == Role.OWNER).limit(1)
    return await tx.first(statement) is not None


# -- invitations and bars ------------------------------------------------------------------------------


async def spend_invitation(tx: UnitOfWork, code: str, now: datetime) -> Invitation | None:
    """Use an invitation once. None if it does not let anybody in any more; of two at the last place of an
    invitation only one gets it."""
    statement = (
        sa.update(Invitation)
        .where(
            col(Invitation.code_hash) == door.code_hash(tx, code),
            col(Invitation.uses_left) > 0,
            col(Invitation.revoked_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        .values(uses_left=col(Invitation.uses_left) - 1)
    )
    if not _changed(await tx.run(statement)):
        return None
    return await door.invitation_by_code(tx, code)


async def login_hashes(tx: UnitOfWork, person_id: uuid.UUID) -> Sequence[str]:
    """The keyed hashes of a person's log-in e-mails: what a ban must bar beside her addresses, because a
    web address is made up anew at every registration."""
    statement = (
        select(WebLogin.email_hash)
        .join(Account, col(Account.id) == col(WebLogin.account_id))
        .where(col(Account.person_id) == person_id)
    )
    return await tx.all(statement)


def _changed(result: object) -> bool:
    return int(getattr(result, "rowcount", 0)) == 1
