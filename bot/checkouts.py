"""The question before a payment, answered at once: from what is on disk now, waiting for nobody's turn."""

import asyncio

import structlog

from bot.turns import Turns
from handlers.chat.incoming import Checkout, Origin
from handlers.member.tokens import checkout
from storage.queries import people

ANSWER_SECONDS = 6.0
log = structlog.get_logger(__name__)


class Checkouts:
    """Says whether something may be paid now; an ``Immediate`` port of the platforms that ask it."""

    def __init__(self, turns: Turns, *, seconds: float = ANSWER_SECONDS) -> None:
        self._turns = turns
        self._house = turns.house
        self._seconds = seconds

    async def asked(self, origin: Origin, question: Checkout) -> str | None:
        """None if it may be paid, else the sentence that says why not. In doubt it may not."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._refusal(origin, question)
        except Exception as error:  # noqa: BLE001 - whatever fails, somebody waits with her money in her hand
            log.warning("checkout.unanswered", error=type(error).__name__)
            return self._house.texts.get("tokens.checkout.later", origin.language)

    async def _refusal(self, origin: Origin, question: Checkout) -> str | None:
        async with self._house.storage.read() as tx:
            account = await people.account_at(tx, origin.platform, origin.bot, origin.address)
        if account is None:
            return self._house.texts.get("tokens.checkout.unknown", origin.language)
        async with self._turns.looking(account.person_id, account.id) as turn:
            return await checkout.refusal(turn, question)
