"""The Telegram of the tests: a real server on a loopback socket, and the people behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.fakes.telegram.doors import application
from tests.fakes.telegram.groups import Group
from tests.fakes.telegram.people import Person
from tests.fakes.telegram.world import World

FIRST_PERSON = 500_000_001
FIRST_GROUP = -4_000_000_001


class TelegramServer(World):
    """A World with doors.

    ``pace`` makes its pauses pass so many times faster: before retries, in limits, after conflicts;
    ``allow_http_webhook`` lets a webhook be plain http on this machine."""

    def __init__(self, *, port: int = 0, **world: Any) -> None:
        super().__init__(**world)
        self.port = port
        """0 until it runs, unless asked for"""
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls ``base_url``."""
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot calls ``base_file_url``."""
        return f"http://127.0.0.1:{self.port}/file/bot"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["TelegramServer"]:
        """Run in the test's own loop."""
        await self.comes_back()
        try:
            yield self
        finally:
            await self.webhook.stop()
            await self.goes_away()

    async def goes_away(self) -> None:
        """Nobody answers any more: calls under way are cut, connections refused."""
        runner, self._runner = self._runner, None
        await self.webhook.stop()
        if runner:
            await runner.cleanup()

    async def comes_back(self) -> None:
        """Answer again, on the same port and with everything remembered."""
        if self._runner:
            return
        self._runner = web.AppRunner(
            application(self), access_log=None, shutdown_timeout=0.05, handle_signals=False
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        self.webhook.start()

    def person(
        self,
        name: str,
        *,
        id: int | None = None,  # noqa: A002
        language: str = "en",
        username: str = "",
        met: bool = False,
    ) -> Person:
        """Somebody new; ``met`` if she has already written to the bot."""
        person_id = id or FIRST_PERSON + self.next_number()
        person = Person(self, name, person_id, language=language, username=username)
        person.met = met
        self.chats[person_id] = person
        return person

    def group(self, title: str, *people: Person, id: int | None = None, supergroup: bool = False,  # noqa: A002
              username: str = "") -> Group:  # fmt: skip
        """A group of these people, without the bot."""
        first = FIRST_GROUP - self.next_number()
        group_id = id or (first - 1_000_000_000_000 if supergroup else first)
        group = Group(self, title, group_id, supergroup=supergroup, username=username)
        group.joined_by(*people)
        self.chats[group_id] = group
        return group

    def revoke_token(self) -> None:
        """BotFather takes the token back."""
        self.revoked = True

    def malformed_update(self, person: Person, text: str = "broken") -> int:
        """An update whose message lacks its date. Returns its id."""
        message = person.put({"text": text})
        told = {name: value for name, value in message.to_json().items() if name != "date"}
        key, entry = list(self.updates.pending.items())[-1]
        self.updates.confirm(key)
        entry.update["message"] = told
        self.updates.put_raw(entry.update, person.id)
        return entry.update_id
