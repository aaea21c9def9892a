"""Structured logs, with nothing in them that is private: no tokens, no names, no words of a member.

``configure_logs`` routes structlog and the standard library's logging through one handler; whatever it
writes passes through :func:`redact` last."""

import logging
import re
import sys
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import IO, Any

import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

HIDDEN = "<hidden>"
QUIET = (
    "aiohttp", "aiosqlite", "alembic", "apscheduler", "asyncio", "discord", "hpack", "httpcore", "httpx",
    "matplotlib", "multipart", "PIL", "pydub", "python_multipart", "sqlalchemy", "telegram", "uvicorn",
    "uvicorn.access", "websockets",
)  # fmt: skip
"""Libraries that log requests, addresses or parameters below WARNING."""

_PATTERNS = (
    (re.compile(r"/bot[^/\s\"']+/"), f"/bot{HIDDEN}/"),  # Telegram's URLs hold the token
    (re.compile(r"\b\d{6,12}:[A-Za-z0-9_-]{30,}"), HIDDEN),  # a Telegram token
    (
        re.compile(r"(/(?:interactions|webhooks)/\d+)/[^/\s\"']+"),
        rf"\1/{HIDDEN}",
    ),  # Discord's
    (
        re.compile(r"\b[A-Za-z0-9_-]{23,30}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}"),
        HIDDEN,
    ),  # a Discord token
    (re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"), HIDDEN),  # a password in a URL
    (re.compile(r"(/(?:join|owner|web)/)[A-Za-z0-9_-]{6,}"), rf"\1{HIDDEN}"),  # a link that works once
    (
        re.compile(r"\b(exception|result)=.*?(?=>(?:[\s\"\\]|$))"),
        rf"\1={HIDDEN}",
    ),  # asyncio's picture of a task
    (re.compile(r"\bhercourt1\.[\w-]+\.\w+"), HIDDEN),  # a recovery key
)
_PRIVATE_KEYS = frozenset(
    {
        "address", "answer", "body", "caption", "comment", "content", "draft", "email", "limits",
        "message_text", "name", "password", "payload", "reason", "safeword", "tags", "text", "token",
        "username", "value", "values",
    }
)  # fmt: skip
_SHORTEST_SECRET = 6
_CARRIES_VALUES = (ValueError, LookupError, AssertionError, TypeError)


class Redaction:
    """Takes secrets out of text: everything that looks like one, and those named here exactly."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        worth_hiding = {secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}
        self._secrets = sorted(worth_hiding, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """``text`` without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text


redact = Redaction()
"""Redaction by looks alone, for whoever shows text without the logs."""


def describe(text: str | None) -> str:
    """What may be logged of something a member wrote: that it was there, and how long it was."""
    return "nothing" if text is None else f"{len(text)} characters"


def configure_logs(
    level: str = "info", form: str = "auto", *, secrets: Iterable[str] = (), stream: IO[str] | None = None
) -> None:
    """Set up logging for the whole process, replacing what was set up before.

    ``form`` is ``json``, ``console`` or ``auto`` (console on a terminal); ``secrets`` are hidden wherever
    they turn up."""
    stream = stream or sys.stderr
    console = form == "console" or (form == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(console=console, redaction=Redaction(secrets)))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _shared() -> list[Processor]:
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        withhold_private,
        plain_exception,
    ]


def _formatter(*, console: bool, redaction: Redaction) -> logging.Formatter:
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=False) if console else structlog.processors.JSONRenderer()
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    return _Redacting(formatter, redaction)


class _Redacting(logging.Formatter):
    """The last word: whatever the inner formatter made, without secrets."""

    def __init__(self, inner: logging.Formatter, redaction: Redaction) -> None:
        super().__init__()
        self._inner = inner
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        return self._redaction(self._inner.format(record))


def withhold_private(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the values of keys that name private things by their length."""
    for key in _PRIVATE_KEYS & event.keys():
        value = event[key]
        event[key] = f"<{describe(value)}>" if isinstance(value, str) else "<withheld>"
    return event


def plain_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Write an exception as its chain of types and places; messages that could carry words are left out."""
    found = _exception(event.pop("exc_info", None))
    if found is not None:
        event["exception"] = exception_text(found)
    return event


def exception_text(error: BaseException) -> str:
    """An exception with its causes: where each was raised, of what type, and what may be said of it."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append(
            f"{_frames(current.__traceback__)}{type(current).__qualname__}: {_safe_message(current)}"
        )
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\ncaused by\n".join(parts)


def _frames(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    return "".join(f"  {frame.filename}:{frame.lineno} in {frame.name}\n" for frame in frames)


def _safe_message(error: BaseException) -> str:
    """An error's first line; nothing of errors that repeat the value they are about."""
    message = str(error)
    if isinstance(error, _CARRIES_VALUES):
        return f"<{describe(message)} withheld>"
    first = message.split("\n", 1)[0]
    return re.sub(r"(invalid input for query argument \$\d+).*", r"\1", first)


def _exception(info: ExcInfo | BaseException | bool | Any | None) -> BaseException | None:
    match info:
        case BaseException():
            return info
        case (_, BaseException() as error, _):
            return error
        case True:
            return sys.exc_info()[1]
        case _:
            return None
