"""Taking messages away: one, or everything of a chat, as far as Telegram lets a bot."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from telegram import Bot
from telegram.error import BadRequest

from bot.platforms.port import Parcel, Receipt
from bot.platforms.telegram.amending import Editor
from bot.platforms.telegram.html import escape
from bot.platforms.telegram.memory import Memory
from bot.platforms.telegram.parts import Kind, Sent
from handlers.ports import House
from storage.queries import history

DELETABLE = timedelta(hours=47, minutes=50)
"""Telegram lets a bot delete what is younger than 48 hours."""
OWN_MESSAGE = re.compile(r"\d+:(\d{1,10})(?::\w+)?")
EMPTIED = "…"
RECEIPT: TypeAdapter[Receipt] = TypeAdapter(Receipt)


class Remover:
    """Deletes, and says what could not be deleted."""

    def __init__(self, house: House, bot: Bot, editor: Editor, memory: Memory) -> None:
        self._house = house
        self._bot = bot
        self._editor = editor
        self._memory = memory

    async def one(self, chat: str, sent: Sequence[Sent]) -> None:
        """Take a message away; if it is too old for that, its words and buttons at least."""
        if await self._editor.delete(chat, [each.message_id for each in sent]):
            return
        for each in sent:
            await self._empty(chat, each)

    async def everything(self, parcel: Parcel, still_there: str) -> None:
        """Take away all that is young enough, the person's own words too; of the rest say that it stays."""
        since = self._house.clock.wall() - DELETABLE
        found, older = await self._known(parcel, since)
        all_gone = await self._editor.delete(parcel.chat, sorted(found))
        self._memory.forget(parcel.chat)
        if older or not all_gone:
            await self._bot.send_message(int(parcel.chat), escape(still_there), disable_notification=True)

    async def _known(self, parcel: Parcel, since: datetime) -> tuple[set[int], bool]:
        """The numbers of all messages since then, and whether there are older ones."""
        async with self._house.storage.read() as tx:
            rows = await history.sent_since(tx, parcel.account_id, since)
            receipts = [await tx.open(row, "receipt") for row in rows]
            keys = await history.keys_since(tx, parcel.account_id, since)
            older = await history.sent_before(tx, parcel.account_id, since)
        names = [name for text in receipts if text for name in RECEIPT.validate_json(text).ids]
        found = {sent.message_id for name in names if (sent := Sent.of(name)) is not None}
        own = (OWN_MESSAGE.fullmatch(key) for key in keys)
        return found | {int(match.group(1)) for match in own if match}, older

    async def _empty(self, chat: str, sent: Sent) -> None:
        try:
            if sent.kind is Kind.TEXT:
                await self._bot.edit_message_text(EMPTIED, int(chat), sent.message_id)
            else:
                await self._bot.edit_message_caption(int(chat), sent.message_id, caption="")
        except BadRequest:
            return
