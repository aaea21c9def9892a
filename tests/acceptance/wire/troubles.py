"""What can befall a platform, each with its beginning and its end."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.fakes.discord import DiscordServer
from tests.fakes.telegram import TelegramServer

Step = Callable[[], Awaitable[None]]
UNREADABLE: tuple[object, ...] = (None, [1, 2], {"id": "x", "author": 7}, {"t": {"deep": [[]]}}, "words")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that befalls a platform until it is over, and in what ``state`` the program then finds it, if
    that is sure: its connection may stand while nothing else makes sense."""

    name: str
    begins: Step
    ends: Step
    state: str = ""


def of_telegram(server: TelegramServer) -> list[Trouble]:
    """Gone; answers that are none, and updates that cannot be read; a token taken back."""

    async def garbage() -> None:
        for person in list(server.chats.values()):
            server.malformed_update(person)  # type: ignore[arg-type] # there are only people
        server.faults.inject("garbage", times=None)

    async def sense() -> None:
        server.faults.clear()

    async def revoked() -> None:
        server.revoke_token()

    async def given_back() -> None:
        server.revoked = False

    return [
        Trouble("gone", server.goes_away, server.comes_back, "down"),
        Trouble("garbage", garbage, sense),
        Trouble("a revoked token", revoked, given_back, "refused"),
    ]


def of_discord(server: DiscordServer) -> list[Trouble]:
    """Gone; answers and events that are none; a token reset in the portal."""
    token = server.token

    async def garbage() -> None:
        for event in ("MESSAGE_CREATE", "MESSAGE_UPDATE", "INTERACTION_CREATE", "CHANNEL_CREATE", "NONSENSE"):
            for data in UNREADABLE:
                server.gateway.garbage(event, data)
        server.faults.garble()
        server.gateway.forget()
        server.gateway.close(4000)

    async def sense() -> None:
        server.faults.clear()

    async def revoked() -> None:
        server.revoke_token()

    async def given_back() -> None:
        server.token = token

    return [
        Trouble("gone", server.down, server.up, "down"),
        Trouble("garbage", garbage, sense),
        Trouble("a revoked token", revoked, given_back, "refused"),
    ]
