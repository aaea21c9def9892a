"""The feature of forgiveness: its command and its buttons."""

from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.member.forgiveness import asking, past

FEATURE = Feature(
    commands=(CommandSpec("forgive", Group.PLAY, Access.PLAYER, asking.forgive),),
    actions=(
        ActionSpec("forgive.page", Access.PLAYER, asking.page, once=False),
        ActionSpec("forgive.begin", Access.PLAYER, asking.begin, once=False),
        ActionSpec("forgive.past", Access.PLAYER, past.listed, once=False),
        ActionSpec("forgive.look", Access.PLAYER, past.look, once=False),
        ActionSpec("forgive.yes", Access.PLAYER, asking.yes),
        ActionSpec("forgive.no", Access.MEMBER, asking.no),
    ),
)
