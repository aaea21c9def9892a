"""The people's side: what somebody with Discord's app can do and see."""

import mimetypes
from typing import Any

from tests.fakes.discord import sessions as intents
from tests.fakes.discord.bodies import Upload
from tests.fakes.discord.calling import MESSAGE_COMMAND, USER_COMMAND, Hidden, command_data, offered, owners
from tests.fakes.discord.check_components import BUTTON
from tests.fakes.discord.check_messages import VOICE
from tests.fakes.discord.errors import Json
from tests.fakes.discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Interaction
from tests.fakes.discord.payloads import member_json, user_json
from tests.fakes.discord.resolving import resolve, resolved_user
from tests.fakes.discord.sight import Onlooker
from tests.fakes.discord.voice import described_voice
from tests.fakes.discord.world import Attachment, Channel, Guild, Message, face

File = tuple[str, bytes]
"""name and content"""


class Person(Onlooker):
    """Somebody at a phone."""

    # Talking.

    def where(self, guild: Guild | None, channel: Channel | None) -> Channel:
        """The channel that is meant."""
        return channel or (guild.channel() if guild else self.dm)

    async def says(self, text: str, *, guild: Guild | None = None, channel: Channel | None = None,
                   reply_to: Message | None = None) -> Message:  # fmt: skip
        """Writes a message."""
        if not 1 <= len(text) <= 2000:
            raise ValueError("the client sends 1 to 2000 characters")
        return self._send(self.where(guild, channel), text, [], reply_to=reply_to)

    async def sends_file(self, content: bytes, *, name: str = "file.bin",
                         content_type: str | None = None, text: str = "", voice: bool = False,
                         guild: Guild | None = None) -> Message:  # fmt: skip
        """Sends one file, or a voice message."""
        file = self.server.posting.store(Upload("voice-message.ogg" if voice else name, content), {})
        file.content_type = content_type or ("audio/ogg" if voice else mimetypes.guess_type(name)[0])
        if voice:
            file.duration, file.waveform = described_voice(content)
        return self._send(self.where(guild, None), text, [file], flags=VOICE if voice else 0)

    async def sends_files(self, *files: File, text: str = "", guild: Guild | None = None) -> Message:
        """Sends several files in one message."""
        if not 1 <= len(files) <= 10:
            raise ValueError("the client sends 1 to 10 files")
        stored = [self.server.posting.store(Upload(name, content), {}) for name, content in files]
        return self._send(self.where(guild, None), text, stored)

    def _send(self, channel: Channel, text: str, files: list[Attachment], *,
              flags: int = 0, reply_to: Message | None = None) -> Message:  # fmt: skip
        world = self.server.world
        number, reply = self.server.clock.snowflake(), reply_to.id if reply_to else None
        message = Message(number, channel, self.user, text, attachments=files, flags=flags, reply_to=reply)
        world.keep(message)
        self.server.posting.tell("MESSAGE_CREATE", message)
        return message

    async def edits(self, message: Message, text: str) -> None:
        """Changes an own message."""
        if message.author is not self.user:
            raise ValueError("only own messages can be edited")
        if len(text) > 2000:
            raise ValueError("the client sends at most 2000 characters")
        message.versions.append(message.content)
        message.content, message.edited_at = text, self.server.clock.now()
        self.server.posting.tell("MESSAGE_UPDATE", message)

    async def deletes(self, message: Message) -> None:
        """Deletes an own message."""
        if message.author is not self.user:
            raise ValueError("only own messages can be deleted")
        self.server.posting.delete(message)

    async def reacts(self, message: Message, emoji: str) -> None:
        """Puts a reaction under a message."""
        message.reactions.append((self.user, emoji))
        guild = message.channel.guild
        body: Json = {
            "user_id": str(self.id),
            "channel_id": str(message.channel.id),
            "message_id": str(message.id),
        }
        body |= {"emoji": {"id": None, "name": emoji}, "burst": False, "type": 0}
        if guild is not None:
            body |= {"guild_id": str(guild.id), "member": member_json(guild, self.user)}
        intent = intents.GUILD_REACTIONS if guild else intents.DIRECT_REACTIONS
        number = guild.id if guild else None
        self.server.gateway.dispatch("MESSAGE_REACTION_ADD", body, guild_id=number, intent=intent)

    # Settings.

    def joins(self, guild: Guild) -> None:
        """Becomes a member of a guild."""
        guild.members[self.id] = self.user
        body = member_json(guild, self.user) | {"guild_id": str(guild.id)}
        self.server.gateway.dispatch(
            "GUILD_MEMBER_ADD", body, guild_id=guild.id, intent=intents.GUILD_MEMBERS
        )

    def leaves(self, guild: Guild) -> None:
        """Is no member any more."""
        del guild.members[self.id]
        body: Json = {"guild_id": str(guild.id), "user": user_json(self.user)}
        self.server.gateway.dispatch(
            "GUILD_MEMBER_REMOVE", body, guild_id=guild.id, intent=intents.GUILD_MEMBERS
        )

    def closes_dms(self) -> None:
        """Takes no direct messages any more: the bot gets 50007."""
        self.user.dms_open = False

    def opens_dms(self) -> None:
        """Takes them again."""
        self.user.dms_open = True

    def uninstalls(self) -> None:
        """Removes the app from the own account."""
        self.user.installed = False

    def installs(self) -> None:
        """Adds it again."""
        self.user.installed = True

    def hides_age_restricted(self) -> None:
        """Commands marked nsfw no longer show."""
        self.user.sees_age_restricted = False

    # Interactions.

    def commands(self, guild: Guild | None = None, channel: Channel | None = None) -> dict[str, Json]:
        """The slash commands on offer in a place."""
        return offered(self.server.world, self.user, self.where(guild, channel))

    async def command(self, name: str, options: dict[str, Any] | None = None, *, wait: bool = True,
                      guild: Guild | None = None, channel: Channel | None = None,
                      **more: Any) -> Interaction:  # fmt: skip
        """Uses a slash command (``"group sub"`` for subcommands), and waits for the acknowledgement.

        Options come by name, those called like a parameter in the dictionary; a file is ``(name, bytes)``,
        a user is a Person."""
        place = self.where(guild, channel)
        command, path = self._offered(name, place)
        data = command_data(command, path, (options or {}) | more)
        resolve(self.server, place, data)
        return await self._called(command, place, data, wait=wait)

    async def uses(self, name: str, on: "Message | Person", *, guild: Guild | None = None,
                   wait: bool = True) -> Interaction:  # fmt: skip
        """Uses a command from the menu of a message or of a person."""
        place = on.channel if isinstance(on, Message) else self.where(guild, None)
        kind = MESSAGE_COMMAND if isinstance(on, Message) else USER_COMMAND
        commands = offered(self.server.world, self.user, place, kind)
        if name not in commands:
            raise Hidden(f"{name!r} is not in that menu, only {sorted(commands)}")
        data: Json = {"id": commands[name]["id"], "name": name, "type": kind, "target_id": str(on.id)}
        if isinstance(on, Message):
            data["resolved"] = {"messages": {str(on.id): self.server.json.message(on)}}
        else:
            data["resolved"] = resolved_user(place, on.user)
        return await self._called(commands[name], place, data, wait=wait)

    async def _called(self, command: Json, place: Channel, data: Json, *, wait: bool) -> Interaction:
        whose = owners(command, self.user, place)
        one = self.server.interactions.start(COMMAND, self.user, place, data, owners=whose)
        return await self._result(one, wait=wait)

    def _offered(self, name: str, place: Channel) -> tuple[Json, list[str]]:
        first, *path = name.removeprefix("/").split()
        commands = offered(self.server.world, self.user, place)
        if first not in commands:
            raise Hidden(f"/{first} is not on offer here, only {sorted(commands)}")
        return commands[first], path

    async def completes(self, name: str, option: str, typed: str, *, guild: Guild | None = None,
                        channel: Channel | None = None, **options: Any) -> list[str]:  # fmt: skip
        """Types into an option with autocomplete; the names that are offered."""
        place = self.where(guild, channel)
        command, path = self._offered(name, place)
        data = command_data(command, path, options | {option: typed}, focused=option)
        whose = owners(command, self.user, place)
        one = self.server.interactions.start(AUTOCOMPLETE, self.user, place, data, owners=whose)
        await self._result(one, wait=True)
        return [str(each["name"]) for each in one.choices]

    async def presses(self, label: str, *, message: Message | None = None, guild: Guild | None = None,
                      wait: bool = True, forged_id: str | None = None) -> Interaction:  # fmt: skip
        """Presses the newest button with this label (or custom id) and waits for the acknowledgement.

        ``forged_id`` sends another custom id than the button has."""
        found, button = self._button(label, message, guild)
        data: Json = {
            "component_type": BUTTON,
            "custom_id": forged_id or button["custom_id"],
            "id": button["id"],
        }
        one = self.server.interactions.start(COMPONENT, self.user, found.channel, data, message=found)
        return await self._result(one, wait=wait)

    def _button(self, label: str, message: Message | None, guild: Guild | None) -> tuple[Message, Json]:
        for one in self._candidates(message, guild):
            for button in one.all_buttons():
                if label in (face(button), button.get("custom_id")) and not button.get("disabled"):
                    if "custom_id" not in button:
                        raise LookupError(f"{label!r} is a link to {button.get('url')}")
                    return one, button
        seen = [one.buttons for one in self._candidates(message, guild) if one.buttons]
        raise LookupError(f"no button {label!r} to press, only {seen[:5]}")

    def _candidates(self, message: Message | None, guild: Guild | None) -> list[Message]:
        if message is not None:
            return [] if message.deleted else [message]
        seen = self.server.world.seen_by(self.user)[::-1]
        return [one for one in seen if guild is None or one.channel.guild is guild]

    async def picks(self, *values: str, message: Message | None = None, guild: Guild | None = None,
                    select: str | None = None, wait: bool = True) -> Interaction:  # fmt: skip
        """Picks options, by value or label, in the newest select that has them."""
        for one in self._candidates(message, guild):
            for menu in one.selects():
                known = {
                    each[key]: each["value"]
                    for each in menu.get("options") or []
                    for key in ("label", "value")
                }
                named = select in (None, menu["custom_id"], menu.get("placeholder"))
                if named and set(values) <= set(known):
                    return await self._picked(one, menu, [known[value] for value in values], wait=wait)
        raise LookupError(f"no select offers {values}")

    async def _picked(self, message: Message, menu: Json, values: list[str], *, wait: bool) -> Interaction:
        least, most = menu.get("min_values", 1), menu.get("max_values", 1)
        if not least <= len(values) <= most:
            raise ValueError(f"the select takes {least} to {most} values")
        data: Json = {"component_type": menu["type"], "custom_id": menu["custom_id"], "id": menu["id"]}
        data["values"] = values
        one = self.server.interactions.start(COMPONENT, self.user, message.channel, data, message=message)
        return await self._result(one, wait=wait)

    async def fills(
        self, answers: dict[str, Any] | None = None, *, wait: bool = True, **more: Any
    ) -> Interaction:
        """Fills in the open modal by label or custom id and submits it; files as ``(name, bytes)``."""
        seen = self.modal
        if seen is None:
            raise LookupError("no modal is open")
        given = (answers or {}) | more
        files = {
            name: [self.server.posting.store(each, {}) for each in uploads]
            for name, uploads in seen.uploads(given).items()
        }
        data = seen.submission(given, files)
        channel, cause = seen.opened_by.channel, seen.opened_by
        stored = [each for several in files.values() for each in several]
        if stored:
            described = {str(one.id): self.server.json.attachment(channel, one) for one in stored}
            data["resolved"] = {"attachments": described}
        del self.server.shown_modals[self.user.id]
        one = self.server.interactions.start(
            MODAL, self.user, channel, data, owners=cause.owners, message=cause.message, cause=cause
        )
        return await self._result(one, wait=wait)

    def dismisses(self) -> None:
        """Closes the open modal; the bot never hears so."""
        self.server.shown_modals.pop(self.user.id, None)

    async def _result(self, one: Interaction, *, wait: bool) -> Interaction:
        self.results.append(one)
        return await one.answered() if wait else one

    def json(self) -> Json:
        """The account as JSON."""
        return user_json(self.user)
