"""An appeal in a member's life with money: made before she pays, answered after that, for her tokens."""

from typing import TYPE_CHECKING

from sqlmodel import col, select

from storage.enums import AppealResult
from storage.tables import Appeal, TokenEntry

if TYPE_CHECKING:
    from tests.acceptance.money_life import Life

WORDS = "The train stood still for three hours in a tunnel."


async def appeal(life: "Life") -> None:
    """She appeals against her failed task."""
    await life.types(life.anna, "/appeal")
    await life.presses(life.anna, "brass")
    await life.types(life.anna, WORDS)
    await life.presses(life.anna, "Send the appeal")


async def approve(life: "Life") -> None:
    """The owner says that she is right, though she has paid."""
    await life.types(life.olga, "/desk")
    await life.presses(life.olga, "Approve")


async def is_appealed(life: "Life") -> bool:
    """Whether her appeal has been made."""
    return await _result(life) is not None


async def is_returned(life: "Life") -> bool:
    """Approved, and what she had paid is back, once - or nothing of it: never a part."""
    async with life.mortal.court.storage.read() as tx:
        user = await life.user(tx)
        entries = await tx.all(select(TokenEntry).where(col(TokenEntry.user_id) == user.id))
    paid = [entry for entry in entries if entry.cause.endswith(":forgiven")]
    back = [entry.taken for entry in entries if entry.reverses in {each.id for each in paid}]
    approved = await _result(life) is AppealResult.APPROVED
    assert back == [-entry.taken for entry in paid if approved]
    return approved


async def _result(life: "Life") -> AppealResult | None:
    async with life.mortal.court.storage.read() as tx:
        user = await life.user(tx)
        found: AppealResult | None = await tx.first(
            select(Appeal.result).where(col(Appeal.user_id) == user.id)
        )
        return found
