"""The time zone is guessed: by what the platform tells, else by the language, else it is UTC."""

import uuid

import pytest

from handlers import zone_guess
from handlers.zone_guess import guessed_zone, known_zone
from storage.enums import Platform
from storage.tables import Account
from tests.support import playing, stories
from tests.support.clocks import MONDAY_NOON
from tests.support.court import ScriptedCourt


def account(language: str, zone: str | None = None) -> Account:
    """An account whose platform told of these."""
    return Account(
        person_id=uuid.uuid4(), platform=Platform.WEB, bot="web", address_hash="", address="", chat="",
        language=language, zone_guess=zone, created_at=MONDAY_NOON,
    )  # fmt: skip


def test_what_the_platform_tells_comes_before_the_language() -> None:
    assert guessed_zone(account("de", "America/New_York")) == "America/New_York"


@pytest.mark.parametrize(
    ("language", "zone"),
    [
        ("de", "Europe/Berlin"), ("de-AT", "Europe/Vienna"), ("uk", "Europe/Kyiv"),
        ("en-GB", "Europe/London"),
        ("en", "UTC"), ("en-US", "UTC"), ("es-SV", "UTC"), ("pt-BR", "UTC"), ("fr", "UTC"),
        ("", "UTC"), ("-", "UTC"),
    ],
)  # fmt: skip
def test_a_language_of_one_zone_suggests_it_and_a_wide_one_suggests_none(language: str, zone: str) -> None:
    assert guessed_zone(account(language)) == zone


@pytest.mark.parametrize(
    "name", ["", "UTC", "localtime", "../etc/passwd", "Europe/Atlantis", "Etc/GMT+3", "x" * 9999]
)
def test_what_is_no_place_is_no_guess(name: str) -> None:
    assert known_zone(name) is None
    assert guessed_zone(account("en", name)) == "UTC"


def test_every_suggested_zone_exists() -> None:
    for zone in (*zone_guess.OF_LANGUAGE.values(), *zone_guess.OF_REGION.values()):
        assert known_zone(zone) == zone


async def test_a_newcomer_lives_by_the_guess_until_she_confirms_a_zone(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await anna.says("/start")
    async with court.storage.begin() as tx:
        row = await tx.get(Account, (await anna.person()).spoke_account_id)
        assert row is not None
        row.zone_guess = "Asia/Tokyo"
    await stories.onboarded(court, "anna")

    settings = await playing.settings_of(court, anna)
    assert (settings.zone, settings.zone_confirmed) == ("Asia/Tokyo", False)
    await anna.says("/settings")
    await anna.presses("Time zone")
    assert anna.last.buttons[0].label == "Tokyo"
    await anna.presses("Tokyo")
    assert "21:00" in anna.last.text
    await anna.presses("Yes")
    await anna.presses("Save")
    assert (await playing.settings_of(court, anna)).zone_confirmed
