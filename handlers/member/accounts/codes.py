"""The code that links: 64 bits, ten minutes, one use; made here, told apart from other words."""

import re
import secrets
from datetime import datetime, timedelta

from handlers.turn import Turn
from storage.queries import joining, web
from storage.tables import OneTimeCode

KIND = "link"
BITS = 64
LIFETIME = timedelta(minutes=10)
MOST_AN_HOUR = 5
START_PREFIX = "link_"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: nobody has to ask which of two letters it is."""
LETTERS = 13
_CODE = re.compile(rf"[{ALPHABET}]{{{LETTERS}}}")
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = re.compile(r"[\s\-]+")


def read(text: str) -> str | None:
    """The code that somebody typed, however it was spaced, or None if it cannot be one."""
    if len(text) > 2 * LETTERS:
        return None
    plain = _BETWEEN.sub("", text).upper().translate(_MISREAD)
    return plain if _CODE.fullmatch(plain) else None


def spaced(code: str) -> str:
    """The code as it is read out."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


async def make(turn: Turn) -> str | None:
    """A fresh code for the account that asks; an earlier one stops working. None if there were too many."""
    if turn.account is None:
        return None
    person = turn.me.person
    made = await joining.codes_since(turn.tx, person.id, KIND, turn.wall - timedelta(hours=1))
    if made >= MOST_AN_HOUR:
        return None
    await joining.void_codes_of(turn.tx, person.id, KIND, turn.wall)
    number = secrets.randbits(BITS)
    code = "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(LETTERS)))
    turn.tx.add(
        OneTimeCode(
            code_hash=web.code_hash(turn.tx.keyring, KIND, code),
            kind=KIND,
            person_id=person.id,
            account_id=turn.account.id,
            created_at=turn.wall,
            expires_at=turn.wall + LIFETIME,
        )
    )
    await turn.tx.flush()
    return code


async def peek(turn: Turn, code: str) -> OneTimeCode | None:
    """The code if it still links, without using it."""
    return await web.open_code(turn.tx, KIND, code, turn.wall)


async def spend(turn: Turn, code: str) -> OneTimeCode | None:
    """Use the code up. None if it no longer links."""
    return await web.spend_code(turn.tx, KIND, code, turn.wall)


def may_try(turn: Turn) -> bool:
    """Count a try of the account that speaks; False if it has had too many."""
    account = turn.account
    return account is None or not turn.house.tries.codes.wait(str(account.id), turn.wall)


def until(moment: datetime) -> str:
    """How long a question about linking may be answered."""
    return (moment + LIFETIME).isoformat()


def is_late(turn: Turn, given: str) -> bool:
    """Whether the time to answer is over."""
    return turn.wall > datetime.fromisoformat(given)
