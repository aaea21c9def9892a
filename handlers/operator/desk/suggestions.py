"""A suggestion as its operator sees it, with the member's limits beside."""

from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.operator.desk.queue import Item, ref_of
from handlers.operator.sight import limits_beside, member_in_sight, note_look
from handlers.turn import Turn
from handlers.zones import spoken
from storage.tables import Suggestion


async def show_suggestion(turn: Turn, item: Item) -> None:
    """One suggestion, and what can be made of it."""
    subject = await member_in_sight(turn, str(item.waiting.member_id))
    suggestion = await turn.tx.get(Suggestion, item.waiting.id)
    if subject is None or suggestion is None:
        return
    await note_look(turn, subject, "suggestion", str(suggestion.id))
    head = turn.text(
        "suggest.desk_head",
        name=subject.member.username,
        tier=subject.member.tier_status,
        since=spoken(suggestion.suggested_at, turn.me.zone, turn.now),
        proof=turn.text(f"task.proof.{suggestion.proof_type.value.casefold()}"),
    )
    words = await turn.tx.open(suggestion, "words") or ""
    args = {"suggestion": str(suggestion.id)}
    message = Say(
        "\n\n".join((head, words, await limits_beside(turn, subject))),
        by=Speaker.DESK,
        choices=(
            Choice(turn.text("suggest.desk_take"), "desk.suggestion_take", args, Style.PRIMARY),
            Choice(turn.text("suggest.desk_decline"), "desk.suggestion_decline", args),
            Choice(turn.text("suggest.desk_decline_words"), "desk.suggestion_words", args),
        ),
        nav=(Choice(turn.text("desk.next"), "desk.next", {"after": item.name}),),
    )
    await turn.say(message, ref=ref_of(suggestion.id))
