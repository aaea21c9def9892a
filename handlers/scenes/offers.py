"""A scene as one member meets it: what it asks of her, what it touches, and whether it is hers already."""

import uuid
from dataclasses import dataclass

from handlers import tagging
from handlers.rules import money
from handlers.rules.limits import Limits, Touch, touched
from handlers.rules.scenes import Condition, unmet, wanted_tier
from handlers.scenes import shelf
from handlers.scenes.shelf import Shelved
from handlers.token_ledger import cause_of
from handlers.turn import Turn
from storage.queries import scenes as queries
from storage.tables import UserScene


@dataclass(frozen=True, slots=True)
class Offer:
    """A scene, the member's own row of it if she unlocked it, and what stands in the way."""

    scene: Shelved
    own: UserScene | None
    touch: Touch
    unmet: frozenset[Condition]
    limits: Limits


async def offered(turn: Turn, scene_id: uuid.UUID) -> Offer | None:
    """A scene of the shelf, or one she owns, as the member meets it; None if there is no such scene for her.

    What touches a hard limit is not there either, unless it is hers already."""
    scene = await shelf.find(turn, scene_id)
    if scene is None:
        return None
    own = await queries.own(turn.tx, turn.me.member.id, scene.id)
    limits = await tagging.limits_of(turn, turn.me)
    touch = touched(scene.tags, limits)
    gone = scene.retired or not scene.live or bool(touch.hard)
    if own is None and gone:
        return None
    return Offer(scene, own, touch, conditions_unmet(turn, scene), limits)


def conditions_unmet(turn: Turn, scene: Shelved) -> frozenset[Condition]:
    """What the member would have to be, and is not."""
    member = turn.me.member
    return unmet(
        scene.type,
        scene.persona,
        scene.min_tier,
        of_persona=member.domme_assigned,
        tier=member.tier_status,
        ladder=turn.house.rules.ladder,
    )


async def decided(
    turn: Turn, offer: Offer, soft_accepted: frozenset[str]
) -> money.Unlocked | money.NotUnlocked:
    """Whether the member may unlock it now."""
    wanted = money.SceneOffer(
        cost=offer.scene.cost,
        tags=offer.scene.tags,
        cause=await cause_of(turn, turn.me, "scene", offer.scene.id, "unlocked"),
        unlocked=offer.own is not None,
        open_to_member=not offer.unmet,
    )
    return money.unlock(
        wanted,
        turn.me.member.token_balance,
        offer.limits,
        turn.wall,
        blocked=turn.blocked(turn.me) is not None,
        soft_accepted=soft_accepted,
    )


def conditions(turn: Turn, scene: Shelved) -> list[str]:
    """What is asked of whoever unlocks it, in words, and where the member stands."""
    missing = conditions_unmet(turn, scene)
    tier = wanted_tier(scene.min_tier, turn.house.rules.ladder)
    found = []
    if tier:
        key = "scenes.tier_unmet" if Condition.TIER in missing else "scenes.tier"
        found.append(turn.text(key, tier=tier, standing=turn.me.member.tier_status))
    if Condition.PERSONA in missing:
        found.append(turn.text("scenes.persona_unmet", persona=persona_of(turn, scene.persona)))
    return found


def persona_of(turn: Turn, key: str) -> str:
    """A persona's name."""
    persona = turn.house.content.personas.get(key)
    return persona.name if persona else key


def price_of(turn: Turn, scene: Shelved) -> str:
    """What it costs, in words."""
    return turn.text("scenes.tokens", tokens=scene.cost) if scene.cost else turn.text("scenes.free")
