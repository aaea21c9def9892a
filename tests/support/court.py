"""A whole court for tests: real storage, turns, intake and delivery; only clock and chat are the test's.

anna = await court.guest("anna")
await anna.says("/start")
assert "born" in anna.last.text
await anna.presses("I am an adult")
"""

import itertools
import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.blobs import IndexedVault
from bot.engine import Engine, assemble
from bot.intake import Accepted
from bot.platforms.port import PlatformPort
from bot.wake import Waker
from handlers.chat.incoming import (
    Attachment,
    Body,
    Command,
    FormAnswer,
    Inbound,
    Origin,
    Press,
    StopRequest,
    Text,
    Upload,
)
from handlers.chat.outgoing import Choice, Form, Medium, Say
from handlers.ports import House, Journal, Policy
from handlers.registry import full_registry
from handlers.rules.court_rules import CourtRules
from media.clean import MediaCleaner
from media.vault import LocalVault
from storage.enums import Platform
from storage.queries import people
from storage.tables import Account, Person, User
from storage.unit import Storage
from tests.support.clocks import FakeClock
from tests.support.furnishing import DateOfBirth, NotedJournal, shipped_content, shipped_texts
from tests.support.keeping import ScriptedKeeper
from tests.support.people import make_account, make_person
from tests.support.scripted import Bubble, ScriptedPlatform


@dataclass(slots=True)
class Chatter:
    """Somebody in a chat with the court."""

    court: "ScriptedCourt"
    name: str
    address: str
    platform: Platform = Platform.WEB

    # -- what they do ----------------------------------------------------------------------------

    async def says(self, text: str) -> None:
        """Type a message, or a command if it begins with a slash."""
        if text.startswith("/"):
            name, _, args = text[1:].partition(" ")
            await self.does(Command(name, args))
        else:
            await self.does(Text(text))

    async def presses(self, label: str) -> None:
        """Press the newest button whose label contains ``label`` (case does not matter)."""
        await self.does(Press(self.button(label).token))

    async def fills(self, **values: str | Sequence[str]) -> None:
        """Send in the newest open form."""
        form = self.form
        assert form is not None, f"{self.name} sees no form; the last message was: {self.last!r}"
        given = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in values.items()}
        await self.does(FormAnswer(form.submit.token, given))

    async def sends(
        self, *files: Path | bytes, caption: str = "", mime: str | None = None, name: str = "file"
    ) -> None:
        """Upload files as one update."""
        await self.does(self.upload(*files, caption=caption, mime=mime, name=name))

    def upload(
        self, *files: Path | bytes, caption: str = "", mime: str | None = None, name: str = "file"
    ) -> Upload:
        """The update that uploads these files."""
        handles = [self._port.hold(file) for file in files]
        return Upload(tuple(Attachment(handle, name=name, mime=mime) for handle in handles), caption)

    async def stops(self) -> None:
        """Press the page's red button."""
        await self.does(StopRequest())

    async def does(self, body: Body, *, key: str | None = None, settle: bool = True) -> Accepted:
        """Send an update and wait until the court has dealt with it."""
        origin = Origin(self.platform, self._port.bot, self.address, self.address)
        update = key or f"update-{next(self.court.numbers)}"
        accepted = await self.court.engine.intake.accept(
            Inbound(origin, update, body, self.court.clock.wall())
        )
        if settle:
            await self.court.settle()
        return accepted

    # -- what they see ---------------------------------------------------------------------------

    @property
    def bubbles(self) -> list[Bubble]:
        """Every message still in the chat, oldest first."""
        return self._port.chat(self.address)

    @property
    def bot(self) -> str:
        """The court's bot on this platform."""
        return self._port.bot

    @property
    def _port(self) -> ScriptedPlatform:
        return self.court.platforms[self.platform]

    @property
    def last(self) -> Bubble:
        """The newest message."""
        return self.bubbles[-1]

    @property
    def heard(self) -> str:
        """All texts of the chat, oldest first."""
        return "\n".join(bubble.text for bubble in self.bubbles)

    def since(self, count: int) -> str:
        """The texts of the bubbles after the first ``count``."""
        return "\n".join(bubble.text for bubble in self.bubbles[count:])

    def button(self, label: str) -> Choice:
        """The newest open button whose label contains ``label``."""
        for bubble in reversed(self.bubbles):
            for choice in bubble.buttons:
                if label.casefold() in choice.label.casefold():
                    return choice
        raise AssertionError(f"{self.name} sees no button {label!r}; the last message was: {self.last!r}")

    @property
    def form(self) -> Form | None:
        """The newest open form, if there is one."""
        open_now = (bubble.message for bubble in reversed(self.bubbles) if not bubble.closed)
        return next((message for message in open_now if isinstance(message, Form)), None)

    async def comes_of_age(self) -> None:
        """Through the door and the date of birth, up to the terms."""
        await self.says("/start")
        for label in ("1990s", "1992", "4", "17"):
            await self.presses(label)

    def sees_button(self, label: str) -> bool:
        """Whether there is an open button whose label contains ``label``."""
        return any(label.casefold() in c.label.casefold() for b in self.bubbles for c in b.buttons)

    # -- who they are ----------------------------------------------------------------------------

    async def person(self) -> Person:
        """The person's row, read fresh."""
        async with self.court.storage.read() as tx:
            account = await people.account_at(tx, self.platform, self._port.bot, self.address)
            assert isinstance(account, Account), f"{self.name} has not written yet"
            person = await tx.get(Person, account.person_id)
            assert person is not None
            return person

    async def user(self) -> User:
        """The member's row, read fresh."""
        async with self.court.storage.read() as tx:
            user = await tx.get(User, (await self.person()).id)
            assert user is not None, f"{self.name} is not a member"
            return user


