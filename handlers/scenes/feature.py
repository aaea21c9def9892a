"""Scenes as members meet them: the command, the buttons, the receipt, what is given back."""

from collections.abc import Mapping

from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group, Sweep
from handlers.member.tokens import buying
from handlers.scenes import browsing, playing, returning, unlocking
from handlers.turn import Turn


async def get_tokens(turn: Turn, _args: Mapping[str, str]) -> None:
    """The same as /tokens."""
    await buying.tokens(turn, "")


FEATURE: Feature = Feature(
    commands=(CommandSpec("scenes", Group.PLAY, Access.PLAYER, browsing.scenes),),
    actions=(
        ActionSpec("scenes.page", Access.PLAYER, browsing.page, once=False),
        ActionSpec("scenes.shelves", Access.PLAYER, browsing.shelves, once=False),
        ActionSpec("scenes.view", Access.PLAYER, browsing.view, once=False),
        ActionSpec("scenes.get_tokens", Access.PLAYER, get_tokens, once=False),
        ActionSpec("scenes.ask", Access.PLAYER, unlocking.ask),
        ActionSpec("scenes.unlock", Access.PLAYER, unlocking.unlock),
        ActionSpec("scenes.nothing", Access.PLAYER, unlocking.nothing),
        ActionSpec("scenes.mine", Access.PLAYER, playing.mine, once=False),
        ActionSpec("scenes.play", Access.PLAYER, playing.play, once=False),
        ActionSpec("scenes.finished", Access.PLAYER, playing.finished),
    ),
    sent={playing.RECEIPT: playing.delivered},
    sweeps=(Sweep("scenes", returning.find, returning.lost),),
    works={playing.CHECK: playing.check},
)
