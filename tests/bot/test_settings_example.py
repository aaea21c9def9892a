"""The example configuration documents every setting, with its default."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings
from bot.settings.load import SHAPE
from bot.settings.shape import Spot, leaves

EXAMPLE = Path(__file__).parent.parent.parent / "config.example.toml"
COMMENTED = re.compile(r"^# (\w+ = .*)$", re.MULTILINE)
ONLY_IN_ENVIRONMENT = ("keys", "text")


def uncommented() -> str:
    """The example with every commented setting switched on."""
    return COMMENTED.sub(r"\1", EXAMPLE.read_text(encoding="utf-8"))


def keys_of(data: dict[str, object], spot: Spot = ()) -> set[Spot]:
    """Every key in parsed TOML; what stands in a list of tables counts as one value."""
    found: set[Spot] = set()
    for key, value in data.items():
        if isinstance(value, dict):
            found |= keys_of(value, (*spot, key)) | {(*spot, key)}
        else:
            found.add((*spot, key))
    return found


def test_it_parses_and_equals_the_defaults() -> None:
    assert load_settings(EXAMPLE, {}) == Settings().based_on(EXAMPLE.parent)


def test_every_setting_stands_in_it() -> None:
    present = keys_of(tomllib.loads(uncommented()))
    assert [spot for spot in leaves(SHAPE) if spot not in present] == []


def test_only_what_has_no_default_is_commented_out() -> None:
    shown = keys_of(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")))
    for spot in set(leaves(SHAPE)) - shown:
        value: object = Settings()
        for step in spot:
            value = getattr(value, str(step))
        assert value is None, f"{spot} has a default: show it"


def test_what_is_commented_out_would_be_accepted(tmp_path: Path) -> None:
    lines = uncommented().splitlines()
    conflicting = re.compile(r"text = |directory = \"/srv|file = \"/etc")  # only one of several places
    path = tmp_path / "config.toml"
    path.write_text("\n".join(line for line in lines if not conflicting.match(line)), encoding="utf-8")
    settings = load_settings(path, {})
    assert settings.vault.url == "s3://bucket/folder"
    assert settings.telegram.token is not None


def test_a_key_that_is_not_in_the_model_would_be_noticed(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    text = EXAMPLE.read_text(encoding="utf-8").replace("idle_minutes", "idle_minuts")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="idle_minutes"):
        load_settings(path, {})
