"""The feature of confessions: its command, its buttons, its conversation."""

from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.member.confessions import answers, own, saying

FEATURE: Feature = Feature(
    commands=(CommandSpec("confess", Group.PLAY, Access.MEMBER, saying.confess),),
    actions=(
        # Looking at one's own and removing it is privacy: it works while everything is stopped, too.
        ActionSpec("confession.list", Access.MEMBER, own.listed, once=False),
        ActionSpec("confession.show", Access.MEMBER, own.show, once=False),
        ActionSpec("confession.release", Access.MEMBER, own.release),
        ActionSpec("confession.remove", Access.MEMBER, own.ask_to_remove, once=False),
        ActionSpec("confession.removed", Access.MEMBER, own.remove),
        ActionSpec("confession.stay", Access.MEMBER, own.stay),
    ),
    flows=(saying.CONFESS,),
    works={answers.WORK: answers.hand_over},
)
