"""Files behind links that expire."""

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from aiohttp import web

from tests.fakes.discord.world import Attachment, Channel

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer


class Cdn:
    """The store of attachments."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server = server
        self.life_seconds = 86_400
        self.files: dict[int, Attachment] = {}
        self.downloads: list[int] = []
        """ids of attachments in the order they were fetched"""
        self._secret = secrets.token_bytes(16)

    def link(self, channel: Channel, one: Attachment) -> str:
        """A fresh link to a file."""
        self.files[one.id] = one
        path = f"/attachments/{channel.id}/{one.id}/{one.name}"
        issued = int(self.server.clock.now().timestamp())
        expires = issued + self.life_seconds
        return f"{self.server.url}{path}?ex={expires:x}&is={issued:x}&hm={self._sign(path, f'{expires:x}')}&"

    def _sign(self, path: str, expires: str) -> str:
        return hmac.new(self._secret, f"{path}?{expires}".encode(), hashlib.sha256).hexdigest()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A download; 404 when the link is too old or made up."""
        expires, signature = request.query.get("ex", "0"), request.query.get("hm", "")
        genuine = hmac.compare_digest(signature, self._sign(request.path, expires))
        one = self.files.get(int(request.match_info["attachment"]))
        if not genuine or one is None or int(expires, 16) < self.server.clock.now().timestamp():
            return web.Response(status=404, text="This content is no longer available.")
        self.downloads.append(one.id)
        kind = one.content_type or "application/octet-stream"
        return web.Response(body=one.content, headers={"Content-Type": kind})
