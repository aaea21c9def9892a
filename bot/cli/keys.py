"""The key: rotating it, showing and saving the recovery key, restoring from it."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import keys as key_files
from bot.cli.common import Config, settings_of
from bot.cli.exits import HELP
from bot.errors import KeyInTheWay, KeyMismatch
from bot.recovery import mark_saved, read_recovery, recovery_line
from bot.settings import Settings

Saved = Annotated[bool, typer.Option("--saved", help="Note that it is in a safe place: no more reminders.")]
RestoreFrom = Annotated[
    str | None,
    typer.Option("--restore", metavar="FILE", help="Write the key file from a recovery key (- reads it)."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("rotate-key", epilog=HELP)(rotate_key)
    app.command("recovery-key", epilog=HELP)(recovery_key)


def rotate_key(config: Config = None) -> None:
    """Make a new master key and wrap everything anew. The court must not run. Can be interrupted."""
    from bot.rotation import rotate  # noqa: PLC0415 - only this command needs storage

    rotated = asyncio.run(rotate(settings_of(config)))
    if rotated.resumed:
        print("An earlier rotation had not finished; it is finished now.")
    print(f"The master key is new; {rotated.rewrapped} keys were wrapped anew.")
    print("The recovery key is new, too: save it (python -m bot recovery-key).")
    print("Back-ups made before now open only with the recovery key of before: keep it as long as them.")


def recovery_key(config: Config = None, *, saved: Saved = False, restore: RestoreFrom = None) -> None:
    """Show the recovery key, note that it is saved, or restore the key file from it."""
    settings = settings_of(config)
    if restore is not None:
        _restore(settings, restore)
        return
    unlocked = asyncio.run(key_files.unlock(settings))
    if saved:
        mark_saved(unlocked.home, unlocked.keys)
        print("Noted. After a rotation of the key there will be a new one to save.")
        return
    print(recovery_line(unlocked.keys))
    print(
        "Whoever has this line and the data can read everything. Keep it on paper or in a password manager,\n"
        "apart from the data and its back-ups; then: python -m bot recovery-key --saved",
        file=sys.stderr,
    )


def _restore(settings: Settings, source: str) -> None:
    text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    keys = read_recovery(text)
    here = key_files.court_id(settings)
    if here not in (None, keys.court):
        raise KeyMismatch(f"The data is of court {here}, the recovery key of court {keys.court}.")
    home = key_files.home_of(settings, keys.court)
    key_files.refuse_beside_data(settings, home)
    try:
        path = key_files.store(home, keys)
    except FileExistsError:
        if key_files.read_source(settings, keys.court) != keys:
            raise KeyInTheWay(f"({home.key_file}: move it away first.)") from None
        print(f"This key is already in {home.key_file}.")
        return
    mark_saved(home, keys)
    print(f"The key is back in {path}.")
