"""The Telegram platform: its parts wired, polled or called, ended within seconds."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import structlog
from telegram import Bot
from telegram.error import InvalidToken

from bot.platforms.port import Hopeless, Parcel, Receipt
from bot.platforms.telegram.actions import Signs
from bot.platforms.telegram.amending import Editor
from bot.platforms.telegram.batches import Batches
from bot.platforms.telegram.config import TelegramConfig
from bot.platforms.telegram.contact import Contact, Report, nobody
from bot.platforms.telegram.media import DrawCard, Shelf
from bot.platforms.telegram.memory import Memory
from bot.platforms.telegram.menus import Menus
from bot.platforms.telegram.outgoing import Outgoing
from bot.platforms.telegram.pacing import Pacer
from bot.platforms.telegram.polling import Polling
from bot.platforms.telegram.reception import Accepts, Reception
from bot.platforms.telegram.removing import Remover
from bot.platforms.telegram.request import AiohttpRequest
from bot.platforms.telegram.room import OperatorsRoom
from bot.platforms.telegram.sending import Sender
from bot.platforms.telegram.spool import Spool
from bot.platforms.telegram.stars import Asks, Stars, nothing_is_sold
from bot.platforms.telegram.webhook import Webhook
from handlers.chat.incoming import Attachment
from handlers.feature import Registry
from handlers.ports import House
from storage.enums import Platform
from storage.queries import people, running

END_SECONDS = 4.0
log = structlog.get_logger(__name__)


class TelegramPlatform:
    """Implements ``bot.platforms.port.PlatformPort`` for one bot of Telegram.

    ``report`` tells operators of a gap or a conflict; ``may_pay`` answers whether an invoice may be paid."""

    platform = Platform.TELEGRAM

    def __init__(
        self,
        house: House,
        registry: Registry,
        config: TelegramConfig,
        intake: Accepts,
        *,
        draw_card: DrawCard,
        report: Report = nobody,
        may_pay: Asks = nothing_is_sold,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.bot = config.bot
        self._house = house
        self._config = config
        seconds, files = config.request_seconds, config.upload_seconds
        self._request = AiohttpRequest(read_seconds=seconds, upload_seconds=files)
        self._waiting = AiohttpRequest(connections=2, read_seconds=seconds, upload_seconds=files)
        api = self._api = _bot(config, self._request, self._waiting)
        self._signs, self._stars, self._contact = Signs(api), Stars(api, may_pay), Contact(house.wake, report)
        self._pacer = Pacer(
            per_second=config.per_second,
            chat_seconds=config.chat_seconds,
            chat_burst=config.chat_burst,
            now=now,
        )
        memory = Memory()
        self._outgoing = _outgoing(
            house, api, Shelf(house, config.bot, draw_card), memory, self._pacer, self._stars
        )
        self._spool = Spool(api, self._request, config)
        self._menus = Menus(api, registry, house.texts, house.policy)
        self._batches = Batches(api, Reception(house, intake, api, config, self._signs, memory, self._stars))
        self._source: Polling | Webhook | None = None
        self._running: asyncio.Task[None] | None = None

    @property
    def up(self) -> bool:
        """Whether Telegram answered last time."""
        return self._contact.up

    @property
    def hushed(self) -> bool:
        """Whether its backlog has yet to be searched for stops."""
        return self._contact.hushed

    @property
    def port(self) -> int:
        """Where the webhook listens; 0 when polling."""
        return self._source.port if isinstance(self._source, Webhook) else 0

    # -- running -----------------------------------------------------------------------------------

    async def start(self) -> None:
        """Ask who we are, then begin to take updates. Raises ``Hopeless``, and the library's errors."""
        await asyncio.gather(self._request.initialize(), self._waiting.initialize())
        await self._spool.open()
        try:
            me = await self._api.get_me()
            log.info("telegram.started", bot=me.id, mode=self._config.mode)
            self._house.bot_names[self.platform] = me.username or ""
            self._source = self._make_source()
            await self._source.prepare()
        except InvalidToken:
            # The library's message holds the token.
            raise Hopeless("Telegram does not know the token.") from None
        await self._note_last_contact()
        self._house.stars[self.platform] = self._stars
        self._open_room()
        self._running = asyncio.create_task(self._run(self._source))

    async def ended(self) -> None:
        """Return, or raise, only when taking updates has failed for good."""
        if self._running is not None:
            await asyncio.shield(self._running)

    async def stop(self) -> None:
        """Stop taking, let go of every connection."""
        running, self._running = self._running, None
        source, self._source = self._source, None
        self._contact.left()
        if isinstance(source, Webhook):
            await source.stop()
        if running is not None:
            running.cancel()
            await asyncio.wait((running,), timeout=END_SECONDS)
        await asyncio.gather(self._signs.stop(), self._stars.stop())
        await asyncio.gather(self._request.shutdown(), self._waiting.shutdown())

    def _open_room(self) -> None:
        """Where operators hear of alerts together, if they have a group."""
        if self._config.operator_chat_ids:
            names = self._house.bot_names
            self._house.rooms[self.platform] = OperatorsRoom(
                self._api,
                sorted(self._config.operator_chat_ids),
                lambda: names.get(self.platform, ""),
                lambda: self.up,
            )

    def _make_source(self) -> Polling | Webhook:
        if self._config.mode == "webhook":
            return Webhook(self._api, self._batches, self._contact, self._config)
        return Polling(self._api, self._waiting, self._batches, self._contact, self._config)

    async def _run(self, source: Polling | Webhook) -> None:
        menus = asyncio.create_task(self._keep_menus())
        try:
            await source.run()
        finally:
            menus.cancel()
            await asyncio.gather(menus, return_exceptions=True)

    async def _keep_menus(self) -> None:
        """The menus are a convenience: without them everything can still be typed."""
        while True:
            try:
                await self._menus.keep(await self._operator_chats())
            except Exception as error:  # noqa: BLE001 - neither Telegram nor a busy disk may end this
                log.warning("telegram.menus", error=type(error).__name__)
            await asyncio.sleep(self._config.watch_seconds)

    async def _operator_chats(self) -> set[str]:
        async with self._house.storage.read() as tx:
            accounts = [
                account
                for operator in await people.operators(tx)
                for account in await people.accounts_of(tx, operator.person_id)
                if account.platform is Platform.TELEGRAM and account.bot == self.bot
            ]
            return {chat for account in accounts if (chat := await tx.open(account, "chat"))}

    async def _note_last_contact(self) -> None:
        """When an earlier run was last in touch: Telegram keeps updates for a day only."""
        if self._house.policy.rehearsal:
            return
        async with self._house.storage.read() as tx:
            last = await running.last_beat(tx, self.platform.value)
        if last is not None:
            silence = self._house.clock.court() - last
            self._contact.since(time.time() - max(silence, timedelta()).total_seconds())

    # -- delivery ----------------------------------------------------------------------------------

    def pause(self, chat: object, *, urgent: bool) -> float:
        """How long this chat has to wait before it may be sent something, in seconds; 0 takes the right."""
        return self._pacer.wait(chat, urgent=urgent)

    async def send(self, parcel: Parcel) -> Receipt:
        """Send a message, or its next part."""
        return await self._outgoing.send(parcel)

    async def typing(self, chat: str, *, on: bool) -> None:
        """Show "is typing", repeated until it is off."""
        self._signs.typing(chat, on=on)

    async def fetch(self, attachment: Attachment) -> Path:
        """An uploaded file, streamed to a private folder."""
        return await self._spool.fetch(attachment)

    async def quiet(self) -> None:
        """Return when no small sign is under way any more."""
        await asyncio.gather(self._signs.quiet(), self._stars.quiet())

    async def discard(self, attachment: Attachment) -> None:
        """The file is not needed any more."""
        await self._spool.discard(attachment)


def _bot(config: TelegramConfig, request: AiohttpRequest, waiting: AiohttpRequest) -> Bot:
    return Bot(
        config.token,
        base_url=config.api_base_url,
        base_file_url=config.file_base_url,
        request=request,
        get_updates_request=waiting,
    )


def _outgoing(house: House, api: Bot, shelf: Shelf, memory: Memory, pacer: Pacer, stars: Stars) -> Outgoing:
    sender = Sender(api, shelf, memory)
    editor = Editor(api, shelf, memory, sender)
    return Outgoing(house, pacer, sender, editor, Remover(house, api, editor, memory), stars)
