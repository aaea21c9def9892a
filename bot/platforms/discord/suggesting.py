"""Names offered to an operator while she types one: only members she may see."""

from bot.platforms.discord.payloads import Act
from handlers.member.onboarding.steps import folded_name
from handlers.ports import House
from storage.enums import Platform
from storage.queries import members, people
from storage.tables import Operator

NAMED = frozenset({"member", "members", "assign"})
"""The commands whose words are a member's name."""
MOST = 25


async def suggestions(house: House, bot: str, act: Act) -> list[str]:
    """The names that begin with, or hold, what was typed; none for whoever is no operator."""
    if act.name not in NAMED:
        return []
    async with house.storage.read() as tx:
        account = await people.account_at(tx, Platform.DISCORD, bot, act.user)
        operator = await tx.get(Operator, account.person_id) if account is not None else None
        if operator is None:
            return []
        rows = await members.page_of_members(
            tx,
            personas=operator.personas,
            but=operator.person_id,
            search=folded_name(act.words),
            after="",
            limit=MOST,
        )
    return [user.username for user, _ in rows]
