"""Files and people among a command's options: ids in the option, the things themselves in ``resolved``."""

from typing import TYPE_CHECKING, Any

from tests.fakes.discord.bodies import Upload
from tests.fakes.discord.errors import Json
from tests.fakes.discord.payloads import member_json, user_json
from tests.fakes.discord.world import Channel, User

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

USER_OPTION, FILE_OPTION = 6, 11


def resolved_user(place: Channel, user: User) -> Json:
    """A person as an interaction describes her."""
    resolved: Json = {"users": {str(user.id): user_json(user)}}
    if place.guild is not None and user.id in place.guild.members:
        member = member_json(place.guild, user, with_user=False, permissions=True)
        resolved["members"] = {str(user.id): member}
    return resolved


def resolve(server: "DiscordServer", place: Channel, data: Json) -> None:
    """Replaces files and people in the options by their ids."""
    found: Json = {}
    for option in leaves(data.get("options") or []):
        if option["type"] == FILE_OPTION:
            name, content = option["value"]
            file = server.posting.store(Upload(name, content), {})
            option["value"] = str(file.id)
            found.setdefault("attachments", {})[str(file.id)] = server.json.attachment(place, file)
        elif option["type"] == USER_OPTION:
            user: Any = option["value"].user
            option["value"] = str(user.id)
            for kind, things in resolved_user(place, user).items():
                found.setdefault(kind, {}).update(things)
    if found:
        data["resolved"] = found


def leaves(options: list[Json]) -> list[Json]:
    """The options that have a value, out of all subcommands."""
    return [leaf for one in options for leaf in (leaves(one["options"]) if "options" in one else [one])]
