"""Albums that arrive in pieces: each piece is in the inbox for itself, all are handled together as one."""

import asyncio
from dataclasses import replace

from handlers.chat.incoming import BODY, Inbound, Upload
from storage.queries.inbox import unhandled_of
from storage.tables import Inbox
from storage.unit import Storage

QUIET_SECONDS = 0.8
MOST_PIECES = 10
LOOKED_AT = 40
"""So many updates before and after: pieces arrive close together, and whoever sends thousands of updates is
not searched through for each."""


async def gathered(
    storage: Storage, row: Inbox, inbound: Inbound, *, quiet_seconds: float = QUIET_SECONDS
) -> tuple[Inbound, tuple[int, ...]]:
    """The update with all pieces of its album, once no more have come for a moment; and the other pieces'
    inbox rows, which are handled with it."""
    if not isinstance(inbound.body, Upload) or not inbound.body.album:
        return inbound, ()
    pieces = await _pieces(storage, row, inbound.body.album)
    while len(pieces) < MOST_PIECES:
        await asyncio.sleep(quiet_seconds)
        before, pieces = len(pieces), await _pieces(storage, row, inbound.body.album)
        if len(pieces) == before:
            break
    files = tuple(file for upload in pieces.values() for file in upload.files)
    captions = (upload.caption for upload in pieces.values() if upload.caption)
    whole = replace(inbound.body, files=files, caption="\n".join(captions))
    others = tuple(number for number in pieces if number != row.id)
    return replace(inbound, body=whole), others


async def _pieces(storage: Storage, row: Inbox, album: str) -> dict[int, Upload]:
    """The album's pieces that wait in the inbox, from before the same stop, in the order of arrival."""
    found: dict[int, Upload] = {}
    async with storage.read() as tx:
        for each in await unhandled_of(
            tx, row.account_id, since=(row.id or 0) - LOOKED_AT, limit=2 * LOOKED_AT
        ):
            body = BODY.validate_json(await tx.open(each, "payload") or "{}")
            same = isinstance(body, Upload) and body.album == album and each.stop_epoch == row.stop_epoch
            if same and isinstance(body, Upload) and each.id is not None:
                found[each.id] = body
    return found
