"""Files of an update: fetched from their platform, cleaned in the sandbox and put into the vault."""

import asyncio
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from bot.platforms.port import FileTooLarge, PlatformPort, Unavailable
from handlers.chat.incoming import Attachment, Inbound, Upload
from handlers.ports import DOCUMENT, Blobs, RefusedMedium, StoredMedium, Uploaded
from media.clean import MediaCleaner
from media.documents import MIME, is_named_document, read_document
from media.kinds import Cleaned, MediaRefused, RefusalReason
from storage.enums import Platform

AT_ONCE = 8
"""So many updates of a platform have their files fetched at a time."""
DOCUMENT_KEPT = timedelta(days=1)
TRIES = 30
"""So often a file is asked for that its platform, which is otherwise there, does not hand out."""


class Uploads:
    """Turns a platform's attachments into blobs of the vault, before any transaction is open."""

    def __init__(
        self, platforms: Mapping[Platform, PlatformPort], cleaner: MediaCleaner, blobs: Blobs
    ) -> None:
        self._platforms = platforms
        self._cleaner = cleaner
        self._blobs = blobs
        self._places: defaultdict[Platform, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONCE)
        )
        self._in_vain: Counter[str] = Counter()

    async def take(self, inbound: Inbound, person_id: uuid.UUID) -> tuple[Uploaded, ...]:
        """Every file of the update, stored or refused, in its order."""
        if not isinstance(inbound.body, Upload):
            return ()
        port = self._platforms[inbound.origin.platform]
        async with self._places[port.platform]:
            return tuple([await self._one(port, file, person_id) for file in inbound.body.files])

    async def discard(self, inbound: Inbound) -> None:
        """The platform may forget the files: the update was handled."""
        if isinstance(inbound.body, Upload):
            for file in inbound.body.files:
                self._in_vain.pop(file.handle, None)
                await self._platforms[inbound.origin.platform].discard(file)

    async def _one(self, port: PlatformPort, file: Attachment, person_id: uuid.UUID) -> Uploaded:
        try:
            source = await self._fetched(port, file)
            if is_named_document(file.name):
                return await self._document(source, file, person_id)
            cleaned = await self._cleaner.clean(source, declared=file.mime)
        except MediaRefused as refused:
            return RefusedMedium(file.name, refused.reason.value)
        except FileNotFoundError:
            return RefusedMedium(file.name, "gone")
        except FileTooLarge:
            return RefusedMedium(file.name, RefusalReason.TOO_LARGE.value)
        blob = await self._blobs.write(person_id, cleaned.data, kind=cleaned.kind.value, mime=cleaned.mime)
        return _stored(blob, cleaned)

    async def _document(self, source: Path | bytes, file: Attachment, person_id: uuid.UUID) -> Uploaded:
        """A text document, kept for a day: whoever asked for it reads it soon."""
        data = await asyncio.to_thread(read_document, source)
        blob = await self._blobs.write(person_id, data, kind="file", mime=MIME, keep=DOCUMENT_KEPT)
        return StoredMedium(blob=blob, kind=DOCUMENT, mime=MIME, size=len(data), name=file.name)

    async def _fetched(self, port: PlatformPort, file: Attachment) -> Path | bytes:
        """The file from its platform. What it will not hand out while it is there is gone at last: whoever
        sent it can send it again, and is not kept waiting for ever."""
        try:
            return await port.fetch(file)
        except Unavailable:
            self._in_vain[file.handle] += port.up
            if self._in_vain[file.handle] < TRIES:
                raise
            raise FileNotFoundError from None


def _stored(blob: uuid.UUID, cleaned: Cleaned) -> StoredMedium:
    return StoredMedium(
        blob=blob,
        kind=cleaned.kind.value,
        mime=cleaned.mime,
        size=len(cleaned.data),
        seconds=cleaned.seconds,
        width=cleaned.width,
        height=cleaned.height,
        peaks=tuple(cleaned.peaks),
        taken_at=cleaned.hints.taken_at,
        fingerprint=cleaned.hints.fingerprint,
        silent=cleaned.hints.silent,
    )
