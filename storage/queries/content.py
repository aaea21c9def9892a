"""What a court made of its content, and the one revision that counts its changes."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from storage.tables import (
    CannedComment,
    ContentPack,
    ContentSwitch,
    CourtFact,
    CourtTemplate,
    DropDetails,
    PersonaSettings,
    SceneDetails,
    User,
    VaultBlob,
)
from storage.unit import UnitOfWork

REVISION = "content-revision"
FIRST = "0"


async def revision(tx: UnitOfWork) -> int:
    """How often the content was changed."""
    value = await tx.first(select(CourtFact.value).where(col(CourtFact.name) == REVISION))
    return int(value or FIRST)


async def hold(tx: UnitOfWork) -> int:
    """The same, held until the commit: content is changed by one after the other."""
    insert = sa.insert(CourtFact).values(name=REVISION, value=FIRST)
    exists = await tx.first(select(CourtFact.name).where(col(CourtFact.name) == REVISION))
    if exists is None:
        await tx.run(insert)
    held = select(CourtFact.value).where(col(CourtFact.name) == REVISION).with_for_update()
    return int(await tx.first(held) or FIRST)


async def raise_revision(tx: UnitOfWork, number: int) -> None:
    """The content was changed once more."""
    await tx.run(sa.update(CourtFact).where(col(CourtFact.name) == REVISION).values(value=str(number)))


async def templates(tx: UnitOfWork) -> Sequence[CourtTemplate]:
    """The court's own templates that are given."""
    return await tx.all(select(CourtTemplate).where(col(CourtTemplate.retired_at).is_(None)))


async def packs(tx: UnitOfWork) -> Sequence[ContentPack]:
    """The packs that were sent in."""
    return await tx.all(select(ContentPack))


async def switches(tx: UnitOfWork) -> Sequence[ContentSwitch]:
    """Everything that is off."""
    return await tx.all(select(ContentSwitch))


async def personas(tx: UnitOfWork) -> Sequence[PersonaSettings]:
    """Every persona with settings of her own."""
    return await tx.all(select(PersonaSettings))


async def blob_is_there(tx: UnitOfWork, blob: object) -> bool:
    """Whether a blob can still be opened."""
    row = await tx.get(VaultBlob, blob)
    return row is not None and row.closed_at is None


async def members_of(tx: UnitOfWork, persona: str) -> int:
    """How many members a persona has."""
    count = select(sa.func.count()).select_from(User).where(col(User.domme_assigned) == persona)
    return int(await tx.first(count))


async def canned(tx: UnitOfWork, persona: str, event: str) -> Sequence[CannedComment]:
    """The ready words operators added for a persona at an event, the oldest first."""
    statement = select(CannedComment).where(
        col(CannedComment.persona) == persona, col(CannedComment.event) == event
    )
    return await tx.all(statement.order_by(col(CannedComment.created_at), col(CannedComment.id)))


async def shelved(
    tx: UnitOfWork, details: type[DropDetails] | type[SceneDetails], keys: Sequence[str]
) -> Sequence[DropDetails | SceneDetails]:
    """What came of these keys of the packs onto a shelf, retired or not; ``details`` is the shelf's table."""
    return await tx.all(select(details).where(col(details.pack_key).in_(list(keys))))


async def own_template(tx: UnitOfWork, key: str) -> CourtTemplate | None:
    """The court's own template of this key, unless it was retired."""
    row = await tx.get(CourtTemplate, key)
    return row if row is not None and row.retired_at is None else None


async def put_away(tx: UnitOfWork) -> tuple[list[str], list[str]]:
    """The keys of hidden templates of the packs, and of the court's own that were retired."""
    hidden = select(ContentSwitch.name).where(col(ContentSwitch.name).startswith("task:"))
    retired = select(CourtTemplate.key).where(col(CourtTemplate.retired_at).is_not(None))
    names = await tx.all(hidden.order_by(col(ContentSwitch.name)))
    keys = await tx.all(retired.order_by(col(CourtTemplate.key)))
    return [name.removeprefix("task:") for name in names], list(keys)


async def all_canned(tx: UnitOfWork) -> Sequence[CannedComment]:
    """All ready words that operators added, the oldest first."""
    return await tx.all(select(CannedComment).order_by(col(CannedComment.created_at), col(CannedComment.id)))
