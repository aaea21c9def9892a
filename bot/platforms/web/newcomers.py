"""Somebody new: a person, an account, a log-in and the admission, made in one transaction."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.platforms.web.answers import Refusal
from bot.platforms.web.config import BOT
from bot.platforms.web.emails import normal_email
from bot.platforms.web.passwords import LONGEST, SHORTEST
from bot.platforms.web.site import Site
from storage.enums import Platform, Role
from storage.queries import door, people, web
from storage.queries.web import Login
from storage.tables import Account, Admission, Invitation, Operator, Person, WebLogin
from storage.unit import UnitOfWork


class EmailTaken(Exception):
    """This e-mail is nobody new's: it has an account already, or it is barred."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What lets somebody in beside the court's openness: an invitation's code or the owner's link."""

    invite: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A checked e-mail and a new password."""

    email: str
    password: str


class Newcomers:
    """Makes accounts, and lets existing ones use a ticket."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def wanted(self, fields: Mapping[str, str]) -> Wanted:
        """What the form asks for. Raises a refusal with the sentence that says what to change."""
        email = some_email(fields)
        return Wanted(email, new_password(fields, email))

    async def make(self, wanted: Wanted, ticket: Ticket, *, language: str) -> Login:
        """A person with an account and a log-in, let in as far as the ticket and the court allow.

        Raises :class:`EmailTaken`, and a refusal if the ticket is used up."""
        storage = self._site.house.storage
        hashed_email = web.email_hash(storage.keyring, wanted.email)
        async with storage.read() as tx:
            known = await web.login_by_email(tx, hashed_email) is not None
            if await door.barred(tx, hashed_email, self._site.now) is not None or known:
                raise EmailTaken
        hashed = await self._site.passwords.hashed(wanted.password)
        async with storage.begin() as tx:
            return await self._made(tx, wanted.email, hashed_email, hashed, ticket, language)

    async def use(self, ticket: Ticket, person_id: uuid.UUID) -> None:
        """Let somebody who has an account use a ticket."""
        async with self._site.house.storage.begin() as tx:
            person = await tx.lock(person_id)
            if person is not None and await self._gains(tx, person, ticket):
                await self._admit(tx, person, ticket)

    async def _gains(self, tx: UnitOfWork, person: Person, ticket: Ticket) -> bool:
        """Whether a ticket gives this person anything: one that does not is not used up."""
        if ticket.owner or not ticket.invite:
            return bool(ticket.owner)
        invitation = await door.invitation_by_code(tx, ticket.invite)
        admission = await tx.get(Admission, person.id)
        admitted = admission is not None and admission.admitted is True
        employed = await tx.get(Operator, person.id) is not None
        return invitation is None or not admitted or (invitation.role is not None and not employed)

    async def _made(
        self, tx: UnitOfWork, email: str, hashed_email: str, hashed: str, ticket: Ticket, language: str
    ) -> Login:
        house, now = self._site.house, self._site.now
        if await door.barred(tx, hashed_email, now) is not None:
            raise EmailTaken
        person = tx.add(
            Person(
                created_at=now,
                language=language,
                adult_confirmed_on=house.clock.court().date(),
                adult_confirmed_how=house.age.name,
            )
        )
        await tx.flush()
        account = await web_account(tx, person, now)
        login = WebLogin(account_id=account.id, email_hash=hashed_email, password_hashed=hashed)
        if not await web.add_login(tx, await tx.seal(login, owner=person.id, email=email)):
            raise EmailTaken
        await self._admit(tx, person, ticket)
        await tx.flush()
        return Login(account, person, login, None)

    async def _admit(self, tx: UnitOfWork, person: Person, ticket: Ticket) -> None:
        now = self._site.now
        if ticket.owner:
            await self._own(tx, person, ticket.owner)
            return
        row = await tx.get(Admission, person.id) or tx.add(Admission(person_id=person.id, asked_at=now))
        if ticket.invite:
            invitation = await web.spend_invitation(tx, ticket.invite, now)
            if invitation is None:
                raise Refusal(404, "invitation_gone")
            row.admitted, row.decided_at = True, now
            row.invitation_id, row.decided_by = invitation.id, invitation.made_by
            await _give_role(tx, person, invitation, now)
        elif self._site.house.policy.admission == "open":
            row.admitted, row.decided_at = True, now

    async def _own(self, tx: UnitOfWork, person: Person, code: str) -> None:
        now = self._site.now
        if await web.spend_code(tx, web.OWNER_CODE, code, now) is None or await web.has_owner(tx):
            raise Refusal(404, "owner_link_gone")
        row = await tx.get(Admission, person.id) or tx.add(Admission(person_id=person.id, asked_at=now))
        row.admitted, row.decided_at = True, now
        operator = await tx.get(Operator, person.id)
        if operator is None:
            tx.add(Operator(person_id=person.id, name="", role=Role.OWNER, created_at=now))
        else:
            operator.role, operator.personas = Role.OWNER, []


def some_email(fields: Mapping[str, str]) -> str:
    """The e-mail address in a form. Raises a refusal if it is none."""
    email = normal_email(fields.get("email", ""))
    if email is None:
        raise Refusal(400, "email_wrong")
    return email


def new_password(fields: Mapping[str, str], email: str) -> str:
    """The new password in a form, typed twice. Raises a refusal that says what to change."""
    password = fields.get("password", "")
    if len(password) < SHORTEST:
        raise Refusal(400, "password_short", least=SHORTEST)
    if len(password) > LONGEST:
        raise Refusal(400, "password_long", most=LONGEST)
    if password.casefold() == email:
        raise Refusal(400, "password_is_email")
    if password != fields.get("again", ""):
        raise Refusal(400, "passwords_differ")
    return password


async def web_account(tx: UnitOfWork, person: Person, now: datetime) -> Account:
    """A new account in the web chat; its address is its id."""
    account_id = uuid.uuid4()
    account = Account(
        id=account_id,
        person_id=person.id,
        platform=Platform.WEB,
        bot=BOT,
        address_hash=people.address_hash(tx, Platform.WEB, str(account_id)),
        language=person.language,
        created_at=now,
    )
    tx.add(await tx.seal(account, address=str(account_id), chat=str(account_id)))
    await tx.flush()
    return account


async def _give_role(tx: UnitOfWork, person: Person, invitation: Invitation, now: datetime) -> None:
    """An invitation may make an operator; it never takes rights away."""
    if invitation.role is None or await tx.get(Operator, person.id) is not None:
        return
    tx.add(
        Operator(
            person_id=person.id,
            name="",
            role=invitation.role,
            personas=[invitation.persona] if invitation.persona else [],
            made_by=invitation.made_by,
            created_at=now,
        )
    )
