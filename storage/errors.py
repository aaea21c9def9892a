"""What can go wrong in storage; each class's docstring is its message."""

from sqlalchemy.exc import IntegrityError

Conflict = IntegrityError
"""What a transaction raises that breaks a unique, foreign or checked column: nothing of it was written."""


class StorageError(Exception):
    """The court's storage could not do what was asked."""

    def __init__(self, detail: str = "") -> None:
        message = (self.__doc__ or "").strip()
        super().__init__(f"{message} {detail}".strip())


class WrongKey(StorageError):
    """The data is sealed with a master key that this court does not have."""


class Unreadable(StorageError):
    """A sealed value does not open: it was damaged, moved to another row, or its key was destroyed."""


class KeyFileBroken(StorageError):
    """The key file cannot be used."""


class SchemaBehind(StorageError):
    """The database's tables are of another version; run `python -m bot migrate`."""


class MigrationFailed(StorageError):
    """The tables could not be brought to the version asked for; nothing was changed."""


class BackupUnusable(StorageError):
    """The back-up cannot be used."""


class NotEmpty(StorageError):
    """The database to restore into holds something already."""


class StorageBusy(StorageError):
    """The database stayed locked or full; nothing was changed."""
