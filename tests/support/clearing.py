"""An operator who clears the desk as fast as it lets her, every press and every written answer counted."""

import uuid
from collections import Counter
from dataclasses import dataclass, field

from handlers.chat.incoming import Attachment
from tests.support.court import Chatter, ScriptedCourt
from tests.support.scripted import ScriptedPlatform

PLAIN = ("The money is here", "Grant", "Let it go", "Let in", "Approve", "Thank and decline", "Agree: ")
"""What decides an item of its kind by one press; no other kind has a button that begins so."""
READ = ("Appeal", "A session", "suggests a task")
"""What has to be read before it is decided, by words in its head."""
PRESS, ANSWER, READING = 5, 25, 10
"""Seconds for a press with a look at the item, for a written answer, to read an appeal, a suggestion or a
request for a session beside that."""


@dataclass(slots=True)
class Tally:
    """What it took: presses by what was pressed, answers that were written, and the most for one approval."""

    presses: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    read: int = 0
    groups: int = 0

    @property
    def minutes(self) -> float:
        """An honest estimate of the time it takes somebody who reads what she decides."""
        seconds = self.presses.total() * PRESS + self.answers * ANSWER + self.read * READING
        return seconds / 60


class Uploading(ScriptedPlatform):
    """A platform that also hands out what lies in the vault under its own name, as the web chat does."""

    __slots__ = ("court",)
    court: ScriptedCourt

    async def fetch(self, attachment: Attachment) -> bytes:
        """The uploaded file."""
        return await self.court.house.blobs.read(uuid.UUID(attachment.handle))


async def cleared(olga: Chatter) -> Tally:
    """Go through the desk until nothing waits."""
    tally = Tally()
    tally.presses["/desk"] += 1
    await olga.says("/desk")
    while "Nothing is waiting" not in olga.last.text:
        await _decide(olga, tally)
    return tally


async def _decide(olga: Chatter, tally: Tally) -> None:
    labels = [choice.label for choice in olga.last.buttons]
    alike = next((label for label in labels if label.startswith("Approve all")), None)
    plain = next((label for label in labels if label.startswith(PLAIN)), None)
    if alike is not None:
        tally.groups += 1
        await _presses(olga, tally, alike)
    elif plain is not None:
        tally.read += any(each in olga.last.text.partition("\n")[0] for each in READ)
        await _presses(olga, tally, plain)
    elif "4 ★" in labels:
        await _presses(olga, tally, "4 ★")
        tally.answers += 1
        await olga.says("You told me, and that was the harder half. Well done.")
    elif "Looked after" in labels:
        await _presses(olga, tally, "Write")
        await _answers(olga, tally, text="I have read it. I am here, and this is no play.")
        await _presses(olga, tally, "Looked after")
    else:
        await _presses(olga, tally, "Answer")
        await _answers(olga, tally, answer="They stay yours, and nothing runs out.")


async def _presses(olga: Chatter, tally: Tally, label: str) -> None:
    tally.presses[label.rstrip("0123456789 alike")] += 1
    await olga.presses(label)


async def _answers(olga: Chatter, tally: Tally, **values: str) -> None:
    tally.answers += 1
    await olga.fills(**values)
