"""What happens on Discord, taken in the order it is told: handed to the intake, and acknowledged."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

import structlog

from bot.platforms.discord.arrivals import Arrivals
from bot.platforms.discord.attachments import Attachments
from bot.platforms.discord.chats import Chats
from bot.platforms.discord.inbound import of_act, of_edit, of_post
from bot.platforms.discord.modal import line_of, modal_of
from bot.platforms.discord.names import Purpose, purpose_of
from bot.platforms.discord.payloads import Act, Kind, Post, act_of, post_of
from bot.platforms.discord.replies import Replies
from bot.platforms.discord.rest import Json
from bot.platforms.discord.suggesting import suggestions
from bot.platforms.discord.tickets import Ticket
from bot.platforms.discord.tongue import Tongues
from bot.platforms.port import PlatformError
from handlers import prompts
from handlers.feature import Registry
from handlers.ports import House
from storage.enums import Platform
from storage.queries import people
from storage.tables import Person

log = structlog.get_logger(__name__)


class Events:
    """Hears messages, edits and interactions."""

    def __init__(
        self,
        house: House,
        registry: Registry,
        bot: str,
        *,
        arrivals: Arrivals,
        chats: Chats,
        replies: Replies,
        attachments: Attachments,
        tongues: Tongues,
        again_seconds: float,
    ) -> None:
        self._house = house
        self._registry = registry
        self._bot = bot
        self._arrivals = arrivals
        self._chats = chats
        self._replies = replies
        self._attachments = attachments
        self._tongues = tongues
        self._again_seconds = again_seconds
        self.search_again: Callable[[str], Awaitable[None]] = _nothing
        """Reads a person's chat on; set once there is somebody who can."""
        self._tasks: set[asyncio.Task[None]] = set()

    def happened(self, name: str, data: Json) -> None:
        """An event of the gateway."""
        match name:
            case "heard":
                post = post_of(data)
                if post is not None:
                    self._heard(post)
            case "edited":
                post = post_of(data)
                if post is not None and post.edited:
                    self._arrivals.take(of_edit(post, self._bot, self._tongues.spoken("")))
            case "acted":
                act = act_of(data)
                if act is not None:
                    self._acted(act)

    async def read_back(self, post: Post, edited: bool) -> bool:
        """A message from before; whether it is on disk."""
        taken: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        language = self._tongues.spoken("")
        if edited:
            inbound = of_edit(post, self._bot, language)
        else:
            self._attachments.copy(post)
            inbound = of_post(post, self._bot, self._registry.commands, language)
        self._arrivals.take(inbound, partial(_resolve, taken))
        return await taken

    async def close(self) -> None:
        """Let go of what is being looked up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _heard(self, post: Post) -> None:
        self._chats.learn(post.user, post.channel)
        self._attachments.copy(post)
        inbound = of_post(post, self._bot, self._registry.commands, self._tongues.spoken(""))
        self._arrivals.take(inbound, partial(self._noted, post))

    def _noted(self, post: Post, taken: bool) -> None:
        if taken:
            self._chats.taken(post.user, post.id)
        else:
            self._chats.missed(post.user)
            self._begin(self._later(post.user))

    async def _later(self, user: str) -> None:
        """A message could not be written down: say so where that is still possible, and read it again."""
        tongue = self._tongues.first
        try:
            await self._chats.say(user, tongue.word("discord.not_written_down"))
        except PlatformError as error:
            log.info("discord.not_said", error=type(error).__name__)
        await asyncio.sleep(self._again_seconds)
        await self.search_again(user)

    # -- interactions ------------------------------------------------------------------------------

    def _acted(self, act: Act) -> None:
        if act.kind is Kind.AUTOCOMPLETE:
            self._begin(self._suggest(act))
            return
        if not self._replies.expect(act):
            return
        if not act.private:
            self._chats.learn(act.user, act.channel)
        named = purpose_of(act.name) if act.kind is Kind.COMPONENT else None
        match named:
            case (Purpose.OPEN, token):
                self._begin(self._open_form(act, token))
            case (Purpose.ASIDE, _):
                self._begin(self._ask_aside(act))
            case _:
                self._take(act)

    def _take(self, act: Act) -> None:
        if act.private:
            self._begin(self._tell_if_closed(act))
        inbound = of_act(act, self._bot, self._tongues.spoken(act.locale))
        self._arrivals.take(inbound, partial(self._answered, act))

    def _answered(self, act: Act, taken: bool) -> None:
        if not taken:
            word = self._tongues.first.word("web.storage_busy")
            self._begin(self._replies.tell(Ticket.of(act), word))

    async def _open_form(self, act: Act, token: str) -> None:
        """The form behind a button, as it is now; what was closed meanwhile is answered as any old button."""
        async with self._house.storage.read() as tx:
            account = await people.account_at(tx, Platform.DISCORD, self._bot, act.user)
            person = await tx.get(Person, account.person_id) if account is not None else None
            form = await prompts.form_of(tx, token, person) if person is not None else None
        if form is None:
            self._take(act)
        else:
            await self._show(act, modal_of(form))

    async def _ask_aside(self, act: Act) -> None:
        tongue = await self._tongues.of_user(act.user)
        await self._show(act, line_of(tongue.word("discord.aside_title"), tongue.word("discord.aside_line")))

    async def _show(self, act: Act, modal: Json) -> None:
        if not await self._replies.show_modal(Ticket.of(act), modal):
            tongue = await self._tongues.of_user(act.user)
            await self._replies.tell(Ticket.of(act), tongue.word("discord.press_again"))

    async def _tell_if_closed(self, act: Act) -> None:
        """In a server: somebody whose direct messages were closed to us is told how to open them."""
        async with self._house.storage.read() as tx:
            account = await people.account_at(tx, Platform.DISCORD, self._bot, act.user)
        if account is not None and account.unreachable_at is not None:
            tongue = await self._tongues.of_user(act.user)
            await self._replies.tell(Ticket.of(act), tongue.word("discord.open_your_messages"))

    async def _suggest(self, act: Act) -> None:
        names = await suggestions(self._house, self._bot, act)
        await self._replies.suggest(act, [{"name": name, "value": name} for name in names])

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @staticmethod
    async def _guarded(work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except PlatformError as error:
            log.info("discord.not_answered", error=type(error).__name__)
        except Exception as error:
            log.exception("discord.interaction", error=type(error).__name__)


def _resolve(taken: asyncio.Future[bool], yes: bool) -> None:
    if not taken.done():
        taken.set_result(yes)


async def _nothing(_user: str) -> None:
    return None
