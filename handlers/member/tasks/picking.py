"""Which of the persona's templates a member gets: within limits, tier and intensity, not the latest ones."""

from handlers import tagging
from handlers.content.picker import Wish, choose
from handlers.content.schema import TaskTemplate
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import TaskType
from storage.queries import tasks as queries

REMEMBERED = 12
"""How many of the latest tasks are not repeated."""


async def pick(
    turn: Turn, subject: Subject, kind: TaskType, *, with_offers: bool = True
) -> TaskTemplate | None:
    """A template that fits the member, or None. ``with_offers`` lets in what touches a soft limit."""
    member = subject.member
    wish = Wish(
        persona=member.domme_assigned,
        type=kind,
        tier_rank=tier_rank(turn, subject),
        intensity=subject.choices.max_intensity,
        limits=await tagging.limits_of(turn, subject),
        fantasies=frozenset(await tagging.wishes_of(turn, subject)),
        recent=await queries.recent_templates(turn.tx, member.id, REMEMBERED),
        with_offers=with_offers,
    )
    fit = choose(turn.house.content.templates_of(member.domme_assigned), wish, turn.rng)
    return None if fit is None else fit.template


def tier_rank(turn: Turn, subject: Subject) -> int:
    """The place of the member's tier on the court's ladder, the lowest being 0."""
    names = [step.name for step in turn.house.rules.ladder]
    tier = subject.member.tier_status
    return names.index(tier) if tier in names else 0
