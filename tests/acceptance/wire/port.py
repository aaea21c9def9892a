"""What a gate does and sees at a platform's own side of the wire."""

from dataclasses import dataclass
from typing import Protocol

from tests.acceptance.day import Act
from tests.support.court import Chatter, ScriptedCourt


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message of the court as the platform took it: ``at`` in seconds of ``Wire.now``."""

    at: float
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """How a press was answered: within so many ``seconds``, None if it was not; ``note`` stood in it."""

    seconds: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: ``token`` as the platform hands it back, ``menu`` where it is a line of one."""

    token: str
    menu: str = ""
    label: str = ""


class Wire(Protocol):
    """A court on a platform, and the platform's own record of it."""

    carriers: tuple[str, ...]
    """By what words can travel here."""

    @property
    def court(self) -> ScriptedCourt:
        """The court."""
        ...

    def now(self) -> float:
        """The platform's time, in seconds."""
        ...

    def mark(self) -> int:
        """A moment in the platform's numbering of messages, for ``arrived``."""
        ...

    async def says(self, who: Chatter, text: str, carrier: str) -> None:
        """Put words on the wire by one of ``carriers``; nobody waits for the court."""
        ...

    async def uploads(self, who: Chatter, content: bytes) -> None:
        """Put a picture on the wire; nobody waits for the court."""
        ...

    async def acts(self, who: Chatter, act: Act) -> None:
        """Do something of a scripted day, if it can be done, and wait for what comes of it."""
        ...

    async def settle(self) -> None:
        """Return when the court has taken all, and everything it does about it has arrived."""
        ...

    def arrived(self, who: Chatter, since: int) -> list[Arrival]:
        """What arrived in somebody's chat since a mark, the oldest first; what was deleted included."""
        ...

    def buttons(self, who: Chatter) -> list[Button]:
        """What somebody could press now."""
        ...

    async def presses(self, who: Chatter, button: Button) -> Pressed:
        """Press something, whether or not it was ever shown to this person."""
        ...

    def told(self) -> int:
        """Of how many updates the court was told so far."""
        ...

    async def tells_again(self, number: int) -> None:
        """Tell the court of the ``number``-th update (from 0) once more, as the same one."""
        ...

    async def reads_again(self) -> bool:
        """Let the court read everything back that stands in the chats; False where it cannot."""
        ...

    def slow(self, seconds: float) -> None:
        """From now on the platform takes up to so long over each message."""
        ...

    def slow_files(self, seconds: float) -> None:
        """From now on the platform takes so long before it hands a file out."""
        ...

    def fetched(self) -> int:
        """How many files it has handed out."""
        ...

    def storm(self, share: float) -> None:
        """From now on so large a share of all requests is answered 429, to come again in a second."""
        ...

    def refused(self) -> tuple[int, int]:
        """How many requests were answered 429, and how many there were."""
        ...

    def swift(self) -> None:
        """No more trouble."""
        ...

    async def goes_away(self) -> None:
        """The platform is gone; whatever people do there meanwhile it remembers."""
        ...

    async def comes_back(self) -> None:
        """It is there again."""
        ...

    def in_touch(self) -> bool:
        """Whether the court is in touch, and has searched what it missed."""
        ...

    def files_left(self) -> int:
        """Files of uploads that the court still holds outside its vault."""
        ...

    def remember(self) -> None:
        """Remember what stands in every chat now."""
        ...

    def put_back(self) -> None:
        """Make every chat again what it was."""
        ...
