"""Discord's REST interface as the court uses it: few calls, no sleeping, errors in the court's words."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bot.platforms.discord.errors import NoAnswer, meaning_of
from bot.platforms.discord.speed import Speed
from bot.platforms.port import Unavailable

Json = Mapping[str, Any]
"""An object of Discord's interface, as it travels."""

WITH_COMPONENTS = {"with_components": "true"}
FIRST_ANSWER_SECONDS = 2.5
"""After three seconds nobody waits for it any more."""
NOT_YET = "The bot is not logged in yet."


@dataclass(frozen=True, slots=True)
class File:
    """A file to upload, with its alt text."""

    name: str
    data: bytes
    alt: str = ""


class Rest:
    """Calls by their names in Discord's documentation; raises the port's errors and ``Gone``.

    All together stay below Discord's limit for a bot; first answers to interactions do not count for it."""

    def __init__(self, client: discord.Client, *, seconds: float, per_second: float) -> None:
        self._client = client
        self._seconds = seconds
        self.speed = Speed(per_second)

    @property
    def application(self) -> int:
        """The application's id. Raises ``Unavailable`` before the log-in."""
        found = self._client.application_id
        if found is None:
            raise Unavailable(NOT_YET)
        return found

    # -- messages ----------------------------------------------------------------------------------

    async def open_dm(self, user: str) -> str:
        """The id of the direct-message channel with somebody."""
        answer = await self.call(Route("POST", "/users/@me/channels"), {"recipient_id": user})
        return str(answer["id"])

    async def send(self, channel: str, message: Json, files: Sequence[File] = ()) -> str:
        """Send a message; returns its id."""
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        return str((await self.call(route, message, files))["id"])

    async def edit(self, channel: str, message_id: str, message: Json, files: Sequence[File] = ()) -> None:
        """Change one of our messages."""
        await self.call(_of_message("PATCH", channel, message_id), message, files)

    async def delete(self, channel: str, message_id: str) -> None:
        """Delete one of our messages."""
        await self.call(_of_message("DELETE", channel, message_id))

    async def message(self, channel: str, message_id: str) -> Json:
        """One message."""
        found: Json = await self.call(_of_message("GET", channel, message_id))
        return found

    async def history(self, channel: str, *, before: str | None = None, limit: int = 100) -> list[Json]:
        """Messages of a channel, the newest first."""
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel)
        params = {"limit": str(limit), **({"before": before} if before else {})}
        found: list[Json] = await self.call(route, params=params)
        return found

    async def type_in(self, channel: str) -> None:
        """Show that an answer is being made, for ten seconds."""
        await self.call(Route("POST", "/channels/{channel_id}/typing", channel_id=channel))

    # -- interactions ------------------------------------------------------------------------------

    async def respond(self, interaction: str, token: str, answer: Json, files: Sequence[File] = ()) -> str:
        """The first answer to an interaction; returns the id of the message it made, if it made one."""
        route = Route(
            "POST",
            "/interactions/{webhook_id}/{webhook_token}/callback",
            webhook_id=interaction,
            webhook_token=token,
        )
        params = {"with_response": "true"}
        made = await self.call(route, answer, files, params=params, seconds=FIRST_ANSWER_SECONDS)
        resource = (made or {}).get("resource") or {} if isinstance(made, Mapping) else {}
        return str((resource.get("message") or {}).get("id", ""))

    async def follow_up(self, token: str, message: Json, files: Sequence[File] = ()) -> str:
        """A further message to an interaction; returns its id."""
        return str(
            (
                await self.call(
                    self._hook("POST", token), message, files, params={"wait": "true", **WITH_COMPONENTS}
                )
            )["id"]
        )

    async def original(self, token: str) -> Json:
        """The message that an interaction's first answer made or holds a place for."""
        found: Json = await self.call(self._hook("GET", token, "@original"))
        return found

    async def edit_answer(
        self, token: str, message_id: str, message: Json, files: Sequence[File] = ()
    ) -> str:
        """Change an answer to an interaction (``@original`` for the first); returns its id."""
        return str(
            (await self.call(self._hook("PATCH", token, message_id), message, files, params=WITH_COMPONENTS))[
                "id"
            ]
        )

    async def delete_answer(self, token: str, message_id: str) -> None:
        """Delete an answer to an interaction."""
        await self.call(self._hook("DELETE", token, message_id))

    def _hook(self, method: str, token: str, message_id: str = "") -> Route:
        path = "/webhooks/{webhook_id}/{webhook_token}"
        if message_id:
            path += f"/messages/{message_id}"
        return Route(method, path, webhook_id=self.application, webhook_token=token)

    # -- commands ----------------------------------------------------------------------------------

    async def commands(self, guild: int | None) -> list[Json]:
        """The commands registered everywhere, or in a server."""
        found: list[Json] = await self.call(
            self._commands("GET", guild), params={"with_localizations": "true"}
        )
        return found

    async def replace_commands(self, guild: int | None, commands: Sequence[Json]) -> None:
        """Register these commands and no others."""
        await self.call(self._commands("PUT", guild), list(commands))

    def _commands(self, method: str, guild: int | None) -> Route:
        path = "/applications/{application_id}"
        if guild is not None:
            return Route(
                method,
                f"{path}/guilds/{{guild_id}}/commands",
                application_id=self.application,
                guild_id=guild,
            )
        return Route(method, f"{path}/commands", application_id=self.application)

    # -- the wire ----------------------------------------------------------------------------------

    async def download(self, url: str) -> bytes:
        """The bytes of an attachment. Raises ``FileNotFoundError`` if its address has expired."""
        try:
            return await self._client.http.get_from_cdn(url)
        except (discord.NotFound, discord.Forbidden) as error:
            raise FileNotFoundError("The attachment is no longer at its address.") from error
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise meaning_of(error) from error

    async def call(
        self,
        route: Route,
        body: Json | Sequence[Json] | None = None,
        files: Sequence[File] = (),
        *,
        params: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> Any:
        """One request, in as many ``seconds`` as it may take."""
        content: dict[str, Any] = {}
        if files:
            content["form"] = _form_of(body, files)
        elif body is not None:
            content["json"] = body
        if params:
            content["params"] = dict(params)
        if self._client.application_id is None:
            raise Unavailable(NOT_YET)
        if not route.path.endswith("/callback"):
            await self.speed.turn()
        try:
            answer = await asyncio.wait_for(
                self._client.http.request(route, **content), seconds or self._seconds
            )
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, RuntimeError) as error:
            # A closed session is a RuntimeError: the platform is on its way down or up.
            raise meaning_of(error) from error
        if isinstance(answer, str) and answer:
            # No JSON: something else answered in Discord's place.
            raise NoAnswer("What answered was not Discord.")
        return answer


def _of_message(method: str, channel: str, message_id: str) -> Route:
    return Route(
        method,
        "/channels/{channel_id}/messages/{message_id}",
        channel_id=channel,
        message_id=message_id,
    )


def _form_of(body: Json | Sequence[Json] | None, files: Sequence[File]) -> list[dict[str, object]]:
    parts: list[dict[str, object]] = [{"name": "payload_json", "value": json.dumps(body)}]
    for number, file in enumerate(files):
        parts.append(
            {
                "name": f"files[{number}]",
                "value": file.data,
                "filename": file.name,
                "content_type": "application/octet-stream",
            }
        )
    return parts
