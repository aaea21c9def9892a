"""/export: everything about the member in one archive - every table as JSON, every photo and recording."""

import asyncio
import json
import tempfile
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from handlers.chat.outgoing import Medium, MediumKind, Say
from handlers.feature import Errand
from handlers.ports import House
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import personal

WORK = "privacy.export"
MISSING = "These files are in the court's index but could not be read, and are not in this archive:\n\n"
log = structlog.get_logger(__name__)
KEPT = timedelta(days=7)
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "audio/ogg": "ogg", "application/zip": "zip"}


async def export(turn: Turn, _args: str) -> None:
    """Queue the archive; it comes as a file, also while stopped."""
    await turn.later(WORK)
    await turn.say(turn.text("privacy.export_begun"), klass=OutboxClass.ACCOUNT)


async def make(errand: Errand) -> None:
    """Put the archive together, store it under the member's key and send it."""
    if errand.person_id is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.zip"
        await write_archive(errand.house, errand.person_id, path)
        data = await asyncio.to_thread(path.read_bytes)
    blob = await errand.house.blobs.write(
        errand.person_id, data, kind="file", mime="application/zip", keep=KEPT
    )
    async with errand.turn(errand.person_id) as turn:
        medium = Medium(
            MediumKind.FILE,
            blob=str(blob),
            alt=turn.text("privacy.export_alt"),
            name=f"export-{turn.wall:%Y-%m-%d}.zip",
            mime="application/zip",
            size=len(data),
            protected=False,
        )
        words = turn.text("privacy.export_ready", days=KEPT.days)
        await turn.tell(turn.me, Say(words, media=(medium,)), klass=OutboxClass.ACCOUNT)


async def write_archive(house: House, person_id: uuid.UUID, path: Path) -> None:
    """Write everything about a person into a zip file at ``path``."""
    async with house.storage.read() as tx:
        tables = await personal.everything(tx, person_id)
        blobs = [(blob.id, blob.mime) for blob in await personal.blobs(tx, person_id) if blob.kind != "file"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        await asyncio.to_thread(_write_tables, archive, tables)
        missing = []
        for blob, mime in blobs:
            try:
                data = await house.blobs.read(blob)
            except Exception as error:  # noqa: BLE001 - one lost file must not cost the member all the others
                log.warning("export.blob_missing", error=type(error).__name__)
                missing.append(str(blob))
                continue
            archive.writestr(f"media/{blob}.{ENDINGS.get(mime, 'bin')}", data, zipfile.ZIP_STORED)
        if missing:
            archive.writestr("media/MISSING.txt", MISSING + "\n".join(missing) + "\n")


def _write_tables(archive: zipfile.ZipFile, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    archive.writestr(
        "README.txt", "One JSON file a table, all times in UTC. Media lie in media/ by their ids.\n"
    )
    for name, rows in tables.items():
        archive.writestr(f"tables/{name}.json", json.dumps(list(rows), indent=1, ensure_ascii=False))
