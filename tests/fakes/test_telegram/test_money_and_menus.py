"""Stars: asked, checked, paid, given back; and command menus by scope and language."""

import asyncio

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    LabeledPrice,
    PreCheckoutQuery,
)
from telegram.error import BadRequest

from tests.fakes.telegram import Person, TelegramServer


async def invoice(bot: Bot, anna: Person, **changed: object) -> None:
    """Ask Anna for 50 Stars."""
    fields: dict[str, object] = {
        "title": "A pack", "description": "Fifty tokens", "payload": "pack:50", "provider_token": "",
        "currency": "XTR", "prices": [LabeledPrice("A pack", 50)],
    }  # fmt: skip
    await bot.send_invoice(anna.id, **(fields | changed))  # type: ignore[arg-type]


async def checkout(bot: Bot) -> PreCheckoutQuery:
    """The question before paying."""
    query = (await bot.get_updates(offset=-1, timeout=2))[-1].pre_checkout_query
    assert query is not None
    return query


async def test_paying_and_giving_back(server: TelegramServer, bot: Bot, anna: Person) -> None:
    await invoice(bot, anna)
    assert anna.last.keyboard == [["Pay ⭐️50"]]
    paying = asyncio.create_task(anna.pays())
    query = await checkout(bot)
    assert (query.invoice_payload, query.total_amount, query.currency) == ("pack:50", 50, "XTR")
    await query.answer(ok=True)
    payment = await paying
    told = (await bot.get_updates(offset=-1))[-1].message
    assert told is not None
    assert told.successful_payment is not None
    assert told.successful_payment.telegram_payment_charge_id == payment.charge_id
    assert server.stars.balance == 50
    assert await bot.refund_star_payment(anna.id, payment.charge_id)
    assert server.stars.balance == 0
    with pytest.raises(BadRequest, match=r"(?i)charge_already_refunded"):
        await bot.refund_star_payment(anna.id, payment.charge_id)
    with pytest.raises(BadRequest, match=r"(?i)charge_not_found"):
        await bot.refund_star_payment(anna.id, "other")
    moved = (await bot.get_star_transactions()).transactions
    assert [(one.id, one.source is not None) for one in moved] == [
        (payment.charge_id, True),
        (payment.charge_id, False),
    ]


async def test_the_bot_may_refuse(bot: Bot, anna: Person) -> None:
    await invoice(bot, anna)
    paying = asyncio.create_task(anna.pays())
    query = await checkout(bot)
    with pytest.raises(BadRequest, match=r"(?i)error_text_empty"):
        await query.answer(ok=False)
    await query.answer(ok=False, error_message="Your cap is reached.")
    assert (await paying).refused == "Your cap is reached."


async def test_ten_seconds_are_all_there_is(server: TelegramServer, bot: Bot, anna: Person) -> None:
    await invoice(bot, anna)
    paying = asyncio.create_task(anna.pays())
    query = await checkout(bot)
    server.advance(11)
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer(ok=True)
    assert (await paying).refused == "BOT_PRECHECKOUT_TIMEOUT"
    assert server.stars.charges == {}


async def test_who_is_not_answered_gives_up(server: TelegramServer, bot: Bot, anna: Person) -> None:
    await invoice(bot, anna)
    assert not (await anna.pays(within=0.05)).paid
    assert server.stars.balance == 0


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"prices": [LabeledPrice("a", 1), LabeledPrice("b", 2)]}, "stars_invoice_invalid"),
        ({"prices": [LabeledPrice("a", 0)]}, "currency_total_amount_invalid"),
        ({"prices": []}, "there must be at least one price"),
        ({"provider_token": "x"}, "payment_provider_invalid"),
        ({"currency": "EUR"}, "payment_provider_invalid"),
        ({"payload": "x" * 129}, "invoice_payload_invalid"),
        ({"title": "x" * 33}, "invoice_title_too_long"),
    ],
)
async def test_an_impossible_invoice_is_refused(
    bot: Bot, anna: Person, changed: dict[str, object], complaint: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await invoice(bot, anna, **changed)


async def test_menus_by_scope_and_language(server: TelegramServer, bot: Bot, anna: Person) -> None:
    dora = server.person("Dora", language="de", met=True)
    await bot.set_my_commands([BotCommand("start", "Begin")])
    await bot.set_my_commands([BotCommand("tasks", "Tasks")], BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([BotCommand("aufgaben", "Aufgaben")], BotCommandScopeAllPrivateChats(), "de")
    await bot.set_my_commands([BotCommand("desk", "The desk")], BotCommandScopeChat(anna.id))
    assert (anna.menu, dora.menu) == (["desk"], ["aufgaben"])
    await bot.delete_my_commands(BotCommandScopeChat(anna.id))
    assert anna.menu == ["tasks"]
    assert await bot.get_my_commands(BotCommandScopeAllGroupChats()) == ()
    assert [command.command for command in await bot.get_my_commands()] == ["start"]


@pytest.mark.parametrize(
    ("commands", "complaint"),
    [
        ([("Start", "x")], "bot_command_invalid"),
        ([("a" * 33, "x")], "command length must not exceed 32"),
        ([("start", "x" * 257)], "command description length must not exceed 256"),
        ([("start", "")], "command description must be non-empty"),
        ([(f"c{number}", "x") for number in range(101)], "bot_commands_too_much"),
    ],
)
async def test_impossible_commands_are_refused(
    bot: Bot, commands: list[tuple[str, str]], complaint: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await bot.set_my_commands(commands)


async def test_descriptions_by_language(bot: Bot) -> None:
    await bot.set_my_description("A court.")
    await bot.set_my_description("Ein Hof.", "de")
    assert (await bot.get_my_description("de")).description == "Ein Hof."
    assert (await bot.get_my_description("fr")).description == "A court."
    with pytest.raises(BadRequest, match=r"(?i)invalid language code"):
        await bot.set_my_description("x", "deu")
    with pytest.raises(BadRequest, match=r"(?i)too_long"):
        await bot.set_my_short_description("x" * 121)


async def test_a_scope_of_an_unknown_chat_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([BotCommand("a", "b")], BotCommandScopeChat(12345))


async def test_a_chat_can_be_looked_at(bot: Bot, anna: Person) -> None:
    assert (await bot.get_chat(anna.id)).first_name == "Anna"
