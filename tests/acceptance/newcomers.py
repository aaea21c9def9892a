"""Every step of onboarding, as states in which a word must stop."""

from collections.abc import Awaitable, Callable

from tests.acceptance.states import Arrange
from tests.support.court import Chatter, ScriptedCourt
from tests.support.stories import WORD

Step = Callable[[Chatter], Awaitable[None]]


def presses(label: str) -> Step:
    """Press a button."""
    return lambda anna: anna.presses(label)


def says(text: str) -> Step:
    """Type something."""
    return lambda anna: anna.says(text)


WALK: tuple[tuple[str, Step], ...] = (
    ("decade of birth", says("/start")),
    ("year of birth", presses("1990s")),
    ("month of birth", presses("1992")),
    ("day of birth", presses("4")),
    ("terms", presses("17")),
    ("name", presses("I accept")),
    ("safeword", lambda anna: anna.says(anna.name)),
    ("safeword again", says(WORD)),
    ("drill", says(WORD)),
    ("hard limits", says(WORD)),
    ("soft limits", presses("Done")),
    ("limits in words", presses("Done")),
    ("wishes", presses("Skip")),
    ("persona", presses("Done")),
    ("welcome", presses("Octavia")),
)
"""Each step of onboarding, and what leads to it."""
FIRST_WITH_A_WORD = "hard limits"


def at(place: int) -> Arrange:
    """The state after the first so many steps."""

    async def arrange(court: ScriptedCourt, name: str) -> Chatter:
        anna = await court.guest(name)
        for _, step in WALK[:place]:
            await step(anna)
        return anna

    return arrange


_NAMES = [name for name, _ in WALK]
_STEPS: dict[str, Arrange] = {name: at(place) for place, name in enumerate(_NAMES, start=1)}
_FIRST = _NAMES.index(FIRST_WITH_A_WORD)
WITHOUT_A_WORD = {f"onboarding, {name}": _STEPS[name] for name in _NAMES[:_FIRST]}
WITH_A_WORD = {f"onboarding, {name}": _STEPS[name] for name in _NAMES[_FIRST:]}
