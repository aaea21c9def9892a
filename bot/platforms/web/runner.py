"""The web platform: its parts wired, its server inside the court's loop, its end within seconds."""

import asyncio
import uuid
from collections.abc import Callable, Mapping

import structlog
from starlette.routing import Mount, Router
from starlette.types import ASGIApp

from bot.platforms.port import Parcel, Receipt
from bot.platforms.web.answers import STATIC, Answers
from bot.platforms.web.api import Api
from bot.platforms.web.arrivals import Arrivals
from bot.platforms.web.config import BOT, WebConfig
from bot.platforms.web.cookies import Cookies
from bot.platforms.web.credentials import Credentials
from bot.platforms.web.doors import Doors
from bot.platforms.web.entrance import Entrance
from bot.platforms.web.guard import Guard
from bot.platforms.web.hub import Hub
from bot.platforms.web.inbound import Accepts
from bot.platforms.web.limits import Limits
from bot.platforms.web.links import Links
from bot.platforms.web.live import LiveLines
from bot.platforms.web.media import Media
from bot.platforms.web.passwords import Passwords
from bot.platforms.web.reception import Reception
from bot.platforms.web.server import STOP_SECONDS, Server, UncachedStatic, listener_of, server_config
from bot.platforms.web.sessions import Sessions
from bot.platforms.web.shell import Shell
from bot.platforms.web.signing import Signer
from bot.platforms.web.site import DrawCard, Site, StopByName
from bot.platforms.web.stopping import Stopping
from bot.platforms.web.transcript import Transcript
from bot.platforms.web.uploads import Uploads
from handlers.chat.incoming import Attachment
from handlers.feature import Registry
from handlers.ports import House
from media.vault import VaultDamaged, VaultMissing
from storage.enums import OutboxClass, Platform
from storage.errors import Unreadable

WORDS_FIRST_SECONDS = 2.0
GOODBYE_SECONDS = 1.0
log = structlog.get_logger(__name__)


class WebPlatform:
    """Implements ``bot.platforms.port.PlatformPort`` for the built-in web chat."""

    platform = Platform.WEB
    bot = BOT

    def __init__(
        self,
        house: House,
        registry: Registry,
        config: WebConfig,
        intake: Accepts,
        stop_by_name: StopByName,
        *,
        draw_card: DrawCard,
        states: Callable[[], Mapping[str, str]] = dict,
        limits: Limits | None = None,
    ) -> None:
        self._house = house
        self._config = config
        self._arrivals = Arrivals()
        self._hub = Hub()
        signer = Signer(house.storage.keyring, house.clock)
        cookies = Cookies(config, signer)
        self._site = Site(
            house=house,
            registry=registry,
            config=config,
            intake=intake,
            stop_by_name=stop_by_name,
            states=states,
            draw_card=draw_card,
            answers=Answers(house.texts),
            cookies=cookies,
            signer=signer,
            sessions=Sessions(house, config, cookies, signer),
            passwords=Passwords(),
            limits=limits or Limits(),
            hub=self._hub,
            transcript=Transcript(house, self._hub),
        )
        self._app = _application(self._site, self._arrivals)
        self._server: Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self.port = 0

    @property
    def address(self) -> str:
        """Where this machine finds the page, once it is started."""
        host = f"[{self._config.host}]" if ":" in self._config.host else self._config.host
        return f"http://{host}:{self.port}"

    @property
    def up(self) -> bool:
        """What is sent goes into the database: always in touch."""
        return True

    @property
    def hushed(self) -> bool:
        """The page sends what waits by itself; there is no backlog to search."""
        return False

    # -- running -----------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen; returns when requests are answered. Raises :class:`CannotListen`."""
        listener = listener_of(self._config)
        self.port = listener.getsockname()[1]
        self._server = Server(server_config(self._app, self._config))
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        ready = asyncio.create_task(self._server.listening.wait())
        await asyncio.wait((ready, self._serving), return_when=asyncio.FIRST_COMPLETED)
        if self._serving.done():
            ready.cancel()
            self._serving.result()
        log.info("web.started", port=self.port)

    async def ended(self) -> None:
        """Wait until the server ends by itself."""
        if self._serving is not None:
            await asyncio.shield(self._serving)

    async def stop(self) -> None:
        """Say goodbye to every open page and stop answering, within a few seconds."""
        server, serving = self._server, self._serving
        if server is None or serving is None:
            return
        self._server = self._serving = None
        await self._hub.end_all(GOODBYE_SECONDS)
        server.should_exit = True
        try:
            await asyncio.wait_for(serving, STOP_SECONDS + 2)
        except TimeoutError:
            log.warning("web.stopped_late")

    # -- delivery ----------------------------------------------------------------------------------

    async def send(self, parcel: Parcel) -> Receipt:
        """Put a message into the transcript and tell the open pages. Raises ``Unreachable``."""
        if parcel.klass is not OutboxClass.SAFETY:
            await self._arrivals.settled(parcel.account_id, WORDS_FIRST_SECONDS)
        receipt = await self._site.transcript.deliver(parcel)
        self._hub.typing(parcel.account_id, on=False)
        return receipt

    async def typing(self, chat: str, *, on: bool) -> None:
        """Show, or stop showing, that an answer is being made; nobody else hears of it."""
        try:
            self._hub.typing(uuid.UUID(chat), on=on)
        except ValueError:
            return

    async def fetch(self, attachment: Attachment) -> bytes:
        """The bytes of an upload. Raises ``FileNotFoundError`` if they are gone."""
        try:
            return await self._house.blobs.read(uuid.UUID(attachment.handle))
        except (VaultMissing, VaultDamaged, Unreadable, ValueError) as error:
            raise FileNotFoundError(attachment.handle) from error

    async def discard(self, attachment: Attachment) -> None:
        """The upload was handled: its raw bytes go."""
        try:
            await self._house.blobs.destroy([uuid.UUID(attachment.handle)])
        except ValueError:
            return


def _application(site: Site, arrivals: Arrivals) -> ASGIApp:
    reception = Reception(site, arrivals)
    doors = Doors(site)
    parts = (
        Shell(site, reception),
        doors,
        Entrance(site, doors),
        Links(site, doors),
        Credentials(site),
        Stopping(site),
        Api(site, reception),
        Uploads(site, reception),
        Media(site),
        LiveLines(site),
    )
    static = Mount("/static", UncachedStatic(directory=STATIC))
    routes = [route for part in parts for route in part.routes()]
    router = Router([*routes, static], redirect_slashes=False)
    return Guard(router, config=site.config, answers=site.answers)
