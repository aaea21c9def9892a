"""The ground a court stands on: room on its disks, and back-ups while it runs."""

import sqlite3
from datetime import datetime

from bot.archive import backup, free_bytes
from bot.clocks import world_now
from bot.errors import CourtProblem
from bot.keys import Unlocked, data_folders
from bot.recovery import is_saved
from bot.settings import Settings
from handlers.keeping import Archive, NotKept, Progress
from storage.errors import StorageError


class CourtKeeper:
    """Implements ``handlers.keeping.Keeper`` for the court these settings describe."""

    def __init__(self, settings: Settings, unlocked: Unlocked) -> None:
        self._settings = settings
        self._unlocked = unlocked

    def free_bytes(self) -> int:
        """The room left on the fullest of the disks the court writes to. Raises ``OSError``."""
        folders = [*data_folders(self._settings), self._settings.backup_directory]
        return min(free_bytes(folder) for folder in folders)

    def recovery_key_saved(self) -> bool:
        """Whether the owner said that the recovery key is saved."""
        return is_saved(self._unlocked.home, self._unlocked.keys)

    async def back_up(self, progress: Progress) -> Archive:
        """The same back-up as the command line's, to the configured place. Raises ``NotKept``."""
        now: datetime = world_now()
        try:
            made = await backup(
                self._settings,
                self._unlocked,
                now=now,
                keep=self._settings.backup.keep,
                progress=progress,
            )
        except (CourtProblem, StorageError, OSError, sqlite3.Error) as error:
            raise NotKept(_why(error)) from error
        return Archive(
            name=made.path.name,
            folder=str(made.path.parent),
            size=made.size,
            rows=made.rows,
            blobs=made.blobs,
            missing=made.missing,
            removed=len(made.removed),
        )


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error) or type(error).__name__
