"""Uploads: landed, checked, put into the vault, and only then accepted."""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import timedelta

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.platforms.web.answers import Refusal
from bot.platforms.web.inbound import CLIENT_ID_PATTERN, LONGEST_TEXT
from bot.platforms.web.landing import Landed, Landing, boundary_of
from bot.platforms.web.reception import Reception
from bot.platforms.web.sessions import Visit, caller_of
from bot.platforms.web.site import Site
from handlers.chat.incoming import Attachment, Upload
from media.vault import VaultFull, VaultUnavailable
from storage.queries import web_chat

RAW = "upload"
ACCEPTED = 202
AT_ONCE = 2
KEPT = timedelta(days=30)

log = structlog.get_logger(__name__)


class Uploads:
    """POST /api/upload. What is confirmed is in the vault, under the sender's key, until it was handled."""

    def __init__(self, site: Site, reception: Reception) -> None:
        self._site = site
        self._reception = reception
        # Each file passes through memory once, on its way into the vault.
        self._slots = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> list[Route]:
        """The upload's route."""
        return [Route("/api/upload", self.upload, methods=["POST"])]

    async def upload(self, request: Request) -> Response:
        """One or several files with an optional caption, as one message."""
        visit = await self._site.sessions.posting(request)
        config = self._site.config
        boundary = boundary_of(request.headers.get("content-type", ""))
        landing = Landing(boundary, config.max_upload_bytes, config.max_files)
        try:
            await landing.take(request.stream())
            await self._take(request, visit, landing)
        finally:
            landing.close()
        return JSONResponse({"ok": True}, status_code=ACCEPTED)

    async def _take(self, request: Request, visit: Visit, landing: Landing) -> None:
        client, caption = landing.fields.get("id", ""), landing.fields.get("caption", "")
        if not CLIENT_ID_PATTERN.fullmatch(client):
            raise Refusal(400, "not_understood")
        if not landing.files:
            raise Refusal(400, "nothing_sent")
        if len(caption) > LONGEST_TEXT:
            raise Refusal(413, "too_long", most=LONGEST_TEXT)
        self._reception.pace(visit, Upload((), caption))
        voice = landing.fields.get("voice") == "1"
        shown = self._shown(visit, landing.files, caption, voice=voice)
        blobs = await self._stored(visit, landing.files)
        body = Upload(
            tuple(
                Attachment(str(blob), file.name, file.mime or None, file.content.size, voice)
                for blob, file in zip(blobs, landing.files, strict=True)
            ),
            caption,
        )
        accepted = await self._reception.take(visit, caller_of(request), client, body, shown=shown)
        if not accepted.new:
            # It had arrived before, with files of its own. Whenever that is not certain, nothing is
            # destroyed: a file too many expires by itself, a file too few is a lost proof.
            await self._forget(blobs)

    async def _stored(self, visit: Visit, files: Sequence[Landed]) -> list[uuid.UUID]:
        blobs: list[uuid.UUID] = []
        house = self._site.house
        try:
            for file in files:
                async with self._slots:
                    data = await file.content.read()
                    mime = file.mime or "application/octet-stream"
                    blobs.append(await house.blobs.write(visit.person_id, data, kind=RAW, mime=mime))
            async with house.storage.begin() as tx:
                # Handled uploads are discarded by whoever handled them; this is for those left by a crash.
                await web_chat.let_expire(tx, blobs, self._site.now + KEPT)
        except (VaultFull, VaultUnavailable) as error:
            await self._forget(blobs)
            raise Refusal(503, "no_room", retry_after=60) from error
        return blobs

    async def _forget(self, blobs: Sequence[uuid.UUID]) -> None:
        try:
            await self._site.house.blobs.destroy(blobs)
        except Exception as error:  # noqa: BLE001 - they expire by themselves
            log.warning("web.upload_left", error=type(error).__name__)

    def _shown(self, visit: Visit, files: Sequence[Landed], caption: str, *, voice: bool) -> str:
        texts = self._site.house.texts
        if voice:
            names = [texts.get("web.voice_note", visit.language)]
        else:
            names = [file.name or texts.get("web.unnamed_file", visit.language) for file in files]
        listed = "\n".join(f"📎 {name}" for name in names)
        return f"{listed}\n\n{caption}".strip()
