"""Telegram's Stars: the invoice, the question before the payment (to be answered in ten seconds), refunds."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot, LabeledPrice, PreCheckoutQuery
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.platforms.telegram.parts import Kind, Sent
from bot.platforms.telegram.sending import Where
from handlers.chat.incoming import Checkout, Origin
from handlers.chat.outgoing import Invoice
from handlers.ports import NotRefundable

CURRENCY = "XTR"
LONGEST_TITLE, LONGEST_TEXT = 32, 255
REFUNDED = "charge_already_refunded"
Asks = Callable[[Origin, Checkout], Awaitable[str | None]]
log = structlog.get_logger(__name__)


async def nothing_is_sold(_origin: Origin, _question: Checkout) -> str | None:
    """Without a court that answers, nothing may be paid."""
    return "Nothing is sold here."


class Stars:
    """Takes Stars, and gives them back."""

    def __init__(self, bot: Bot, asks: Asks = nothing_is_sold) -> None:
        self._bot = bot
        self._asks = asks
        self._tasks: set[asyncio.Task[None]] = set()

    async def invoice(self, invoice: Invoice, where: Where) -> tuple[Sent, ...]:
        """Ask for the Stars. The message cannot be forwarded: only whoever ordered may pay."""
        message = await self._bot.send_invoice(
            title=invoice.title[:LONGEST_TITLE],
            description=invoice.text[:LONGEST_TEXT],
            payload=invoice.payload,
            provider_token="",
            currency=CURRENCY,
            prices=[LabeledPrice(invoice.title[:LONGEST_TITLE], invoice.stars)],
            protect_content=True,
            **where.settings,
        )
        return (Sent(message.message_id, Kind.INVOICE),)

    def asked(self, query: PreCheckoutQuery, origin: Origin) -> None:
        """Answer whether it may be paid, beside everything else: somebody waits."""
        task = asyncio.create_task(self._answer(query, origin))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def refund(self, payer: str, charge: str) -> None:
        """Give a payment back; one that was given back already is no error. Raises ``NotRefundable``, and the
        library's errors for what may pass."""
        try:
            await self._bot.refund_star_payment(int(payer), charge)
        except (BadRequest, Forbidden) as error:
            if REFUNDED not in error.message.lower():
                raise NotRefundable(error.message[:64]) from None

    async def quiet(self) -> None:
        """Return when every question was answered."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Leave what is open unanswered: then nothing is charged."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, query: PreCheckoutQuery, origin: Origin) -> None:
        question = Checkout(query.invoice_payload, query.total_amount, query.currency)
        why = await self._asks(origin, question)
        try:
            await self._bot.answer_pre_checkout_query(
                query.id, ok=why is None, error_message=why[:LONGEST_TEXT] if why else None
            )
        except TelegramError as error:
            log.warning("telegram.checkout", error=type(error).__name__)
