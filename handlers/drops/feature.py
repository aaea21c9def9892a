"""Voice drops as members meet them: the command, the buttons, the receipt."""

from handlers.drops import hearing, rounds, sending
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group, Sweep

FEATURE: Feature = Feature(
    commands=(CommandSpec("voice", Group.PLAY, Access.PLAYER, hearing.voice),),
    actions=(
        ActionSpec("drop.listen", Access.PLAYER, hearing.listen, once=False),
        ActionSpec("drop.again", Access.PLAYER, hearing.again, once=False),
        ActionSpec("drop.more", Access.PLAYER, hearing.more, once=False),
    ),
    sent={sending.RECEIPT: sending.delivered},
    sweeps=(Sweep("drops", rounds.find, rounds.go),),
)
