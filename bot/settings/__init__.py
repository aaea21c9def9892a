"""Everything an owner can configure: one frozen :class:`Settings`, from a TOML file and the environment."""

from bot.settings.errors import SettingsError
from bot.settings.load import load_settings
from bot.settings.model import Settings

__all__ = ["Settings", "SettingsError", "load_settings"]
