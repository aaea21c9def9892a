"""A strict Discord on a loopback socket: gateway, REST API, CDN, and the people who write to the bot.

    server = DiscordServer()
    async with server.running():
        anna = server.person("anna")
        await anna.says("hi")
        await anna.hears("Hello")
        result = await anna.command("tasks")
        await anna.presses("Done")

Facts are those of Discord's documentation for API v10."""

from tests.fakes.discord.calling import Hidden
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.people import Person
from tests.fakes.discord.server import DiscordServer
from tests.fakes.discord.world import Attachment, Channel, Guild, Message

__all__ = ["Attachment", "Channel", "DiscordServer", "Guild", "Hidden", "Interaction", "Message", "Person"]
