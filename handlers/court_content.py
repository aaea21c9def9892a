"""What a court makes of its content, live: kept in the database, and taken over by every process.

An act holds the revision, computes what would become of the content, writes its rows, and has the result
taken over once it is committed. At a start, and with every heartbeat, a process looks whether the revision
has moved."""

import uuid
from collections.abc import Sequence
from functools import partial

from handlers.content.content import Content
from handlers.content.merging import CourtMade, PersonaChange, merged, new_complaints
from handlers.ports import House
from handlers.recordings import VAULT, blob_of
from handlers.turn import Turn
from storage import log
from storage.queries import content as queries
from storage.tables import PersonaSettings
from storage.unit import UnitOfWork

TASK = "task:"
"""Begins the name of the switch of a single template."""


async def hold(turn: Turn) -> CourtMade:
    """What the court has made, held until the commit: nobody else changes it meanwhile."""
    await queries.hold(turn.tx)
    return await made_in(turn.tx)


def obstacles(turn: Turn, before: CourtMade, after: CourtMade) -> list[str]:
    """Sentences that say why a change cannot be: what would be wrong after it."""
    return new_complaints(turn.house.packs, before, after)


async def settle(turn: Turn, kind: str, object_id: str, *, detail: dict[str, str] | None = None) -> None:
    """The rows are written: count the change, log it, and have everybody see it once it is committed."""
    await turn.tx.flush()
    number = await queries.revision(turn.tx) + 1
    await queries.raise_revision(turn.tx, number)
    content = merged(turn.house.packs, await made_in(turn.tx))
    turn.tx.after_commit(partial(_take_over, turn.house.content, content))
    await log.append(
        turn.tx, at=turn.wall, actor=turn.me.person.id, kind=kind, object_id=object_id, detail=detail
    )


async def without(tx: UnitOfWork, blobs: Sequence[uuid.UUID]) -> None:
    """Recordings and pictures were destroyed with whoever sent them in: no persona has them any more."""
    urls = {f"{VAULT}{blob}" for blob in blobs}
    gone = [row for row in await queries.personas(tx) if {row.sample_url, row.portrait_url} & urls]
    for row in gone:
        row.sample_url = None if row.sample_url in urls else row.sample_url
        row.portrait_url = None if row.portrait_url in urls else row.portrait_url
    if gone:
        await queries.raise_revision(tx, await queries.hold(tx) + 1)


async def refresh(house: House) -> None:
    """Take over what was changed elsewhere, or before this process was."""
    async with house.storage.read() as tx:
        if await queries.revision(tx) == house.content.revision:
            return
        made = await made_in(tx)
    _take_over(house.content, merged(house.packs, made))


def _take_over(live: Content, content: Content) -> None:
    if content.revision > live.revision:
        live.become(content)


async def made_in(tx: UnitOfWork) -> CourtMade:
    """What the court has made."""
    switches = [row.name for row in await queries.switches(tx)]
    return CourtMade(
        templates={row.key: row.spec for row in await queries.templates(tx)},
        hidden=frozenset(name.removeprefix(TASK) for name in switches if name.startswith(TASK)),
        off=frozenset(name for name in switches if not name.startswith(TASK)),
        packs={row.name: row.document for row in await queries.packs(tx)},
        personas={row.persona: await change_of(tx, row) for row in await queries.personas(tx)},
        revision=await queries.revision(tx),
    )


async def change_of(tx: UnitOfWork, row: PersonaSettings) -> PersonaChange:
    """What a row makes of its persona; a picture or voice that is gone, with whoever sent it, is not
    missed."""
    return PersonaChange(
        name=row.name,
        title=row.title,
        pronouns=row.pronouns,
        intro=row.intro,
        sample_url=await _still_there(tx, row.sample_url),
        sample_transcript=row.sample_transcript,
        portrait_url=await _still_there(tx, row.portrait_url),
        hours=tuple(row.hours),
        closed=row.closed,
        retired=row.retired_at is not None,
        based_on=row.based_on,
    )


async def _still_there(tx: UnitOfWork, url: str | None) -> str | None:
    blob: uuid.UUID | None = blob_of(url) if url else None
    return url if blob is not None and await queries.blob_is_there(tx, blob) else None