class ScriptedCourt:
    """A court whose time only passes when the test lets it."""

    home = Platform.WEB
    """Where somebody is met if nothing else is said."""

    def __init__(
        self,
        storage: Storage,
        clock: FakeClock,
        directory: Path,
        *,
        rules: CourtRules | None = None,
        policy: Policy | None = None,
        journal: Journal | None = None,
        seed: int = 1,
    ) -> None:
        self.storage, self.clock = storage, clock
        self.journal = NotedJournal()
        self.numbers = itertools.count(1)
        self.random = random.Random(seed)
        self.platform = ScriptedPlatform()
        waker = Waker()
        self.cleaner = MediaCleaner()
        self.keeper = ScriptedKeeper()
        house = House(
            storage=storage,
            clock=clock,
            rules=rules or CourtRules(),
            content=shipped_content(),
            texts=shipped_texts(),
            journal=journal or self.journal,
            blobs=IndexedVault(storage, LocalVault(directory / "vault"), clock),
            wake=waker,
            age=DateOfBirth(),
            keeper=self.keeper,
            policy=replace(policy or Policy(admission="open", platforms=frozenset(Platform)), seed=seed),
        )
        self.house = house
        self.waker = waker
        self.engine: Engine = self._new_engine({Platform.WEB: self.platform})

    def _new_engine(self, platforms: Mapping[Platform, PlatformPort]) -> Engine:
        """What takes, handles and sends, remembering nothing."""
        registry = full_registry(self.house.content)
        return assemble(self.house, registry, self.cleaner, self.waker, platforms)

    @property
    def platforms(self) -> dict[Platform, ScriptedPlatform]:
        """Every platform of the court, by its kind."""
        return {
            kind: port for kind, port in self.engine.platforms.items() if isinstance(port, ScriptedPlatform)
        }

    async def guest(self, name: str, platform: Platform | None = None) -> Chatter:
        """Somebody who has not written yet, on the web or another platform, which then opens."""
        platform = platform or self.home
        if platform not in self.engine.platforms:
            self.engine.platforms[platform] = ScriptedPlatform(platform, f"{platform.value}-bot")
        return Chatter(self, name, f"chat-{name}", platform)

    async def introduced(self, guest: Chatter) -> uuid.UUID:
        """Make a guest known to the court, as an adult with an account; returns who she is."""
        async with self.storage.begin() as tx:
            person = await make_person(tx, at=self.clock.wall())
            account = await make_account(
                tx, person, platform=guest.platform, bot=guest.bot, address=guest.address
            )
            person.spoke_account_id = account.id
            return person.id

    async def delivers(self) -> None:
        """Return when nothing is left to handle or to send."""
        await self.engine.settle()

    async def settle(self) -> None:
        """Return when everything that was sent to the court is taken, handled and answered."""
        await self.delivers()

    async def pass_time(self, time: timedelta, *, step: timedelta | None = None) -> None:
        """Let time pass, doing what it brings at every ``step`` (default: all at once at the end)."""
        left = time
        while left > timedelta():
            stride = min(left, step or left)
            self.clock.advance(stride)
            left -= stride
            await self.tick()

    async def tick(self) -> None:
        """Do what time has brought, and everything that follows from it."""
        await self.engine.jobs.heartbeat()
        await self.engine.jobs.sweep()
        await self.delivers()

    async def close(self) -> None:
        """Let go of subprocesses."""
        await self.cleaner.close()


def media_of(bubble: Bubble) -> tuple[Medium, ...]:
    """What a bubble shows or plays."""
    return bubble.message.media if isinstance(bubble.message, Say) else ()


__all__ = ["Chatter", "Mapping", "ScriptedCourt", "media_of", "shipped_content", "shipped_texts"]
