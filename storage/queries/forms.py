"""Forms that are asked one question at a time: the one a person has open, and the prompt of its question."""

import uuid

from sqlmodel import col, select

from storage.tables import FormDraft, Person, Prompt
from storage.unit import UnitOfWork


async def draft_of(tx: UnitOfWork, person_id: uuid.UUID) -> FormDraft | None:
    """The form that is being asked of a person, or None."""
    return await tx.get(FormDraft, person_id)


async def open_prompt(tx: UnitOfWork, person: Person, ref: str) -> Prompt | None:
    """The newest open prompt of the message ``ref``, if it is not from before a stop."""
    statement = (
        select(Prompt)
        .where(
            col(Prompt.person_id) == person.id,
            col(Prompt.ref) == ref,
            col(Prompt.closed_at).is_(None),
            col(Prompt.stop_epoch) == person.stop_epoch,
        )
        .order_by(col(Prompt.created_at).desc())
        .limit(1)
    )
    found: Prompt | None = await tx.first(statement)
    return found
