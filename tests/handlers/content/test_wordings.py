"""A template in several wordings: each is drawn, always by the injected chance, and nothing else of it
changes."""

import random
from dataclasses import replace

from handlers.content.picker import Wish, choose
from handlers.rules.limits import Limits
from storage.enums import TaskType
from tests.support.court import shipped_content

FIRST = next(
    each for each in shipped_content().templates.values() if each.type is TaskType.DAILY and not each.tags
)
VARIED = replace(FIRST, variants=("Write it down in your own words.", "Write it down as if to a stranger."))
WISH = Wish(persona=FIRST.persona, type=TaskType.DAILY, tier_rank=4, intensity=3, limits=Limits())


def drawn(seed: int, *, recent: tuple[str, ...] = ()) -> str:
    """The wording that comes of a seed."""
    fit = choose([VARIED], replace(WISH, recent=recent), random.Random(seed))
    assert fit is not None
    assert replace(fit.template, description="", variants=()) == replace(FIRST, description="")
    return fit.template.description


def test_every_wording_is_drawn_and_the_same_by_the_same_chance() -> None:
    wordings = [drawn(seed) for seed in range(40)]
    assert set(wordings) == {VARIED.description, *VARIED.variants}
    assert wordings == [drawn(seed) for seed in range(40)]
    assert {drawn(seed, recent=(FIRST.key,)) for seed in range(40)} == set(wordings)


def test_one_wording_takes_nothing_of_chance() -> None:
    rng, untouched = random.Random(5), random.Random(5)
    assert FIRST.worded(rng) is FIRST
    assert rng.random() == untouched.random()
