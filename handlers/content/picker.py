"""Choosing a task template for a member. Pure: what is known of the member comes in, chance is injected."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

from handlers.content.schema import TaskTemplate
from handlers.rules.limits import Limits, normal_tags, touched
from storage.enums import ProofType, TaskType

FANTASY_WEIGHT = 2.0
"""What each tag that is also a fantasy adds to a template's weight of 1."""

SOFT_WEIGHT = 0.25
"""What a template that needs the member's acceptance weighs beside one that does not."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for, and for whom. `tier_rank` counts from 0, the lowest; `recent` holds the keys of
    the latest tasks, oldest first; `with_offers` lets in what touches a soft limit and must be accepted."""

    persona: str
    type: TaskType
    tier_rank: int
    intensity: int
    limits: Limits
    fantasies: frozenset[str] = frozenset()
    proof_types: frozenset[ProofType] = frozenset(ProofType)
    recent: tuple[str, ...] = ()
    with_offers: bool = True


@dataclass(frozen=True, slots=True)
class Fit:
    """A template that may be given; `soft_touched` are the soft limits to be accepted first."""

    template: TaskTemplate
    soft_touched: frozenset[str]
    weight: float

    @property
    def needs_acceptance(self) -> bool:
        """Whether it is an offer until the member accepts."""
        return bool(self.soft_touched)

    def worded(self, rng: random.Random) -> "Fit":
        """The same, the template in one of its wordings."""
        return replace(self, template=self.template.worded(rng))


def fitting(templates: Iterable[TaskTemplate], wish: Wish) -> tuple[Fit, ...]:
    """Every template that may be given under `wish`, the recent ones included."""
    return tuple(_fit(template, wish) for template in templates if may_be_given(template, wish))


def choose(templates: Iterable[TaskTemplate], wish: Wish, rng: random.Random) -> Fit | None:
    """One fitting template by weight, in one of its wordings, not among the recent ones; when all are
    recent, the one given longest ago. None when nothing fits."""
    fits = fitting(templates, wish)
    fresh = [fit for fit in fits if fit.template.key not in wish.recent]
    if fresh:
        return rng.choices(fresh, weights=[fit.weight for fit in fresh])[0].worded(rng)
    oldest = min(fits, key=lambda fit: _last_given(fit.template, wish), default=None)
    return None if oldest is None else oldest.worded(rng)


def may_be_given(template: TaskTemplate, wish: Wish) -> bool:
    """Whether this template is of the kind looked for and within everything the member allows."""
    if not _is_of_the_kind(template, wish):
        return False
    limits = touched(template.tags, wish.limits)
    return not limits.hard and (wish.with_offers or not limits.soft)


def _is_of_the_kind(template: TaskTemplate, wish: Wish) -> bool:
    return (
        template.persona == wish.persona
        and template.type is wish.type
        and template.tier_rank <= wish.tier_rank
        and template.intensity <= wish.intensity
        and template.proof_type in wish.proof_types
    )


def _fit(template: TaskTemplate, wish: Wish) -> Fit:
    soft = touched(template.tags, wish.limits).soft
    wanted = template.tags & (normal_tags(wish.fantasies) - soft)
    weight = (1.0 + FANTASY_WEIGHT * len(wanted)) * (SOFT_WEIGHT if soft else 1.0)
    return Fit(template, soft, weight)


def _last_given(template: TaskTemplate, wish: Wish) -> int:
    """The place of the latest time it was given; the smaller, the longer ago."""
    return max(place for place, key in enumerate(wish.recent) if key == template.key)
