"""Fixtures for the program around the play: an owner's folders, settings, a court on disk."""

from pathlib import Path

import pytest

from bot.settings import Settings, load_settings
from tests.support.owners import Owner


@pytest.fixture
def owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Owner:
    """Somebody with a configuration directory and an empty working directory of her own."""
    owner = Owner(tmp_path / "owner")
    owner.desk.mkdir(parents=True)
    for name, value in owner.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(owner.desk)
    return owner


@pytest.fixture
def settings(owner: Owner) -> Settings:
    """The embedded defaults, for the owner's working directory."""
    return load_settings(None, {})
