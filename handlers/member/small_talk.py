"""Whatever else is said: a proof in words, or an answer in the persona's voice that says what can be done."""

from handlers.chat.outgoing import Choice
from handlers.feature import Access
from handlers.member import appeal_of_ban, menu
from handlers.member.proofs import text_proof
from handlers.permission import refusal
from handlers.turn import Turn


async def said(turn: Turn, text: str) -> None:
    """Words outside any conversation."""
    if not turn.me.is_member:
        await turn.say(turn.text("small_talk.operator"))
        return
    if turn.me.person.banned_at is not None:
        await appeal_of_ban.heard(turn, text)
        return
    blocked = refusal(turn, Access.PLAYER)
    if blocked is not None:
        await turn.say(blocked)
        return
    if await text_proof(turn, text):
        return
    hint = turn.text("small_talk.hint")
    await turn.persona_says(
        "confused", choices=(Choice(turn.text("small_talk.tasks"), "tasks.show"), menu.button(turn))
    )
    await turn.say(hint)


async def unsupported(turn: Turn, what: str) -> None:
    """A sticker, a place, a poll: kindly declined."""
    await turn.say(turn.text("small_talk.unsupported", what=what))
