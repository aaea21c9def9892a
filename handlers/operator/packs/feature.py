"""/packs: its command, buttons, conversation and errands."""

from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.operator.packs import checking, listing, sending, switching

FEATURE = Feature(
    commands=(CommandSpec("packs", Group.OPERATOR, Access.OPERATOR, listing.packs),),
    actions=(
        ActionSpec("packs.view", Access.OPERATOR, listing.view, once=False),
        ActionSpec("packs.turn_off", Access.OPERATOR, switching.turn_off),
        ActionSpec("packs.turn_on", Access.OPERATOR, switching.turn_on),
        ActionSpec("packs.remove", Access.OPERATOR, switching.ask_to_remove, once=False),
        ActionSpec("packs.removed", Access.OPERATOR, switching.remove),
        ActionSpec("packs.nothing", Access.OPERATOR, switching.nothing),
        ActionSpec("packs.recheck", Access.OWNER, checking.begin, once=False),
        ActionSpec("packs.send_in", Access.OPERATOR, sending.begin, once=False),
        ActionSpec("packs.yes", Access.OPERATOR, sending.yes),
        ActionSpec("packs.no", Access.OPERATOR, sending.no),
        ActionSpec("packs.send_out", Access.OPERATOR, sending.send_out, once=False),
    ),
    flows=(sending.SEND_IN,),
    works={
        checking.WORK: checking.check,
        sending.CHECK: sending.check,
        sending.APPLY: sending.apply,
        sending.SEND_OUT: sending.write_out,
    },
)
