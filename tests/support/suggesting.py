"""Suggestions as members make them, and as they stand in the database."""

from sqlmodel import col, select

from storage.tables import Suggestion
from tests.support.court import Chatter, ScriptedCourt

IDEA = "Write a page about the first cup of tea of the day."


async def suggests(anna: Chatter, words: str = IDEA, proof: str = "words") -> None:
    """Suggest a task in words, and send it."""
    await anna.says("/suggest")
    await anna.says(words)
    await anna.presses(proof)
    await anna.presses("Send it")


async def suggestions_of(court: ScriptedCourt, anna: Chatter) -> list[Suggestion]:
    """A member's suggestions, oldest first."""
    person = await anna.person()
    async with court.storage.read() as tx:
        statement = select(Suggestion).where(col(Suggestion.user_id) == person.id)
        return list(await tx.all(statement.order_by(col(Suggestion.suggested_at))))
