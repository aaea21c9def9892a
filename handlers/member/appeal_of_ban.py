"""A ban's one appeal: what a banned member writes goes to the owners, once."""

from handlers.alerts import alert
from handlers.chat.outgoing import Speaker
from handlers.turn import Turn
from storage import log
from storage.queries import appeals
from storage.tables import Person

KIND = "ban.appeal"
LONGEST = 2000


async def heard(turn: Turn, text: str) -> None:
    """Pass the first words on to the owners; say plainly what became of them."""
    person = turn.me.person
    if person.banned_at is None:
        return
    if await appeals.of_ban(turn.tx, person.id, KIND, person.banned_at) is not None:
        await turn.say(turn.text("ban.appealed_already"), by=Speaker.SAFETY)
        return
    words = text.strip()
    if len(words) > LONGEST:
        await turn.say(turn.text("common.too_long", most=LONGEST))
        return
    await log.append(turn.tx, at=turn.wall, actor=None, kind=KIND, subject=person.id, detail={"text": words})
    await alert(turn, "ban_appeal", turn.me, owners=True)
    await turn.say(turn.text("ban.appealed"), by=Speaker.SAFETY)


async def text_of(turn: Turn, person_id: object) -> str:
    """What a banned member wrote to the owners, for their eyes; empty if nothing."""
    subject = await turn.tx.get(Person, person_id)
    if subject is None or subject.banned_at is None:
        return ""
    entry = await appeals.of_ban(turn.tx, subject.id, KIND, subject.banned_at)
    detail = await log.detail_of(turn.tx, entry) if entry is not None else None
    return (detail or {}).get("text", "")
