"""Running the court, and rehearsing it."""

import asyncio
import signal
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from bot import keys as key_files
from bot.cli.common import Config, settings_of
from bot.cli.exits import HELP
from bot.keys import Unlocked
from bot.recovery import is_saved
from bot.rehearsal import rehearsal_settings

SHORT_DAY, REAL_DAY = 5.0, 1440.0
DayMinutes = Annotated[
    float | None,
    typer.Option(
        "--day-minutes", min=1, max=1440, help="How long a day lasts (5; with --desk as long as a real one)."
    ),
]
Desk = Annotated[
    int, typer.Option("--desk", min=0, max=2000, help="Instead of the cast: so many things wait on the desk.")
]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Where the web chat listens.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(epilog=HELP)(run)
    app.command(epilog=HELP)(rehearse)


def run(config: Config = None) -> None:
    """Open the court; Ctrl-C or SIGTERM closes it within ten seconds."""
    settings = settings_of(config, running=True)

    async def opened() -> None:
        # Loading the whole court takes a moment; a wrong key is told before that.
        unlocked = await key_files.unlock(settings, create=True)
        _speak_of_recovery(unlocked)
        from bot.app import run as run_court  # noqa: PLC0415

        await run_court(settings, unlocked)

    asyncio.run(opened())


def rehearse(
    config: Config = None, day_minutes: DayMinutes = None, port: Port = 8081, desk: Desk = 0
) -> None:
    """Open a throwaway court whose days last minutes: for learning, and for trying what takes time."""
    settings = settings_of(config, running=True)
    signal.signal(signal.SIGTERM, _leave)  # so that nothing stays behind if it comes before the court is open
    with tempfile.TemporaryDirectory(prefix="her-court-rehearsal-", ignore_cleanup_errors=True) as folder:
        scratch = rehearsal_settings(settings, Path(folder), port=port)

        async def opened() -> None:
            from bot.app import Rehearsal  # noqa: PLC0415 - as above
            from bot.app import run as run_court  # noqa: PLC0415

            unlocked = await key_files.unlock(scratch, create=True)
            await run_court(scratch, unlocked, rehearsal=Rehearsal(day_minutes or _day(desk), desk))

        asyncio.run(opened())


def _day(desk: int) -> float:
    """What waits on a desk is not to be decided by time before anybody can look at it."""
    return REAL_DAY if desk else SHORT_DAY


def _leave(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _speak_of_recovery(unlocked: Unlocked) -> None:
    if unlocked.fresh:
        print(f"A new court was made. Its key is in {unlocked.home.key_file}, apart from its data.")
    if not is_saved(unlocked.home, unlocked.keys):
        print(
            "Save the recovery key now: without key or recovery key, all data is lost for ever.\n"
            "  python -m bot recovery-key            shows it\n"
            "  python -m bot recovery-key --saved    when it is in a safe place, apart from this machine",
            flush=True,
        )
