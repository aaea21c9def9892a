"""A member's export, for whoever asks the owner instead of the court."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot import keys as key_files
from bot.cli.common import Config, settings_of
from bot.cli.exits import HELP
from bot.errors import DataInTheWay, NoSuchMember
from bot.files import private_folder
from bot.settings import Settings

Member = Annotated[str, typer.Argument(help="The member's name.")]
To = Annotated[Path, typer.Option("--to", metavar="FILE", help="Where the archive is written.")]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=HELP)(export)


def export(member: Member, to: To, config: Config = None) -> None:
    """Write everything the court knows about a member into one archive. It stands in the court's log."""
    if to.exists():
        raise DataInTheWay(f"{to} exists; name another file.")
    private_folder(to.absolute().parent)
    asyncio.run(_export(settings_of(config), member, to))
    print(f"{to}: everything about {member}. It is not encrypted: hand it over, then delete it.")


async def _export(settings: Settings, member: str, to: Path) -> None:
    # The play is loaded by this command alone, not by each.
    from bot.house import open_house  # noqa: PLC0415
    from bot.wake import Waker  # noqa: PLC0415
    from handlers.member.onboarding.steps import folded_name  # noqa: PLC0415
    from handlers.member.privacy.export import write_archive  # noqa: PLC0415
    from storage import log  # noqa: PLC0415
    from storage.queries import people  # noqa: PLC0415

    unlocked = await key_files.unlock(settings)
    house = open_house(settings, unlocked.keys, unlocked.home.journal, Waker())
    try:
        async with house.storage.begin() as tx:
            user = await people.user_named(tx, folded_name(member))
            if user is None:
                raise NoSuchMember(f"({member})")
            await log.append(tx, at=house.clock.wall(), actor=None, kind="export", subject=user.id)
        unfinished = to.with_name(f"{to.name}.part")
        try:
            await write_archive(house, user.id, unfinished)
            unfinished.rename(to)
        finally:
            unfinished.unlink(missing_ok=True)
    finally:
        await house.storage.close()
