"""The feature of suggestions: its command, its conversation, its buttons."""

from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.member.suggestions import flow, own

FEATURE = Feature(
    commands=(CommandSpec("suggest", Group.PLAY, Access.PLAYER, flow.suggest),),
    actions=(
        ActionSpec("suggest.list", Access.MEMBER, own.listed, once=False),
        ActionSpec("suggest.take_back", Access.MEMBER, own.take_back, once=False),
    ),
    flows=(flow.SUGGEST,),
)
