"""A strict Discord on a loopback socket: gateway, REST API, CDN, and the people who write to the bot.

    server = DiscordServer()
    async with server.running():
        anna = server.person("anna")
        guild = server.guild("court", anna)
        await anna.says("hi")
        await anna.hears("Hello")
        result = await anna.command("tasks", guild=guild)
        assert (result.how, result.ephemeral) == ("deferred", True)
        await anna.presses("Answer")
        await anna.fills(words="done", proof=("a.png", b"..."))

Where to look:
- what a person does and sees: ``people.Person``, ``sight.Onlooker``
- what came of it: ``interactions.Interaction``
- what can go wrong: ``server.faults`` (requests, events), ``server.gateway`` (connections, sessions),
  ``server.rates.on()``, ``server.down()``, ``server.revoke_token()``, ``server.clock.advance(seconds)``
- what the bot did: ``server.calls``, ``server.gateway.identifies``, ``server.gateway.resumes``
- the rules: ``check_messages``, ``check_components``, ``check_modals``, ``check_commands``
- as a process of its own: ``python -m tests.fakes.discord --port N``, orders as in ``control.Control``

Off until asked for, because tests are in a hurry: rate limits, and the five seconds between identifies
(``server.gateway.identify_seconds``). Facts are those of Discord's documentation for API v10; where it is
silent about the code of a complaint inside a 50035, the code here is a guess."""

from tests.fakes.discord.calling import Hidden
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.people import Person
from tests.fakes.discord.server import DiscordServer
from tests.fakes.discord.world import Attachment, Channel, Guild, Message

__all__ = ["Attachment", "Channel", "DiscordServer", "Guild", "Hidden", "Interaction", "Message", "Person"]
