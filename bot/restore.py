"""Bringing a back-up back: checked, opened with its key, brought up to date, the safety journal replayed.

Nothing that is there changes before all of that succeeded (on PostgreSQL: but the empty database)."""

import asyncio
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot import stage as staging
from bot.archive_file import BLOBS, DATABASE, ArchiveReader, Manifest, reading
from bot.blobs import IndexedVault
from bot.clocks import SystemClock
from bot.errors import DataInTheWay, KeyMismatch, KeyMissing
from bot.journal_file import read_journal
from bot.keys import KeyHome, home_of, read_source, refuse_beside_data
from bot.lockfile import held
from bot.replay import JournalMark, Replayed, Replayer, fates_since, replay
from bot.settings import Settings
from bot.stage import Stage
from handlers.content.texts import Texts
from storage import log, migrate
from storage.backup import restore_database
from storage.errors import BackupUnusable, NotEmpty, WrongKey
from storage.queries import campaigns, facts, recovery
from storage.rotation import rewrap_all
from storage.scrub import scrub
from storage.sealing import CourtKeys, Keyring
from storage.unit import Storage


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, what the journal changed in it, and where the court that was there lies now."""

    manifest: Manifest
    replayed: Replayed
    journal: Path
    journal_found: bool
    aside: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Restorer:
    """What restoring needs beside the archive; ``older`` are keys from before a rotation."""

    settings: Settings
    texts: Texts
    tags: Sequence[str]
    now: datetime
    older: CourtKeys | None = None
    personas: Sequence[str] = ()


async def restore(restorer: Restorer, archive: Path, *, replace: bool = False) -> Restored:
    """Restore ``archive``. Raises a :class:`CourtProblem` or one of storage's errors, in each case before
    anything that was there changed."""
    settings = restorer.settings
    with held(settings.data_directory), reading(archive) as reader:
        staging.require_room(settings, replace=replace)
        home, keys = _keys(restorer, reader.manifest.court)
        reader.require_signature(Keyring(keys))
        return await _restore(restorer, reader, home, keys)


async def _restore(restorer: Restorer, reader: ArchiveReader, home: KeyHome, keys: CourtKeys) -> Restored:
    settings, manifest = restorer.settings, reader.manifest
    stamp = f"{restorer.now:%Y%m%dT%H%M%S.%fZ}"
    journal = await asyncio.to_thread(read_journal, home.journal)
    fates = fates_since(journal, JournalMark(manifest.journal_name, manifest.journal_last))
    stage = staging.prepare(settings, stamp)
    try:
        await _fill_database(settings, reader, stage)
        storage = Storage(stage.url, Keyring(keys))
        try:
            await _require_opening(storage, manifest.court)
            await rewrap_all(storage)
            await _fill_vault(storage, reader, stage)
            replayer = _replayer(restorer, storage, stage)
            replayed = await replay(replayer, fates)
            await _note(storage, restorer.now, manifest, replayed)
            await scrub(storage)
        finally:
            await storage.close()
        staging.begin(settings)
        aside = staging.swap(settings, stage, manifest.court, stamp)
    except BaseException:
        staging.discard(stage)
        raise
    staging.end(settings)
    staging.discard(stage)
    return Restored(manifest, replayed, home.journal, journal is not None, tuple(aside))


def _keys(restorer: Restorer, court: str) -> tuple[KeyHome, CourtKeys]:
    """The court's keys, with older masters behind them. Raises :class:`KeyMissing`, :class:`KeyMismatch`."""
    home = home_of(restorer.settings, court)
    keys = read_source(restorer.settings, court)
    if keys is None:
        raise KeyMissing(
            f"The back-up is of court {court}; its key belongs at {home.key_file}. "
            "Restore it first: python -m bot recovery-key --restore FILE"
        )
    for each in filter(None, (keys, restorer.older)):
        if each.court != court:
            raise KeyMismatch(f"The back-up is of court {court}, the key of court {each.court}.")
    refuse_beside_data(restorer.settings, home)
    more = [key for key in (restorer.older.masters if restorer.older else ()) if key not in keys.masters]
    return home, CourtKeys(keys.court, keys.hash_secret, (*keys.masters, *more))


async def _fill_database(settings: Settings, reader: ArchiveReader, stage: Stage) -> None:
    copy = stage.folder / "unpacked"
    await asyncio.to_thread(reader.extract, DATABASE, copy)
    in_place = stage.url == settings.database_url  # PostgreSQL: rows go into the court's own database
    before = staging.begin(settings) if in_place else True
    try:
        await restore_database(copy, stage.url)
    except (NotEmpty, BackupUnusable) as error:
        if not before:
            staging.end(settings)
        if isinstance(error, BackupUnusable):
            raise
        raise DataInTheWay(
            "The database holds rows, which are not deleted. Name an empty one in [database] url."
        ) from error
    copy.unlink()
    await migrate.upgrade(stage.url)


async def _require_opening(storage: Storage, court: str) -> None:
    """Raise ``WrongKey`` or :class:`KeyMismatch` unless the keys open every person's key."""
    async with storage.begin() as tx:
        named = await facts.fact(tx, facts.COURT)
        if named not in (None, court):
            raise KeyMismatch(f"The archive is of court {court}, its database of court {named}.")
        await facts.set_fact(tx, facts.COURT, court)
        known = {master.name for master in storage.keyring.keys.masters}
        if await recovery.masters(tx) - known:
            raise WrongKey(
                "The back-up is older than a rotation of the key: give the recovery key of then "
                "with --old-key FILE."
            )
        await recovery.open_any(tx)


async def _fill_vault(storage: Storage, reader: ArchiveReader, stage: Stage) -> None:
    """Put back every blob that the restored index knows."""
    async with storage.read() as tx:
        known = {blob.hex for blob in await recovery.blob_ids(tx)}
    for blob in reader.manifest.blobs:
        if uuid.UUID(blob).hex in known:
            data = await asyncio.to_thread(reader.read, BLOBS + blob)
            await stage.vault.put_sealed(blob, data)


def _replayer(restorer: Restorer, storage: Storage, stage: Stage) -> Replayer:
    return Replayer(
        storage=storage,
        blobs=IndexedVault(storage, stage.vault, SystemClock()),
        texts=restorer.texts,
        tags=restorer.tags,
        personas=restorer.personas,
        now=restorer.now,
        cool_off=timedelta(hours=restorer.settings.rules.cool_off_hours),
    )


async def _note(storage: Storage, now: datetime, manifest: Manifest, replayed: Replayed) -> None:
    """The log tells, without a name, that the court's past was exchanged. No broadcast of it goes on."""
    async with storage.begin() as tx:
        await campaigns.stop_all(tx, now)
        await log.append(tx, at=now, actor=None, kind="court.restored", object_id=manifest.created[:64])
        await facts.set_fact(tx, "restored", json.dumps({"at": now.isoformat(), "stopped": replayed.stopped}))
