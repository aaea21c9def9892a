"""The recovery key: all of the court's keys as one line that survives copying, and whether it was saved."""

import base64
import binascii
import hashlib
import json

from bot.errors import KeyUnusable
from bot.files import write_private
from bot.key_text import parse
from bot.keys import KeyHome
from storage.sealing import CourtKeys

_START = "hercourt1"
_CHECK_DIGITS = 8


def recovery_line(keys: CourtKeys) -> str:
    """The recovery key: keep it on paper or in a password manager, apart from the data."""
    body = base64.urlsafe_b64encode(json.dumps(json.loads(keys.to_text())).encode()).decode().rstrip("=")
    return f"{_START}.{body}.{_check(body)}"


def read_recovery(text: str) -> CourtKeys:
    """The keys behind a recovery key, or behind a key file's text. Raises :class:`KeyUnusable`."""
    joined = "".join(text.split())
    if not joined.startswith(_START):
        return parse(text, "the recovery key")
    body, _, check = joined.removeprefix(f"{_START}.").rpartition(".")
    if _check(body) != check:
        raise KeyUnusable("A part of the recovery key is missing or mistyped.")
    try:
        text = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise KeyUnusable("The recovery key is damaged.") from error
    return parse(text, "the recovery key")


def is_saved(home: KeyHome, keys: CourtKeys) -> bool:
    """Whether the owner said that the recovery key of exactly these keys is saved."""
    try:
        return home.saved_mark.read_text(encoding="utf-8").strip() == _fingerprint(keys)
    except (OSError, UnicodeDecodeError):
        return False


def mark_saved(home: KeyHome, keys: CourtKeys) -> None:
    """Note that the recovery key is saved; a rotation makes the note void by itself."""
    write_private(home.saved_mark, _fingerprint(keys) + "\n", replace=True)


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:_CHECK_DIGITS]


def _fingerprint(keys: CourtKeys) -> str:
    return hashlib.sha256(b"saved\x00" + keys.to_text().encode()).hexdigest()
