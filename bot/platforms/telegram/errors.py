"""What Telegram's errors mean: read from their types, and where it says no more than that, their words."""

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    TelegramError,
)

from bot.platforms.port import Blocked, PlatformError, Refused, TryLater, Unavailable, Unreachable
from bot.platforms.telegram.request import Flooded

_BLOCKED = ("blocked by the user", "user is deactivated")
_NO_CHAT = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_id is empty",
    "group chat was deleted",
)
_UNCHANGED = ("message is not modified",)
_NOTHING_TO_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "in the message to edit",
)
_ALREADY_GONE = ("message to delete not found", "message_id_invalid")
_MARKUP = ("can't parse entities", "can't find end of", "unsupported start tag", "entity_")
_KEYBOARD = ("inline keyboard", "reply markup", "reply keyboard", "button_")
_FILE_ID = ("wrong file identifier", "wrong remote file", "file_reference", "file_id_invalid",
            "wrong file_id",
    "can't use file of type", "can't unserialize", "failed to get http url content")  # fmt: skip
_VOICE = ("voice_messages_forbidden",)
_PICTURE = ("photo_invalid", "image_process_failed", "photo_save_file_invalid", "photo_ext_invalid")
_TOO_LARGE = ("file is too big",)
_FILE_GONE = ("file_id_expired", "temporarily unavailable", "wrong file", "file_id", "invalid file")


def meaning_of(error: TelegramError) -> PlatformError:
    """What delivery has to do about an error. Whatever may pass by itself is waited for."""
    match error:
        case Flooded(seconds=seconds):
            return TryLater(seconds)
        case ChatMigrated():
            return Unreachable("The chat became another one.")
        case Forbidden():
            return (
                Blocked() if _says(error, _BLOCKED) else Unreachable("Telegram does not let the bot write.")
            )
        case BadRequest():
            return Unreachable("There is no such chat.") if _says(error, _NO_CHAT) else Refused(_short(error))
        case _:
            # The network, Telegram in trouble, an unknown token: none of that is the message's fault.
            return Unavailable(type(error).__name__)


def is_unchanged(error: BadRequest) -> bool:
    """An edit that changed nothing."""
    return _says(error, _UNCHANGED)


def is_uneditable(error: BadRequest) -> bool:
    """The message to be edited is gone, or too old."""
    return _says(error, _NOTHING_TO_EDIT)


def is_already_gone(error: BadRequest) -> bool:
    """A message that was to be deleted is not there."""
    return _says(error, _ALREADY_GONE)


def is_markup(error: BadRequest) -> bool:
    """Telegram could not read our markup."""
    return _says(error, _MARKUP)


def is_keyboard(error: BadRequest) -> bool:
    """Telegram could not read our buttons."""
    return _says(error, _KEYBOARD)


def is_stale_file(error: BadRequest) -> bool:
    """Telegram does not know its own copy of a file any more."""
    return _says(error, _FILE_ID)


def is_wrong_kind(error: BadRequest) -> bool:
    """Telegram would take the file as a document, but not as a picture or a voice note."""
    return _says(error, (*_VOICE, *_PICTURE))


def is_too_large(error: BadRequest) -> bool:
    """A file that a bot may not fetch."""
    return _says(error, _TOO_LARGE)


def is_gone(error: BadRequest) -> bool:
    """A file that is no longer there to be fetched."""
    return _says(error, _FILE_GONE)


def _says(error: TelegramError, words: tuple[str, ...]) -> bool:
    said = error.message.lower()
    return any(each in said for each in words)


def _short(error: TelegramError) -> str:
    return error.message[:80]
