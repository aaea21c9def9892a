"""The sections of the configuration for the places where the court can be met."""

import ipaddress
import re
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from bot.settings.sections import Section
from handlers.rules.offers import Offer, may_offer
from storage.enums import Platform

_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches ``host``."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _web_address(url: str | None, schemes: tuple[str, ...]) -> str | None:
    if url is None:
        return None
    if not url.startswith(tuple(f"{scheme}://" for scheme in schemes)) or not urlsplit(url).hostname:
        raise ValueError(f"the address must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return url.rstrip("/")


class WebSection(Section):
    """[web]: the built-in web chat."""

    enabled: bool = True
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    idle_minutes: int = Field(default=15, ge=1, le=240)
    session_days: int = Field(default=30, ge=1, le=365)
    sessions: bool = True

    @field_validator("public_url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        return _web_address(url, ("http", "https"))

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in proxies:
            try:
                ipaddress.ip_network(proxy)
            except ValueError:
                raise ValueError("each proxy is an address or a network like 10.0.0.0/8") from None
        return proxies

    @property
    def address(self) -> str:
        """Where members find the page: ``public_url``, or host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def exposed(self) -> bool:
        """Whether another machine can reach the page."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        return self.enabled and not (is_loopback(self.host) and (public is None or is_loopback(public)))


class TelegramSection(Section):
    """[telegram]: a bot made with BotFather; without a token Telegram is off."""

    token: SecretStr | None = None
    mode: Literal["polling", "webhook"] = "polling"
    api_base_url: str = "https://api.telegram.org/bot"
    file_base_url: str = "https://api.telegram.org/file/bot"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    webhook_host: str = Field(default="127.0.0.1", min_length=1)
    webhook_port: int = Field(default=8081, ge=0, le=65535)
    operator_chat_ids: tuple[int, ...] = ()
    messages_per_second: int = Field(default=30, ge=1, le=1000)
    stars: bool = False
    sessions: bool = True

    @field_validator("api_base_url", "file_base_url")
    @classmethod
    def _address(cls, url: str) -> str:
        return _web_address(url, ("http", "https")) or url

    @field_validator("webhook_url")
    @classmethod
    def _webhook(cls, url: str | None) -> str | None:
        return _web_address(url, ("http", "https"))

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("a webhook secret has 16 to 256 letters, digits, hyphens or underscores")
        return secret

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.mode == "webhook" and (self.webhook_url is None or self.webhook_secret is None):
            raise ValueError('mode "webhook" needs webhook_url and webhook_secret')
        return self


class DiscordSection(Section):
    """[discord]: an application's bot; without a token Discord is off."""

    token: SecretStr | None = None
    api_base_url: str = "https://discord.com/api/v10"
    gateway_url: str | None = None
    operator_guild_ids: tuple[int, ...] = ()
    shard_count: int | None = Field(default=None, ge=1)
    shard_ids: tuple[int, ...] = ()
    sessions: bool = False

    @field_validator("sessions")
    @classmethod
    def _never(cls, sessions: bool) -> bool:
        if sessions and not may_offer(Offer.SESSIONS, Platform.DISCORD):
            raise ValueError("Discord's rules do not allow cam sessions: here it can only be false")
        return sessions

    @model_validator(mode="after")
    def _shards(self) -> Self:
        if self.shard_ids and self.shard_count is None:
            raise ValueError("shard_ids needs shard_count: how many shards there are in all")
        if any(not 0 <= shard < (self.shard_count or 1) for shard in self.shard_ids):
            raise ValueError("each of shard_ids is a number from 0 to shard_count - 1")
        return self

    @field_validator("api_base_url")
    @classmethod
    def _address(cls, url: str) -> str:
        return _web_address(url, ("http", "https")) or url

    @field_validator("gateway_url")
    @classmethod
    def _gateway(cls, url: str | None) -> str | None:
        return _web_address(url, ("ws", "wss"))


class RehearsalSection(Section):
    """[rehearsal]: bots of their own for rehearsals; never the real court's."""

    telegram: TelegramSection = TelegramSection()
    discord: DiscordSection = DiscordSection()
