"""Takes parcels to Telegram: paced, rendered, part by part; errors become what delivery understands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from telegram.error import TelegramError

from bot.platforms.port import Parcel, Receipt
from bot.platforms.telegram import errors
from bot.platforms.telegram.amending import Editor, changes
from bot.platforms.telegram.html import escape
from bot.platforms.telegram.pacing import Pacer
from bot.platforms.telegram.parts import Part, Sent
from bot.platforms.telegram.removing import Remover
from bot.platforms.telegram.render import Headings, rendered
from bot.platforms.telegram.request import Flooded
from bot.platforms.telegram.sending import Sender, Where
from bot.platforms.telegram.stars import Stars
from handlers.chat.outgoing import Amend, Ask, Form, Invoice, Message, Remove, Say
from handlers.ports import House
from storage.tables import Account

EVERYTHING = "*"
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Everything that is needed to send a parcel."""

    house: House
    pacer: Pacer
    sender: Sender
    editor: Editor
    remover: Remover
    stars: Stars

    async def send(self, parcel: Parcel) -> Receipt:
        """Send the parcel's next part. Raises ``TryLater``, ``Unavailable``, ``Blocked``, ``Unreachable``,
        ``Refused``."""
        try:
            return await self._sent(parcel)
        except TelegramError as error:
            if isinstance(error, Flooded):
                self.pacer.told(parcel.account_id, error.seconds)
            raise errors.meaning_of(error) from None

    async def _sent(self, parcel: Parcel) -> Receipt:
        match parcel.meaning:
            case Say() | Ask() | Form() as message:
                return await self._say(parcel, message)
            case Invoice() as invoice:
                where = self._where(parcel, await self._language(parcel), reply_to=parcel.reply_to)
                return Receipt(_names(await self.stars.invoice(invoice, where)))
            case Amend() as amend:
                return await self._amend(parcel, amend)
            case Remove(ref=ref):
                return await self._remove(parcel, ref)
            case _:
                assert_never(parcel.meaning)

    async def _say(self, parcel: Parcel, message: Message) -> Receipt:
        language = await self._language(parcel)
        parts = rendered(message, self._headings(language))
        part: Part = parts[min(parcel.part, len(parts) - 1)]
        first = parcel.part == 0
        sent = await self.sender.send(
            part, self._where(parcel, language, reply_to=parcel.reply_to if first else "", quiet=not first)
        )
        return Receipt(_names(sent), more=parcel.part + 1 < len(parts))

    async def _amend(self, parcel: Parcel, amend: Amend) -> Receipt:
        before = sent_in(parcel.earlier)
        if not before:
            return Receipt()
        if amend.meaning is None:
            await self.editor.close(before[-1], amend.note, parcel.chat)
            return Receipt(_names(before))
        language = await self._language(parcel)
        steps = changes(before, rendered(amend.meaning, self._headings(language)))
        step = steps[min(parcel.part, len(steps) - 1)]
        sent = await self.editor.carry_out(step, self._where(parcel, language, quiet=True))
        return Receipt(_names(sent), more=parcel.part + 1 < len(steps))

    async def _remove(self, parcel: Parcel, ref: str) -> Receipt:
        if ref == EVERYTHING:
            language = await self._language(parcel)
            await self.remover.everything(parcel, self._text("telegram.still_there", language))
        else:
            await self.remover.one(parcel.chat, sent_in(parcel.earlier))
        return Receipt()

    def _where(self, parcel: Parcel, language: str, *, reply_to: str = "", quiet: bool = False) -> Where:
        return Where(
            chat=parcel.chat,
            reply_to=reply_to,
            quiet=quiet,
            gone=escape(self._text("web.media_gone", language)),
            too_large=escape(self._text("telegram.too_large", language)),
        )

    def _headings(self, language: str) -> Headings:
        return Headings(
            safety=self._text("web.safety", language),
            desk=self._text("web.desk", language),
            transcript=self._text("telegram.transcript", language),
        )

    def _text(self, key: str, language: str) -> str:
        return self.house.texts.get(key, language)

    async def _language(self, parcel: Parcel) -> str:
        """What the reader reads; with one language there is nothing to look up."""
        if self.house.texts.languages == (ENGLISH,):
            return ENGLISH
        async with self.house.storage.read() as tx:
            account = await tx.get(Account, parcel.account_id)
            return account.language if account else ENGLISH


def sent_in(receipt: Receipt | None) -> list[Sent]:
    """The messages a receipt names."""
    return [] if receipt is None else [sent for name in receipt.ids if (sent := Sent.of(name)) is not None]


def _names(sent: Sequence[Sent]) -> tuple[str, ...]:
    return tuple(str(each) for each in sent)
