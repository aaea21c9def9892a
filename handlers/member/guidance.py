"""/help, /cancel, and the opening of a discreet message."""

from collections.abc import Mapping

from handlers import conversation
from handlers.chat.outgoing import MEANING, Amend, Invoice, Remove, Say
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.permission import visible
from handlers.posting import OPEN
from handlers.turn import Turn

ORDER = (Group.PLAY, Group.ME, Group.SAFETY, Group.PRIVATE, Group.OPERATOR)


async def show_help(turn: Turn, _args: str) -> None:
    """What can be done now, by group; the way to stop first."""
    parts = [turn.text("help.safety_first")]
    for group in ORDER:
        shown = [
            spec for spec in turn.registry.commands.values() if spec.group is group and visible(turn, spec)
        ]
        lines = [f"/{spec.name} - {turn.text(f'command.{spec.name}')}" for spec in shown]
        if lines:
            parts.append("\n".join((turn.text(f"help.{group.value}"), *lines)))
    await turn.say(Say("\n\n".join(parts)))


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
    commands=(
        CommandSpec("help", Group.ME, Access.ANYBODY, show_help),
        CommandSpec("cancel", Group.ME, Access.ANYBODY, cancel),
    ),
    actions=(ActionSpec(OPEN, Access.ANYBODY, opened, once=False),),
)
