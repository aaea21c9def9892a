"""What handlers need from outside, as protocols: the app gives the real things, tests give strict fakes."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from handlers.content.content import Content
from handlers.content.texts import Texts
from handlers.keeping import Keeper, Room, Roomy
from handlers.limits import Tries
from handlers.rules.court_rules import CourtRules
from storage.enums import Platform
from storage.unit import Storage


class Clock(Protocol):
    """Two clocks: ``court`` for play (scaled in a rehearsal), ``wall`` for everything technical."""

    def court(self) -> datetime:
        """Now in the court, aware UTC."""
        ...

    def wall(self) -> datetime:
        """Now in the world, aware UTC."""
        ...

    def wall_at(self, court: datetime) -> datetime:
        """The wall moment at which the court clock will show ``court``."""
        ...


class Journal(Protocol):
    """The safety journal beside the key: survives a restored back-up."""

    @property
    def failing(self) -> bool:
        """Whether something could not be written yet: the owners have to know."""
        ...

    async def record(self, kind: str, person_id: uuid.UUID, **facts: str) -> None:
        """Append an entry and return when it is on disk. Never raises: a failure is alerted."""
        ...


class Wake(Protocol):
    """Wakes what runs beside the turns, once the turn is committed."""

    def delivery(self) -> None:
        """Something was queued to be sent."""
        ...

    def work(self) -> None:
        """Something slow was queued."""
        ...

    def alarm(self, at: datetime) -> None:
        """Something becomes due at this wall moment."""
        ...


DOCUMENT = "document"
"""The kind of an uploaded text document; all others are photos and audio."""


@dataclass(frozen=True, slots=True)
class StoredMedium:
    """An uploaded file, cleaned and in the vault: ``blob`` is its id, ``name`` what a document is called.
    Hints serve only the reviewer."""

    blob: uuid.UUID
    kind: str
    mime: str
    size: int
    seconds: float | None = None
    width: int | None = None
    height: int | None = None
    peaks: tuple[int, ...] = ()
    taken_at: datetime | None = None
    fingerprint: str | None = None
    silent: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class RefusedMedium:
    """An uploaded file that could not be taken: ``reason`` is a key below ``media.refused``."""

    name: str
    reason: str


Uploaded = StoredMedium | RefusedMedium


class Blobs(Protocol):
    """The vault, by the ids in its index."""

    async def read(self, blob: uuid.UUID) -> bytes:
        """The plain bytes of a blob."""
        ...

    async def write(
        self, person_id: uuid.UUID, data: bytes, *, kind: str, mime: str, keep: timedelta | None = None
    ) -> uuid.UUID:
        """Store bytes under a person's key and index them; ``keep`` is for how long."""
        ...

    async def destroy(self, blobs: Sequence[uuid.UUID]) -> None:
        """Delete blobs and their index rows; a missing one is no error."""
        ...


@dataclass(frozen=True, slots=True)
class Polished:
    """A recording as a voice drop: trimmed, and as loud as every other."""

    data: bytes
    mime: str
    seconds: float
    peaks: tuple[int, ...]
    silent: bool


class Studio(Protocol):
    """Where recordings are made into voice drops."""

    async def polish(self, data: bytes, mime: str) -> Polished | None:
        """The recording at the one loudness; None if it cannot be read."""
        ...


class AgeAssurance(Protocol):
    """Tells whether somebody is an adult; a court can plug in a real provider."""

    name: str

    def is_adult(self, birth: date, today: date) -> bool:
        """Whether a person born on ``birth`` is an adult on ``today``."""
        ...


class NotRefundable(Exception):
    """The provider will never give this payment back; the message says why, in the provider's words."""


class Stars(Protocol):
    """Gives Stars back."""

    async def refund(self, payer: str, charge: str) -> None:
        """Return once the payment is given back, now or earlier. Raises ``NotRefundable``; whatever else it
        raises may pass by itself."""
        ...


@dataclass(frozen=True, slots=True)
class Pack:
    """Tokens as they are sold: ``price`` in words for what an operator confirms, ``stars`` for Stars."""

    name: str
    tokens: int
    price: str = ""
    stars: int | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """What is sold, and how it can be paid."""

    packs: tuple[Pack, ...] = ()
    manual: bool = True
    manual_on_telegram: bool = False
    how_to_pay: str = ""
    stars: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What the owner configured that handlers say or obey."""

    admission: str = "invitation"
    public_url: str = "http://127.0.0.1:8080"
    terms_version: str = "1"
    languages: tuple[str, ...] = ("en",)
    helplines: Mapping[str, str] = field(default_factory=dict)
    paysupport: str = ""
    shop: Shop = field(default_factory=Shop)
    owners: frozenset[str] = frozenset()
    """Accounts that own the court, such as ``telegram:12345``."""
    platforms: frozenset[Platform] = frozenset({Platform.WEB})
    """Where the court can be met."""
    sessions: frozenset[Platform] = frozenset({Platform.WEB, Platform.TELEGRAM})
    """Where the owner lets members ask for cam sessions; the platforms' own rules come first."""
    low_disk_bytes: int = 1 << 30
    """Owners hear when less room than this is left."""
    backup_days: int = 7
    """Owners hear when the last back-up is older; 0: never."""
    rehearsal: bool = False
    seed: int | None = None


@dataclass(frozen=True)
class House:
    """Everything handlers need, put together once by the app."""

    storage: Storage
    clock: Clock
    rules: CourtRules
    content: Content
    texts: Texts
    journal: Journal
    blobs: Blobs
    wake: Wake
    age: AgeAssurance
    policy: Policy = field(default_factory=Policy)
    tries: Tries = field(default_factory=Tries)
    bot_names: dict[Platform, str] = field(default_factory=dict)
    """What the court's bot is called on a platform; each platform writes it here once it knows."""
    stars: dict[Platform, Stars] = field(default_factory=dict)
    """Who gives Stars back; a platform that takes them writes itself here."""
    rooms: dict[Platform, Room] = field(default_factory=dict)
    """The operators' rooms; a platform that has some writes itself here."""
    keeper: Keeper = field(default_factory=Roomy)
    packs: Content = field(init=False)
    """The content as the packs have it; ``content`` is that with what the court made of it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "packs", self.content)
        object.__setattr__(self, "content", self.content.copy())
