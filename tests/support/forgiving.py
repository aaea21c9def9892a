"""Forgiveness for tests: tokens to pay with, and what was forgiven."""

from sqlmodel import col, select

from handlers.token_ledger import book_tokens
from storage.tables import TokenEntry, TributeForgiveness
from tests.support.court import Chatter, ScriptedCourt


async def gift(court: ScriptedCourt, anna: Chatter, tokens: int, cause: str = "gift:1:given") -> None:
    """The court gives a member tokens."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await book_tokens(turn, turn.me, cause, tokens)


async def forgiven(court: ScriptedCourt, anna: Chatter) -> list[TributeForgiveness]:
    """A member's forgiven tasks, oldest first."""
    person = await anna.person()
    async with court.storage.read() as tx:
        statement = select(TributeForgiveness).where(col(TributeForgiveness.user_id) == person.id)
        return list(await tx.all(statement.order_by(col(TributeForgiveness.processed_at))))


async def token_entries(court: ScriptedCourt, anna: Chatter) -> list[TokenEntry]:
    """A member's token ledger, in order."""
    person = await anna.person()
    async with court.storage.read() as tx:
        statement = select(TokenEntry).where(col(TokenEntry.user_id) == person.id)
        return list(await tx.all(statement.order_by(col(TokenEntry.number))))


async def purse(court: ScriptedCourt, anna: Chatter) -> int:
    """What a member holds, which has to be what her ledger says."""
    balance = (await anna.user()).token_balance
    assert balance == sum(entry.taken for entry in await token_entries(court, anna)) >= 0
    return balance
