"""What stands in the chats, for as long as the court runs: so that an answer can be noted below its question.

A nicety only: what is not remembered just loses its buttons."""

from collections import OrderedDict

REMEMBERED = 2000


class Memory:
    """The marked-up words of the newest messages, by chat and message."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._words: OrderedDict[tuple[str, int], str] = OrderedDict()

    def keep(self, chat: str, message_id: int, html: str) -> None:
        """This is what the message says now."""
        self._words[chat, message_id] = html
        self._words.move_to_end((chat, message_id))
        while len(self._words) > self._most:
            self._words.popitem(last=False)

    def words(self, chat: str, message_id: int) -> str | None:
        """What a message says, or None if that is not remembered."""
        return self._words.get((chat, message_id))

    def forget(self, chat: str) -> None:
        """Nothing of a chat is remembered any more."""
        for key in [key for key in self._words if key[0] == chat]:
            del self._words[key]
