"""What several tests of the web chat ask for."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlmodel import select

from handlers.chat.incoming import Attachment, Upload
from storage.queries import door
from storage.tables import Invitation, VaultBlob
from tests.bot.platforms.web.browser import ADULT, Browser, hidden_of
from tests.bot.platforms.web.court import WebCourt

PHOTO = ("photo.jpg", b"\xff\xd8\xff" + b"picture" * 100, "image/jpeg")
POST = "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"


async def rows(court: WebCourt, table: type) -> list[Any]:
    """Everything in a table."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(table)))


async def invite(court: WebCourt, code: str = "come-in-please", **columns: Any) -> str:
    """An invitation with this code."""
    now = court.clock.wall()
    async with court.storage.begin() as tx:
        values = {"created_at": now, "expires_at": now + timedelta(days=7), **columns}
        tx.add(Invitation(code_hash=door.code_hash(tx, code), **values))
    return code


async def at_account_step(browser: Browser, path: str = "/register") -> dict[str, str]:
    """The hidden fields of the second step."""
    target = "/register" if path.startswith("/join") else path
    return hidden_of((await browser.fill(path, to=target, **ADULT)).text)


async def raw(court: WebCourt, request: bytes) -> bytes:
    """What the server answers to these very bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", court.web.port)
    writer.write(request)
    await writer.drain()
    try:
        return await asyncio.wait_for(reader.read(), 20)
    finally:
        writer.close()
        await writer.wait_closed()


async def blobs(court: WebCourt) -> list[VaultBlob]:
    """What the vault's index holds."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(VaultBlob)))


def files_of(court: WebCourt) -> tuple[Attachment, ...]:
    """The files of the newest upload that the court was told of."""
    body = court.listener.bodies[-1]
    assert isinstance(body, Upload)
    return body.files
