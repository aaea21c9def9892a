"""The drill: the safeword said on the real path, once, without stopping anything."""

from handlers import conversation
from handlers.chat.outgoing import Say, Speaker
from handlers.flows import Answer
from handlers.member.onboarding.word import DRILLED
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import people


async def drilled(turn: Turn) -> None:
    """Note that the word was heard, say so, and go on with the conversation."""
    for row in await people.safewords_of(turn.tx, turn.me.person.id):
        if row.valid_until is None:
            row.drilled_at = turn.wall
    await turn.say(Say(turn.text("word.drilled"), by=Speaker.SAFETY), klass=OutboxClass.SAFETY)
    row_of_talk = await conversation.current(turn)
    if row_of_talk is not None:
        await conversation.answer(turn, row_of_talk, Answer(picked=DRILLED))
