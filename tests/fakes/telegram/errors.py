"""Refusals, in the shapes and words of the real server."""

from http import HTTPStatus
from typing import Any

Json = dict[str, Any]


class Refusal(Exception):
    """The server says no: a status code, a description, and what may help (`retry_after`…)."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """The answer as it goes over the wire."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad(reason: str) -> Refusal:
    """400. A reason in capitals is a code of the inner server and stays so; else it begins small."""
    small = reason if len(reason) > 1 and (reason[1].isupper() or reason[1] == "_") else _small(reason)
    return Refusal(400, f"Bad Request: {small}")


def _small(reason: str) -> str:
    return reason[:1].lower() + reason[1:]


def forbidden(reason: str) -> Refusal:
    """403: this chat cannot be written to."""
    return Refusal(403, f"Forbidden: {reason}")


def conflict(reason: str) -> Refusal:
    """409: somebody else takes the updates."""
    return Refusal(409, f"Conflict: {reason}")


def too_many(retry_after: int) -> Refusal:
    """429: come back in ``retry_after`` seconds."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def broken(code: int = 500) -> Refusal:
    """5xx: the server's own trouble."""
    return Refusal(code, HTTPStatus(code).phrase)


def migrated(chat_id: int) -> Refusal:
    """400: the group lives on as the supergroup ``chat_id``."""
    return Refusal(
        400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat_id
    )


BLOCKED = "bot was blocked by the user"
DEACTIVATED = "user is deactivated"
UNMET = "bot can't initiate conversation with a user"
KICKED = "bot was kicked from the group chat"
KICKED_SUPER = "bot was kicked from the supergroup chat"
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
