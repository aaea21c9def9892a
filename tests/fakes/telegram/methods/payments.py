"""Invoices in Telegram Stars, the question before paying, refunds and the account."""

from typing import Any

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.errors import Json, bad
from tests.fakes.telegram.methods.registry import method
from tests.fakes.telegram.methods.sending import envelope
from tests.fakes.telegram.queries import Answered
from tests.fakes.telegram.world import World

LENGTHS = {"title": (32, "INVOICE_TITLE_TOO_LONG"), "description": (255, "INVOICE_DESCRIPTION_TOO_LONG")}
PAYLOAD_BYTES = 128
MOST_STARS = 25_000


@method("sendInvoice")
async def send_invoice(world: World, arguments: Arguments) -> Json:
    """Ask for Stars. Only Stars: everything else needs a provider, and there is none here."""
    for name in ("title", "description", "payload", "currency"):
        if not arguments.text(name):
            raise bad(f'parameter "{name}" is required')
    for name, (most, complaint) in LENGTHS.items():
        if len(arguments.text(name)) > most:
            raise bad(complaint)
    if len(arguments.text("payload").encode()) > PAYLOAD_BYTES:
        raise bad("INVOICE_PAYLOAD_INVALID")
    amount = _amount(arguments)
    pay = {"inline_keyboard": [[{"text": f"Pay ⭐️{amount}", "pay": True}]]}
    cover = envelope(world, arguments, markup=pay)
    if not cover.markup or not cover.markup["inline_keyboard"][0][0].get("pay"):
        raise bad("BUTTON_TYPE_INVALID")
    invoice = {
        "title": arguments.text("title"),
        "description": arguments.text("description"),
        "start_parameter": arguments.text("start_parameter"),
        "currency": "XTR",
        "total_amount": amount,
    }
    message = cover.put(world, {"invoice": invoice})
    world.payloads[message.message_id] = arguments.text("payload")
    return message.to_json()


def _amount(arguments: Arguments) -> int:
    """The one price, in Stars."""
    prices: Any = arguments.parsed("prices", "can't parse prices JSON object")
    if not isinstance(prices, list):
        raise bad("expected an Array of labeled prices")
    if not prices:
        raise bad("there must be at least one price")
    for price in prices:
        if not isinstance(price, dict):
            raise bad("can't parse labeled price: LabeledPrice must be an Object")
        if not price.get("label"):
            raise bad("can't parse labeled price: LabeledPrice label must be non-empty")
    if arguments.text("currency") != "XTR":
        raise bad("PAYMENT_PROVIDER_INVALID" if len(arguments.text("currency")) == 3 else "CURRENCY_INVALID")
    if arguments.text("provider_token"):
        raise bad("PAYMENT_PROVIDER_INVALID")
    if len(prices) != 1:
        raise bad("STARS_INVOICE_INVALID")
    amount = prices[0].get("amount")
    if not isinstance(amount, int) or not 1 <= amount <= MOST_STARS:
        raise bad("CURRENCY_TOTAL_AMOUNT_INVALID")
    return amount


@method("answerPreCheckoutQuery")
async def answer_pre_checkout_query(world: World, arguments: Arguments) -> bool:
    """Let a payment happen, or say why not; within ten seconds."""
    ok, reason = arguments.flag("ok"), arguments.text("error_message")
    if not ok and not reason:
        raise bad("ERROR_TEXT_EMPTY")
    world.queries.answer(arguments.text("pre_checkout_query_id"), Answered(reason, ok=ok))
    return True


@method("refundStarPayment")
async def refund_star_payment(world: World, arguments: Arguments) -> bool:
    """Give Stars back, once."""
    user_id = arguments.number("user_id")
    charge_id = arguments.text("telegram_payment_charge_id")
    if user_id not in world.chats:
        raise bad("invalid user_id specified")
    if not charge_id:
        raise bad('parameter "telegram_payment_charge_id" is required')
    charge = world.stars.refund(user_id, charge_id)
    refunded: Json = {
        "currency": "XTR",
        "total_amount": charge.amount,
        "invoice_payload": charge.payload,
        "telegram_payment_charge_id": charge_id,
    }
    message = world.chats[user_id].add(charge.user, {"refunded_payment": refunded})
    world.updates.put("message", message.to_json(), user_id)
    return True


@method("getStarTransactions")
async def get_star_transactions(world: World, arguments: Arguments) -> Json:
    """What moved, oldest first."""
    offset, limit = arguments.number("offset", 0, 0), arguments.number("limit", 100, 1, 100)
    return {"transactions": world.stars.transactions()[offset : offset + limit]}


@method("getMyStarBalance")
async def get_my_star_balance(world: World, arguments: Arguments) -> Json:
    """Stars on the account."""
    return {"amount": world.stars.balance}
