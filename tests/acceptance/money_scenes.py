"""The acts of a life with money that are about scenes: one unlocked, and one that never arrives."""

from typing import TYPE_CHECKING

from sqlmodel import col, select

from storage.queries import money as queries
from storage.tables import Scene, UserScene
from tests.fakes.telegram.errors import bad

if TYPE_CHECKING:
    from tests.acceptance.money_life import Life


async def unlock(life: "Life") -> None:
    """She unlocks a scene."""
    await _unlocks(life, "The Ledger")


async def is_unlocked(life: "Life") -> bool:
    """Whether it is hers."""
    return await _holds(life, "The Ledger")


async def lose(life: "Life") -> None:
    """A scene that Telegram will not take is a dead letter, and paid back with the next sweep."""
    faults = life.mortal.server.faults
    faults.clear()
    faults.inject(bad("VOICE_FILE_INVALID"), "sendVoice", times=None)
    if not await _holds(life, "Eleven Stairs"):
        await _unlocks(life, "Eleven Stairs")
    await life.mortal.court.engine.jobs.sweep()


async def is_paid_back(life: "Life") -> bool:
    """Whether what it cost has come back; from then on Telegram takes everything again."""
    async with life.mortal.court.storage.read() as tx:
        user = await life.user(tx)
        causes = [entry.cause for entry in await queries.entries(tx, user.id)]
    done = any(cause.endswith(":unlocked:reversed") for cause in causes)
    if done:
        life.mortal.server.faults.clear()
    return done


async def _unlocks(life: "Life", name: str) -> None:
    await life.types(life.anna, "/scenes")
    for label in (name, "Unlock ·", "Yes, unlock it"):
        await life.presses(life.anna, label)


async def _holds(life: "Life", name: str) -> bool:
    async with life.mortal.court.storage.read() as tx:
        user = await life.user(tx)
        found = select(UserScene).join(Scene, col(Scene.id) == col(UserScene.scene_id))
        mine = found.where(col(UserScene.user_id) == user.id, col(Scene.name) == name)
        return await tx.first(mine) is not None
