"""Pictures, voices and files of a chat: only for whose chat it is, in part if asked, kept by no cache."""

import asyncio
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.platforms.web.answers import STATIC, Refusal
from bot.platforms.web.ranges import Range, wanted_range
from bot.platforms.web.site import Site
from bot.platforms.web.wire import Shown, Source
from handlers.chat.outgoing import MediumKind
from handlers.content.content import Content
from handlers.recordings import blob_of
from media.vault import VaultDamaged, VaultMissing, VaultUnavailable
from storage.errors import Unreadable

REMEMBERED_CARDS = 16
GONE = 404
PARTIAL = 206
UNSATISFIABLE = 416
BY_SUFFIX = {
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
}
# Everything else is offered as a file and never shown as a page of this origin.
SHOWN_INLINE = frozenset(BY_SUFFIX.values()) | {"audio/webm"}
ALONE = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
OTHER = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes and what they are."""

    data: bytes
    mime: str


PICTURE = "image/jpeg"


class Media:
    """GET /media/<message>/<n> and GET /art/<persona>.svg."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._assets = assets_of(site.house.content)
        self._cards: OrderedDict[str, bytes] = OrderedDict()

    def routes(self) -> list[Route]:
        """The routes of media and portraits."""
        return [
            Route("/media/{message}/{number:int}", self.medium, methods=["GET"]),
            Route("/art/{name}.svg", self.portrait, methods=["GET"]),
        ]

    async def medium(self, request: Request) -> Response:
        """The n-th medium of a message."""
        visit = await self._site.sessions.required(request)
        try:
            message = uuid.UUID(request.path_params["message"])
        except ValueError:
            raise Refusal(GONE, "media_gone") from None
        number = request.path_params["number"]
        found = await self._site.transcript.medium(visit.account_id, message, number)
        if found is None:
            raise Refusal(GONE, "media_gone")
        shown, source = found
        content = await self._content(shown, source)
        return _answer(content, shown, request.headers.get("range", ""))

    async def portrait(self, request: Request) -> Response:
        """A persona's portrait, for whoever is logged in; the court's own mark, for everybody."""
        name = request.path_params["name"]
        if name == "court":
            return _drawing(STATIC / "art" / "court.svg")
        # The age question comes before anything of a persona.
        await self._site.sessions.required(request, locked=True)
        persona = self._site.house.content.personas.get(name)
        if persona is None:
            raise Refusal(GONE, "not_found")
        return await self._picture(persona.portrait_url) or _drawing(persona.portrait)

    async def _picture(self, url: str) -> Response | None:
        """A portrait that an owner sent in; None if there is none, or it is gone with her."""
        blob = blob_of(url)
        if blob is None:
            return None
        try:
            data = await self._site.house.blobs.read(blob)
        except (VaultMissing, VaultDamaged, VaultUnavailable, Unreadable, FileNotFoundError):
            return None
        return Response(data, media_type=PICTURE, headers={"Cache-Control": "no-cache", **ALONE})

    async def _content(self, shown: Shown, source: Source) -> Bytes:
        if source.card:
            return Bytes(await self._card(source.card), "image/png")
        if source.asset:
            path = self._assets.get(source.asset)
            if path is None:
                raise Refusal(GONE, "media_gone")
            return Bytes(await asyncio.to_thread(path.read_bytes), mime_of(path))
        try:
            data = await self._site.house.blobs.read(uuid.UUID(source.blob))
        except (VaultMissing, VaultDamaged, Unreadable, FileNotFoundError, ValueError):
            raise Refusal(GONE, "media_gone") from None
        except VaultUnavailable:
            raise Refusal(503, "server_failed") from None
        return Bytes(data, shown.mime.partition(";")[0].strip().lower() or OTHER)

    async def _card(self, card: str) -> bytes:
        """Drawn when first asked for, then remembered for a while: players and pages ask twice."""
        known = self._cards.get(card)
        if known is None:
            known = self._cards[card] = await asyncio.to_thread(self._site.draw_card, card)
        self._cards.move_to_end(card)
        while len(self._cards) > REMEMBERED_CARDS:
            self._cards.popitem(last=False)
        return known


def assets_of(content: Content) -> dict[str, Path]:
    """The files of the packs that may be shown, by ``<persona>/<file>``; nothing else can be asked for."""
    found: dict[str, Path] = {}
    for persona in content.personas.values():
        for path in (persona.sample, persona.portrait):
            found[f"{persona.key}/{path.name}"] = path
    for scene in content.scenes.values():
        found[f"{scene.persona}/{scene.audio.name}"] = scene.audio
    for drop in content.drops.values():
        found[f"{drop.persona}/{drop.audio.name}"] = drop.audio
    return found


def mime_of(path: Path) -> str:
    """What a file of a pack is, by its ending."""
    return BY_SUFFIX.get(path.suffix.lower(), OTHER)


def _drawing(path: Path) -> Response:
    # A drawing may hold scripts; shown as a page of its own it may run none.
    return FileResponse(path, media_type=mime_of(path), headers={"Cache-Control": "no-cache", **ALONE})


def _answer(content: Bytes, shown: Shown, asked: str) -> Response:
    inline = content.mime in SHOWN_INLINE and shown.kind is not MediumKind.FILE
    headers = {"Cache-Control": "no-store", "Accept-Ranges": "bytes", **ALONE}
    if not inline:
        name = quote(shown.name or "file", safe="")
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    mime = content.mime if inline else OTHER
    size = len(content.data)
    wanted = wanted_range(asked, size)
    if wanted is None:
        return Response(content.data, media_type=mime, headers=headers)
    if wanted is Range.NONE:
        headers["Content-Range"] = f"bytes */{size}"
        return Response(status_code=UNSATISFIABLE, headers=headers)
    headers["Content-Range"] = f"bytes {wanted.first}-{wanted.last}/{size}"
    part = content.data[wanted.first : wanted.last + 1]
    return Response(part, status_code=PARTIAL, media_type=mime, headers=headers)
