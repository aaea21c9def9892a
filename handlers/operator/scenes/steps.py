"""Questions about a scene: its type, what it costs, and from which tier on it can be unlocked."""

from handlers.chat.outgoing import Ask, Message, Speaker
from handlers.flows import Again, Answer, Next, Step, Taken, Talk, pick
from handlers.rules.numbers import whole
from storage.enums import SceneType

LONGEST_ABOUT = 300
DEAREST = 10_000
OFFERED = (0, 5, 10, 25, 60)
EVERY = "every"
"""The answer that sets no tier."""


def type_step() -> Step:
    """Which kind of scene it is."""
    kinds = {kind.value: kind for kind in SceneType}

    def ask(talk: Talk) -> Message:
        choices = tuple(pick(kind, kind) for kind in kinds)
        return Ask(talk.text("scene.ask_type"), by=Speaker.DESK, choices=choices)

    def take(talk: Talk, answer: Answer) -> Taken:
        if answer.picked not in kinds:
            return Again(talk.text("onboarding.by_buttons"))
        return Next({**talk.draft, "type": answer.picked}, answer.picked)

    return Step("type", ask, take)


def cost_step() -> Step:
    """What it costs in tokens: a usual price, or one that is typed."""

    def ask(talk: Talk) -> Message:
        choices = tuple(pick(str(cost), str(cost)) for cost in OFFERED)
        return Ask(talk.text("scene.ask_cost", most=DEAREST), by=Speaker.DESK, choices=choices, hint="0")

    def take(talk: Talk, answer: Answer) -> Taken:
        cost = whole(answer.picked or answer.typed or "")
        if cost is None or cost > DEAREST:
            return Again(talk.text("scene.no_cost", most=DEAREST))
        return Next({**talk.draft, "scene_cost": str(cost)}, str(cost))

    return Step("scene_cost", ask, take)


def tier_step() -> Step:
    """From which tier on it can be unlocked. The flow's facts list the court's ``tiers``, one a line."""

    def ask(talk: Talk) -> Message:
        tiers = talk.facts["tiers"].splitlines()
        choices = (pick(EVERY, talk.text("scene.every_tier")), *(pick(tier, tier) for tier in tiers[1:]))
        return Ask(talk.text("scene.ask_tier"), by=Speaker.DESK, choices=choices)

    def take(talk: Talk, answer: Answer) -> Taken:
        tiers = talk.facts["tiers"].splitlines()[1:]
        if answer.picked == EVERY:
            return Next({**talk.draft, "tier": ""}, talk.text("scene.every_tier"))
        if answer.picked not in tiers:
            return Again(talk.text("onboarding.by_buttons"))
        return Next({**talk.draft, "tier": answer.picked}, answer.picked)

    return Step("tier", ask, take)
