"""A rehearsal's settings: the same court, on throwaway data, under its own key, with bots of its own."""

from pathlib import Path

from bot.errors import RehearsalRefused
from bot.settings import Settings
from bot.settings.platforms import DiscordSection, TelegramSection
from bot.settings.sections import BackupSection, DatabaseSection, KeysSection, VaultSection

DATA, KEYS = "data", "keys"


def rehearsal_settings(settings: Settings, folder: Path, *, port: int) -> Settings:
    """The settings of a rehearsal whose data and key live in ``folder``.

    Raises :class:`RehearsalRefused` if a bot of the real court would take part."""
    _refuse_real_tokens(settings)
    court = settings.court.model_copy(update={"data_directory": folder / DATA})
    web = settings.web.model_copy(update={"enabled": True, "port": port, "public_url": None})
    return settings.model_copy(
        update={
            "court": court,
            "web": web,
            "database": DatabaseSection(),
            "vault": VaultSection(),
            "backup": BackupSection(),
            # Beside the data, but not in its folder: a rehearsal on Telegram counts as reachable.
            "keys": KeysSection(file=folder / KEYS / "key.json"),
            "telegram": settings.rehearsal.telegram,
            "discord": settings.rehearsal.discord,
        }
    )


def _refuse_real_tokens(settings: Settings) -> None:
    real = {_token(section) for section in (settings.telegram, settings.discord)} - {None}
    for name in ("telegram", "discord"):
        if _token(getattr(settings.rehearsal, name)) in real:
            raise RehearsalRefused(
                f"[rehearsal.{name}] has the token of the real court's bot; make a second bot for rehearsals."
            )


def _token(section: TelegramSection | DiscordSection) -> str | None:
    """The bot's identity: of a Telegram token the number before the colon, as the rest can be renewed."""
    if section.token is None:
        return None
    token = section.token.get_secret_value().strip()
    return token.split(":", 1)[0] if isinstance(section, TelegramSection) else token.split(".", 1)[0]
