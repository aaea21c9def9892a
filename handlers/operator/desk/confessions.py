"""Confessions on the desk: heard or read, with the stars to choose from; of distress, a person to write."""

from handlers import recordings
from handlers.chat.outgoing import Choice, Medium, Say, Speaker, Style
from handlers.member.confessions.answers import MOST_STARS
from handlers.operator.desk.queue import Item, ref_of
from handlers.operator.sight import limits_beside, member_in_sight, note_look
from handlers.rules.review import DeskKind
from handlers.turn import Turn
from handlers.zones import spoken
from storage.enums import ContentType
from storage.queries import confessions as queries
from storage.queries.confessions import Found
from storage.tables import Confession


async def show(turn: Turn, item: Item) -> None:
    """A confession with what can be said to it."""
    subject = await member_in_sight(turn, str(item.waiting.member_id))
    found = await queries.now(turn.tx, item.waiting.id) if subject else None
    if subject is None or found is None:
        return
    confession, _ = found
    await note_look(turn, subject, "confession", str(confession.id))
    words, media = await _content(turn, found)
    flagged = item.kind is DeskKind.FLAGGED
    persona = turn.house.content.personas.get(confession.domme_persona)
    head = turn.text(
        "desk.confession_flagged" if flagged else "desk.confession_head",
        name=subject.member.username,
        tier=subject.member.tier_status,
        persona=persona.name if persona else confession.domme_persona,
        since=spoken(confession.submitted_at, turn.me.zone, turn.now),
    )
    beside = "" if flagged else await limits_beside(turn, subject)
    message = Say(
        "\n\n".join(filter(None, (head, words, beside))),
        by=Speaker.DESK,
        media=media,
        choices=_care(turn, confession) if flagged else _ratings(confession),
        nav=(Choice(turn.text("desk.next"), "desk.next", {"after": item.name}),),
    )
    await turn.say(message, ref=ref_of(confession.id))


async def _content(turn: Turn, found: Found) -> tuple[str, tuple[Medium, ...]]:
    confession, state = found
    content = await turn.tx.open(confession, "content") or ""
    if confession.content_type is ContentType.TEXT:
        return content, ()
    medium = await recordings.played(turn, content, turn.text("confession.voice_alt"))
    return await turn.tx.open(state, "caption") or "", (medium,) if medium else ()


def _ratings(confession: Confession) -> tuple[Choice, ...]:
    args = {"confession": str(confession.id)}
    given = range(1, MOST_STARS + 1)
    return tuple(Choice(f"{each} ★", "desk.rate", {**args, "rating": str(each)}) for each in given)


def _care(turn: Turn, confession: Confession) -> tuple[Choice, ...]:
    write = Choice(
        turn.text("members.write"), "member.write", {"member": str(confession.user_id)}, Style.PRIMARY
    )
    done = {"confession": str(confession.id)}
    return (write, Choice(turn.text("desk.confession_cared"), "desk.cared", done))
