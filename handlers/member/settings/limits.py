"""/limits and /tags: the same questions as at the beginning, asked again at any time."""

from handlers import conversation, tagging
from handlers.content.content import Content
from handlers.drops import sending
from handlers.flows import Draft, Flow
from handlers.member.onboarding.steps import limit_steps, wish_steps
from handlers.member.tasks.withdrawing import withdraw_touching
from handlers.operator.broadcast import withdrawing as broadcasts
from handlers.rules.limits import Limits
from handlers.scenes import returning
from handlers.sessions import requesting
from handlers.turn import Turn


async def limits(turn: Turn, _args: str) -> None:
    """Change the limits."""
    now = await tagging.limits_of(turn, turn.me)
    draft: Draft = {"hard": sorted(now.hard), "soft": sorted(now.soft), "words": now.words}
    await conversation.start(turn, "limits", draft)


async def tags(turn: Turn, _args: str) -> None:
    """Change the wishes."""
    now = await tagging.limits_of(turn, turn.me)
    chosen = list(await tagging.wishes_of(turn, turn.me))
    await conversation.start(turn, "tags", {"hard": sorted(now.hard), "tags": chosen})


async def keep_limits(turn: Turn, draft: Draft) -> None:
    """Write them; what a new hard limit touches ends at once, free of cost."""
    new = Limits(_set(draft, "hard"), _set(draft, "soft"), str(draft.get("words", "")))
    await tagging.keep_limits(turn, turn.me, new)
    await tagging.keep_wishes(turn, turn.me, await tagging.wishes_of(turn, turn.me), new)
    withdrawn = await withdraw_touching(turn, turn.me, new)
    withdrawn += await sending.withdraw_touching(turn, turn.me, new)
    await requesting.limits_changed(turn, turn.me, new)
    withdrawn += await returning.withdraw_touching(turn, turn.me, new)
    withdrawn += await broadcasts.withdraw_touching(turn, turn.me, new)
    if turn.blocked(turn.me) is None:
        await turn.persona_says("limits_saved")
    await turn.say(turn.text("settings.limits_kept", withdrawn=withdrawn))


async def keep_tags(turn: Turn, draft: Draft) -> None:
    """Write the wishes."""
    now = await tagging.limits_of(turn, turn.me)
    chosen = draft.get("tags", [])
    await tagging.keep_wishes(turn, turn.me, chosen if isinstance(chosen, list) else [chosen], now)
    if turn.blocked(turn.me) is None:
        await turn.persona_says("tags_saved")
    else:
        await turn.say(turn.text("settings.saved"))


def flows(content: Content) -> tuple[Flow, ...]:
    """The two conversations."""
    return (
        Flow("limits", limit_steps(content), keep_limits),
        Flow("tags", wish_steps(content), keep_tags),
    )


def _set(draft: Draft, name: str) -> frozenset[str]:
    chosen = draft.get(name, [])
    return frozenset(chosen if isinstance(chosen, list) else [chosen])
