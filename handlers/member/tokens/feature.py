"""Tokens' commands, buttons, sweeps and errands."""

from collections.abc import Mapping

from handlers.feature import Access, ActionSpec, CommandSpec, Feature, FormSpec, Group, Sweep
from handlers.member.tokens import buying, closing, paysupport, refunding, statement
from handlers.turn import Turn


async def help_pressed(turn: Turn, _args: Mapping[str, str]) -> None:
    """The same as the command."""
    await paysupport.paysupport(turn, "")


FEATURE = Feature(
    commands=(
        CommandSpec("tokens", Group.ME, Access.MEMBER, buying.tokens),
        CommandSpec("paysupport", Group.PRIVATE, Access.ANYBODY, paysupport.paysupport),
    ),
    actions=(
        ActionSpec("tokens.show", Access.MEMBER, buying.pressed, once=False),
        ActionSpec("tokens.buy", Access.PLAYER, buying.buy, once=False),
        ActionSpec("tokens.order", Access.PLAYER, buying.order),
        ActionSpec("tokens.nothing", Access.MEMBER, buying.nothing),
        ActionSpec("tokens.cancel", Access.MEMBER, buying.cancel, once=False),
        ActionSpec("tokens.statement", Access.MEMBER, statement.statement, once=False),
        ActionSpec("tokens.help", Access.ANYBODY, help_pressed, once=False),
        ActionSpec("paysupport.write", Access.ANYBODY, paysupport.write, once=False),
    ),
    forms=(FormSpec("paysupport.sent", Access.ANYBODY, paysupport.sent),),
    works={refunding.WORK: refunding.carry_out, closing.WORK: closing.close_later},
    sweeps=(Sweep("orders", buying.find_expired, buying.expire),),
)
