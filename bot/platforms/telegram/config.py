"""What Telegram is configured with. Imports nothing of the library, which is only loaded for a token."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings.platforms import TelegramSection

API = "https://api.telegram.org/bot"
FILES = "https://api.telegram.org/file/bot"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class TelegramConfig:
    """How the court reaches Telegram, and how Telegram reaches the court.

    ``poll_seconds`` is how long Telegram may wait with an empty answer; ``download_bytes`` is what the Bot
    API lets a bot fetch; ``spool`` is a private folder for files on their way. ``upload_seconds`` together
    with the time to connect stays below what delivery waits for. ``first_pause`` and ``longest_pause``
    (seconds) are what is waited after a failure. ``per_second`` messages go to all chats together,
    ``chat_seconds`` lie between two of one chat once ``chat_burst`` were sent."""

    token: str = field(repr=False)
    mode: str = "polling"
    api_base_url: str = API
    file_base_url: str = FILES
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    webhook_host: str = "127.0.0.1"
    webhook_port: int = 8081
    operator_chat_ids: frozenset[int] = frozenset()
    spool: Path = field(default_factory=lambda: Path(tempfile.gettempdir()) / "her-court-telegram")
    poll_seconds: float = 50.0
    request_seconds: float = 10.0
    upload_seconds: float = 40.0
    first_pause: float = 1.0
    longest_pause: float = 60.0
    watch_seconds: float = 60.0
    download_bytes: int = 20 * MEGABYTE
    per_second: float = 30.0
    chat_seconds: float = 1.0
    chat_burst: int = 5

    @property
    def bot(self) -> str:
        """The bot's id, which a token begins with."""
        return self.token.partition(":")[0]


def config_of(section: TelegramSection, data_directory: Path) -> TelegramConfig:
    """The configuration of a section that has a token; files under way lie in the data directory."""
    secret = section.webhook_secret
    return TelegramConfig(
        token=section.token.get_secret_value() if section.token else "",
        mode=section.mode,
        api_base_url=section.api_base_url,
        file_base_url=section.file_base_url,
        webhook_url=section.webhook_url or "",
        webhook_secret=secret.get_secret_value() if secret else "",
        webhook_host=section.webhook_host,
        webhook_port=section.webhook_port,
        operator_chat_ids=frozenset(section.operator_chat_ids),
        per_second=float(section.messages_per_second),
        spool=data_directory / "telegram",
    )
