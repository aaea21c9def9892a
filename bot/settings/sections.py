"""The sections of the configuration that are about the court itself; `config.example.toml` explains each key.

A number's unit ends its name. Every value has a default with which the court runs."""

import re
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

_OWNER = re.compile(r"(telegram|discord):\d+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")


class Section(BaseModel):
    """A table of the configuration: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CourtSection(Section):
    """[court]: what the court is and who may come in."""

    name: str = Field(default="Her Court", min_length=1, max_length=64)
    admission: Literal["open", "invitation", "approval"] = "invitation"
    owners: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    helplines: dict[str, str] = Field(default_factory=dict)
    paysupport: str = ""
    terms_version: str = Field(default="1", min_length=1, max_length=32)
    data_directory: Path = Path("court-data")

    @field_validator("owners")
    @classmethod
    def _known_owners(cls, owners: tuple[str, ...]) -> tuple[str, ...]:
        for owner in owners:
            if not _OWNER.fullmatch(owner):
                raise ValueError('each owner is written like "telegram:12345" or "discord:12345"')
        return owners

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        if not languages or not all(_LANGUAGE.fullmatch(language) for language in languages):
            raise ValueError('languages are codes like "en", the court\'s own first')
        return languages


class PackSection(Section):
    """[[tokens.packs]]: tokens as they are sold; at least one of the two prices."""

    name: str = Field(min_length=1, max_length=32)
    tokens: int = Field(ge=1, le=100_000)
    price: str = Field(default="", max_length=64)
    stars: int | None = Field(default=None, ge=1, le=25_000)

    @model_validator(mode="after")
    def _for_sale(self) -> Self:
        if not self.price.strip() and self.stars is None:
            raise ValueError("a pack needs a price in words, a number of stars, or both")
        return self


class TokensSection(Section):
    """[tokens]: what is sold, and how it can be paid beside Telegram's Stars."""

    manual: bool = True
    how_to_pay: str = Field(default="", max_length=500)
    manual_on_telegram_risk_accepted: bool = False
    packs: tuple[PackSection, ...] = ()

    @field_validator("packs")
    @classmethod
    def _told_apart(cls, packs: tuple[PackSection, ...]) -> tuple[PackSection, ...]:
        if len({pack.name.casefold() for pack in packs}) < len(packs):
            raise ValueError("two packs have the same name")
        return packs


class DatabaseSection(Section):
    """[database]: where rows are kept; SQLite in the data directory unless said otherwise."""

    url: SecretStr | None = None

    @field_validator("url")
    @classmethod
    def _known_database(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(("sqlite:", "postgresql:", "postgres:")):
            raise ValueError("the address must begin with sqlite:/// or postgresql://")
        return url


class KeysSection(Section):
    """[keys]: where the master key comes from; a file in the owner's configuration directory by default."""

    file: Path | None = None
    command: tuple[str, ...] = ()
    text: SecretStr | None = None
    journal: Path | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum((self.file is not None, bool(self.command), self.text is not None)) > 1:
            raise ValueError("give only one of file, command and text: the key has one source")
        return self


class VaultSection(Section):
    """[vault]: where encrypted photos and recordings are kept: a directory, or any S3."""

    directory: Path | None = None
    url: str | None = None
    region: str | None = None
    endpoint: str | None = None
    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None

    @field_validator("url")
    @classmethod
    def _a_bucket(cls, url: str | None) -> str | None:
        if url is not None and not re.match(r"s3://[^/]+", url):
            raise ValueError("the address must look like s3://bucket or s3://bucket/folder")
        return url

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.directory is not None and self.url is not None:
            raise ValueError("give either directory or url: the vault has one place")
        return self


class BackupSection(Section):
    """[backup]: where `python -m bot backup` writes, how many archives stay (0 keeps all), and after how many
    days without one owners are reminded (0 never)."""

    directory: Path | None = None
    keep: int = Field(default=0, ge=0)
    remind_days: int = Field(default=7, ge=0, le=365)


class AlertsSection(Section):
    """[alerts]: what operators are told of."""

    low_disk_megabytes: int = Field(default=1024, ge=0, le=1_000_000)


class ContentSection(Section):
    """[content]: the court's own content packs and texts, beside or instead of the shipped ones."""

    packs: tuple[Path, ...] = ()
    texts: tuple[Path, ...] = ()
    shipped_packs: bool = True


class MediaSection(Section):
    """[media]: what may be uploaded, what is kept of it, and what cleaning it may cost."""

    upload_megabytes: int = Field(default=20, ge=1, le=200)
    photo_megapixels: int = Field(default=40, ge=1, le=100)
    photo_side_pixels: int = Field(default=1280, ge=320, le=4096)
    photo_quality: int = Field(default=85, ge=40, le=95)
    audio_minutes: int = Field(default=10, ge=1, le=60)
    album_files: int = Field(default=10, ge=1, le=10)
    clean_seconds: int = Field(default=45, ge=5, le=600)
    clean_memory_megabytes: int = Field(default=1536, ge=512, le=16384)
    workers: int = Field(default=2, ge=1, le=64)


class LogsSection(Section):
    """[logs]: how much is said and in which form; `auto` is console on a terminal, JSON elsewhere."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "console", "json"] = "auto"


class MetricsSection(Section):
    """[metrics]: figures for Prometheus on an address of their own."""

    enabled: bool = False
    host: str = "127.0.0.1"
    port: int = Field(default=9464, ge=0, le=65535)


class TimingSection(Section):
    """[timing]: the court's own rhythm, in seconds of the wall clock."""

    tick_seconds: float = Field(default=5, ge=0.05, le=300)
    heartbeat_seconds: float = Field(default=20, ge=0.05, le=300)
    outage_seconds: float = Field(default=120, ge=1, le=3600)
    lease_seconds: float = Field(default=60, ge=5, le=3600)
    shutdown_seconds: float = Field(default=8, ge=1, le=9)

    @model_validator(mode="after")
    def _outage_is_longer(self) -> Self:
        if self.outage_seconds < 2 * self.heartbeat_seconds:
            raise ValueError("outage_seconds must be at least twice heartbeat_seconds")
        return self
