"""The transcript: every bubble of every web chat, sealed, numbered, and never doubled."""

import uuid
from dataclasses import dataclass
from typing import assert_never

from bot.platforms.port import NoPayments, Parcel, Receipt, Unreachable
from bot.platforms.web.hub import Hub
from bot.platforms.web.render import Voices, closed, rendered
from bot.platforms.web.wire import Body, Shown, Source, bubble_of, removal_of
from handlers.chat.outgoing import Amend, Ask, Form, Invoice, Message, Remove, Say
from handlers.ports import House
from storage.enums import OutboxClass
from storage.gate import Urgency
from storage.queries import web_chat
from storage.tables import Account, WebMessage
from storage.unit import UnitOfWork

EVERYTHING = "*"
LOOK_BACK = 20
URGENT = frozenset({OutboxClass.SAFETY, OutboxClass.ACCOUNT})


@dataclass(frozen=True, slots=True)
class Own:
    """Something a person sent, to be shown in her chat. ``private``: as dots. ``typed``: a secret question
    before it makes it private too."""

    account_id: uuid.UUID
    person_id: uuid.UUID
    language: str
    client: str
    text: str
    private: bool = False
    typed: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """Part of a chat as the page gets it. ``rev`` is where to go on from."""

    messages: list[dict[str, object]]
    removed: list[dict[str, object]]
    rev: int
    more: bool


