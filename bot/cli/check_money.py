"""Checks of what is sold: which ways of paying are on, and what is missing for them."""

from bot.cli.finding import Finding, ok, warn
from bot.settings import Settings

ABOUT = "payments"


async def check_payments(settings: Settings) -> list[Finding]:
    """What members can buy, and how; what is off is said."""
    if not settings.tokens.packs:
        return [ok(ABOUT, "off: no packs are configured in [tokens]")]
    found = [_stars(settings), _by_hand(settings)]
    if not _is_sold(settings):
        mend = "set [tokens] manual, or [telegram] stars with a token; or take the packs out."
        found.append(warn(ABOUT, "there are packs, but no way to pay for them", mend))
    elif not settings.court.paysupport:
        mend = "write who helps with payments in [court] paysupport; /paysupport says it."
        found.append(warn(ABOUT, "members are not told who helps", mend))
    return found


def _is_sold(settings: Settings) -> bool:
    by_hand = settings.tokens.manual and any(pack.price for pack in settings.tokens.packs)
    return by_hand or _takes_stars(settings)


def _takes_stars(settings: Settings) -> bool:
    on = settings.telegram.stars and settings.telegram.token is not None
    return on and any(pack.stars is not None for pack in settings.tokens.packs)


def _stars(settings: Settings) -> Finding:
    priced = sum(pack.stars is not None for pack in settings.tokens.packs)
    if not settings.telegram.stars:
        return ok("Stars", "off: [telegram] stars is false")
    if settings.telegram.token is None:
        return warn("Stars", "[telegram] stars is on, but Telegram is off", "configure its token.")
    if not priced:
        mend = "give a pack of [tokens] a price in stars."
        return warn("Stars", "on, but no pack has a price in Stars", mend)
    return ok("Stars", f"on, for {priced} of {len(settings.tokens.packs)} packs")


def _by_hand(settings: Settings) -> Finding:
    priced = sum(bool(pack.price) for pack in settings.tokens.packs)
    if not settings.tokens.manual:
        return ok("payments by hand", "off: [tokens] manual is false")
    if not priced:
        return ok("payments by hand", "off: no pack has a price in words")
    if settings.tokens.manual_on_telegram_risk_accepted and settings.telegram.token is not None:
        mend = "set manual_on_telegram_risk_accepted = false unless that is what you want."
        said = "on, on Telegram too, whose terms ask bots to take nothing but Stars"
        return warn("payments by hand", said, mend)
    return ok("payments by hand", f"on, on the web, for {priced} of {len(settings.tokens.packs)} packs")
