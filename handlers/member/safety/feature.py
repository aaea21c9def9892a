"""Safety's commands, buttons and sweeps, all open in every state."""

from collections.abc import Mapping

from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group, Sweep
from handlers.member.safety import after, away, closing, distress, gentle, holding, minors
from handlers.member.safety.resume import RESUME, resume
from handlers.member.safety.stop import red
from handlers.turn import Turn


async def red_command(turn: Turn, _args: str) -> None:
    """The safety lane hears these commands first; should one ever come this far, it stops."""
    await red(turn)


async def red_pressed(turn: Turn, _args: Mapping[str, str]) -> None:
    """The same for the buttons that stop."""
    await red(turn)


FEATURE = Feature(
    commands=(
        CommandSpec("red", Group.SAFETY, Access.ANYBODY, red_command),
        CommandSpec("stop", Group.SAFETY, Access.ANYBODY, red_command, hidden=True),
        CommandSpec("safeword", Group.SAFETY, Access.ANYBODY, red_command, hidden=True),
        CommandSpec("yellow", Group.SAFETY, Access.MEMBER, gentle.yellow),
        CommandSpec("green", Group.SAFETY, Access.MEMBER, gentle.green),
        CommandSpec("resume", Group.SAFETY, Access.ANYBODY, resume),
        CommandSpec("pause", Group.SAFETY, Access.MEMBER, gentle.pause),
        CommandSpec("timeout", Group.SAFETY, Access.MEMBER, away.timeout),
        CommandSpec("exclude", Group.SAFETY, Access.MEMBER, away.exclude),
    ),
    actions=(
        ActionSpec("safety.stop", Access.ANYBODY, red_pressed),
        ActionSpec("safety.go_on", Access.ANYBODY, holding.go_on),
        ActionSpec("safety.longer", Access.MEMBER, after.longer, once=False),
        ActionSpec("safety.contact", Access.MEMBER, after.contact, once=False),
        ActionSpec("safety.green", Access.MEMBER, gentle.green_pressed),
        ActionSpec("safety.unpause", Access.MEMBER, gentle.unpause),
        ActionSpec("safety.timeout", Access.MEMBER, away.timeout_taken),
        ActionSpec("safety.exclude_sure", Access.MEMBER, away.exclude_sure),
        ActionSpec("safety.exclude", Access.MEMBER, away.exclude_taken),
        ActionSpec("safety.nothing", Access.ANYBODY, away.nothing),
        ActionSpec("distress.read", Access.MEMBER, distress.let_read),
        ActionSpec("distress.keep", Access.MEMBER, distress.keep_to_herself),
        ActionSpec("minor.adult", Access.ANYBODY, minors.adult_after_all),
        ActionSpec("minor.confirm", Access.ANYBODY, minors.minor_indeed),
    ),
    flows=(RESUME,),
    works={closing.WORK: closing.close_buttons},
    sweeps=(
        Sweep("hold", after.find_held, holding.lapsed),
        Sweep("check_in", after.find_check_ins, after.check_in),
        Sweep("minor", after.find_unanswered_minors, minors.unanswered),
    ),
)