class Transcript:
    """Writes and reads bubbles. Every change wakes the chat's live lines once it is committed."""

    def __init__(self, house: House, hub: Hub) -> None:
        self._house = house
        self._hub = hub

    # -- writing -----------------------------------------------------------------------------------

    async def note_own(self, own: Own, *, new: bool) -> None:
        """Show a person what she sent. Not ``new``: it may be there already, and is not doubled."""
        async with self._house.storage.begin() as tx:
            await web_chat.locked_account(tx, own.account_id)
            if not new and await web_chat.message_of_client(tx, own.account_id, own.client):
                return
            private = own.private or (own.typed and await self._asked_secretly(tx, own.account_id))
            text = self._word("hidden_answer", own.language) if private else own.text
            body = Body(speaker="me", name=self._word("you", own.language), text=text)
            row = await self._new_row(tx, own.account_id)
            row.mine, row.client = True, own.client
            await self._write(tx, row, own.person_id, body)
            tx.add(row)

    async def deliver(self, parcel: Parcel) -> Receipt:
        """Put a parcel into its chat; the same one again changes nothing. Raises ``Unreachable``."""
        urgency = Urgency.SAFETY if parcel.klass in URGENT else Urgency.TURN
        async with self._house.storage.begin(urgency) as tx:
            account = await web_chat.locked_account(tx, parcel.account_id)
            if account is None:
                raise Unreachable("The account is gone.")
            match parcel.meaning:
                case Say() | Ask() | Form() as message:
                    return await self._say(tx, parcel, account, message)
                case Amend() as amend:
                    return await self._amend(tx, parcel, account, amend)
                case Invoice():
                    raise NoPayments
                case Remove(ref=ref):
                    return await self._remove(tx, parcel, ref)
                case _:
                    assert_never(parcel.meaning)

    async def _say(self, tx: UnitOfWork, parcel: Parcel, account: Account, message: Message) -> Receipt:
        before = await web_chat.message_of_part(tx, parcel.outbox_id, parcel.part)
        if before is not None:
            return Receipt((str(before.id),))
        row = await self._new_row(tx, account.id)
        row.outbox_id, row.part, row.ref = parcel.outbox_id, parcel.part, parcel.ref
        await self._write(tx, row, parcel.person_id, rendered(message, self._voices(parcel, account)))
        tx.add(row)
        return Receipt((str(row.id),))

    async def _amend(self, tx: UnitOfWork, parcel: Parcel, account: Account, amend: Amend) -> Receipt:
        row = await web_chat.message_called(tx, account.id, amend.ref)
        stored = await tx.open(row, "body") if row else None
        if row is None or stored is None:
            return Receipt()
        if amend.meaning is not None:
            body = rendered(amend.meaning, self._voices(parcel, account))
        else:
            body = closed(Body.model_validate_json(stored), amend.note)
        row.rev = await self._next_rev(tx, account.id)
        await self._write(tx, row, parcel.person_id, body)
        return Receipt((str(row.id),))

    async def _remove(self, tx: UnitOfWork, parcel: Parcel, ref: str) -> Receipt:
        if ref == EVERYTHING:
            rows = list(await web_chat.present(tx, parcel.account_id))
        else:
            found = await web_chat.message_called(tx, parcel.account_id, ref)
            rows = [found] if found else []
        rev = await self._next_rev(tx, parcel.account_id)
        for number, row in enumerate(rows):
            row.rev, row.body, row.removed_at = rev + number, None, self._house.clock.wall()
        self._woken(tx, parcel.account_id)
        return Receipt()

    async def _new_row(self, tx: UnitOfWork, account_id: uuid.UUID) -> WebMessage:
        seq, rev = await web_chat.last_numbers(tx, account_id)
        return WebMessage(account_id=account_id, seq=seq + 1, rev=rev + 1, at=self._house.clock.wall())

    async def _next_rev(self, tx: UnitOfWork, account_id: uuid.UUID) -> int:
        return (await web_chat.last_numbers(tx, account_id))[1] + 1

    async def _write(self, tx: UnitOfWork, row: WebMessage, owner: uuid.UUID, body: Body) -> None:
        await tx.seal(row, owner=owner, body=body.stored())
        self._woken(tx, row.account_id)

    def _woken(self, tx: UnitOfWork, account_id: uuid.UUID) -> None:
        tx.after_commit(lambda: self._hub.wake(account_id))

    async def _asked_secretly(self, tx: UnitOfWork, account_id: uuid.UUID) -> bool:
        """Whether the newest open question is a secret one: what is typed now belongs to it."""
        for row in await web_chat.newest_heard(tx, account_id, LOOK_BACK):
            stored = await tx.open(row, "body")
            body = Body.model_validate_json(stored) if stored else None
            if body is not None and body.asks:
                return body.input is not None and body.input.secret
        return False

    def _voices(self, parcel: Parcel, account: Account) -> Voices:
        return Voices(
            court=self._word("court", account.language),
            safety=self._word("safety", account.language),
            desk=self._word("desk", account.language),
            persona=parcel.persona,
            persona_name=parcel.persona_name,
            wall_at=self._house.clock.wall_at,
        )

    def _word(self, key: str, language: str) -> str:
        return self._house.texts.get(f"web.{key}", language)

    # -- reading -----------------------------------------------------------------------------------

    async def after(self, tx: UnitOfWork, account_id: uuid.UUID, rev: int, limit: int) -> News:
        """What changed since ``rev``, bubbles in the order of the chat."""
        found = await web_chat.changed_since(tx, account_id, rev, limit)
        messages = [await _bubble(tx, row) for row in sorted(found.rows, key=lambda row: row.seq)]
        gone = [removal_of(row) for row in found.rows if row.removed_at is not None]
        last = found.rows[-1].rev if found.rows else rev
        return News([each for each in messages if each is not None], gone, last, found.more)

    async def before(self, tx: UnitOfWork, account_id: uuid.UUID, seq: int, limit: int) -> News:
        """The newest bubbles below ``seq``; ``rev`` is the chat's highest, read before them."""
        _, rev = await web_chat.last_numbers(tx, account_id)
        found = await web_chat.said_before(tx, account_id, seq, limit)
        messages = [await _bubble(tx, row) for row in found.rows]
        return News([each for each in messages if each is not None], [], rev, found.more)

    async def medium(
        self, account_id: uuid.UUID, message_id: uuid.UUID, number: int
    ) -> tuple[Shown, Source] | None:
        """A medium of one of this chat's bubbles, or None: of no other chat."""
        async with self._house.storage.read() as tx:
            row = await tx.get(WebMessage, message_id)
            if row is None or row.account_id != account_id or row.removed_at is not None:
                return None
            stored = await tx.open(row, "body")
        body = Body.model_validate_json(stored) if stored else None
        if body is None or not 0 <= number < len(body.media):
            return None
        return body.media[number], body.sources[number]


async def _bubble(tx: UnitOfWork, row: WebMessage) -> dict[str, object] | None:
    stored = await tx.open(row, "body") if row.removed_at is None else None
    return bubble_of(row, stored) if stored else None
