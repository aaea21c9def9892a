"""The feature of appeals: its command, its button, its conversation, and what time brings."""

from handlers.appealing import timed
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group, Sweep
from handlers.member.appeals import flow

FEATURE = Feature(
    commands=(CommandSpec("appeal", Group.PLAY, Access.PLAYER, flow.appeal),),
    actions=(ActionSpec("appeal.begin", Access.PLAYER, flow.begin, once=False),),
    flows=(flow.APPEAL,),
    sweeps=(Sweep("appeal", timed.find, timed.approve),),
)
