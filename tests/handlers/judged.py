"""What the tests of verdicts share."""

from typing import Any

from handlers import tagging
from handlers.rules.court_rules import CourtRules
from handlers.rules.limits import Limits
from storage.tables import ProofAttempt
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import attempts, given

WORDS = "The hallway is long and smells of lavender."


async def handed_in(court: ScriptedCourt, anna: Chatter, **values: Any) -> ProofAttempt:
    """A proof that waits."""
    await given(court, anna, **values)
    await anna.says(f"{WORDS} {len(await attempts(court, anna))}")
    return (await attempts(court, anna))[-1]


def set_rules(court: ScriptedCourt, rules: CourtRules) -> None:
    """Let the court go by other rules."""
    object.__setattr__(court.house, "rules", rules)


async def forbid(court: ScriptedCourt, anna: Chatter, tag: str) -> None:
    """Make a tag a hard limit of the member's."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await tagging.keep_limits(turn, turn.me, Limits(hard=frozenset({tag})))


async def change_tier(court: ScriptedCourt, anna: Chatter, tier: str) -> None:
    """Put the member on a step."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        turn.me.member.tier_status = tier
