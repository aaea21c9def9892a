"""Files that people sent, on their way from Telegram to the vault: for a moment, in a private folder."""

import asyncio
import hashlib
import shutil
from pathlib import Path

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.files import private_folder
from bot.platforms.port import FileTooLarge, Unavailable
from bot.platforms.telegram import errors
from bot.platforms.telegram.config import TelegramConfig
from bot.platforms.telegram.request import AiohttpRequest
from handlers.chat.incoming import Attachment

DOWNLOAD_SECONDS = 120.0


class Spool:
    """Fetches uploads, at most ``download_bytes`` each, and forgets them."""

    def __init__(self, bot: Bot, request: AiohttpRequest, config: TelegramConfig) -> None:
        self._bot = bot
        self._request = request
        self._folder = config.spool
        self._most = config.download_bytes

    async def open(self) -> None:
        """An empty folder for the owner alone: whatever an earlier run left is fetched again if needed."""
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)
        await asyncio.to_thread(private_folder, self._folder)

    async def fetch(self, attachment: Attachment) -> Path:
        """Stream the file here. Raises ``FileTooLarge``, ``FileNotFoundError``, ``Unavailable``."""
        if attachment.size is not None and attachment.size > self._most:
            raise FileTooLarge
        path = self._path(attachment)
        try:
            url = await self._url(attachment)
            fits = await self._request.download(url, path, most=self._most, seconds=DOWNLOAD_SECONDS)
        except TelegramError as error:
            path.unlink(missing_ok=True)
            raise Unavailable(type(error).__name__) from None
        if not fits:
            path.unlink(missing_ok=True)
            raise FileTooLarge
        return path

    async def discard(self, attachment: Attachment) -> None:
        """The file was handled."""
        await asyncio.to_thread(self._path(attachment).unlink, missing_ok=True)

    async def _url(self, attachment: Attachment) -> str:
        try:
            file = await self._bot.get_file(attachment.handle)
        except BadRequest as error:
            if errors.is_too_large(error):
                raise FileTooLarge from None
            raise FileNotFoundError(attachment.name) from None
        if (file.file_size or 0) > self._most:
            raise FileTooLarge
        if not file.file_path:
            raise FileNotFoundError(attachment.name)
        return file.file_path

    def _path(self, attachment: Attachment) -> Path:
        """A name that tells nothing and is the same every time."""
        return self._folder / hashlib.sha256(attachment.handle.encode()).hexdigest()
