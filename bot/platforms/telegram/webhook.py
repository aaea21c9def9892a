"""Lets Telegram call: a small server of its own that answers 200 only when the update is on disk."""

import asyncio
import hmac
import json

import structlog
from aiohttp import web
from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.platforms.port import Hopeless
from bot.platforms.telegram.batches import Batches
from bot.platforms.telegram.config import TelegramConfig
from bot.platforms.telegram.contact import Contact
from bot.platforms.telegram.polling import ALLOWED

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_BODY = 1024 * 1024
SEARCH_SECONDS = 1.0
CONNECTIONS = 40
END_SECONDS = 3.0
log = structlog.get_logger(__name__)


class Webhook:
    """The server, and the watch over it from Telegram's side."""

    def __init__(self, bot: Bot, batches: Batches, contact: Contact, config: TelegramConfig) -> None:
        self._bot = bot
        self._batches = batches
        self._contact = contact
        self._config = config
        self._secret = config.webhook_secret.encode()
        self._runner: web.AppRunner | None = None
        self._taken = 0
        self.port = config.webhook_port

    async def prepare(self) -> None:
        """Listen, then tell Telegram where. Raises what the library raises, and ``OSError``."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_post("/{path:.*}", self._called)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=END_SECONDS)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._config.webhook_host, self._config.webhook_port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        await self._announce()

    async def run(self) -> None:
        """Watch until cancelled. Raises ``Hopeless`` if Telegram no longer knows the token."""
        pause, waiting = self._config.first_pause, None
        while True:
            try:
                info = await self._bot.get_webhook_info()
                waiting = info.pending_update_count if waiting is None else waiting
                searched = info.pending_update_count == 0 or self._taken >= waiting
                await self._contact.found(searched=searched)
                await self._look_at(info)
                pause = SEARCH_SECONDS if self._contact.hushed else self._config.watch_seconds
            except InvalidToken:
                self._contact.lost("InvalidToken")
                raise Hopeless("Telegram does not know the token.") from None
            except TelegramError as error:
                self._contact.lost(type(error).__name__)
                waiting, self._taken = None, 0
                pause = min(self._config.longest_pause, pause * 2)
            await asyncio.sleep(pause)

    async def _look_at(self, info: WebhookInfo) -> None:
        """Say what is wrong on Telegram's side, and mend what can be mended."""
        if info.url != self._config.webhook_url:
            log.error("telegram.webhook_taken", hint="somebody set another webhook; it is set back")
            await self._announce()
        elif info.last_error_message and info.pending_update_count:
            log.warning("telegram.webhook_failing", said=info.last_error_message[:80])

    async def stop(self) -> None:
        """Stop listening; what Telegram could not deliver waits there."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _announce(self) -> None:
        """Tell Telegram where to call; what waits there is kept."""
        await self._bot.set_webhook(
            self._config.webhook_url,
            secret_token=self._config.webhook_secret,
            allowed_updates=list(ALLOWED),
            max_connections=CONNECTIONS,
            drop_pending_updates=False,
        )

    async def _called(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not self._secret or not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            raw = json.loads(await request.read())
        except (ValueError, RecursionError):
            # Asked again it would read the same.
            log.warning("telegram.malformed", hint="a call that is no JSON")
            return web.Response(status=200)
        if await self._batches.take([raw]) is not None:
            return web.Response(status=503)
        self._taken += 1
        return web.Response(status=200)
