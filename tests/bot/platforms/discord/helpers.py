"""Members and operators who are on Discord already."""

from collections.abc import Sequence
from typing import Any

from handlers.chat.outgoing import Message
from storage.enums import OutboxClass, Platform, Role
from storage.tables import Operator
from tests.contracts.discord import DiscordChatter, DiscordCourt
from tests.support.people import SAFEWORD, make_account, make_person, make_settings, make_user


async def member(court: DiscordCourt, name: str = "anna", **settings: Any) -> DiscordChatter:
    """A member who plays on Discord."""
    anna = await court.guest(name)
    async with court.storage.begin() as tx:
        person = await make_person(tx, at=court.clock.wall())
        account = await make_account(
            tx, person, platform=Platform.DISCORD, bot=court.discord.bot, address=anna.address
        )
        person.spoke_account_id = account.id
        user = await make_user(tx, person, username=name, persona="octavia", safeword=SAFEWORD)
        await make_settings(tx, user, **{"tasks_a_day": 24, **settings})
    return anna


async def operator(
    court: DiscordCourt, name: str = "olga", *, personas: Sequence[str] = ()
) -> DiscordChatter:
    """Somebody who runs the court from Discord."""
    olga = await court.guest(name)
    async with court.storage.begin() as tx:
        person = await make_person(tx, at=court.clock.wall())
        account = await make_account(
            tx, person, platform=Platform.DISCORD, bot=court.discord.bot, address=olga.address
        )
        person.spoke_account_id = account.id
        tx.add(
            Operator(
                person_id=person.id,
                name=name,
                role=Role.OPERATOR,
                personas=list(personas),
                created_at=court.clock.wall(),
            )
        )
    return olga


async def tells(court: DiscordCourt, whom: DiscordChatter, what: Message | str, **options: Any) -> None:
    """Say something to a member that no update asked for."""
    person = await whom.person()
    async with court.engine.turns.about(person.id) as turn:
        await turn.tell(turn.me, what, **{"klass": OutboxClass.GAME, **options})
    await court.settle()


async def is_stopped(whom: DiscordChatter) -> bool:
    """Whether everything is stopped for somebody."""
    return (await whom.person()).stopped_at is not None
