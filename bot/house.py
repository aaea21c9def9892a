"""From settings and keys to a house: everything the handlers need, opened and checked."""

from pathlib import Path
from urllib.parse import urlsplit

from bot.blobs import IndexedVault
from bot.clocks import SystemClock
from bot.journal import SafetyJournal
from bot.settings import Settings
from bot.wake import Waker
from handlers.content.loader import load_content
from handlers.content.texts import load_texts
from handlers.keeping import Keeper, Roomy
from handlers.ports import Clock, House, Pack, Policy, Shop
from handlers.rules.age import is_adult
from media.clean import MediaCleaner
from media.kinds import MediaLimits
from media.vault import LocalVault, Vault
from storage.enums import Platform
from storage.sealing import CourtKeys, Keyring
from storage.unit import Storage

MEGABYTE = 1024 * 1024


class DateOfBirth:
    """The court's own age check: the date of birth somebody states."""

    name = "date of birth"
    is_adult = staticmethod(is_adult)


def open_house(
    settings: Settings,
    keys: CourtKeys,
    journal: Path,
    waker: Waker,
    *,
    clock: Clock | None = None,
    rehearsal: bool = False,
    seed: int | None = None,
    keeper: Keeper | None = None,
) -> House:
    """Everything the handlers need. Raises ``ContentError`` if a pack is wrong; opens no connection yet."""
    keyring = Keyring(keys)
    storage = Storage(settings.database_url, keyring)
    clock = clock or SystemClock()
    return House(
        storage=storage,
        clock=clock,
        rules=settings.rules,
        content=load_content(settings.content.packs, shipped=settings.content.shipped_packs),
        texts=load_texts(settings.content.texts),
        journal=SafetyJournal(journal, keyring),
        blobs=IndexedVault(storage, open_vault(settings), clock),
        wake=waker,
        age=DateOfBirth(),
        policy=policy_of(settings, rehearsal=rehearsal, seed=seed),
        keeper=keeper or Roomy(),
    )


def open_vault(settings: Settings) -> Vault:
    """The vault in its folder, or in S3."""
    if settings.vault_directory is not None:
        return LocalVault(settings.vault_directory)
    # S3 needs a library that a court with a local vault never loads.
    from media.vault_s3 import S3Vault  # noqa: PLC0415

    section = settings.vault
    place = urlsplit(section.url or "")
    return S3Vault.connect(
        place.netloc,
        access_key=section.access_key_id.get_secret_value() if section.access_key_id else "",
        secret_key=section.secret_access_key.get_secret_value() if section.secret_access_key else "",
        region=section.region or "us-east-1",
        endpoint=section.endpoint,
        prefix=place.path.strip("/") or None,
    )


def cleaner_of(settings: Settings) -> MediaCleaner:
    """The sandboxed cleaner with the configured limits."""
    media = settings.media
    return MediaCleaner(media_limits(settings), parallel=media.workers)


def media_limits(settings: Settings) -> MediaLimits:
    """The limits of what people upload."""
    media = settings.media
    return MediaLimits(
        max_bytes=media.upload_megabytes * MEGABYTE,
        max_pixels=media.photo_megapixels * 1_000_000,
        photo_side=media.photo_side_pixels,
        jpeg_quality=media.photo_quality,
        max_seconds=media.audio_minutes * 60.0,
        timeout_seconds=float(media.clean_seconds),
        memory_bytes=media.clean_memory_megabytes * MEGABYTE,
    )


def platforms_of(settings: Settings) -> frozenset[Platform]:
    """Where the court can be met."""
    open_to = {
        Platform.WEB: settings.web.enabled,
        Platform.TELEGRAM: settings.telegram.token is not None,
        Platform.DISCORD: settings.discord.token is not None,
    }
    return frozenset(platform for platform, is_open in open_to.items() if is_open)


def sessions_of(settings: Settings) -> frozenset[Platform]:
    """Where members can ask for cam sessions."""
    wanted = {
        Platform.WEB: settings.web.sessions,
        Platform.TELEGRAM: settings.telegram.sessions,
        Platform.DISCORD: settings.discord.sessions,
    }
    return frozenset(platform for platform, is_wanted in wanted.items() if is_wanted)


def shop_of(settings: Settings) -> Shop:
    """What is sold, and how it can be paid."""
    tokens = settings.tokens
    return Shop(
        packs=tuple(Pack(pack.name, pack.tokens, pack.price.strip(), pack.stars) for pack in tokens.packs),
        manual=tokens.manual,
        manual_on_telegram=tokens.manual_on_telegram_risk_accepted,
        how_to_pay=tokens.how_to_pay.strip(),
        stars=settings.telegram.stars and settings.telegram.token is not None,
    )


def policy_of(settings: Settings, *, rehearsal: bool = False, seed: int | None = None) -> Policy:
    """What the owner configured that handlers say or obey."""
    court = settings.court
    return Policy(
        admission=court.admission,
        public_url=settings.web.address,
        terms_version=court.terms_version,
        languages=court.languages,
        helplines=court.helplines,
        paysupport=court.paysupport,
        # A rehearsal is played with: nothing is sold there.
        shop=Shop() if rehearsal else shop_of(settings),
        owners=frozenset(court.owners),
        platforms=platforms_of(settings),
        sessions=sessions_of(settings),
        low_disk_bytes=settings.alerts.low_disk_megabytes * MEGABYTE,
        backup_days=settings.backup.remind_days,
        rehearsal=rehearsal,
        seed=seed,
    )
