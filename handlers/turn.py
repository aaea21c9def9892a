"""One update, or one thing that time brought, being handled: a single transaction and what is said in it."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from handlers import posting
from handlers.chat.incoming import Inbound
from handlers.chat.outgoing import Amend, Ask, Choice, Form, Message, Remove, Say, Speaker, Style
from handlers.feature import Registry
from handlers.ports import House, Uploaded
from handlers.rules.standing import Blocked, play_allowed
from handlers.standing import standing_of
from handlers.subject import Subject
from storage.enums import OutboxClass
from storage.queries import people
from storage.tables import Account, Inbox, MemberSettings, Operator, Person, Prompt, User, Work
from storage.unit import UnitOfWork

BARRING = frozenset({"ban", "erase", "exclude", "minor_lock"})
LOOSENING = frozenset({"resume", "unban", "minor_unlock", "unlink"})


@dataclass(slots=True)
class Turn:
    """What a handler works with. Everything it changes is committed together, or not at all."""

    house: House
    registry: Registry
    tx: UnitOfWork
    now: datetime
    """Court time."""
    wall: datetime
    rng: random.Random
    me: Subject
    account: Account | None = None
    inbound: Inbound | None = None
    inbox: Inbox | None = None
    uploads: tuple[Uploaded, ...] = ()
    pressed: Prompt | None = None
    late: bool = False
    """Whether the button's message had lost its buttons before the press."""
    answered: str = ""
    """The answer that completed a form which was asked one question at a time."""
    _subjects: dict[uuid.UUID, Subject] = field(default_factory=dict)
    _loosening: list[tuple[str, uuid.UUID, dict[str, str]]] = field(default_factory=list)

    # -- words -----------------------------------------------------------------------------------

    def text(self, key: str, /, **values: object) -> str:
        """A system text in the language of the person whose turn it is."""
        return self.house.texts.get(key, self.me.person.language, **values)

    def text_for(self, subject: Subject, key: str, /, **values: object) -> str:
        """A system text in another person's language."""
        return self.house.texts.get(key, subject.person.language, **values)

    def line(self, event: str, /, *, of: Subject | None = None, **values: object) -> str:
        """What the member's persona says at an event; of the one whose turn it is, or of another."""
        member = (of or self.me).member
        return self.house.content.line(member.domme_assigned, event, self.rng, last=None, **values)

    # -- people ----------------------------------------------------------------------------------

    async def subject(self, person_id: uuid.UUID) -> Subject | None:
        """Another person, loaded and locked, or None if unknown."""
        if person_id == self.me.person.id:
            return self.me
        if person_id not in self._subjects:
            person = await self.tx.lock(person_id)
            if person is None:
                return None
            self._subjects[person_id] = await load_subject(self.tx, person)
        return self._subjects[person_id]

    def blocked(self, subject: Subject) -> Blocked | None:
        """Why nothing of the game may reach somebody now, or None."""
        return play_allowed(standing_of(subject.person), self.now)

    # -- saying ----------------------------------------------------------------------------------

    async def say(
        self,
        what: Message | str,
        *,
        by: Speaker = Speaker.COURT,
        klass: OutboxClass | None = None,
        ref: str | None = None,
        choices: tuple[Choice, ...] = (),
    ) -> None:
        """Answer the person whose turn it is, where the update came from."""
        message = Say(what, by=by, choices=choices) if isinstance(what, str) else what
        usual = OutboxClass.REPLY if self.inbound else OutboxClass.GAME
        account = self.account or await self.account_of(self.me)
        if account is not None:
            where = self.inbound.reply_to if self.inbound else ""
            await posting.queue(
                self, account, self.me, message, klass=klass or usual, ref=ref, reply_to=where
            )

    async def persona_says(
        self, event: str, /, *, choices: tuple[Choice, ...] = (), ref: str | None = None, **values: object
    ) -> None:
        """Answer in the voice of the member's persona."""
        said = self.line(event, of=None, **values)
        await self.say(said, by=Speaker.PERSONA, choices=choices, ref=ref)

    async def tell(
        self,
        subject: Subject,
        what: Message | str,
        *,
        by: Speaker = Speaker.COURT,
        klass: OutboxClass = OutboxClass.GAME,
        ref: str | None = None,
        on_sent: str = "",
        not_before: datetime | None = None,
        choices: tuple[Choice, ...] = (),
        veiled: bool = False,
        campaign: uuid.UUID | None = None,
    ) -> bool:
        """Write to a person unprompted, where she last spoke. ``not_before`` is court time. In discreet mode
        what is of the game, or ``veiled``, is one neutral line until it is opened.

        False if there is no account that can be reached, or if game may not be sent to her now."""
        message = Say(what, by=by, choices=choices) if isinstance(what, str) else what
        account = await self.account_of(subject)
        if account is None or (klass is OutboxClass.GAME and self.blocked(subject) is not None):
            return False
        is_discreet = subject.settings is not None and subject.settings.discreet
        if is_discreet and (veiled or klass is OutboxClass.GAME):
            message = posting.discreet(self.house, subject, message)
        wall = None if not_before is None else self.house.clock.wall_at(not_before)
        await posting.queue(
            self,
            account,
            subject,
            message,
            klass=klass,
            ref=ref,
            on_sent=on_sent,
            not_before=wall,
            campaign=campaign,
        )
        return True

    async def amend(
        self,
        ref: str,
        message: Message | None = None,
        *,
        of: Subject | None = None,
        note: str = "",
        klass: OutboxClass = OutboxClass.REPLY,
    ) -> None:
        """Rewrite an earlier message in place, where it was sent, or only take away its buttons.

        What is written unprompted is of class game: a hold keeps it back, a stop cancels it."""
        await posting.amend(self, ref, message, of or self.me, note=note, klass=klass)

    async def form_done(self) -> None:
        """The form that was sent in is accepted: it cannot be sent in again."""
        if self.pressed is not None and self.pressed.ref is not None:
            await self.amend(self.pressed.ref, note=self.answered)

    async def remove(self, ref: str, *, of: Subject | None = None) -> None:
        """Delete an earlier message from the chat where the platform allows it; ``*`` is all of it."""
        subject = of or self.me
        for account in await people.accounts_of(self.tx, subject.person.id):
            await posting.put(self, account, subject, Remove(ref), klass=OutboxClass.ACCOUNT)

    async def account_of(self, subject: Subject) -> Account | None:
        """Where to write to somebody: where she last spoke; never elsewhere if that is blocked."""
        spoke = subject.person.spoke_account_id
        account = await self.tx.get(Account, spoke) if spoke else None
        if account is None:
            found = await people.accounts_of(self.tx, subject.person.id)
            account = found[0] if found else None
        return None if account is None or account.unreachable_at is not None else account

    # -- slow work and the journal ---------------------------------------------------------------

    async def later(self, kind: str, args: str = "", *, subject: Subject | None = None) -> Work:
        """Queue something slow for ``handlers/work.py``, in this transaction."""
        person = (subject or self.me).person
        row = Work(kind=kind, person_id=person.id, created_at=self.wall)
        if args:
            await self.tx.seal(row, args=args)
        self.tx.add(row)
        self.tx.after_commit(self.house.wake.work)
        return row

    async def journal(self, kind: str, subject: Subject | None = None, **facts: str) -> None:
        """Write to the safety journal; what bars an address names its hash.

        What tightens is on disk before the commit, what loosens only after it: should either be lost on the
        way, the stricter holds."""
        person_id = (subject or self.me).person.id
        if kind in BARRING:
            accounts = await people.accounts_of(self.tx, person_id)
            facts = {"addresses": " ".join(account.address_hash for account in accounts), **facts}
        if kind in LOOSENING or (kind == "consent" and facts.get("given") == "yes" and "value" not in facts):
            self._loosening.append((kind, person_id, facts))
        else:
            await self.house.journal.record(kind, person_id, **facts)

    async def committed(self) -> None:
        """Write what loosens to the safety journal. Called once the transaction is committed."""
        for kind, person_id, facts in self._loosening:
            await self.house.journal.record(kind, person_id, **facts)
        self._loosening.clear()


async def load_subject(tx: UnitOfWork, person: Person) -> Subject:
    """Everything about a person that a turn needs."""
    return Subject(
        person=person,
        user=await tx.get(User, person.id),
        settings=await tx.get(MemberSettings, person.id),
        operator=await tx.get(Operator, person.id),
    )


__all__ = ["Amend", "Ask", "Choice", "Form", "Message", "Say", "Speaker", "Style", "Turn", "load_subject"]
