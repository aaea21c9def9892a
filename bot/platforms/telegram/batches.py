"""Takes a batch of raw updates in: chats side by side, each in order; a broken one costs no other."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog
from telegram import Bot, Update

from bot.platforms.telegram.reception import Reception
from storage.engines import is_busy

ATTEMPTS = 3
Raw = Mapping[str, Any]
log = structlog.get_logger(__name__)


class Batches:
    """Parses and takes in. What the database refuses again and again, while it takes others, is noted and
    passed over: it must not keep everybody's updates back."""

    def __init__(self, bot: Bot, reception: Reception) -> None:
        self._bot = bot
        self._reception = reception
        self._failures: dict[int, int] = {}

    async def take(self, batch: Sequence[object]) -> int | None:
        """Take all of it in. Returns the smallest update id that must be asked for again, or None."""
        chats: dict[object, list[tuple[int, Raw]]] = {}
        for raw in batch:
            number = number_of(raw)
            if number is not None and isinstance(raw, Mapping):
                chats.setdefault(chat_in(raw), []).append((number, raw))
            else:
                log.warning("telegram.malformed", hint="an update without a number")
        failed = await asyncio.gather(*(self._in_order(several) for several in chats.values()))
        again = [number for number in failed if number is not None]
        return min(again) if again else None

    async def _in_order(self, several: Iterable[tuple[int, Raw]]) -> int | None:
        """A chat's updates one after the other; returns the first that the database did not take."""
        for number, raw in several:
            update = self._parsed(number, raw)
            if update is not None and not await self._taken(number, update):
                return number
        return None

    def _parsed(self, number: int, raw: Raw) -> Update | None:
        try:
            return Update.de_json(dict(raw), self._bot)
        except Exception as error:  # noqa: BLE001 - whatever the library raises, the batch goes on
            log.warning("telegram.malformed", update=number, error=type(error).__name__)
            return None

    async def _taken(self, number: int, update: Update) -> bool:
        try:
            await self._reception.take(update)
        except Exception as error:
            failures = self._failures[number] = self._failures.get(number, 0) + 1
            log.warning("telegram.not_taken", update=number, error=type(error).__name__, attempt=failures)
            if is_busy(error) or failures < ATTEMPTS:
                return False
            log.exception("telegram.passed_over", update=number)
        self._failures.pop(number, None)
        return True


def number_of(raw: object) -> int | None:
    """An update's number, or None if it has none."""
    number = raw.get("update_id") if isinstance(raw, Mapping) else None
    return number if isinstance(number, int) else None


def chat_in(raw: Raw) -> object:
    """What tells an update's chat apart, read without trusting its shape."""
    for kind in ("message", "edited_message", "my_chat_member", "callback_query"):
        body = raw.get(kind)
        if isinstance(body, Mapping):
            held = body.get("message") if kind == "callback_query" else body
            chat = held.get("chat") if isinstance(held, Mapping) else None
            return chat.get("id") if isinstance(chat, Mapping) else None
    return None
