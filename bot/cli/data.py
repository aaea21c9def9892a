"""The data: tables brought up to date, back-up and restore."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import keys as key_files
from bot.cli.common import Config, settings_of
from bot.cli.exits import HELP
from bot.clocks import world_now
from bot.recovery import is_saved, read_recovery
from bot.settings import Settings
from storage.sealing import CourtKeys

if TYPE_CHECKING:
    from bot.restore import Restored

Target = Annotated[Path | None, typer.Argument(help="A file or folder; else the configured place.")]
Keep = Annotated[int | None, typer.Option("--keep", min=0, help="How many archives stay there (0: all).")]
Archive = Annotated[Path, typer.Argument(help="An archive made by backup.")]
Replace = Annotated[bool, typer.Option("--replace", help="Move the court that is there aside.")]
OldKey = Annotated[
    Path | None,
    typer.Option("--old-key", metavar="FILE", help="The recovery key from before a rotation."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(epilog=HELP)(migrate)
    app.command(epilog=HELP)(backup)
    app.command(epilog=HELP)(restore)


def migrate(config: Config = None) -> None:
    """Bring the tables up to date. The court must not run; a copy of a SQLite file is kept."""
    asyncio.run(_migrate(settings_of(config)))


async def _migrate(settings: Settings) -> None:
    from bot.lockfile import held  # noqa: PLC0415 - storage is loaded by the commands that use it
    from storage.migrate import state, upgrade  # noqa: PLC0415

    await key_files.unlock(settings, create=True)
    with held(settings.data_directory):
        before = await state(settings.database_url)
        copy = await upgrade(settings.database_url)
    print(f"The tables were {before} and are current now.")
    if copy is not None:
        print(f"A copy of the database as it was is in {copy}.")


def backup(target: Target = None, config: Config = None, keep: Keep = None) -> None:
    """Write everything but the key into one archive, while the court runs, and read it again."""
    asyncio.run(_backup(settings_of(config), target, keep))


async def _backup(settings: Settings, target: Path | None, keep: int | None) -> None:
    from bot.archive import backup as write  # noqa: PLC0415

    unlocked = await key_files.unlock(settings)
    stay = settings.backup.keep if keep is None else keep
    made = await write(settings, unlocked, now=world_now(), target=target, keep=stay)
    print(f"{made.path}: {made.rows} rows, {made.blobs} blobs, {made.size} bytes, read again and right.")
    if made.missing:
        print(f"{made.missing} blobs were deleted meanwhile, or are missing from the vault.")
    for old in made.removed:
        print(f"Removed: {old}")
    print("The key is not in it. Keep the safety journal, too: " + str(unlocked.home.journal))
    if not is_saved(unlocked.home, unlocked.keys):
        print("The recovery key is not saved yet: python -m bot recovery-key")


def restore(
    archive: Archive, config: Config = None, *, replace: Replace = False, old_key: OldKey = None
) -> None:
    """Bring a back-up back, and replay the safety journal over it. The court must not run."""
    settings = settings_of(config)
    older = read_recovery(old_key.read_text(encoding="utf-8")) if old_key else None
    asyncio.run(_restore(settings, archive, replace=replace, older=older))


async def _restore(settings: Settings, archive: Path, *, replace: bool, older: CourtKeys | None) -> None:
    from bot.restore import Restorer  # noqa: PLC0415
    from bot.restore import restore as bring_back  # noqa: PLC0415
    from handlers.content.loader import load_content  # noqa: PLC0415
    from handlers.content.texts import load_texts  # noqa: PLC0415

    content = load_content(settings.content.packs, shipped=settings.content.shipped_packs)
    restorer = Restorer(
        settings=settings,
        texts=load_texts(settings.content.texts),
        tags=[tag.key for tag in content.tags],
        now=world_now(),
        older=older,
        personas=list(content.personas),
    )
    _tell(await bring_back(restorer, archive, replace=replace))


def _tell(restored: "Restored") -> None:
    done = restored.replayed
    print(f"Restored: the court as of {restored.manifest.created}, {done.members} members.")
    if not restored.journal_found:
        print(f"There was no safety journal at {restored.journal}: everybody starts stopped.")
    elif done.everybody:
        print("The safety journal is damaged, or not the one of that time: everybody starts stopped.")
    changes = f"{done.changed} people changed, {done.stopped} stopped, {done.erased} erased"
    print(f"From the safety journal: {changes}.")
    print("Purchases and refunds since then are not in it: compare with your payment provider.")
    for path in restored.aside:
        print(f"What was there before: {path} (it still holds what members had erased; delete it when sure)")
