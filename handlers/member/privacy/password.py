"""Word of a changed password, in the chat: whoever did not do it has to hear of it."""

from handlers.chat.outgoing import Say, Speaker
from handlers.feature import Errand
from storage.enums import OutboxClass

WORK = "privacy.password_told"


async def tell(errand: Errand) -> None:
    """Tell a person, where she last spoke, that the password of her web log-in is another now."""
    if errand.person_id is None:
        return
    async with errand.turn(errand.person_id) as turn:
        at = f"{turn.now.astimezone(turn.me.zone):%d %b %H:%M}"
        message = Say(turn.text("privacy.password_changed", at=at), by=Speaker.SAFETY)
        await turn.tell(turn.me, message, klass=OutboxClass.ACCOUNT)
