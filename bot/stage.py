"""Where a back-up is unpacked before it takes the place of what was there, which is moved aside, not deleted.

A court on PostgreSQL is restored into its empty database directly; a mark in the data directory keeps the
court from starting on something half restored."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import DataInTheWay
from bot.files import write_private
from bot.house import open_vault
from bot.keys import COURT_ID, RESTORING, has_data
from bot.settings import Settings
from media.vault import LocalVault, Vault
from storage.engines import sqlite_file

BESIDE_SQLITE = ("", "-wal", "-shm", "-journal")


@dataclass(slots=True)
class Stage:
    """A database and a vault to fill, and what moves where when they are ready."""

    url: str
    vault: Vault
    folder: Path
    moves: list[tuple[Path, Path]] = field(default_factory=list)


def prepare(settings: Settings, stamp: str) -> Stage:
    """An empty stage beside the court's data."""
    folder = settings.data_directory / f".restoring-{stamp}"
    folder.mkdir(parents=True, mode=0o700)
    stage = Stage(settings.database_url, open_vault(settings), folder)
    database, vault = sqlite_file(settings.database_url), settings.vault_directory
    if database is not None:
        staged = database.parent / f".restoring-{stamp}" / database.name
        staged.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        stage.url = f"sqlite:///{staged}"
        stage.moves.append((staged, database))
    if vault is not None:
        staged = vault.parent / f".restoring-{stamp}" / vault.name
        staged.mkdir(parents=True, exist_ok=True, mode=0o700)
        stage.vault = LocalVault(staged)
        stage.moves.append((staged, vault))
    return stage


def require_room(settings: Settings, *, replace: bool) -> None:
    """Raise :class:`DataInTheWay` if there is a court here and it is not to be replaced."""
    if not replace and (has_data(settings) or (settings.data_directory / COURT_ID).exists()):
        raise DataInTheWay(
            f"Restoring would take the place of {settings.data_directory}. With --replace the court that is "
            "there is moved aside, not deleted."
        )


def begin(settings: Settings) -> bool:
    """From here on the court must not start before :func:`end`; tells whether that was so already."""
    mark = settings.data_directory / RESTORING
    before = mark.exists()
    write_private(mark, "A restore did not finish. Run it again with --replace.\n", replace=True)
    return before


def swap(settings: Settings, stage: Stage, court: str, stamp: str) -> list[Path]:
    """Move what was there aside and the stage into its place; returns what was moved aside."""
    aside: list[Path] = []
    for staged, final in stage.moves:
        aside += _move(final, final.with_name(f"{final.name}.before-restore-{stamp}"))
        _move(staged, final)
    write_private(settings.data_directory / COURT_ID, court + "\n", replace=True)
    return aside


def end(settings: Settings) -> None:
    """The court may start again."""
    (settings.data_directory / RESTORING).unlink(missing_ok=True)


def discard(stage: Stage) -> None:
    """Remove a stage, filled or empty."""
    for folder in {stage.folder, *(staged.parent for staged, _final in stage.moves)}:
        shutil.rmtree(folder, ignore_errors=True)


def _move(source: Path, target: Path) -> list[Path]:
    """Rename a folder, or a database with the files beside it; returns the new names."""
    moved: list[Path] = []
    for suffix in BESIDE_SQLITE:
        each = source.with_name(source.name + suffix)
        if each.exists():
            moved.append(each.rename(target.with_name(target.name + suffix)))
    return moved
