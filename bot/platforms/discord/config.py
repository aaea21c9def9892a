"""What the Discord platform has to know, without the library: a court without a token never loads it."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from bot.settings.platforms import DiscordSection

API = "https://discord.com/api/v10"
UPLOAD = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DiscordConfig:
    """Addresses, shards and times (seconds). ``bot`` names the bot for ever, whatever its token."""

    token: str
    bot: str
    api_base_url: str = API
    gateway_url: str | None = None
    operator_guild_ids: tuple[int, ...] = ()
    shard_ids: tuple[int, ...] | None = None
    shard_count: int | None = None
    languages: tuple[str, ...] = ("en",)
    max_upload_bytes: int = UPLOAD
    acknowledge_seconds: float = 1.5
    thinking_seconds: float = 60.0
    request_seconds: float = 20.0
    start_seconds: float = 60.0
    identify_seconds: float = 5.0
    ready_seconds: float = 2.0
    keep_seconds: float = 5.0
    again_seconds: float = 30.0
    requests_per_second: float = 45.0


def config_of(
    section: DiscordSection, *, languages: tuple[str, ...] = ("en",), max_upload_bytes: int = UPLOAD
) -> DiscordConfig:
    """The configuration of a section with a token. Raises ``ValueError`` without one."""
    if section.token is None:
        raise ValueError("Discord needs a token.")
    token = section.token.get_secret_value().strip()
    return DiscordConfig(
        token=token,
        bot=bot_of(token),
        api_base_url=section.api_base_url,
        gateway_url=section.gateway_url,
        operator_guild_ids=section.operator_guild_ids,
        shard_ids=section.shard_ids or None,
        shard_count=section.shard_count,
        languages=languages,
        max_upload_bytes=max_upload_bytes,
    )


def bot_of(token: str) -> str:
    """The bot's user id, which the first part of its token holds; of an odd token a hash."""
    first = token.partition(".")[0]
    try:
        number = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        number = ""
    return number if number.isdigit() else hashlib.sha256(token.encode()).hexdigest()[:20]
