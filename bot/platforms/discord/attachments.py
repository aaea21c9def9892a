"""Files of messages, copied as soon as they are seen: their addresses expire.

Should the court end before a file was handled, its handle still leads to the message, which names a fresh
address."""

import asyncio

from bot.platforms.discord.errors import Gone
from bot.platforms.discord.payloads import Post, post_of
from bot.platforms.discord.rest import Rest
from bot.platforms.port import FileTooLarge, PlatformError
from handlers.chat.incoming import Attachment

AT_ONCE = 4
ROOM = 128 * 1024 * 1024
SECONDS = 120.0
KEPT_SECONDS = 900.0


class Attachments:
    """Copies files ahead, as far as there is room in memory, and fetches them when they are handled."""

    def __init__(self, rest: Rest, max_bytes: int) -> None:
        self._rest = rest
        self._max_bytes = max_bytes
        self._copies: dict[str, asyncio.Task[bytes]] = {}
        self._sizes: dict[str, int] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)

    def copy(self, post: Post) -> None:
        """Begin to copy the files of a message."""
        for file in post.files:
            handle = f"{post.channel}/{post.id}/{file.id}"
            fits = file.size <= self._max_bytes and sum(self._sizes.values()) + file.size <= ROOM
            if fits and handle not in self._copies:
                self._sizes[handle] = file.size
                self._copies[handle] = asyncio.create_task(self._download(file.url))
                asyncio.get_running_loop().call_later(KEPT_SECONDS, self.forget, Attachment(handle))

    async def fetch(self, attachment: Attachment) -> bytes:
        """The bytes of a file. Raises ``FileNotFoundError``, ``FileTooLarge``, or why it must wait."""
        if attachment.size is not None and attachment.size > self._max_bytes:
            raise FileTooLarge
        copy = self._copies.get(attachment.handle)
        if copy is not None:
            try:
                return await asyncio.shield(copy)
            except (PlatformError, OSError, TimeoutError):
                self.forget(attachment)
        return await self._download(await self._address(attachment.handle))

    def forget(self, attachment: Attachment) -> None:
        """The file is not needed any more."""
        self._sizes.pop(attachment.handle, None)
        copy = self._copies.pop(attachment.handle, None)
        if copy is not None:
            copy.cancel()
            copy.add_done_callback(lambda done: done.cancelled() or done.exception())

    def close(self) -> None:
        """Stop copying."""
        for handle in list(self._copies):
            self.forget(Attachment(handle))

    async def _download(self, url: str) -> bytes:
        async with self._slots:
            return await asyncio.wait_for(self._rest.download(url), SECONDS)

    async def _address(self, handle: str) -> str:
        channel, _, rest = handle.partition("/")
        message_id, _, file_id = rest.partition("/")
        try:
            post = post_of(await self._rest.message(channel, message_id))
        except Gone as gone:
            raise FileNotFoundError(handle) from gone
        for file in post.files if post else ():
            if file.id == file_id:
                return file.url
        raise FileNotFoundError(handle)
