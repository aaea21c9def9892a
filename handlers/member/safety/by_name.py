"""The stop for a lost phone: username and safeword, from anywhere. Stop only, and always the same answer."""

import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from handlers.chat.outgoing import Say, Speaker
from handlers.member.onboarding.steps import folded_name
from handlers.member.safety.stop import stop_everything
from handlers.ports import House
from handlers.rules.safewords import same_safeword
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.gate import Urgency
from storage.queries import people

About = Callable[..., AbstractAsyncContextManager[Turn]]


async def stop_by_name(about: About, house: House, username: str, word: str) -> None:
    """Stop the member of this name if the word is right; say nothing of it to whoever asked."""
    person_id = await _whom(house, username, word)
    if person_id is None:
        return
    async with about(person_id, urgency=Urgency.SAFETY) as turn:
        await stop_everything(turn, turn.me)
        note = Say(turn.text("safety.stopped_elsewhere"), by=Speaker.SAFETY)
        await turn.tell(turn.me, note, klass=OutboxClass.SAFETY)


async def _whom(house: House, username: str, word: str) -> uuid.UUID | None:
    """The member, if name and safeword match; the safeword is compared even for an unknown name."""
    async with house.storage.read() as tx:
        user = await people.user_named(tx, folded_name(username.strip()))
        own = await tx.open(user, "safeword") if user else None
        former = [] if user is None else await people.safewords_of(tx, user.id)
        now = house.clock.wall()
        words = [own or "no such member"]
        words += [
            await tx.open(row, "word") or ""
            for row in former
            if row.valid_until is None or row.valid_until > now
        ]
    matched = [same_safeword(word, each) for each in words]
    return user.id if user is not None and any(matched) else None
