"""Voice drops: made, sent, and as they stand in the database."""

from sqlmodel import col, select

from handlers import drops
from handlers.drops import shelf
from handlers.drops.sending import NotSent
from storage.tables import DropDetails, UserVoiceDrop, VoiceDrop
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

NAME, ABOUT, SPOKEN = "Evening Word", "A word at the end of the day.", "You did well today."


async def made(
    court: ScriptedCourt, olga: Chatter, name: str = NAME, *, tag: str = "", persona: str = "Octavia"
) -> VoiceDrop:
    """A drop an operator made of an audio message."""
    await olga.says("/drops")
    await olga.presses("New drop")
    await olga.sends(playing.recording(), mime="audio/wav")
    if olga.sees_button(persona):
        await olga.presses(persona)
    for words in (name, ABOUT, SPOKEN):
        await olga.says(words)
    if tag:
        await olga.says(court.house.content.tags.label(tag))
        await olga.presses(court.house.content.tags.label(tag))
    await olga.presses("Done")
    return (await shelved(court, name))[-1]


async def shelved(court: ScriptedCourt, name: str) -> list[VoiceDrop]:
    """The drops of this name, the oldest first."""
    async with court.storage.read() as tx:
        found = select(VoiceDrop).where(col(VoiceDrop.name) == name).order_by(col(VoiceDrop.created_at))
        return list(await tx.all(found))


async def details(court: ScriptedCourt, drop: VoiceDrop) -> DropDetails:
    """What else is known of a drop."""
    async with court.storage.read() as tx:
        found = await tx.get(DropDetails, drop.id)
        assert found is not None
        return found


async def sent(court: ScriptedCourt, anna: Chatter, drop: VoiceDrop) -> NotSent | None:
    """Send a drop to a member, as an operator's hand or an event would."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        found = await shelf.find(turn, drop.id)
        assert found is not None
        outcome = await drops.send(turn, turn.me, found)
    await court.engine.settle()
    return outcome


async def happens(court: ScriptedCourt, anna: Chatter, event: str = "punishment_notice") -> bool:
    """An event that may have a drop."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        went = await drops.by_event(turn, turn.me, event)
    await court.engine.settle()
    return went


async def got(court: ScriptedCourt, anna: Chatter) -> list[UserVoiceDrop]:
    """What a member got, the oldest first."""
    person = await anna.person()
    async with court.storage.read() as tx:
        mine = select(UserVoiceDrop).where(col(UserVoiceDrop.user_id) == person.id)
        return list(await tx.all(mine.order_by(col(UserVoiceDrop.sent_at))))
