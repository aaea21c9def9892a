"""A strict Bot API server for tests, with the people who talk to the bot.

    server = TelegramServer()
    async with server.running():
        bot = Bot(server.token, base_url=server.base_url, base_file_url=server.base_file_url)
        anna = server.person("Anna")
        await anna.says("hi")
        (update,) = await bot.get_updates()
        await bot.send_message(anna.id, "Hello.", reply_markup=keyboard)
        answered = await anna.presses("Yes")  # while the bot polls elsewhere; None when it never answers

It refuses what the real server refuses, in its words. Trouble comes on demand: ``server.faults``,
``server.limits``, ``server.goes_away()``. As a process of its own: ``process`` and ``control``."""

from tests.fakes.telegram.errors import Refusal, bad, broken, forbidden, too_many
from tests.fakes.telegram.files import Kind
from tests.fakes.telegram.groups import Group
from tests.fakes.telegram.people import OGG, Item, Payment, Person
from tests.fakes.telegram.queries import Answered
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import TelegramServer

__all__ = [
    "OGG",
    "Answered",
    "Group",
    "Item",
    "Kind",
    "Message",
    "Payment",
    "Person",
    "Refusal",
    "TelegramServer",
    "bad",
    "broken",
    "forbidden",
    "too_many",
]
