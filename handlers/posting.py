"""What a turn says, on its way into the outbox: bound to its buttons, in its class, to the right chat."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import form_steps, prompts
from handlers.chat.outgoing import MEANING, Amend, Choice, Meaning, Message, Say, Style
from handlers.ports import House
from handlers.subject import Subject
from storage.enums import OutboxClass
from storage.queries import chat as chat_queries
from storage.queries import outbox
from storage.tables import Account, Outbox, Prompt

if TYPE_CHECKING:
    from handlers.turn import Turn

OPEN = "discreet.open"


async def queue(
    turn: "Turn",
    account: Account,
    subject: Subject,
    message: Message,
    *,
    klass: OutboxClass,
    ref: str | None = None,
    on_sent: str = "",
    not_before: datetime | None = None,
    reply_to: str = "",
    campaign: uuid.UUID | None = None,
) -> None:
    """Put a message for ``account`` into the outbox; ``not_before`` is wall time."""
    name = ref or f"m:{prompts.new_prompt_id()}"
    bound = await _bound(turn, account, subject, message, klass=klass, ref=name)
    await put(
        turn,
        account,
        subject,
        bound,
        klass=klass,
        ref=name,
        on_sent=on_sent,
        not_before=not_before,
        reply_to=reply_to,
        campaign=campaign,
    )


async def amend(
    turn: "Turn",
    ref: str,
    message: Message | None,
    subject: Subject,
    *,
    note: str,
    klass: OutboxClass = OutboxClass.REPLY,
) -> None:
    """Change a message that was sent, in the chat that has it; without a ``message`` it loses its buttons."""
    closed = await chat_queries.close_prompts(turn.tx, subject.person.id, turn.wall, ref=ref)
    account = await _holder(turn, subject, ref)
    if account is None:
        return
    if message is not None:
        if turn.pressed not in closed and await prompts.any_does(turn.tx, closed, OPEN):
            # Nobody has opened the neutral line yet: what is behind it changes, not the line.
            message = discreet(turn.house, subject, message)
        message = await _bound(turn, account, subject, message, klass=klass, ref=ref)
    meaning = Amend(ref, message, note)
    reply_to = turn.inbound.reply_to if turn.inbound and _is_pressed(turn, ref) else ""
    await put(turn, account, subject, meaning, klass=klass, reply_to=reply_to)


async def put(
    turn: "Turn",
    account: Account,
    subject: Subject,
    meaning: Meaning,
    *,
    klass: OutboxClass,
    ref: str | None = None,
    on_sent: str = "",
    not_before: datetime | None = None,
    reply_to: str = "",
    campaign: uuid.UUID | None = None,
) -> None:
    """Write the outbox row; delivery is woken by the commit. Those of a ``campaign`` are written together."""
    row = Outbox(
        account_id=account.id,
        person_id=subject.person.id,
        klass=klass,
        stop_epoch=subject.person.stop_epoch,
        ref=ref,
        on_sent=on_sent,
        not_before=not_before,
        created_at=turn.wall,
        campaign_id=campaign,
    )
    payload = MEANING.dump_json(meaning).decode()
    turn.tx.add(await turn.tx.seal(row, payload=payload, reply_to=reply_to or None))
    if campaign is None:
        await turn.tx.flush()
    if not_before is not None:
        moment = not_before
        turn.tx.after_commit(lambda: turn.house.wake.alarm(moment))
    turn.tx.after_commit(turn.house.wake.delivery)


def discreet(house: House, subject: Subject, message: Message) -> Message:
    """One neutral line in place of ``message``; a press opens it."""
    language = subject.person.language
    held = MEANING.dump_json(message).decode()
    opening = Choice(house.texts.get("common.open", language), OPEN, {"held": held}, style=Style.PRIMARY)
    return Say(house.texts.get("common.discreet_line", language), choices=(opening,))


async def _bound(
    turn: "Turn", account: Account, subject: Subject, message: Message, *, klass: OutboxClass, ref: str
) -> Message:
    """The message as this account's platform can show it, its buttons bound to a prompt."""
    shown = await form_steps.as_shown(turn, account, subject, message, ref)
    return await prompts.bind(
        turn.tx, shown, account=account, person=subject.person, klass=klass, ref=ref, now=turn.wall
    )


async def _holder(turn: "Turn", subject: Subject, ref: str) -> Account | None:
    """The account whose chat has the message of this name, if it can still be reached."""
    held = await outbox.account_told(turn.tx, subject.person.id, ref)
    account = await turn.tx.get(Account, held) if held else None
    if account is None and subject is turn.me:
        account = turn.account
    account = account or await turn.account_of(subject)
    return None if account is None or account.unreachable_at is not None else account


def _is_pressed(turn: "Turn", ref: str) -> bool:
    pressed: Prompt | None = turn.pressed
    return pressed is not None and pressed.ref == ref
