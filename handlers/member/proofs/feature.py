"""The feature of proofs: its command, its buttons, its conversation, its errands and what time brings."""

from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group, Sweep
from handlers.judging import deciding, timed
from handlers.member.proofs import flow, mine, retention, which
from handlers.member.proofs.submitting import DISCARD

FEATURE: Feature = Feature(
    commands=(CommandSpec("proof", Group.PLAY, Access.PLAYER, flow.proof),),
    actions=(
        ActionSpec("proof.hand_in", Access.PLAYER, flow.hand_in, once=False),
        ActionSpec("proof.mine", Access.PLAYER, mine.listed, once=False),
        ActionSpec("proof.look", Access.PLAYER, mine.look, once=False),
        ActionSpec("proof.for", Access.PLAYER, which.chosen),
        ActionSpec("proof.none", Access.PLAYER, which.none),
    ),
    flows=(flow.HAND_IN,),
    sent={deciding.AGAIN: timed.again_delivered},
    sweeps=(
        Sweep("lapse", timed.find_lapsing, timed.accept),
        Sweep("trust", timed.find_trusted, timed.accept),
        Sweep("retention", retention.find, retention.expire),
    ),
    works={DISCARD: retention.destroy},
)
