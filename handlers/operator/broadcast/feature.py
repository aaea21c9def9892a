"""/broadcast: its command, its buttons, its conversation, and what unfolds it."""

from collections.abc import Sequence
from datetime import datetime

from handlers import tagging
from handlers.content.content import Content
from handlers.feature import Access, ActionSpec, CommandSpec, Due, Feature, Group, Sweep
from handlers.operator.broadcast import composing, listing, preview, unfolding
from storage.queries import audience
from storage.unit import UnitOfWork


async def _unmirrored(tx: UnitOfWork, _now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    return [Due(member) for member in await audience.unmirrored(tx, limit)]


def feature(content: Content) -> Feature:
    """Broadcasts for operators; the tags to choose from are the packs'."""
    return Feature(
        commands=(CommandSpec("broadcast", Group.OPERATOR, Access.OPERATOR, listing.broadcast),),
        actions=(
            ActionSpec("broadcast.older", Access.OPERATOR, listing.older, once=False),
            ActionSpec("broadcast.new", Access.OPERATOR, composing.begin, once=False),
            ActionSpec("broadcast.with", Access.OPERATOR, composing.begin_with, once=False),
            ActionSpec("broadcast.hear", Access.OPERATOR, preview.hear, once=False),
            ActionSpec("broadcast.test", Access.OPERATOR, preview.test, once=False),
            ActionSpec("broadcast.drop", Access.OPERATOR, preview.let_go),
            ActionSpec("broadcast.send", Access.OPERATOR, preview.send),
            ActionSpec("broadcast.stop", Access.OPERATOR, listing.stop),
        ),
        flows=(composing.flow(content),),
        sweeps=(
            Sweep("wishes", _unmirrored, tagging.mirror, bulk=True),
            Sweep("broadcasts", unfolding.find, unfolding.go, bulk=True),
        ),
    )
