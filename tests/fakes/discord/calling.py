"""Finding a command as a person's client does, and putting its options together."""

from typing import Any

from tests.fakes.discord.check_commands import CHAT_INPUT, GROUP, INTEGER, NUMBER, STRING, SUBCOMMAND
from tests.fakes.discord.errors import Json
from tests.fakes.discord.interactions import IN_GUILD, context_of, owners_of
from tests.fakes.discord.world import Channel, User, World

BOOLEAN = 5
USER_COMMAND, MESSAGE_COMMAND = 2, 3
PYTHON: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    NUMBER: (int, float),
}


class Hidden(LookupError):
    """The person's client does not offer this command here."""


def offered(world: World, person: User, channel: Channel, kind: int = CHAT_INPUT) -> dict[str, Json]:
    """The commands of a kind that a person is offered in a channel, by name; a guild's own go first."""
    guild = channel.guild
    everywhere = [one for one in world.global_commands.values() if one["type"] == kind]
    usable = [one for one in everywhere if owners(one, person, channel) and fits(one, person, channel)]
    found: dict[str, Json] = {one["name"]: one for one in usable}
    if guild is not None and guild.bot_in:
        own = world.guild_commands.get(guild.id, {}).values()
        found |= {one["name"]: one for one in own if one["type"] == kind and fits(one, person, channel)}
    return found


def owners(command: Json, person: User, channel: Channel) -> Json:
    """The installations that bring a command here."""
    if "guild_id" in command:
        return owners_of(person, channel, user_install=False)
    kinds = command.get("integration_types") or [0, 1]
    return owners_of(person, channel, guild_install=0 in kinds, user_install=1 in kinds)


def fits(command: Json, person: User, channel: Channel) -> bool:
    """Whether context, age restriction and permissions let a command show."""
    context, guild = context_of(channel), channel.guild
    contexts = command.get("contexts")
    if contexts is not None and context not in contexts:
        return False
    if command.get("nsfw") and not (person.sees_age_restricted and (channel.nsfw or context != IN_GUILD)):
        return False
    needed = command.get("default_member_permissions")
    if guild is None or needed is None:
        return True
    return person is guild.owner or person.id in guild.admins


def command_data(
    command: Json, path: list[str], values: dict[str, Any], *, focused: str | None = None
) -> Json:
    """The data of an interaction that calls a command (``path``: subcommands after its name)."""
    data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    data["options"] = options_data(command, path, values, focused)
    return data


def options_data(level: Json, path: list[str], values: dict[str, Any], focused: str | None) -> list[Json]:
    """Options below a command, a group or a subcommand."""
    options = level.get("options") or []
    nested = {one["name"]: one for one in options if one["type"] in (SUBCOMMAND, GROUP)}
    if nested:
        if not path or path[0] not in nested:
            raise Hidden(f"/{level['name']} needs one of {sorted(nested)}")
        inner = nested[path[0]]
        body: Json = {"name": inner["name"], "type": inner["type"]}
        return [body | {"options": options_data(inner, path[1:], values, focused)}]
    known = {one["name"]: one for one in options}
    unknown = set(values) - set(known)
    if unknown or path:
        raise Hidden(f"/{level['name']} has no option {sorted(unknown) or path}, only {sorted(known)}")
    missing = [name for name, one in known.items() if one.get("required") and name not in values]
    if missing and focused is None:
        raise ValueError(f"/{level['name']} needs {missing}")
    return [option_data(known[name], value, focused=name == focused) for name, value in values.items()]


def option_data(option: Json, value: Any, *, focused: bool) -> Json:
    """One option with a value that the client would let through."""
    body: Json = {"name": option["name"], "type": option["type"], "value": value}
    if focused:
        return body | {"focused": True}
    kind = PYTHON.get(option["type"])
    if kind is not None and not isinstance(value, kind):
        raise ValueError(f"{option['name']!r} takes {kind}: {value!r}")
    choices = option.get("choices")
    if choices:
        body["value"] = chosen(option["name"], choices, value)
    size = len(value) if isinstance(value, str) else value
    low = option.get("min_length" if isinstance(value, str) else "min_value")
    high = option.get("max_length" if isinstance(value, str) else "max_value")
    if (low is not None and size < low) or (high is not None and size > high):
        raise ValueError(f"{option['name']!r} takes {low} to {high}: {value!r}")
    return body


def chosen(name: str, choices: list[Json], value: Any) -> Any:
    """The value of a choice, which may be named by its label."""
    for one in choices:
        if value in (one["value"], one["name"]):
            return one["value"]
    raise ValueError(f"{name!r} has no choice {value!r}, only {[one['name'] for one in choices]}")
