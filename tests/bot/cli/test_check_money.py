"""`check` says which ways of paying are on, and what is missing for them."""

from typing import Any

import pytest
from pydantic import SecretStr

from bot.cli.check_money import check_payments
from bot.cli.finding import Level
from bot.settings import Settings
from bot.settings.platforms import TelegramSection
from bot.settings.sections import CourtSection, PackSection, TokensSection

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawQ"
BOTH = PackSection(name="Small", tokens=50, price="5 EUR", stars=250)
WORDS = PackSection(name="Words", tokens=50, price="5 EUR")
HELPED = CourtSection(paysupport="pay@example.org")


def settings(*packs: PackSection, stars: bool = False, token: str = "", **tokens: Any) -> Settings:
    """A court that sells these packs."""
    return Settings(
        court=HELPED,
        tokens=TokensSection(packs=packs, **tokens),
        telegram=TelegramSection(token=SecretStr(token) if token else None, stars=stars),
    )


async def said(settings: Settings) -> str:
    """Every line of it."""
    return "\n".join(f"{each.level} {each.about}: {each.found}" for each in await check_payments(settings))


async def test_without_packs_payments_are_off() -> None:
    assert await said(Settings()) == "ok payments: off: no packs are configured in [tokens]"


@pytest.mark.parametrize(
    ("court", "lines"),
    [
        (settings(BOTH), ["ok Stars: off: [telegram] stars is false", "ok payments by hand: on, on the web"]),
        (settings(BOTH, stars=True, token=TOKEN), ["ok Stars: on, for 1 of 1 packs"]),
        (settings(BOTH, stars=True), ["warn Stars: [telegram] stars is on, but Telegram is off"]),
        (settings(WORDS, stars=True, token=TOKEN), ["warn Stars: on, but no pack has a price in Stars"]),
        (settings(BOTH, manual=False), ["off: [tokens] manual is false", "warn payments: there are packs"]),
        (
            settings(BOTH, token=TOKEN, manual_on_telegram_risk_accepted=True),
            ["warn payments by hand: on, on Telegram too, whose terms ask"],
        ),
    ],
)
async def test_what_is_off_or_missing_is_said(court: Settings, lines: list[str]) -> None:
    text = await said(court)
    assert [line for line in lines if line not in text] == []


async def test_whoever_sells_says_who_helps() -> None:
    findings = await check_payments(settings(BOTH).model_copy(update={"court": CourtSection()}))
    assert findings[-1].level is Level.WARN
    assert "paysupport" in findings[-1].mend
