"""Exit codes, and every error as one sentence for whoever typed the command."""

import sqlite3
import sys
from enum import IntEnum

from bot.errors import CourtProblem, KeyOrDataProblem, RehearsalRefused
from bot.logs import exception_text, redact
from bot.settings import SettingsError
from handlers.content.errors import ContentError
from storage.errors import StorageError


class Exit(IntEnum):
    """What the program ends with."""

    OK = 0
    FAILED = 1
    USAGE = 2
    KEY_OR_DATA = 3


DATABASES = ("sqlalchemy", "sqlite3", "asyncpg")
HELP = """Exit codes: 0 all is well; 1 a problem was found, or the command failed; 2 wrong usage or
configuration; 3 the key or the data is missing, does not fit or cannot be used."""


def code_of(error: BaseException) -> Exit:
    """The exit code for an error."""
    match error:
        case SettingsError() | ContentError() | RehearsalRefused():
            return Exit.USAGE
        case KeyOrDataProblem() | StorageError() | sqlite3.DatabaseError():
            return Exit.KEY_OR_DATA
        case _:
            return Exit.FAILED


def sentence_of(error: BaseException) -> str:
    """What to tell the owner: no stack trace, no secret, and what can be done if it is known."""
    match error:
        case SettingsError() | ContentError() | CourtProblem() | StorageError():
            return redact(str(error))
        case FileNotFoundError() | PermissionError() | IsADirectoryError() | NotADirectoryError():
            return redact(f"{error.filename}: {_lower(error.strerror)}.")
        case ConnectionError():
            return "A connection was refused: is the database of [database] url running?"
        case OSError():
            return redact(f"The system refused: {_lower(error.strerror or str(error))}.")
        case _ if type(error).__module__.startswith(DATABASES):
            return redact(f"The database refused: {(str(error).splitlines() or ['it failed'])[0]}")
        case _:
            return (
                f"The program itself failed ({type(error).__name__}); nothing you did wrong. "
                "Run it again with --debug to see where."
            )


def report(error: BaseException, *, debug: bool) -> Exit:
    """Write the sentence, with ``debug`` the trace before it, and return the code."""
    if debug:
        print(redact(exception_text(error)), file=sys.stderr)
    print(sentence_of(error), file=sys.stderr)
    return code_of(error)


def _lower(text: str | None) -> str:
    return (text or "it failed")[:1].lower() + (text or "it failed")[1:]
