"""What every command shares: the configuration file, the settings, the logs."""

import os
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated

import typer

from bot.logs import configure_logs
from bot.settings import Settings, load_settings

DEFAULT_CONFIG = Path("config.toml")

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="The configuration; without it COURT_CONFIG, or ./config.toml if it is there.",
        show_default=False,
    ),
]


_before_command: ContextVar[Path | None] = ContextVar("_before_command", default=None)


def remember_config(given: Path | None) -> None:
    """Keep a ``--config`` that was written before the command."""
    _before_command.set(given)


def config_path(given: Path | None) -> Path | None:
    """The configuration file to read, or None for the defaults."""
    given = given or _before_command.get()
    if given is not None:
        return given
    named = os.environ.get("COURT_CONFIG")
    if named:
        return Path(named)
    return DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None


def settings_of(given: Path | None, *, running: bool = False) -> Settings:
    """The settings, with the logs set up: as configured for a running court, else only warnings."""
    settings = load_settings(config_path(given), os.environ)
    level, form = (settings.logs.level, settings.logs.format) if running else ("warning", "console")
    configure_logs(level, form, secrets=settings.secrets())
    return settings
