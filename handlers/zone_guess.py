"""The first guess at somebody's time zone, used until she confirms one in /settings."""

from functools import cache
from zoneinfo import available_timezones

from storage.tables import Account

NOWHERE = "UTC"
NOT_A_PLACE = ("Etc/", "SystemV/", "posix/", "right/")
OF_REGION = {
    "at": "Europe/Vienna", "ch": "Europe/Zurich", "de": "Europe/Berlin", "fi": "Europe/Helsinki",
    "fr": "Europe/Paris", "gb": "Europe/London", "ie": "Europe/Dublin", "in": "Asia/Kolkata",
    "it": "Europe/Rome", "jp": "Asia/Tokyo", "nl": "Europe/Amsterdam", "pl": "Europe/Warsaw",
    "se": "Europe/Stockholm", "ua": "Europe/Kyiv",
}  # fmt: skip
OF_LANGUAGE = {
    "cs": "Europe/Prague", "da": "Europe/Copenhagen", "de": "Europe/Berlin", "el": "Europe/Athens",
    "fi": "Europe/Helsinki", "he": "Asia/Jerusalem", "hu": "Europe/Budapest", "it": "Europe/Rome",
    "ja": "Asia/Tokyo", "ko": "Asia/Seoul", "nl": "Europe/Amsterdam", "pl": "Europe/Warsaw",
    "ro": "Europe/Bucharest", "sv": "Europe/Stockholm", "th": "Asia/Bangkok", "tr": "Europe/Istanbul",
    "uk": "Europe/Kyiv", "vi": "Asia/Ho_Chi_Minh",
}  # fmt: skip
"""Languages spoken in one zone mainly: English, French, Spanish, Portuguese, Arabic are not."""


@cache
def _places() -> frozenset[str]:
    return frozenset(
        name for name in available_timezones() if "/" in name and not name.startswith(NOT_A_PLACE)
    )


def known_zone(name: str) -> str | None:
    """``name`` if it is the IANA name of a place's time zone, else None."""
    return name if name in _places() else None


def guessed_zone(account: Account | None) -> str:
    """The zone an account's platform told of, else one that its language suggests, else UTC."""
    if account is None:
        return NOWHERE
    return known_zone(account.zone_guess or "") or _of_language(account.language)


def _of_language(tag: str) -> str:
    language, *regions = tag.replace("_", "-").lower().split("-")
    if regions:
        return OF_REGION.get(regions[-1], NOWHERE)
    return OF_LANGUAGE.get(language, NOWHERE)
