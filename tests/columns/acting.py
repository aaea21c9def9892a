"""Acts that several tests about columns begin with, each as people do it."""

from datetime import timedelta

from handlers.chat.incoming import Press
from handlers.chat.outgoing import Say
from storage.tables import PersonaSettings
from tests.support.court import Chatter, ScriptedCourt
from tests.support.scripted import Bubble

PROOF = "I did all of it, slowly, and I am glad that I did."
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def writes_task(olga: Chatter, words: str, *, to: str = "anna", **fields: str) -> None:
    """An operator gives a member a task in her own words; ``fields`` are those of the form."""
    await olga.says(f"/assign {to}")
    await olga.presses("own words")
    form = {"task": words, "proof": "Text", "minutes": "240", "points": "10", "challenge": "no", **fields}
    await olga.fills(**form)


async def is_approved(olga: Chatter, anna: Chatter, words: str, label: str = "Approve") -> None:
    """A member proves her one open task, which has these words, and an operator approves it on the desk."""
    await anna.says(f"{PROOF} It was: {words}")
    await olga.says("/desk")
    await presses_under(olga, words, label)


def showing(anna: Chatter, words: str) -> Bubble:
    """The newest message with these words that still has buttons."""
    return next(each for each in reversed(anna.bubbles) if words in each.text and each.buttons)


async def presses_under(anna: Chatter, words: str, label: str) -> None:
    """Press a button of the newest message with these words."""
    there = showing(anna, words).buttons
    exact = [each.token for each in there if each.label == label]
    [token] = exact or [each.token for each in there if label in each.label]
    await anna.does(Press(token))


async def after(anna: Chatter, command: str) -> str:
    """What somebody reads in answer to something she says."""
    before = len(anna.bubbles)
    await anna.says(command)
    return anna.since(before)


async def is_away(court: ScriptedCourt, persona: str) -> None:
    """A persona's operator is away for a day."""
    async with court.storage.begin() as tx:
        tx.add(PersonaSettings(persona=persona, away_until=court.clock.court() + DAY))


def until(bubble: Bubble) -> str:
    """What a message's bar says of the time."""
    assert isinstance(bubble.message, Say)
    return bubble.message.meters[0].note
