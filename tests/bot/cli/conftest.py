"""The command line in this process: quick, and everything is put back afterwards."""

import io
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from bot.cli.main import main
from bot.logs import QUIET
from bot.settings import Settings
from tests.support.owners import CourtOnDisk, Done, Owner

Types = Callable[..., Done]


@pytest.fixture
def types(
    owner: Owner, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Types]:
    """What the owner types after ``python -m bot``; returns the exit code and what was said."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    mask = os.umask(0o022)
    for name in [name for name in os.environ if name.startswith("COURT_")]:
        monkeypatch.delenv(name)

    def typed(*arguments: str, text: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        code = main(arguments)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    yield typed
    os.umask(mask)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.fixture
async def court(settings: Settings, sqlite_template: Path) -> CourtOnDisk:
    """A court on disk, still empty."""
    return await CourtOnDisk.made(settings, sqlite_template)
