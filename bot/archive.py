"""A back-up of the whole court, made while it runs: rows and vault in one archive, never the key."""

import asyncio
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.archive_file import BLOBS, DATABASE, ArchiveWriter, Manifest, reading, writing
from bot.errors import ArchiveBroken, DataInTheWay
from bot.files import private_folder, sync_folder
from bot.house import open_vault
from bot.journal_file import begin_journal, read_journal
from bot.keys import Unlocked
from bot.places import opened
from bot.settings import Settings
from handlers.keeping import MADE_AT, Progress
from media.vault import Vault, VaultMissing
from storage.backup import backup_database, check_backup
from storage.gate import Urgency
from storage.queries import recovery
from storage.queries.facts import set_fact
from storage.sealing import Keyring

SUFFIX = ".zip"


@dataclass(frozen=True, slots=True)
class Made:
    """A back-up that was written and read again; ``removed`` are older ones that had to go."""

    path: Path
    rows: int
    blobs: int
    missing: int
    size: int
    removed: tuple[Path, ...] = ()


async def backup(
    settings: Settings,
    unlocked: Unlocked,
    *,
    now: datetime,
    target: Path | None = None,
    keep: int = 0,
    progress: Progress | None = None,
) -> Made:
    """Write an archive to ``target`` (a file, a folder, or the configured place) and read it again.

    Of the archives beside it that bear this court's name, ``keep`` stay (0: all). ``progress`` is told how
    many of how many blobs are in it; the court remembers when it was last backed up. Raises
    :class:`DataInTheWay` for an existing file, ``OSError``, and the database's and vault's errors."""
    path = _path(settings, unlocked, now, target)
    private_folder(path.parent)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        made = await _write(settings, unlocked, now, Path(folder), progress)
        unfinished = Path(folder) / "archive"
        os.link(unfinished, path)  # unlike a rename, never over another file
    sync_folder(path.parent)
    await _remember(settings, unlocked, now)
    removed = await asyncio.to_thread(_prune, path.parent, _stem(unlocked), keep)
    return Made(path, made.rows, made.blobs, made.missing, path.stat().st_size, removed)


async def _remember(settings: Settings, unlocked: Unlocked, now: datetime) -> None:
    async with opened(settings, unlocked.keys) as storage, storage.begin(Urgency.BULK) as tx:
        await set_fact(tx, MADE_AT, now.isoformat())


async def _write(
    settings: Settings, unlocked: Unlocked, now: datetime, folder: Path, progress: Progress | None
) -> Made:
    # The journal's place first: what happens from now on will be replayed, seen by the copy or not.
    begin_journal(unlocked.home.journal)
    journal = read_journal(unlocked.home.journal)
    # What it holds already may be of a transaction that is still under way: the copy must not miss that.
    async with opened(settings, unlocked.keys) as storage, storage.begin(Urgency.BULK) as tx:
        await recovery.settled(tx)
    database, archive = folder / "database", folder / "archive"
    await backup_database(settings.database_url, database)
    facts = await check_backup(database)
    with archive.open("xb") as file:
        with writing(file) as writer:
            await asyncio.to_thread(writer.add_file, DATABASE, database)
            missing = await _add_blobs(settings, unlocked, writer, progress)
            manifest = Manifest(
                court=unlocked.keys.court,
                created=now.isoformat(),
                database=facts.database,
                revision=facts.revision,
                journal_name=journal.name if journal else None,
                journal_last=journal.last if journal else None,
                files=writer.files,
                missing=missing,
            )
            writer.finish(manifest, Keyring(unlocked.keys))
        file.flush()
        os.fsync(file.fileno())
    archive.chmod(0o600)
    await asyncio.to_thread(_verify, archive, unlocked)
    return Made(archive, sum(facts.rows.values()), len(manifest.blobs), missing, 0)


async def _add_blobs(
    settings: Settings, unlocked: Unlocked, writer: ArchiveWriter, progress: Progress | None
) -> int:
    """Add every blob in the index as it is now; returns how many were deleted meanwhile."""
    vault: Vault = open_vault(settings)
    async with opened(settings, unlocked.keys) as storage, storage.read() as tx:
        blobs = await recovery.blob_ids(tx)
    missing = 0
    for number, blob in enumerate(blobs):
        if progress is not None:
            await progress(number, len(blobs))
        try:
            sealed = await vault.get_sealed(blob.hex)
        except VaultMissing:
            missing += 1
        else:
            await asyncio.to_thread(writer.add_bytes, BLOBS + blob.hex, sealed)
    return missing


def _verify(path: Path, unlocked: Unlocked) -> None:
    """Read the whole archive again. Raises :class:`ArchiveBroken`."""
    with reading(path) as reader:
        reader.require_signature(Keyring(unlocked.keys))
        for name in reader.manifest.files:
            reader.check(name)


def _stem(unlocked: Unlocked) -> str:
    return f"her-court-{unlocked.keys.court[:8]}-"


def _path(settings: Settings, unlocked: Unlocked, now: datetime, target: Path | None) -> Path:
    name = f"{_stem(unlocked)}{now:%Y%m%dT%H%M%SZ}{SUFFIX}"
    path = target or settings.backup_directory
    if target is None or target.is_dir():
        path = path / name
    if path.exists():
        raise DataInTheWay(f"{path} exists; name another file.")
    return path


def _prune(folder: Path, stem: str, keep: int) -> tuple[Path, ...]:
    """Remove all but the newest ``keep`` archives of this court that bear the name we give them."""
    ours = re.compile(re.escape(stem) + r"\d{8}T\d{6}Z" + re.escape(SUFFIX))
    archives = sorted(path for path in folder.iterdir() if ours.fullmatch(path.name))
    old = archives[:-keep] if keep > 0 else []
    for path in old:
        path.unlink()
    return tuple(old)


def free_bytes(folder: Path) -> int:
    """How much room is left where ``folder`` is or will be."""
    existing = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(existing).free


__all__ = ["ArchiveBroken", "Made", "backup", "free_bytes"]
