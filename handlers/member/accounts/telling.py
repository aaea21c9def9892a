"""How accounts are called, and words to one account of a person, or to all of them."""

from collections.abc import Sequence
from datetime import datetime

from handlers import posting
from handlers.chat.outgoing import Choice, Message, Say, Speaker
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import OutboxClass, Platform, Role
from storage.queries import people
from storage.tables import Account


def place(turn: Turn, account: Account, subject: Subject | None = None) -> str:
    """The platform of an account, in the reader's words."""
    return turn.text_for(subject or turn.me, f"link.on_{account.platform.value}")


def since(turn: Turn, account: Account) -> str:
    """Since when an account has been here, in the member's time zone."""
    return day(account.created_at, turn.me)


def day(moment: datetime, subject: Subject) -> str:
    """A date for somebody."""
    return f"{moment.astimezone(subject.zone):%d %B %Y}"


def who(turn: Turn, subject: Subject, reader: Subject) -> str:
    """Whom an account belongs to, for the owner of another."""
    if subject.user is not None:
        return turn.text_for(reader, "link.who_member", name=subject.user.username)
    if subject.operator is not None and subject.operator.name:
        return turn.text_for(reader, "link.who_operator", name=subject.operator.name)
    return turn.text_for(reader, "link.who_nobody")


def role(turn: Turn, role_: Role, reader: Subject) -> str:
    """A role in the reader's words."""
    return turn.text_for(reader, f"operators.{role_.value}")


async def privately(
    turn: Turn, account: Account, subject: Subject, words: str, *, choices: tuple[Choice, ...] = ()
) -> None:
    """Say something to one account of a person, in its own chat and never in answer to an update: what came
    from a server is answered there, and this is for nobody else's eyes."""
    message: Message = Say(words, by=Speaker.COURT, choices=choices)
    await posting.queue(turn, account, subject, message, klass=OutboxClass.ACCOUNT)


async def announce(
    turn: Turn, subject: Subject, key: str, *, accounts: Sequence[Account] | None = None, **values: object
) -> None:
    """Say something about linking to every account of a person; in discreet mode behind a neutral line."""
    words = Say(turn.text_for(subject, key, **values))
    for account in accounts or await people.accounts_of(turn.tx, subject.person.id):
        if account.unreachable_at is not None:
            continue
        here = turn.account is not None and account.id == turn.account.id
        veiled = subject.settings is not None and subject.settings.discreet and not here
        message = posting.discreet(turn.house, subject, words) if veiled else words
        await posting.queue(turn, account, subject, message, klass=OutboxClass.ACCOUNT)


async def has_platform(turn: Turn, platform: Platform) -> bool:
    """Whether the court can be met on a platform."""
    return platform in turn.house.policy.platforms
