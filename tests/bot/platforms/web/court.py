"""A web chat for tests: the real platform on a free port, the real database, vault, packs and texts.

The court behind it is a listener that notes what it was told; ``test_whole`` puts the real one there."""

import itertools
import json
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.blobs import IndexedVault
from bot.platforms.port import Parcel, Receipt
from bot.platforms.web.config import WebConfig
from bot.platforms.web.limits import Limits
from bot.platforms.web.runner import WebPlatform
from bot.wake import Waker
from handlers.chat.incoming import Inbound, StopRequest, words_of
from handlers.chat.outgoing import Meaning, Say, Speaker
from handlers.content.content import Content
from handlers.content.loader import load_content
from handlers.content.texts import Texts, load_texts
from handlers.feature import Access, CommandSpec, Feature, Group, Registry
from handlers.ports import House, Policy
from handlers.rules.age import is_adult
from handlers.rules.court_rules import CourtRules
from handlers.turn import Turn
from media.vault import LocalVault
from storage.enums import OutboxClass, Platform
from storage.tables import Account, Person
from storage.unit import Storage
from tests.bot.platforms.web.browser import Browser
from tests.support.clocks import FakeClock
from tests.support.people import SAFEWORD

_LOADED: list[tuple[Content, Texts]] = []


def shipped() -> tuple[Content, Texts]:
    """The shipped packs and texts, loaded once."""
    if not _LOADED:
        _LOADED.append((load_content(), load_texts()))
    return _LOADED[0]


@dataclass(frozen=True, slots=True)
class Taken:
    """What the listener says of an update."""

    new: bool
    red: bool
    private: bool = False


@dataclass(slots=True)
class Listener:
    """Takes updates as the intake does: once each, hearing the safeword; raises ``trouble`` if any."""

    heard: list[Inbound] = field(default_factory=list)
    trouble: Exception | None = None
    private: bool = False

    async def accept(self, inbound: Inbound, /) -> Taken:
        """Note an update."""
        if self.trouble is not None:
            raise self.trouble
        red = isinstance(inbound.body, StopRequest) or any(
            SAFEWORD in words for words in words_of(inbound.body)
        )
        new = all(inbound.key != known.key for known in self.heard)
        if new:
            self.heard.append(inbound)
        return Taken(new, red, self.private)

    @property
    def bodies(self) -> list[object]:
        """What was said, without the greeting of an empty chat."""
        return [each.body for each in self.heard if not each.key.endswith(":welcome")]


@dataclass(slots=True)
class Stops:
    """Notes the stops asked for at the door."""

    asked: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, username: str, word: str, /) -> None:
        """Note one."""
        self.asked.append((username, word))


@dataclass(slots=True)
class Journal:
    """Keeps nothing."""

    failing: bool = False

    async def record(self, kind: str, person_id: uuid.UUID, **facts: str) -> None:
        """Forget it."""


class DateOfBirth:
    """The court's own age check."""

    name = "date of birth"
    is_adult = staticmethod(is_adult)


async def nothing(turn: Turn, args: str) -> None:
    """A command that does nothing."""


COMMANDS = Registry.of(
    Feature(
        commands=(
            CommandSpec("help", Group.PRIVATE, Access.ANYBODY, nothing),
            CommandSpec("tasks", Group.PLAY, Access.PLAYER, nothing),
            CommandSpec("desk", Group.OPERATOR, Access.OPERATOR, nothing),
            CommandSpec("operators", Group.OPERATOR, Access.OWNER, nothing),
            CommandSpec("secret", Group.ME, Access.ANYBODY, nothing, hidden=True),
        )
    )
)


def drawn(card: str) -> bytes:
    """A card "drawn" as its own data, so that a test sees which one it was."""
    return b"\x89PNG\r\n\x1a\n" + json.dumps(card).encode()


class WebCourt:
    """The platform, and what tests ask of the court behind it."""

    def __init__(
        self,
        storage: Storage,
        clock: FakeClock,
        folder: Path,
        *,
        config: WebConfig | None = None,
        admission: str = "open",
        limits: Limits | None = None,
    ) -> None:
        content, texts = shipped()
        self.storage, self.clock = storage, clock
        self.listener, self.stops = Listener(), Stops()
        self.blobs = IndexedVault(storage, LocalVault(folder / "vault"), clock)
        self.house = House(
            storage=storage,
            clock=clock,
            rules=CourtRules(),
            content=content,
            texts=texts,
            journal=Journal(),
            blobs=self.blobs,
            wake=Waker(),
            age=DateOfBirth(),
            policy=Policy(admission=admission),
        )
        self.config = config or WebConfig(port=0, heartbeat_seconds=0.1)
        self.web = WebPlatform(
            self.house, COMMANDS, self.config, self.listener, self.stops, draw_card=drawn, limits=limits
        )
        self.random = random.Random(1)
        self._outbox = itertools.count(1)
        self._browsers: list[Browser] = []
        self._whose: dict[Browser, tuple[Account, Person]] = {}

    def browser(self, **headers: str) -> Browser:
        """A new browser, with cookies of its own."""
        browser = Browser(self.web.address, **headers)
        self._browsers.append(browser)
        return browser

    async def member(self, email: str = "anna@example.org") -> Browser:
        """A browser of somebody who has just registered."""
        browser = self.browser()
        answer = await browser.register(email)
        assert answer.status_code == 303, answer.text
        return browser

    async def person_of(self, browser: Browser) -> tuple[Account, Person]:
        """Whose browser it is."""
        if browser in self._whose:
            return self._whose[browser]
        page = (await browser.get("/")).text
        account_id = uuid.UUID(page.split('data-account="')[1].split('"')[0])
        async with self.storage.read() as tx:
            account = await tx.get(Account, account_id)
            assert account is not None
            person = await tx.get(Person, account.person_id)
            assert person is not None
        self._whose[browser] = account, person
        return account, person

    async def tells(
        self,
        browser: Browser,
        meaning: Meaning | str,
        *,
        ref: str | None = None,
        outbox_id: int | None = None,
        klass: OutboxClass = OutboxClass.GAME,
    ) -> Receipt:
        """Deliver a message to whose browser it is."""
        account, person = await self.person_of(browser)
        parcel = Parcel(
            outbox_id=outbox_id or next(self._outbox),
            person_id=person.id,
            account_id=account.id,
            platform=Platform.WEB,
            address=str(account.id),
            chat=str(account.id),
            meaning=Say(meaning, by=Speaker.COURT) if isinstance(meaning, str) else meaning,
            ref=ref,
            klass=klass,
            persona="octavia",
            persona_name="Lady Octavia",
        )
        return await self.web.send(parcel)

    def with_policy(self, admission: str) -> Policy:
        """The court's policy with another admission."""
        return replace(self.house.policy, admission=admission)

    async def close(self) -> None:
        """Stop the platform and its browsers."""
        for browser in self._browsers:
            await browser.close()
        await self.web.stop()


def texts_of(messages: Sequence[dict[str, object]]) -> list[object]:
    """The words of some messages."""
    return [message["text"] for message in messages]
