"""Keyed hashes of members' limits and of what tasks touch."""

import uuid
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import LimitKind
from storage.tables import MemberTag, TaskTag
from storage.unit import UnitOfWork


async def replace_member_tags(tx: UnitOfWork, user_id: uuid.UUID, hashes: Mapping[str, LimitKind]) -> None:
    """Make these the hashes of the member's limits."""
    await tx.run(sa.delete(MemberTag).where(col(MemberTag.user_id) == user_id))
    for tag_hash, kind in hashes.items():
        tx.add(MemberTag(user_id=user_id, tag_hash=tag_hash, kind=kind))
    await tx.flush()


async def tasks_touching(
    tx: UnitOfWork, task_ids: Collection[uuid.UUID], tag_hash: str
) -> Sequence[uuid.UUID]:
    """Which of these tasks touch a tag."""
    statement = select(TaskTag.task_id).where(
        col(TaskTag.task_id).in_(list(task_ids)), col(TaskTag.tag_hash) == tag_hash
    )
    return await tx.all(statement)
