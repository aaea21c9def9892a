"""All the platform knows: one bot, its chats, files, updates, commands and payments."""

import itertools
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.errors import Json, Refusal, bad
from tests.fakes.telegram.faults import Faults, Limits
from tests.fakes.telegram.files import FileStore
from tests.fakes.telegram.menus import Menus
from tests.fakes.telegram.queries import Queries
from tests.fakes.telegram.stars import Stars
from tests.fakes.telegram.updates import UpdateQueue
from tests.fakes.telegram.webhook import Webhook

TOKEN = "7000000001:AAfake-Token_for-tests-0123456789abcde"


@dataclass(frozen=True)
class Call:
    """One call of the bot, as it was answered."""

    at: float
    """unix seconds at which it arrived"""
    method: str
    values: dict[str, str]
    code: int
    """200, or that of the refusal; 0 when the connection was cut"""

    @property
    def chat_id(self) -> int | None:
        """The chat it spoke to."""
        return Arguments(self.values).chat_id


class World:
    """One bot's whole platform."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "her_court_test_bot",
        name: str = "Her Court",
        clock: Callable[[], float] = time.time,
        pace: float = 1.0,
        allow_http_webhook: bool = False,
        seed: int = 1,
        keep: int | None = None,
    ) -> None:
        self.token, self.revoked = token, False
        self.pace = pace
        self.keep = keep
        """messages kept a chat; None for all"""
        self._clock, self._ahead = clock, 0.0
        bot_id = int(token.partition(":")[0])
        self.bot: Json = {"id": bot_id, "is_bot": True, "first_name": name, "username": username}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore(token)
        self.updates = UpdateQueue(self.now)
        self.faults = Faults(seed)
        self.limits = Limits(self.now, pace=pace)
        self.menus = Menus()
        self.queries = Queries(self.now)
        self.stars = Stars(self.now)
        self.payloads: dict[int, str] = {}
        """of invoices, by message id: the person never sees them"""
        self.webhook = Webhook(self, allow_http=allow_http_webhook)
        self.calls: deque[Call] = deque(maxlen=200_000)
        self.accidents: list[str] = []
        """calls at which this server itself failed: there should be none"""
        self.updates.pace = pace
        self._message_ids = itertools.count(1)
        self._numbers = itertools.count(1)

    def now(self) -> float:
        """Unix seconds."""
        return self._clock() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time pass, all at once."""
        self._ahead += seconds

    def next_message_id(self) -> int:
        """Message ids only grow."""
        return next(self._message_ids)

    def next_number(self) -> int:
        """A number never used before, for ids of albums, queries and charges."""
        return next(self._numbers)

    def chat(self, arguments: Arguments, *, write: bool = True, field: str = "chat_id") -> Chat:
        """The chat a call speaks to, refused when it cannot be spoken to."""
        named = arguments.text(field)
        if not named:
            raise bad("chat_id is empty")
        chat = self._named(named)
        if chat is None:
            raise bad("chat not found")
        chat.check(write=write)
        return chat

    def _named(self, named: str) -> Chat | None:
        if named.startswith("@"):
            wanted = named.removeprefix("@").lower()
            groups = [chat for chat in self.chats.values() if chat.kind == "supergroup"]
            return next((c for c in groups if str(c.to_json().get("username", "")).lower() == wanted), None)
        return self.chats.get(int(named)) if named.lstrip("-").isdigit() else None

    def check_token(self, token: str) -> None:
        """Refuse a token that is none (404), or is not this bot's (401)."""
        bot_id, separator, secret = token.partition(":")
        if not separator or not bot_id.isdigit() or len(secret) < 30 or len(token) > 80:
            raise Refusal(404, "Not Found")
        if token != self.token or self.revoked:
            raise Refusal(401, "Unauthorized")

    def called(self, method: str, chat_id: int | None = None) -> list[Call]:
        """The calls of a method (in a chat), oldest first."""
        wanted = method.lower()
        return [c for c in self.calls if c.method == wanted and chat_id in (None, c.chat_id)]
