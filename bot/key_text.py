"""A key as text: parsed, or asked of the owner's own command. Neither text nor output is ever shown."""

import subprocess

from bot.errors import KeyUnusable
from storage.errors import KeyFileBroken
from storage.sealing import CourtKeys

COMMAND_SECONDS = 60


def parse(text: str, source: str) -> CourtKeys:
    """Keys from text. Raises :class:`KeyUnusable`, naming the source, never the text."""
    try:
        return CourtKeys.from_text(text)
    except KeyFileBroken as error:
        raise KeyUnusable(f"{error} (Read from {source}.)") from None


def ask(command: tuple[str, ...]) -> str:
    """What the owner's key command prints. Raises :class:`KeyUnusable`."""
    try:
        done = subprocess.run(  # noqa: S603 - the owner's own command, from the owner's configuration
            command, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise KeyUnusable(f"The key command {command[0]} did not end within {COMMAND_SECONDS} s.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnusable(f"The key command {command[0]} could not be run.") from error
    if done.returncode != 0:
        raise KeyUnusable(f"The key command {command[0]} failed with status {done.returncode}.")
    return done.stdout
