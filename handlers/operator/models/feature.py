"""/models: its command, its buttons and its form."""

from handlers.feature import Access, ActionSpec, CommandSpec, Feature, FormSpec, Group
from handlers.operator.models import appointments, editing, listing

FEATURE = Feature(
    commands=(CommandSpec("models", Group.OPERATOR, Access.OPERATOR, listing.models),),
    actions=(
        ActionSpec("models.page", Access.OPERATOR, listing.page),
        ActionSpec("models.view", Access.OPERATOR, listing.view, once=False),
        ActionSpec("models.new", Access.OPERATOR, editing.begin, once=False),
        ActionSpec("models.change", Access.OPERATOR, editing.change, once=False),
        ActionSpec("models.hide", Access.OPERATOR, listing.ask_to_hide, once=False),
        ActionSpec("models.hidden", Access.OPERATOR, listing.hide),
        ActionSpec("models.kept", Access.OPERATOR, listing.kept),
        ActionSpec("models.show", Access.OPERATOR, listing.show),
        ActionSpec("sessions.open", Access.OPERATOR, appointments.listed, once=False),
        ActionSpec("sessions.view", Access.OPERATOR, appointments.view, once=False),
    ),
    forms=(FormSpec("models.saved", Access.OPERATOR, editing.saved),),
)
