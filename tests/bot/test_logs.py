"""Nothing private gets into the logs, whoever writes it and however."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import QUIET, configure_logs, describe, redact

TELEGRAM = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawQ"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"


def fail(error: Exception) -> None:
    """Raise it."""
    raise error


@pytest.fixture(params=["json", "console"])
def lines(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything logged, in both forms; logging is as it was afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, {name: logging.getLogger(name).level for name in QUIET})
    stream = io.StringIO()
    configure_logs("info", request.param, secrets=["open sesame"], stream=stream)
    yield stream
    root.handlers[:], level, levels = before[0], before[1], before[2]
    root.setLevel(level)
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "secret",
    [
        TELEGRAM,
        DISCORD,
        f"https://api.telegram.org/bot{TELEGRAM}/getUpdates",
        "https://api.telegram.org/botgarbled-token/getMe",
        "postgresql://court:hunter2@db/court",
        "https://discord.com/api/v10/webhooks/123456789/aW50ZXJhY3Rpb246MTIz",
        "open sesame",
        "GET /owner/AbCdEfGhIjKl",
        "hercourt1.abcdef.12345678",
    ],
)
def test_a_secret_is_hidden_wherever_it_turns_up(lines: io.StringIO, secret: str) -> None:
    hidden = secret.rsplit("/", 1)[-1] if "owner" in secret or "webhooks" in secret else secret
    hidden = "hunter2" if "hunter2" in secret else hidden
    hidden = "garbled-token" if "garbled" in secret else hidden
    hidden = TELEGRAM if TELEGRAM in secret else hidden
    log, plain = structlog.get_logger("court"), logging.getLogger("some.library")
    log.warning("request failed", url=f"at {secret} now")
    plain.warning("request to %s failed", secret)
    try:
        fail(ConnectionError(secret))
    except ConnectionError:
        log.exception("failed")
        plain.exception("failed")
    assert hidden not in lines.getvalue()
    assert lines.getvalue().count("<hidden>") >= 4


def test_what_a_member_wrote_is_only_counted(lines: io.StringIO) -> None:
    structlog.get_logger("court").info("said", text="my secret wish", caption="another", kind="text")
    assert "wish" not in lines.getvalue()
    assert "another" not in lines.getvalue()
    assert "<14 characters>" in lines.getvalue()
    assert describe("abc") == "3 characters"
    assert describe(None) == "nothing"


def test_an_exception_that_repeats_its_value_keeps_it_to_itself(lines: io.StringIO) -> None:
    try:
        try:
            int("my secret wish")
        except ValueError as error:
            raise RuntimeError("the number was wrong") from error
    except RuntimeError:
        structlog.get_logger("court").exception("failed")
    said = lines.getvalue()
    assert "secret wish" not in said
    assert "the number was wrong" in said
    assert "ValueError" in said
    assert "test_logs.py" in said


def test_the_databases_words_about_a_row_are_left_out(lines: io.StringIO) -> None:
    try:
        fail(RuntimeError("duplicate key violates unique\nDETAIL: Key (username)=(anna) already exists."))
    except RuntimeError:
        structlog.get_logger("court").exception("failed")
    assert "duplicate key" in lines.getvalue()
    assert "anna" not in lines.getvalue()


async def test_asyncios_picture_of_a_failed_task_shows_no_value(lines: io.StringIO) -> None:
    async def fail() -> None:
        raise ValueError("my secret wish")

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: %r", task)
    task.exception()
    assert "Task exception" in lines.getvalue()
    assert "secret wish" not in lines.getvalue()


def test_libraries_that_log_requests_are_quiet(lines: io.StringIO) -> None:
    for name in ("httpx", "httpcore", "telegram.ext", "discord.gateway", "aiosqlite"):
        logging.getLogger(name).info("GET https://example.org/?q=private")
        logging.getLogger(name).warning("slow")
    assert "private" not in lines.getvalue()
    assert lines.getvalue().count("slow") == 5


def test_a_line_of_json_can_be_read_by_a_program() -> None:
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        configure_logs("warning", "json", stream=stream)
        structlog.get_logger("court").info("too quiet")
        structlog.get_logger("court").warning("kept", count=3)
        logging.getLogger("library").error("kept, too")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        structlog.reset_defaults()
        logging.captureWarnings(capture=False)
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (first["event"], first["count"], first["level"], first["logger"]) == (
        "kept",
        3,
        "warning",
        "court",
    )
    assert (second["event"], second["level"]) == ("kept, too", "error")


def test_text_without_a_secret_stays_as_it_is() -> None:
    said = "12:30 at /bottom, see https://example.org/a:b and 10.0.0.1:8080"
    assert redact(said) == said
