"""The whole configuration, frozen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.platforms import DiscordSection, RehearsalSection, TelegramSection, WebSection
from bot.settings.sections import (
    AlertsSection,
    BackupSection,
    ContentSection,
    CourtSection,
    DatabaseSection,
    KeysSection,
    LogsSection,
    MediaSection,
    MetricsSection,
    TimingSection,
    TokensSection,
    VaultSection,
)
from handlers.rules.court_rules import CourtRules

_SQLITE = "sqlite:///"


class Settings(BaseSettings):
    """Everything an owner configured, defaults included. Made by :func:`bot.settings.load_settings`;
    made directly it reads nothing from outside."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    court: CourtSection = CourtSection()
    database: DatabaseSection = DatabaseSection()
    keys: KeysSection = KeysSection()
    vault: VaultSection = VaultSection()
    web: WebSection = WebSection()
    telegram: TelegramSection = TelegramSection()
    discord: DiscordSection = DiscordSection()
    rehearsal: RehearsalSection = RehearsalSection()
    rules: CourtRules = CourtRules()
    tokens: TokensSection = TokensSection()
    media: MediaSection = MediaSection()
    content: ContentSection = ContentSection()
    backup: BackupSection = BackupSection()
    alerts: AlertsSection = AlertsSection()
    logs: LogsSection = LogsSection()
    metrics: MetricsSection = MetricsSection()
    timing: TimingSection = TimingSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library passes it
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library passes it
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library passes it
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library passes it
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what it is given: file and environment are merged by ``load_settings``, in that order."""
        return (init_settings,)

    @property
    def data_directory(self) -> Path:
        """Where the court keeps its data."""
        return self.court.data_directory

    @property
    def database_url(self) -> str:
        """The database's address: the configured one, or SQLite in the data directory."""
        if self.database.url is not None:
            return self.database.url.get_secret_value()
        return f"{_SQLITE}{self.data_directory / 'court.sqlite'}"

    @property
    def vault_directory(self) -> Path | None:
        """The vault's folder, or None when it is in S3."""
        return None if self.vault.url else (self.vault.directory or self.data_directory / "vault")

    @property
    def backup_directory(self) -> Path:
        """Where archives go unless a target is named."""
        return self.backup.directory or self.data_directory / "backups"

    @property
    def exposed(self) -> bool:
        """Whether anybody but this machine can reach the court: a bot is configured, or the web chat
        listens on an address that is not loopback."""
        return self.telegram.token is not None or self.discord.token is not None or self.web.exposed

    def secrets(self) -> tuple[str, ...]:
        """Every secret in the settings, for the logs to hide."""
        return tuple(_secrets(self))

    def based_on(self, folder: Path) -> Self:
        """The same settings with every relative path taken from ``folder``."""
        updates: dict[str, Any] = {}
        for section, keys in _PATHS.items():
            old = getattr(self, section)
            updates[section] = old.model_copy(
                update={key: _absolute(getattr(old, key), folder) for key in keys}
            )
        return self.model_copy(update=updates)


_PATHS = {
    "court": ("data_directory",),
    "database": ("url",),
    "keys": ("file", "journal"),
    "vault": ("directory",),
    "backup": ("directory",),
    "content": ("packs", "texts"),
}


def _secrets(section: BaseModel) -> Iterator[str]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, BaseModel):
            yield from _secrets(value)


def _absolute(value: Any, folder: Path) -> Any:
    match value:
        case Path():
            return folder / value.expanduser()
        case tuple():
            return tuple(folder / path.expanduser() for path in value)
        case SecretStr() if value.get_secret_value().startswith(_SQLITE):
            return SecretStr(f"{_SQLITE}{folder / value.get_secret_value().removeprefix(_SQLITE)}")
        case _:
            return value
