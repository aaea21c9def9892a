"""Answers to interactions: each is acknowledged within three seconds, whatever else happens.

The first message that answers it is the acknowledgement, if it comes in a moment. Otherwise Discord is told
to wait: a command shows that the court is thinking, a press shows nothing. What comes then takes the place
held, or follows. After a quarter of an hour, or once Discord no longer knows it, answers are plain
messages."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum

import structlog

from bot.platforms.discord.errors import ALREADY_ANSWERED, Gone
from bot.platforms.discord.payloads import LOADING, Act, Kind, moment_of
from bot.platforms.discord.render import Piece
from bot.platforms.discord.rest import File, Json, Rest
from bot.platforms.discord.tickets import ANSWERABLE, Place, Ticket
from bot.platforms.port import PlatformError, Refused
from handlers.ports import Clock

MESSAGE, LATER, LATER_IN_PLACE, IN_PLACE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
ORIGINAL = "@original"
LATEST_SECONDS = 2.3
"""How old an interaction may be, by Discord's clock, before it has to be acknowledged."""
log = structlog.get_logger(__name__)


class Stage(StrEnum):
    """How far an interaction is answered."""

    NEW = "new"
    HELD = "held"
    """Acknowledged with a place held for the answer."""
    SILENT = "silent"
    """Acknowledged without showing anything."""
    ANSWERED = "answered"
    UNSURE = "unsure"
    """The court was started anew, or Discord did not answer: it has to be asked."""
    OVER = "over"


@dataclass(slots=True)
class Open:
    """An interaction under way. ``content`` is how the pressed message reads."""

    ticket: Ticket
    stage: Stage = Stage.UNSURE
    content: str | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    timer: asyncio.TimerHandle | None = None


