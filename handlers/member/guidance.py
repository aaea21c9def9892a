"""/cancel, and the opening of a discreet message."""

from collections.abc import Mapping

from handlers import conversation
from handlers.chat.outgoing import MEANING, Amend, Invoice, Remove
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.posting import OPEN
from handlers.turn import Turn


async def cancel(turn: Turn, _args: str) -> None:
    """Cancel whatever is being asked."""
    if not await conversation.cancel(turn):
        await turn.say(turn.text("help.nothing_to_cancel"))


async def opened(turn: Turn, args: Mapping[str, str]) -> None:
    """Show what a discreet line held back, in its place."""
    held = MEANING.validate_json(args["held"])
    if turn.pressed is None or turn.pressed.ref is None or isinstance(held, Amend | Remove | Invoice):
        return
    await turn.amend(turn.pressed.ref, held)


FEATURE = Feature(
    commands=(CommandSpec("cancel", Group.ME, Access.ANYBODY, cancel),),
    actions=(ActionSpec(OPEN, Access.ANYBODY, opened, once=False),),
)
