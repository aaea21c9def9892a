"""What is given back: a scene that could not be delivered is paid back in full, and can be unlocked again."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from handlers import unprompted
from handlers.feature import Due
from handlers.rules.limits import Limits, touched
from handlers.scenes import shelf
from handlers.subject import Subject
from handlers.token_ledger import reverse_tokens
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import chat
from storage.queries import scenes as queries
from storage.tables import SceneUnlock, UserScene
from storage.unit import UnitOfWork


def ref_of(own_id: uuid.UUID) -> str:
    """The name of the message in which an unlocked scene stands."""
    return f"scene:{own_id.hex}"


async def find(tx: UnitOfWork, _now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Scenes that became dead letters before they had ever arrived."""
    return [Due(user, str(own)) for user, own in await queries.lost(tx, limit)]


async def lost(turn: Turn, arg: str) -> None:
    """Give one back, if it is still lost."""
    if await queries.lost(turn.tx, 1, of=uuid.UUID(arg)):
        await give_back(turn, turn.me, uuid.UUID(arg))


async def give_back(turn: Turn, subject: Subject, own_id: uuid.UUID, *, why: str = "undelivered") -> bool:
    """Return what a scene cost and close it, and say so. False if nobody knows what paid for it."""
    own, unlock = await turn.tx.get(UserScene, own_id), await turn.tx.get(SceneUnlock, own_id)
    if own is None or unlock is None or own.user_id != subject.member.id:
        return False
    scene = await shelf.find(turn, own.scene_id)
    returned = await close(turn, subject, own, unlock)
    words = turn.text_for(
        subject,
        f"scenes.returned_{why}",
        name=scene.name if scene else "",
        tokens=returned,
        balance=subject.member.token_balance,
    )
    moment = unprompted.earliest(turn, subject)
    await turn.tell(subject, words, klass=OutboxClass.ACCOUNT, not_before=moment, veiled=True)
    return True


async def close(turn: Turn, subject: Subject, own: UserScene, unlock: SceneUnlock) -> int:
    """Return what was taken for a scene; it is the member's no more. How many tokens that was."""
    returned = await reverse_tokens(turn, subject, unlock.cause)
    await chat.cancel_named(turn.tx, subject.person.id, ref_of(own.id))
    await turn.amend(ref_of(own.id), of=subject)
    await turn.tx.delete(unlock)
    await turn.tx.flush()
    await turn.tx.delete(own)
    await turn.tx.flush()
    return returned


async def close_undelivered(turn: Turn, subject: Subject) -> None:
    """Whoever leaves for good has paid for nothing that never arrived."""
    for own, unlock in await queries.undelivered(turn.tx, subject.member.id):
        await close(turn, subject, own, unlock)


async def withdraw_touching(turn: Turn, subject: Subject, limits: Limits) -> int:
    """A new hard limit withdraws what has not arrived yet, free of cost; returns how many."""
    gone = 0
    for own, _ in await queries.undelivered(turn.tx, subject.member.id):
        scene = await shelf.find(turn, own.scene_id)
        if scene is not None and touched(scene.tags, limits).hard:
            await give_back(turn, subject, own.id, why="limit")
            gone += 1
    return gone
