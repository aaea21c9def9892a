"""A rehearsal never touches the real court."""

from pathlib import Path

import pytest

from bot.errors import RehearsalRefused
from bot.files import is_inside
from bot.house import policy_of
from bot.keys import unlock
from bot.rehearsal import rehearsal_settings
from bot.settings import load_settings
from handlers.ports import Shop
from tests.support.owners import Owner

REAL = {
    "COURT_TELEGRAM__TOKEN": "111111:real-telegram",
    "COURT_DISCORD__TOKEN": "real.discord.token",
    "COURT_DATABASE__URL": "postgresql://real/court",
    "COURT_VAULT__URL": "s3://real/vault",
    "COURT_WEB__PUBLIC_URL": "https://court.example.org",
    "COURT_KEYS__FILE": "real/key.json",
    "COURT_RULES__TASKS_A_DAY": "7",
}


async def test_its_data_key_and_vault_are_throwaway(owner: Owner, tmp_path: Path) -> None:
    settings = rehearsal_settings(load_settings(None, REAL), tmp_path / "scratch", port=9000)
    unlocked = await unlock(settings, create=True)
    places = [
        settings.data_directory,
        settings.vault_directory,
        unlocked.home.key_file,
        unlocked.home.journal,
    ]
    assert all(place is not None and is_inside(place, tmp_path / "scratch") for place in places)
    assert settings.database_url == f"sqlite:///{settings.data_directory}/court.sqlite"
    assert not owner.cabinet.exists()


def test_the_real_bots_stay_out_and_the_rules_stay(tmp_path: Path) -> None:
    settings = rehearsal_settings(load_settings(None, REAL), tmp_path, port=9000)
    assert settings.telegram.token is None
    assert settings.discord.token is None
    assert (settings.web.port, settings.web.address) == (9000, "http://127.0.0.1:9000")
    assert settings.rules.tasks_a_day == 7


async def test_bots_of_its_own_come_along_although_that_counts_as_reachable(
    owner: Owner, tmp_path: Path
) -> None:
    own = {"COURT_REHEARSAL__TELEGRAM__TOKEN": "222222:own", "COURT_REHEARSAL__DISCORD__TOKEN": "own.x.y"}
    settings = rehearsal_settings(load_settings(None, {**REAL, **own}), tmp_path / "scratch", port=0)
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "222222:own"
    assert settings.exposed
    assert (await unlock(settings, create=True)).fresh


@pytest.mark.parametrize(
    "own",
    [
        {"COURT_REHEARSAL__TELEGRAM__TOKEN": "111111:real-telegram"},
        {"COURT_REHEARSAL__TELEGRAM__TOKEN": "111111:the same bot after its token was renewed"},
        {"COURT_REHEARSAL__DISCORD__TOKEN": "real.discord.token"},
    ],
)
def test_a_token_of_the_real_court_is_refused(own: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(RehearsalRefused, match="second bot"):
        rehearsal_settings(load_settings(None, {**REAL, **own}), tmp_path, port=0)


def test_nothing_is_sold_in_a_rehearsal(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[[tokens.packs]]\nname = "Small"\ntokens = 5\nprice = "1 EUR"\nstars = 9\n', "utf-8")
    settings = load_settings(path, {"COURT_TELEGRAM__STARS": "true", "COURT_TELEGRAM__TOKEN": "1:a"})
    assert policy_of(settings).shop.packs[0].stars == 9
    assert policy_of(settings).shop.stars
    assert policy_of(settings, rehearsal=True).shop == Shop()
