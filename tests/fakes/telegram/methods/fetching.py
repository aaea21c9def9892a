"""Looking at chats and files, and leaving."""

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.errors import Json, bad
from tests.fakes.telegram.files import DOWNLOAD_LIMIT
from tests.fakes.telegram.methods.registry import method
from tests.fakes.telegram.world import World


@method("getFile")
async def get_file(world: World, arguments: Arguments) -> Json:
    """Where a file can be downloaded."""
    file = world.files.find(arguments.text("file_id"))
    if file.size > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    told = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}
    return told | {"file_path": file.path}


@method("getChat")
async def get_chat(world: World, arguments: Arguments) -> Json:
    """All about a chat."""
    chat = world.chat(arguments, write=False)
    more: Json = {"accent_color_id": 0, "max_reaction_count": 11}
    return chat.to_json() | more | {"accepted_gift_types": dict.fromkeys(GIFTS, True)}


GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@method("getChatMember")
async def get_chat_member(world: World, arguments: Arguments) -> Json:
    """What somebody is in a group."""
    return world.chat(arguments, write=False).member(arguments.number("user_id"))


@method("leaveChat")
async def leave_chat(world: World, arguments: Arguments) -> bool:
    """Go out of a group."""
    world.chat(arguments).leave()
    return True