class Replies:
    """Every interaction that can still be answered."""

    def __init__(self, rest: Rest, clock: Clock, *, moment: float, thinking: float) -> None:
        self._rest = rest
        self._clock = clock
        self._moment = moment
        self._thinking = thinking
        self._open: dict[str, Open] = {}
        self._tasks: set[asyncio.Future[None]] = set()

    # -- acknowledging -----------------------------------------------------------------------------

    def expect(self, act: Act) -> bool:
        """An answer will come: see to it that Discord hears of it in time. False if it is known already."""
        if act.id in self._open:
            return False
        known = self._open[act.id] = Open(Ticket.of(act), Stage.NEW, act.content if act.message else None)
        self._after(self._patience(known.ticket), known, self._hold_then_clear)
        return True

    async def show_modal(self, ticket: Ticket, modal: Json) -> bool:
        """Open a modal as the first answer. False if it is too late for one, or none may follow."""
        known = self._known(ticket)
        async with known.lock:
            if known.stage is not Stage.NEW or ticket.kind is Kind.MODAL:
                return False
            try:
                return await self._first(known, MODAL, modal, (), Stage.ANSWERED) is not None
            except Gone:
                known.stage = Stage.OVER
                return False
            except Refused as refused:
                # The message with the button says what the form is, at least.
                log.warning("discord.modal_refused", error=str(refused))
                return False

    async def suggest(self, act: Act, choices: list[Json]) -> None:
        """Answer words being typed with what they might become."""
        await self._rest.respond(act.id, act.token, {"type": CHOICES, "data": {"choices": choices}})

    async def close(self) -> None:
        """Acknowledge what is still new, and wait for nothing else."""
        for known in self._open.values():
            if known.timer is not None:
                known.timer.cancel()
        waiting = [self._hold(known) for known in self._open.values()]
        await asyncio.gather(*self._tasks, *waiting, return_exceptions=True)
        self._open.clear()

    def _after(self, seconds: float, known: Open, do: Callable[[Open], Awaitable[None]]) -> None:
        known.timer = asyncio.get_running_loop().call_later(seconds, self._begin, known, do)

    def _begin(self, known: Open, do: Callable[[Open], Awaitable[None]]) -> None:
        task = asyncio.ensure_future(do(known))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hold_then_clear(self, known: Open) -> None:
        await self._hold(known)
        self._after(self._thinking, known, self._clear)

    def _patience(self, ticket: Ticket) -> float:
        """Seconds to wait for an answer, fewer if the interaction was long on its way to us."""
        age = (self._clock.wall() - moment_of(ticket.id)).total_seconds()
        left = LATEST_SECONDS - age if 0 < age < LATEST_SECONDS + 1 else self._moment
        return max(0.0, min(self._moment, left))

    async def _hold(self, known: Open) -> None:
        async with known.lock:
            if known.stage is not Stage.NEW:
                return
            pressed = bool(known.ticket.message) and known.ticket.kind is not Kind.COMMAND
            kind, stage = (LATER_IN_PLACE, Stage.SILENT) if pressed else (LATER, Stage.HELD)
            data: Json = {"flags": 1 << 6} if known.ticket.private and not pressed else {}
            try:
                await self._first(known, kind, data, (), stage)
            except PlatformError as error:
                log.warning("discord.not_acknowledged", error=type(error).__name__)

    async def _clear(self, known: Open) -> None:
        """Nothing came: what showed that the court is thinking goes."""
        async with known.lock:
            if known.stage is Stage.HELD:
                known.stage = Stage.ANSWERED
                try:
                    await self._rest.delete_answer(known.ticket.token, ORIGINAL)
                except PlatformError as error:
                    log.info("discord.left_thinking", error=type(error).__name__)
        self._after(ANSWERABLE.total_seconds(), known, self._drop)

    async def _drop(self, known: Open) -> None:
        self._open.pop(known.ticket.id, None)

    # -- answering ---------------------------------------------------------------------------------

    async def answer(self, ticket: Ticket, piece: Piece, files: list[File]) -> Place | None:
        """Say a message as an answer; where it is, or None if it has to be a plain message."""
        known = self._known(ticket)
        body = with_files(piece.payload(private=ticket.private), files)
        async with known.lock:
            try:
                return await self._answered(known, body, files)
            except Gone:
                known.stage = Stage.OVER
                return None

    async def amend(self, ticket: Ticket, body: Json, files: list[File]) -> bool:
        """Change the message whose button was pressed, in its place. False if that is no longer possible."""
        known = self._known(ticket)
        async with known.lock:
            try:
                return await self._amended(known, body, files)
            except Gone:
                known.stage = Stage.OVER
                return False

    async def tell(self, ticket: Ticket, words: str) -> None:
        """Say a sentence of the platform itself as an answer."""
        await self.answer(ticket, Piece(words), [])

    def content_of(self, ticket: Ticket) -> str | None:
        """How the pressed message read, if it is still known."""
        return self._known(ticket).content

    async def settle(self, ticket: Ticket, note: Piece) -> None:
        """The answer went elsewhere: say so where it was asked, if nothing was said there yet."""
        known = self._known(ticket)
        if known.stage in (Stage.NEW, Stage.HELD):
            await self.answer(ticket, note, [])

    def _known(self, ticket: Ticket) -> Open:
        over = Stage.UNSURE if ticket.answerable(self._clock.wall()) else Stage.OVER
        return self._open.get(ticket.id) or Open(ticket, over)

    async def _answered(self, known: Open, body: Json, files: list[File]) -> Place | None:
        ticket = known.ticket
        if known.stage is Stage.UNSURE:
            before = await self._asked(known, body)
            if before:
                return self._place(ticket, before)
        if known.stage is Stage.NEW and files:
            # Files take a while: Discord is told to wait, and gets them then.
            await self._first(known, LATER, {"flags": body.get("flags", 0)}, (), Stage.HELD)
        if known.stage is Stage.NEW:
            made = await self._first(known, MESSAGE, body, files, Stage.ANSWERED)
            return self._place(ticket, made or "") if made is not None else None
        if known.stage is Stage.HELD:
            made = await self._rest.edit_answer(ticket.token, ORIGINAL, changing(body), files)
            known.stage = Stage.ANSWERED
            return self._place(ticket, made)
        if ticket.private and known.stage is not Stage.OVER:
            return self._place(ticket, await self._rest.follow_up(ticket.token, body, files))
        return None

    async def _amended(self, known: Open, body: Json, files: list[File]) -> bool:
        ticket = known.ticket
        if not ticket.message or ticket.kind is Kind.COMMAND or known.stage is Stage.OVER:
            return False
        known.content = str(body.get("content", known.content or ""))
        if known.stage is Stage.NEW and files:
            await self._first(known, LATER_IN_PLACE, {}, (), Stage.SILENT)
        if known.stage is Stage.NEW:
            return await self._first(known, IN_PLACE, changing(body), files, Stage.ANSWERED) is not None
        if not ticket.private:
            return False
        await self._rest.edit_answer(ticket.token, ticket.message, changing(body), files)
        return True

    async def _first(
        self, known: Open, kind: int, data: Json, files: tuple[()] | list[File], stage: Stage
    ) -> str | None:
        """The acknowledgement itself: the id of the message it made, None if one was given before."""
        answer = {"type": kind, **({"data": data} if data else {})}
        known.stage = Stage.UNSURE
        try:
            made = await self._rest.respond(known.ticket.id, known.ticket.token, answer, files)
        except Gone as gone:
            if gone.code != ALREADY_ANSWERED:
                raise
            return None
        known.stage = stage
        return made

    async def _asked(self, known: Open, body: Json) -> str:
        """Ask Discord how far an interaction was answered; the id of this very answer if it did arrive."""
        try:
            original = await self._rest.original(known.ticket.token)
        except Gone:
            # Never acknowledged, and too late for it now.
            known.stage = Stage.OVER
            return ""
        made = str(original.get("id", ""))
        if int(original.get("flags") or 0) & LOADING:
            known.stage = Stage.HELD
            return ""
        known.stage = Stage.SILENT if made == known.ticket.message else Stage.ANSWERED
        return made if names_in(original) == names_in(body) and _content(original) == _content(body) else ""

    @staticmethod
    def _place(ticket: Ticket, message: str) -> Place:
        return Place(message, ticket.token if ticket.private else "")


def with_files(body: Json, files: list[File]) -> Json:
    """The message with its files' names and alt texts; without any it has none."""
    described = [
        {"id": number, "filename": file.name, **({"description": file.alt} if file.alt else {})}
        for number, file in enumerate(files)
    ]
    return {**body, "attachments": described}


def changing(body: Json) -> Json:
    """The message as a change of one: its flags stay."""
    return {name: value for name, value in body.items() if name != "flags"}


def names_in(message: Json) -> list[str]:
    """The names of a message's buttons and menus: they carry tokens, so that no two messages share them."""
    rows = message.get("components") or []
    return [part.get("custom_id", "") for row in rows for part in row.get("components", [])]


def _content(message: Json) -> str:
    return str(message.get("content") or "").strip()
