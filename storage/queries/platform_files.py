"""What platforms call files they were sent before: ``source`` is ``blob:<hex>`` or ``asset:<name>``."""

import uuid
from datetime import datetime

from storage.enums import Platform
from storage.tables import PlatformFile
from storage.unit import UnitOfWork

BLOB = "blob:"


async def known(tx: UnitOfWork, platform: Platform, bot: str, source: str) -> str | None:
    """The platform's name of a file it has, or None."""
    row = await tx.get(PlatformFile, (platform, bot, source))
    return row.reference if row is not None else None


async def remember(
    tx: UnitOfWork, platform: Platform, bot: str, source: str, reference: str, now: datetime
) -> None:
    """Keep what the platform called a file; a blob's name goes when the blob is destroyed."""
    row = await tx.get(PlatformFile, (platform, bot, source))
    if row is not None:
        row.reference = reference
        return
    blob = uuid.UUID(source.removeprefix(BLOB)) if source.startswith(BLOB) else None
    tx.add(
        PlatformFile(
            platform=platform, bot=bot, source=source, blob_id=blob, reference=reference, created_at=now
        )
    )


async def forget(tx: UnitOfWork, platform: Platform, bot: str, source: str) -> None:
    """The platform does not know the file any more."""
    row = await tx.get(PlatformFile, (platform, bot, source))
    if row is not None:
        await tx.delete(row)
