"""The time zone: guessed from what is typed or pressed, and confirmed by the clock on the wall."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from handlers.chat.outgoing import Ask, Message, Style
from handlers.flows import Again, Answer, Jump, Next, Step, Taken, Talk, pick
from handlers.zone_guess import known_zone

COMMON = (
    "Europe/London",
    "Europe/Berlin",
    "Europe/Kyiv",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
)


@cache
def _cities() -> dict[str, str]:
    """Zones by folded name and by their city alone."""
    found: dict[str, str] = {}
    for name in sorted(available_timezones()):
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "posix/", "right/")):
            found.setdefault(name.rpartition("/")[2].replace("_", " ").casefold(), name)
        found[name.casefold()] = name
    return found


def zone_named(text: str) -> str | None:
    """The zone of a name or a city, or None."""
    return _cities().get(" ".join(text.replace("_", " ").split()).casefold()) or _cities().get(
        text.strip().casefold()
    )


def _city(name: str) -> str:
    return name.rpartition("/")[2].replace("_", " ")


def _ask(talk: Talk) -> Message:
    guess = talk.one("zone")
    others = tuple(pick(name, _city(name)) for name in COMMON if name != guess)
    guessed = (pick(guess, _city(guess), style=Style.PRIMARY),) if known_zone(guess) else ()
    choices = (*guessed, *others)
    return Ask(talk.text("settings.zone.ask"), choices=choices, hint=talk.text("settings.zone.hint"))


def _take(talk: Talk, answer: Answer) -> Taken:
    name = zone_named(answer.picked or answer.typed or "")
    if name is None:
        return Again(talk.text("settings.zone.problem"))
    return Next({**talk.draft, "zone": name}, name)


def _ask_sure(talk: Talk) -> Message:
    now = datetime.fromisoformat(talk.facts["now"]).astimezone(ZoneInfo(talk.one("zone", "UTC")))
    yes = pick("yes", talk.text("common.yes"), style=Style.PRIMARY)
    text = talk.text("settings.zone.sure", time=f"{now:%H:%M}")
    return Ask(text, choices=(yes, pick("no", talk.text("common.no"))))


def _take_sure(talk: Talk, answer: Answer) -> Taken:
    if answer.picked == "yes" or (answer.typed or "").strip().casefold() in ("yes", "y"):
        return Next(talk.draft, talk.text("common.yes"))
    if answer.picked == "no" or (answer.typed or "").strip().casefold() in ("no", "n"):
        return Jump(talk.draft, "zone")
    return Again(talk.text("onboarding.by_buttons"))


def lead_on(talk: Talk, taken: Taken) -> Taken:
    """An edited zone is confirmed too, before going back to the summary."""
    back = talk.one("_return_to")
    if isinstance(taken, Next) and back and back != "zone_sure":
        return Jump({**taken.draft, "_return_to": back}, "zone_sure")
    return taken


ZONE_STEPS = (
    Step("zone", _ask, lambda talk, answer: lead_on(talk, _take(talk, answer))),
    Step("zone_sure", _ask_sure, _take_sure),
)
