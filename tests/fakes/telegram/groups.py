"""Groups: the bot is added and thrown out, sees what privacy mode lets it see, and groups grow."""

from typing import TYPE_CHECKING

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.errors import KICKED, KICKED_SUPER, Json, bad, forbidden, migrated
from tests.fakes.telegram.person import Talker
from tests.fakes.telegram.records import Message

if TYPE_CHECKING:
    from tests.fakes.telegram.world import World


class Group(Chat):
    """A group or supergroup."""

    def __init__(
        self, world: "World", title: str, group_id: int, *, supergroup: bool = False, username: str = ""
    ) -> None:
        super().__init__(world, group_id)
        self.kind = "supergroup" if supergroup else "group"
        self.title, self.username = title, username
        self.status = "left"
        """the bot's: left, kicked, member or administrator"""
        self.people: dict[int, Talker] = {}
        self.moved_to: Group | None = None

    def to_json(self) -> Json:
        """The group as it stands in a message."""
        told: Json = {"id": self.id, "type": self.kind, "title": self.title}
        return told | ({"username": self.username} if self.username else {})

    def check(self, *, write: bool) -> None:
        """The bot must be in."""
        if self.moved_to and write:
            raise migrated(self.moved_to.id)
        is_super = self.kind == "supergroup"
        if self.status == "kicked" and (write or is_super):
            raise forbidden(KICKED_SUPER if is_super else KICKED)
        if self.status == "left" and (write or is_super):
            raise forbidden(f"bot is not a member of the {self.kind} chat")

    def shows(self, message: Message) -> bool:
        """Privacy mode: commands not meant for others, replies to the bot, its name; an admin sees all."""
        if self.status not in {"member", "administrator"}:
            return False
        name = f"@{self.world.bot['username']}".lower()
        first = message.words.split(maxsplit=1)[0].lower() if message.words.strip() else ""
        if first.startswith("/"):
            return self.bot_is_admin or "@" not in first or first.endswith(name)
        to_bot = message.reply_to is not None and message.reply_to.by_bot
        return self.bot_is_admin or message.kind == "service" or to_bot or name in message.words.lower()

    def member(self, user_id: int) -> Json:
        """What somebody is here."""
        if user_id == self.world.bot["id"]:
            return {"status": self.status, "user": self.world.bot}
        if user_id not in self.people:
            raise bad("member not found")
        return {"status": "member", "user": self.people[user_id].user}

    def leave(self) -> None:
        """The bot goes by itself; it is told so."""
        self._became("left", self.world.bot)

    def joined_by(self, *people: Talker) -> None:
        """People come in; the bot knows them from now on."""
        for person in people:
            self.people[person.id] = person
            person.known = True

    async def adds_bot(self, by: Talker, *, admin: bool = False) -> None:
        """Somebody brings the bot in."""
        self.joined_by(by)
        self._became("administrator" if admin else "member", by.user)
        self.bot_is_admin = admin
        self._service(by, {"new_chat_members": [self.world.bot]})

    async def kicks_bot(self, by: Talker) -> None:
        """Somebody throws it out."""
        self._became("kicked", by.user)
        self.bot_is_admin = False

    async def becomes_supergroup(self) -> "Group":
        """The group lives on under another id; both sides of the move are told."""
        moved = Group(self.world, self.title, -1_000_000_000_000 - abs(self.id), supergroup=True)
        self.world.chats[moved.id] = moved
        moved.status, moved.people, moved.bot_is_admin = self.status, self.people, self.bot_is_admin
        self.moved_to = moved
        by = next(iter(self.people.values()))
        self._service(by, {"migrate_to_chat_id": moved.id})
        moved._service(by, {"migrate_from_chat_id": self.id})
        return moved

    def _service(self, by: Talker, content: Json) -> None:
        message = self.add(by.user, content)
        self.world.updates.put("message", message.to_json(), self.id)

    def _became(self, status: str, by: Json) -> None:
        old, self.status = self.status, status
        told = {
            "chat": self.to_json(), "from": by, "date": int(self.world.now()),
            "old_chat_member": self._bot_as(old), "new_chat_member": self._bot_as(status),
        }  # fmt: skip
        self.world.updates.put("my_chat_member", told, self.id)

    def _bot_as(self, status: str) -> Json:
        told: Json = {"user": self.world.bot, "status": status}
        if status == "kicked":
            return told | {"until_date": 0}
        if status == "administrator":
            return told | {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(RIGHTS, True)
        return told


RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories",
)  # fmt: skip
