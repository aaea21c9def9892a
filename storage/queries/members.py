"""Members as operators look for them."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from storage.tables import MemberSettings, Person, User
from storage.unit import UnitOfWork

MemberRow = tuple[User, Person]


async def page_of_members(
    tx: UnitOfWork, *, personas: Sequence[str], but: uuid.UUID, search: str, after: str, limit: int
) -> Sequence[MemberRow]:
    """Members of these personas (all if empty) by name, those after ``after``, whose name has ``search``.

    ``but``: who looks, and does not see herself."""
    statement = (
        select(User, Person)
        .join(Person, col(Person.id) == col(User.id))
        .join(MemberSettings, col(MemberSettings.user_id) == col(User.id))
        .where(col(MemberSettings.username_folded) > after, col(User.id) != but)
        .order_by(col(MemberSettings.username_folded))
        .limit(limit)
    )
    if personas:
        statement = statement.where(col(User.domme_assigned).in_(list(personas)))
    if search:
        pattern = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        statement = statement.where(col(MemberSettings.username_folded).like(f"%{pattern}%", escape="\\"))
    return await tx.all(statement)


async def count_members(tx: UnitOfWork, personas: Sequence[str], *, but: uuid.UUID) -> int:
    """How many members these personas have (all if empty), who looks not counted."""
    statement = select(sa.func.count()).select_from(User).where(col(User.id) != but)
    if personas:
        statement = statement.where(col(User.domme_assigned).in_(list(personas)))
    return int(await tx.first(statement))
