"""After the first proof: would you like to set hours and the rest? Asked once."""

from handlers.chat.outgoing import Choice, Say, Style
from handlers.turn import Turn
from storage.queries import proofs as queries


async def offer_rest(turn: Turn) -> None:
    """Offer the rest of onboarding with the first proof a member hands in."""
    if turn.me.choices.rest_offered or await queries.count_of(turn.tx, turn.me.member.id) != 1:
        return
    yes = Choice(turn.text("settings.rest_yes"), "settings.rest", style=Style.PRIMARY)
    no = Choice(turn.text("settings.rest_no"), "settings.not_now")
    await turn.say(Say(turn.text("settings.rest_offer"), choices=(yes, no)))
