"""/scene: its command, its buttons, its conversations and its errand."""

from handlers.content.content import Content
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.operator.scenes import changing, listing, making


def feature(content: Content) -> Feature:
    """Scenes for operators; the tags to choose from are the packs'."""
    return Feature(
        commands=(CommandSpec("scene", Group.OPERATOR, Access.OPERATOR, listing.scene),),
        actions=(
            ActionSpec("scene.page", Access.OPERATOR, listing.page),
            ActionSpec("scene.view", Access.OPERATOR, listing.view, once=False),
            ActionSpec("scene.new", Access.OPERATOR, making.begin, once=False),
            ActionSpec("scene.live", Access.OPERATOR, changing.live),
            ActionSpec("scene.discard", Access.OPERATOR, changing.throw_away),
            ActionSpec("scene.cost", Access.OPERATOR, changing.ask_cost, once=False),
            ActionSpec("scene.about", Access.OPERATOR, changing.ask_about, once=False),
            ActionSpec("scene.retire", Access.OPERATOR, changing.ask_to_retire, once=False),
            ActionSpec("scene.retired", Access.OPERATOR, changing.retire),
            ActionSpec("scene.stay", Access.OPERATOR, changing.stay),
        ),
        flows=(making.flow(content), *changing.FLOWS),
        works={making.WORK: making.make},
    )
