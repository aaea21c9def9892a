"""/help, and the same as buttons: everything a person can do now, by group, each a press away."""

from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say, Style
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.permission import refusal, visible
from handlers.turn import Turn

ORDER = (Group.PLAY, Group.ME, Group.SAFETY, Group.PRIVATE, Group.OPERATOR)
PRESSED = ORDER[:-1]
"""The groups that are buttons too; an operator's commands often need a name behind them."""
NEEDLESS = frozenset({"start", "help", "cancel"})
"""What begins, shows this very menu, or ends a question that has a button for that."""
STOP = "red"


async def show_help(turn: Turn, _args: str) -> None:
    """What can be done now, by group; the way to stop first."""
    await turn.say(_overview(turn))


async def pressed(turn: Turn, _args: Mapping[str, str]) -> None:
    """The same by a button elsewhere."""
    await turn.say(_overview(turn))


async def back(turn: Turn, _args: Mapping[str, str]) -> None:
    """From a group to all of them, in place."""
    await _in_place(turn, _overview(turn))


async def group(turn: Turn, args: Mapping[str, str]) -> None:
    """What a group leads to, in place of the overview."""
    wanted = Group(args["group"])
    choices = tuple(_button(turn, spec) for spec in _allowed(turn, wanted))
    nav = (Choice(turn.text("menu.back"), "help.back"),)
    await _in_place(turn, Say(turn.text(f"help.{wanted.value}"), choices=choices, nav=nav))


async def go(turn: Turn, args: Mapping[str, str]) -> None:
    """What was picked, as if its command had been typed - if it may be now."""
    spec = turn.registry.commands[args["command"]]
    refused = refusal(turn, spec.access, spec.offer)
    if refused is not None:
        await turn.say(refused)
        return
    await spec.handler(turn, "")


def button(turn: Turn) -> Choice:
    """The way here from elsewhere."""
    return Choice(turn.text("menu.button"), "help.show")


def _overview(turn: Turn) -> Say:
    parts = [turn.text("help.safety_first")]
    for each in ORDER:
        lines = [f"/{spec.name} - {turn.text(f'command.{spec.name}')}" for spec in _shown(turn, each)]
        if lines:
            parts.append("\n".join((turn.text(f"help.{each.value}"), *lines)))
    choices = tuple(
        Choice(turn.text(f"help.{each.value}"), "help.group", {"group": each.value})
        for each in PRESSED
        if _allowed(turn, each)
    )
    return Say("\n\n".join(parts), choices=choices)


def _shown(turn: Turn, wanted: Group) -> list[CommandSpec]:
    """What a person may ever use, here."""
    return [spec for spec in turn.registry.commands.values() if spec.group is wanted and visible(turn, spec)]


def _allowed(turn: Turn, wanted: Group) -> list[CommandSpec]:
    """What she may use now, and what is worth a button."""
    return [
        spec
        for spec in _shown(turn, wanted)
        if spec.name not in NEEDLESS and refusal(turn, spec.access, spec.offer) is None
    ]


def _button(turn: Turn, spec: CommandSpec) -> Choice:
    """Stopping goes the way of every button that stops: through the lane that waits for nothing."""
    label = turn.text(f"menu.to.{spec.name}")
    if spec.name == STOP:
        return Choice(label, "safety.stop", style=Style.DANGER)
    return Choice(label, "help.go", {"command": spec.name})


async def _in_place(turn: Turn, message: Say) -> None:
    if turn.pressed is not None and turn.pressed.ref is not None:
        await turn.amend(turn.pressed.ref, message)
    else:
        await turn.say(message)


FEATURE = Feature(
    commands=(CommandSpec("help", Group.ME, Access.ANYBODY, show_help),),
    actions=(
        ActionSpec("help.show", Access.ANYBODY, pressed, once=False),
        ActionSpec("help.back", Access.ANYBODY, back, once=False),
        ActionSpec("help.group", Access.ANYBODY, group, once=False),
        ActionSpec("help.go", Access.ANYBODY, go, once=False),
    ),
)
