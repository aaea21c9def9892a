"""The court's keys: found where the owner keeps them, made once for a new court, never anew for old data.

The data directory only knows the court's id (`court-id`). The key file lies in the owner's configuration
directory, one folder per court id, with the safety journal beside it."""

from dataclasses import dataclass
from pathlib import Path

import platformdirs

from bot.errors import (
    DatabaseUnreachable,
    KeyBesideData,
    KeyMismatch,
    KeyMissing,
    KeyUnusable,
    NoCourt,
    RestoreUnfinished,
)
from bot.files import is_inside, write_private
from bot.key_text import ask, parse
from bot.settings import Settings
from storage.engines import sqlite_file
from storage.queries.facts import claim_database, court_of_database
from storage.sealing import CourtKeys
from storage.unit import Storage

APPLICATION = "her-court"
COURT_ID = "court-id"
RESTORING = "restore-unfinished"


@dataclass(frozen=True, slots=True)
class KeyHome:
    """Where a court keeps what must not be lost together with its data."""

    court: str
    key_file: Path | None
    """None when the key comes from the environment or a command."""
    journal: Path
    saved_mark: Path


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A court's keys and where they live; ``fresh`` when they were made just now."""

    keys: CourtKeys
    home: KeyHome
    fresh: bool = False


def home_of(settings: Settings, court: str) -> KeyHome:
    """Where the keys, the journal and the mark of a saved recovery key of this court are."""
    key_file = settings.keys.file or _folder(court) / "key.json"
    stem = key_file.stem
    own_file = settings.keys.text is None and not settings.keys.command
    return KeyHome(
        court,
        key_file if own_file else None,
        settings.keys.journal or key_file.with_name(f"{stem}.journal.jsonl"),
        key_file.with_name(f"{stem}.saved"),
    )


def court_id(settings: Settings) -> str | None:
    """The id in the data directory, or None. Raises :class:`KeyUnusable` if it is not readable."""
    try:
        return (settings.data_directory / COURT_ID).read_text(encoding="utf-8").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnusable(f"{settings.data_directory / COURT_ID} cannot be read.") from error


async def unlock(settings: Settings, *, create: bool = False) -> Unlocked:
    """The keys of the court the settings name; with ``create``, a court without data gets new ones.

    Raises a :class:`CourtProblem` when data and key do not come together."""
    if (settings.data_directory / RESTORING).exists():
        raise RestoreUnfinished
    court = court_id(settings) or await _court_of_database(settings)
    keys = read_source(settings, court)
    if keys is not None:
        _check_match(court, keys)
        unlocked = Unlocked(keys, home_of(settings, keys.court))
    else:
        unlocked = _make(settings, court, create=create)
    refuse_beside_data(settings, unlocked.home)
    if create and court_id(settings) is None:
        remember_court(settings, unlocked.keys.court)
    return unlocked


def read_source(settings: Settings, court: str | None) -> CourtKeys | None:
    """The keys from where the settings say, or None if there is no key file. Raises :class:`KeyUnusable`."""
    if settings.keys.text is not None:
        return parse(settings.keys.text.get_secret_value(), "COURT_KEYS__TEXT")
    if settings.keys.command:
        return parse(ask(settings.keys.command), "what the key command printed")
    file = settings.keys.file or (_folder(court) / "key.json" if court else None)
    if file is None:
        return None
    try:
        return parse(file.read_text(encoding="utf-8"), str(file))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnusable(f"{file} cannot be read; mend its owner and mode, or put the key back.") from error


def store(home: KeyHome, keys: CourtKeys, *, replace: bool = False) -> Path:
    """Write the key file, mode 0600, atomically and synced. Raises FileExistsError, :class:`KeyUnusable`."""
    if home.key_file is None:
        raise KeyUnusable("It comes from the environment or a command; this needs it in a file, [keys] file.")
    write_private(home.key_file, keys.to_text() + "\n", replace=replace)
    return home.key_file


def remember_court(settings: Settings, court: str) -> None:
    """Write the court's id into the data directory; one that is there already stays."""
    folder = settings.data_directory
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        write_private(folder / COURT_ID, court + "\n", replace=False)
    except FileExistsError:
        if court_id(settings) != court:
            raise KeyMismatch(f"{folder} became another court's meanwhile; start again.") from None


async def claim(storage: Storage) -> None:
    """Write the court's id into its database. Raises :class:`KeyMismatch` if it is another court's."""
    found, ours = await claim_database(storage), storage.keyring.keys.court
    if found != ours:
        raise KeyMismatch(f"The database is of court {found}, the key of court {ours}.")


def refuse_beside_data(settings: Settings, home: KeyHome) -> None:
    """Raise :class:`KeyBesideData` if the key file is beside the data of a court reachable from outside."""
    if home.key_file is None or not settings.exposed:
        return
    for folder in data_folders(settings):
        if is_inside(home.key_file, folder):
            raise KeyBesideData(f"Move {home.key_file} out of {folder} and name its place in [keys] file.")


def data_folders(settings: Settings) -> list[Path]:
    """Every folder on this machine that holds the court's data."""
    database = sqlite_file(settings.database_url)
    folders = [settings.data_directory, settings.vault_directory, database.parent if database else None]
    return [folder for folder in folders if folder is not None]


def has_data(settings: Settings) -> bool:
    """Whether there are rows or blobs on this machine that some key must open."""
    database, vault = sqlite_file(settings.database_url), settings.vault_directory
    rows = database is not None and database.exists() and database.stat().st_size > 0
    return rows or (vault is not None and vault.is_dir() and any(vault.iterdir()))


async def _court_of_database(settings: Settings) -> str | None:
    try:
        return await court_of_database(settings.database_url)
    except Exception as error:
        # Every driver has errors of its own, some of which repeat the address with its password.
        raise DatabaseUnreachable(f"({type(error).__name__})") from error


def _make(settings: Settings, court: str | None, *, create: bool) -> Unlocked:
    if court is not None or has_data(settings):
        raise KeyMissing(_where_it_was(settings, court))
    if not create:
        raise NoCourt
    keys = CourtKeys.fresh()
    home = home_of(settings, keys.court)
    refuse_beside_data(settings, home)
    settings.data_directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    store(home, keys)
    return Unlocked(keys, home, fresh=True)


def _where_it_was(settings: Settings, court: str | None) -> str:
    if court is None:
        return f"Nothing in {settings.data_directory} says whose it is; put its file `{COURT_ID}` back."
    home = home_of(settings, court)
    return (
        f"It belongs at {home.key_file}. Put it back, or restore it from the recovery key: "
        "python -m bot recovery-key --restore FILE"
    )


def _check_match(court: str | None, keys: CourtKeys) -> None:
    if court is not None and keys.court != court:
        raise KeyMismatch(f"The data is of court {court}, the key of court {keys.court}.")


def _folder(court: str) -> Path:
    return platformdirs.user_config_path(APPLICATION, appauthor=False) / court
