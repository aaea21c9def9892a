"""/session: its command, its buttons, its conversation, its errand, and what time brings."""

from handlers.content.content import Content
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group, Sweep
from handlers.member.sessions import acts, flow, overview
from handlers.rules.offers import Offer
from handlers.sessions import calendar, timed

OFFER = Offer.SESSIONS


def feature(content: Content) -> Feature:
    """Cam sessions for members; taking one back works in every state."""
    return Feature(
        commands=(CommandSpec("session", Group.PLAY, Access.MEMBER, overview.session, offer=OFFER),),
        actions=(
            ActionSpec("session.models", Access.MEMBER, overview.models, offer=OFFER),
            ActionSpec("session.history", Access.MEMBER, overview.history, once=False, offer=OFFER),
            ActionSpec("session.ask", Access.PLAYER, flow.ask, once=False, offer=OFFER),
            ActionSpec("session.accept", Access.PLAYER, acts.accept, once=False, offer=OFFER),
            ActionSpec("session.again", Access.PLAYER, acts.again, once=False, offer=OFFER),
            ActionSpec("session.take_back", Access.MEMBER, acts.take_back, once=False, offer=OFFER),
            ActionSpec("session.off", Access.MEMBER, acts.call_off, offer=OFFER),
            ActionSpec("session.stay", Access.MEMBER, acts.stay, offer=OFFER),
            ActionSpec("session.calendar", Access.MEMBER, acts.calendar_again, once=False, offer=OFFER),
        ),
        flows=(flow.flow(content),),
        sweeps=(
            Sweep("sessions", timed.find_lapsed, timed.lapse),
            Sweep("session_reminders", timed.find_reminders, timed.remind),
        ),
        works={calendar.WORK: calendar.send},
    )
