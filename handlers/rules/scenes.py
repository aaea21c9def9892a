"""Who may unlock a scene: some want a tier, some are only for the members of their persona."""

from enum import StrEnum

from handlers.rules.tiers import Ladder, at_least
from storage.enums import SceneType, Tier

FOR_ALL = frozenset({SceneType.STANDARD})
"""Types that members of other personas may unlock as well."""
_SHIPPED = tuple(tier.value for tier in Tier)


class Condition(StrEnum):
    """What a member must be to unlock a scene."""

    PERSONA = "persona"
    TIER = "tier"


def wanted_tier(min_tier: str, ladder: Ladder) -> str:
    """The lowest tier that may unlock a scene, as this court calls it; empty if all may.

    A court with tiers of its own counts places; a tier that nobody knows any more wants the highest."""
    names = [step.name for step in ladder]
    if min_tier in names:
        place = names.index(min_tier)
    elif min_tier in _SHIPPED:
        place = min(_SHIPPED.index(min_tier), len(names) - 1)
    else:
        place = len(names) - 1 if min_tier else 0
    return names[place] if place else ""


def unmet(
    kind: SceneType, persona: str, min_tier: str, *, of_persona: str, tier: str, ladder: Ladder
) -> frozenset[Condition]:
    """The conditions of a scene that a member of ``of_persona`` standing at ``tier`` does not meet."""
    found = set[Condition]()
    if kind not in FOR_ALL and persona != of_persona:
        found.add(Condition.PERSONA)
    wanted = wanted_tier(min_tier, ladder)
    if wanted and not at_least(tier, wanted, ladder):
        found.add(Condition.TIER)
    return frozenset(found)
