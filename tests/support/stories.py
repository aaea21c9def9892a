"""Ready-made beginnings: the way through onboarding, as somebody at the keyboard walks it."""

from tests.support.court import Chatter, ScriptedCourt

WORD = "marmalade sky"


async def of_age(anna: Chatter) -> None:
    """Through the door and the date of birth, up to the terms."""
    await anna.comes_of_age()


async def with_a_name(anna: Chatter, name: str) -> None:
    """Up to the safeword."""
    await of_age(anna)
    await anna.presses("I accept")
    await anna.says(name)


async def with_a_word(anna: Chatter, name: str, word: str = WORD) -> None:
    """Up to the limits: the safeword was typed twice and drilled."""
    await with_a_name(anna, name)
    for _ in range(3):
        await anna.says(word)


async def onboarded(
    court: ScriptedCourt, name: str = "anna", *, persona: str = "Octavia", word: str = WORD
) -> Chatter:
    """A member who came in by answering every question."""
    anna = await court.guest(name)
    await with_a_word(anna, name, word)
    await anna.presses("Done")
    await anna.presses("Done")
    await anna.presses("Skip")
    await anna.presses("Done")
    await anna.presses(persona)
    return anna
