"""Scenes: made, paid for, unlocked, and as they stand in the database."""

import uuid
from collections.abc import Sequence

from sqlmodel import col, select

from handlers.chat.outgoing import Medium
from handlers.token_ledger import book_tokens
from storage.enums import SceneType
from storage.tables import Scene, SceneDetails, SceneUnlock, TokenEntry, User, UserScene
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt, media_of

NAME, ABOUT, SPOKEN = "The Long Hall", "Footsteps, and a lamp at the end.", "Come along, and mind the carpet."
LEDGER = "The Ledger"
"""A scene of the packs: by Octavia, five tokens, for everybody."""


async def rich(court: ScriptedCourt, anna: Chatter, tokens: int = 30) -> None:
    """The court gives her tokens for nothing."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await book_tokens(turn, turn.me, f"gift:{uuid.uuid4()}:given", tokens)
    await court.engine.settle()


async def unlocks(anna: Chatter, name: str = LEDGER) -> None:
    """She unlocks a scene of her persona's shelf."""
    await looks_at(anna, name)
    await anna.presses("Unlock ·")
    await anna.presses("Yes, unlock it")


async def looks_at(anna: Chatter, name: str) -> None:
    """She looks at a scene of her persona's shelf."""
    await anna.says("/scenes")
    await anna.presses(name)


async def plays(anna: Chatter, name: str = LEDGER) -> None:
    """She plays what is hers."""
    await anna.says("/scenes")
    await anna.presses("Yours")
    await anna.presses(name)


def hears(anna: Chatter) -> list[Medium]:
    """Everything she was sent to hear."""
    return [medium for bubble in anna.bubbles for medium in media_of(bubble) if medium.kind == "voice"]


async def owned(court: ScriptedCourt, anna: Chatter) -> list[tuple[UserScene, SceneUnlock]]:
    """What is hers, the oldest first."""
    person = await anna.person()
    async with court.storage.read() as tx:
        mine = (
            select(UserScene, SceneUnlock)
            .join(SceneUnlock, col(SceneUnlock.user_scene_id) == col(UserScene.id))
            .where(col(UserScene.user_id) == person.id)
        )
        return list(await tx.all(mine.order_by(col(UserScene.unlocked_at))))


async def ledger(court: ScriptedCourt, anna: Chatter) -> list[int]:
    """What came and went, the oldest first, gifts aside."""
    person = await anna.person()
    async with court.storage.read() as tx:
        mine = select(TokenEntry).where(col(TokenEntry.user_id) == person.id)
        rows: Sequence[TokenEntry] = await tx.all(mine.order_by(col(TokenEntry.number)))
    return [row.taken for row in rows if not row.cause.startswith("gift:")]


async def shelved(court: ScriptedCourt, name: str = NAME) -> tuple[Scene, SceneDetails] | None:
    """A scene of this name with its details."""
    async with court.storage.read() as tx:
        found = select(Scene, SceneDetails).join(SceneDetails, col(SceneDetails.scene_id) == col(Scene.id))
        row: tuple[Scene, SceneDetails] | None = await tx.first(found.where(col(Scene.name) == name))
        return row


async def made(
    court: ScriptedCourt,
    olga: Chatter,
    *,
    persona: str = "Octavia",
    kind: str = "Standard",
    cost: str = "7",
    tag: str = "",
    tier: str = "every tier",
    sample: bool = False,
    live: bool = True,
) -> Scene:
    """A scene an operator made of an audio message, heard and put on the shelf."""
    await olga.says("/scene")
    await olga.presses("New scene")
    await olga.sends(playing.recording(), mime="audio/wav")
    if olga.sees_button(persona):
        await olga.presses(persona)
    await olga.says(NAME)
    await olga.presses(kind)
    await olga.says(cost)
    await olga.says(ABOUT)
    await olga.says(SPOKEN)
    if tag:
        await olga.says(court.house.content.tags.label(tag))
        await olga.presses(court.house.content.tags.label(tag))
    await olga.presses("Done")
    await olga.presses(tier)
    await (olga.sends(playing.recording(1.0), mime="audio/wav") if sample else olga.presses("Skip"))
    if live:
        await olga.presses("Put it on the shelf")
    found = await shelved(court)
    assert found is not None
    return found[0]


async def placed(
    court: ScriptedCourt, olga: Chatter, *, name: str = NAME, cost: int = 7, persona: str = "octavia"
) -> Scene:
    """A scene of an operator's as if she had made it, live, with something to hear in the vault."""
    person = await olga.person()
    blob = await court.house.blobs.write(person.id, b"OggS", kind="audio", mime="audio/ogg")
    async with court.storage.begin() as tx:
        scene = Scene(
            name=name,
            domme_persona=persona,
            token_cost=cost,
            audio_url=f"vault:{blob}",
            type=SceneType.STANDARD,
            created_at=court.clock.court(),
        )
        tx.add(scene)
        await tx.flush()
        tx.add(
            SceneDetails(scene_id=scene.id, description=ABOUT, made_by=person.id, live_at=court.clock.court())
        )
    return scene


async def stands_at(court: ScriptedCourt, anna: Chatter, tier: str) -> None:
    """She has risen."""
    person = await anna.person()
    async with court.storage.begin() as tx:
        user = await tx.get(User, person.id)
        assert user is not None
        user.tier_status = tier
