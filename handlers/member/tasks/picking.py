"""Which of the persona's templates a member gets: within limits, tier and intensity, not the latest ones."""

from handlers import tagging
from handlers.content.picker import Fit, Wish, choose, fitting
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
    wish = await _wish(turn, subject, kind, with_offers=with_offers)
    fit = choose(turn.house.content.templates_of(wish.persona), wish, turn.rng)
    return None if fit is None else fit.template


async def all_fitting(turn: Turn, subject: Subject, kind: TaskType) -> tuple[Fit, ...]:
    """Every template that fits the member, for somebody to choose from."""
    wish = await _wish(turn, subject, kind, with_offers=True)
    return fitting(turn.house.content.templates_of(wish.persona), wish)


def tier_rank(turn: Turn, subject: Subject) -> int:
    """The place of the member's tier on the court's ladder, the lowest being 0."""
    names = [step.name for step in turn.house.rules.ladder]
    tier = subject.member.tier_status
    return names.index(tier) if tier in names else 0


async def _wish(turn: Turn, subject: Subject, kind: TaskType, *, with_offers: bool) -> Wish:
    member = subject.member
    return Wish(
        persona=member.domme_assigned,
        type=kind,
        tier_rank=tier_rank(turn, subject),
        intensity=subject.choices.max_intensity,
        limits=await tagging.limits_of(turn, subject),
        fantasies=frozenset(await tagging.wishes_of(turn, subject)),
        recent=await queries.recent_templates(turn.tx, member.id, REMEMBERED),
        with_offers=with_offers,
    )
