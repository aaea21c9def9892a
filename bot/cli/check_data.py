"""Checks of what the court keeps: keys, journal, database, log, vault, disk."""

import asyncio
import shutil

from bot import keys as key_files
from bot.cli.finding import Finding, Level, fail, ok, warn
from bot.errors import CourtProblem, NoCourt
from bot.files import is_inside, is_private
from bot.house import open_vault
from bot.journal_file import read_journal
from bot.keys import KeyHome, Unlocked, data_folders
from bot.places import opened
from bot.recovery import is_saved
from bot.settings import Settings
from storage import log, migrate
from storage.backup import check_backup
from storage.engines import sqlite_file
from storage.enums import Platform
from storage.errors import BackupUnusable, StorageError
from storage.migrate import SchemaState
from storage.queries import people, recovery

NEW = "there is no court yet; `python -m bot run` makes one"
LITTLE_BYTES, SCARCE_BYTES = 1 << 30, 200 << 20


async def check_keys(settings: Settings) -> list[Finding]:
    """The key is there, private, the data's own, and can be got back."""
    try:
        unlocked = await key_files.unlock(settings)
    except NoCourt:
        return [ok("key", NEW)]
    except CourtProblem as error:
        return [fail("key", str(error), "do as the sentence says.")]
    return [
        _key_file(unlocked.home),
        await _opens(settings, unlocked),
        _recovery(unlocked),
        *_journal(settings, unlocked),
    ]


def _key_file(home: KeyHome) -> Finding:
    if home.key_file is None:
        return ok("key", f"of court {home.court}, from the environment or a command")
    if not is_private(home.key_file):
        return warn("key", f"{home.key_file} can be read by others", f"chmod 600 {home.key_file}")
    return ok("key", f"of court {home.court}, in {home.key_file}")


async def _opens(settings: Settings, unlocked: Unlocked) -> Finding:
    if await migrate.state(settings.database_url) is not SchemaState.CURRENT:
        return ok("key opens data", "not tried: the tables are not there or not current")
    try:
        async with opened(settings, unlocked.keys) as storage, storage.read() as tx:
            tried = await recovery.open_any(tx)
    except StorageError as error:
        return fail("key opens data", str(error), "put the right key back, or restore a back-up.")
    return ok("key opens data", "a row was opened" if tried else "there is nothing sealed yet")


def _recovery(unlocked: Unlocked) -> Finding:
    if is_saved(unlocked.home, unlocked.keys):
        return ok("recovery key", "saved")
    mend = "python -m bot recovery-key, keep it safe, then python -m bot recovery-key --saved"
    return warn("recovery key", "not saved yet: if the key is lost, all data is", mend)


def _journal(settings: Settings, unlocked: Unlocked) -> list[Finding]:
    path = unlocked.home.journal
    try:
        journal = read_journal(path)
    except OSError as error:
        return [fail("safety journal", f"{path}: {error.strerror}", "make it readable and writable.")]
    if journal is None:
        return [ok("safety journal", f"begins with the first entry, in {path}")]
    if any(is_inside(path, folder) for folder in data_folders(settings)):
        mend = "name a place apart from the data in [keys] journal, and move it there."
        return [warn("safety journal", f"{path} is beside the data and would be lost with it", mend)]
    torn = len(journal.lines) - len(journal.entries)
    if torn:
        mend = "nothing now; after a restore those concerned start stopped."
        return [warn("safety journal", f"{torn} of {len(journal.lines)} lines are damaged", mend)]
    return [ok("safety journal", f"{len(journal.entries)} entries, in {path}")]


