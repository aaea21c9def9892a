"""Confessions as members make them, and as they stand in the database."""

from sqlmodel import col, select

from storage.tables import Confession, ConfessionState, VaultBlob
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

WORDS = "I read your letter twice before I did what it said, and I liked that."


async def confess(anna: Chatter, words: str = WORDS) -> None:
    """Say something in words, and send it."""
    await anna.says("/confess")
    await anna.says(words)
    await anna.presses("Send it")


async def kept(court: ScriptedCourt, anna: Chatter) -> list[Confession]:
    """A member's confessions, the oldest first."""
    person = await anna.person()
    async with court.storage.read() as tx:
        mine = select(Confession).where(col(Confession.user_id) == person.id)
        return list(await tx.all(mine.order_by(col(Confession.submitted_at))))


async def state(court: ScriptedCourt, confession: Confession) -> ConfessionState:
    """Where a confession stands."""
    async with court.storage.read() as tx:
        found = await tx.get(ConfessionState, confession.id)
        assert found is not None
        return found


async def opened(court: ScriptedCourt, confession: Confession, column: str = "content") -> str | None:
    """A sealed column of a confession."""
    async with court.storage.read() as tx:
        return await tx.open(confession, column)


async def confess_by_voice(anna: Chatter, caption: str = "") -> None:
    """Confess by a recording."""
    await anna.says("/confess")
    await anna.sends(playing.recording(), mime="audio/wav", caption=caption)
    await anna.presses("Send it")


async def answer(olga: Chatter, words: str = "Well said.") -> None:
    """An operator answers what is first on the desk, with four stars."""
    await olga.says("/desk")
    await olga.presses("4 ★")
    await olga.says(words)


async def open_own(anna: Chatter, label: str = "I read your letter") -> None:
    """Look at one's own confession whose button has this label."""
    await anna.says("/confess")
    await anna.presses("What you confessed")
    await anna.presses(label)


async def remove(anna: Chatter, label: str = "I read your letter") -> None:
    """Remove it for good."""
    await open_own(anna, label)
    await anna.presses("Remove it")
    await anna.presses("for good")


async def blobs(court: ScriptedCourt) -> list[VaultBlob]:
    """What the vault's index holds."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(VaultBlob)))
