"""/drops: its command, its buttons, its conversation and its errand."""

from handlers.content.content import Content
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.operator.drops import giving, listing, making, scheduling


def feature(content: Content) -> Feature:
    """Voice drops for operators; the tags to choose from are the packs'."""
    return Feature(
        commands=(
            CommandSpec("drops", Group.OPERATOR, Access.OPERATOR, listing.drops),
            CommandSpec("schedule", Group.OPERATOR, Access.OPERATOR, scheduling.schedule),
        ),
        actions=(
            ActionSpec("drops.page", Access.OPERATOR, listing.page),
            ActionSpec("drops.view", Access.OPERATOR, listing.view, once=False),
            ActionSpec("drops.retire", Access.OPERATOR, listing.ask_to_retire, once=False),
            ActionSpec("drops.retired", Access.OPERATOR, listing.retire),
            ActionSpec("drops.stay", Access.OPERATOR, listing.stay),
            ActionSpec("drops.new", Access.OPERATOR, making.begin, once=False),
            ActionSpec("drops.whom", Access.OPERATOR, giving.whom, once=False),
            ActionSpec("drops.which", Access.OPERATOR, giving.which, once=False),
            ActionSpec("drops.preview", Access.OPERATOR, giving.preview, once=False),
            ActionSpec("drops.daily", Access.OPERATOR, scheduling.begin, once=False),
            ActionSpec("drops.daily_view", Access.OPERATOR, scheduling.view, once=False),
            ActionSpec("drops.daily_pause", Access.OPERATOR, scheduling.pause),
            ActionSpec("drops.daily_go_on", Access.OPERATOR, scheduling.go_on),
            ActionSpec("drops.daily_end", Access.OPERATOR, scheduling.end),
            ActionSpec("drops.give", Access.OPERATOR, giving.give),
        ),
        flows=(making.flow(content), scheduling.flow(content)),
        works={making.WORK: making.make},
    )