async def check_database(settings: Settings) -> list[Finding]:
    """The database is reachable, current and whole, and the log of the operators unbroken."""
    try:
        found = await migrate.state(settings.database_url)
    except Exception as error:  # noqa: BLE001 - whatever the driver raises, it is not reachable
        return [
            fail(
                "database",
                f"cannot be reached ({type(error).__name__})",
                "see [database] url; is it running?",
            )
        ]
    match found:
        case SchemaState.MISSING if key_files.court_id(settings) is None:
            return [ok("database", NEW)]
        case SchemaState.MISSING:
            return [
                fail(
                    "database",
                    "is not there, but this is no new court",
                    "restore a back-up, or mend its path.",
                )
            ]
        case SchemaState.BEHIND:
            return [fail("database", "its tables are of an older version", "python -m bot migrate")]
        case SchemaState.AHEAD:
            return [
                fail("database", "its tables are of a newer version", "run the newer version of the program.")
            ]
        case SchemaState.CURRENT:
            whole = await _whole(settings)
            return [whole] if whole.level is Level.FAIL else [whole, await _log(settings)]


async def _whole(settings: Settings) -> Finding:
    file = sqlite_file(settings.database_url)
    if file is None:
        return ok("database", "PostgreSQL, reachable, tables current")
    try:
        facts = await check_backup(file)
    except BackupUnusable as error:
        return fail(
            "database", f"{file} is damaged ({error})", "stop the court and restore the newest back-up."
        )
    return ok("database", f"{file}, tables current, whole, {sum(facts.rows.values())} rows")


async def _log(settings: Settings) -> Finding:
    try:
        unlocked = await key_files.unlock(settings)
    except CourtProblem:
        return warn("log", "not checked without the key", "mend the key first.")
    async with opened(settings, unlocked.keys) as storage, storage.read() as tx:
        problems = await log.verify(tx)
    if problems:
        first = f"entry {problems[0].id} {problems[0].what}"
        mend = "somebody changed the database by hand: compare with a back-up."
        return fail("log", f"{len(problems)} entries do not verify; {first}", mend)
    return ok("log", "every entry verifies")


async def check_owners(settings: Settings) -> list[Finding]:
    """Everybody whom the configuration made an owner is still in it."""
    if await migrate.state(settings.database_url) is not SchemaState.CURRENT:
        return []
    try:
        unlocked = await key_files.unlock(settings)
    except CourtProblem:
        return []
    async with opened(settings, unlocked.keys) as storage, storage.read() as tx:
        named = {
            people.address_hash(tx, Platform(platform), address)
            for platform, _, address in (owner.partition(":") for owner in settings.court.owners)
        }
        left = [each for each in await people.configured_owners(tx) if each not in named]
    if left:
        what = (
            f"{len(left)} owner(s) were made by [court] owners and are in it no more, but still own the court"
        )
        return [warn("owners", what, "change their role with /operators, or put them back.")]
    return [ok("owners", f"{len(named)} named in the configuration")] if named else []


async def check_vault(settings: Settings) -> list[Finding]:
    """The vault answers, and holds what its index says."""
    if await migrate.state(settings.database_url) is not SchemaState.CURRENT:
        return []
    try:
        unlocked = await key_files.unlock(settings)
        kept = await open_vault(settings).ids()
        async with opened(settings, unlocked.keys) as storage, storage.read() as tx:
            known = {blob.hex for blob in await recovery.blob_ids(tx)}
    except CourtProblem:
        return []
    except Exception as error:  # noqa: BLE001 - whatever the store raises, it does not answer
        return [fail("vault", f"does not answer ({type(error).__name__})", "see [vault]; is it reachable?")]
    lost = len(known - kept)
    if lost:
        return [
            warn(
                "vault", f"{lost} of {len(known)} blobs are missing", "restore them from a back-up's archive."
            )
        ]
    return [ok("vault", f"{len(known)} blobs, none missing")]


async def check_disk(settings: Settings) -> list[Finding]:
    """There is room where the data is."""
    found: list[Finding] = []
    for folder in dict.fromkeys(data_folders(settings)):
        there = next(each for each in (folder, *folder.parents) if each.exists())
        free = (await asyncio.to_thread(shutil.disk_usage, there)).free
        about, left = f"disk of {folder}", f"{free / (1 << 30):.1f} GB free"
        if free < SCARCE_BYTES:
            found.append(fail(about, left, "make room: uploads and back-ups will be refused."))
        else:
            found.append(warn(about, left, "make room soon.") if free < LITTLE_BYTES else ok(about, left))
    return found
