"""What a Telegram message carries: files the court takes, or the name of a kind it has no use for."""

from telegram import Message

from handlers.chat.incoming import Attachment

# In this order: an animation also comes as a document, a venue also as a location.
KINDS = (
    "sticker", "animation", "video_note", "video", "story", "paid_media", "venue", "location", "contact",
    "poll", "dice", "game", "checklist", "giveaway",
)  # fmt: skip
PHOTO_MIME = "image/jpeg"
VOICE_MIME = "audio/ogg"


def files_of(message: Message) -> tuple[Attachment, ...]:
    """The message's file if it is a voice note, an audio file, a photo in its largest size or a document."""
    if message.animation is not None:
        return ()
    if message.voice is not None:
        voice = message.voice
        return (
            Attachment(
                voice.file_id, "voice.ogg", voice.mime_type or VOICE_MIME, voice.file_size, voice=True
            ),
        )
    if message.audio is not None:
        audio = message.audio
        return (Attachment(audio.file_id, audio.file_name or "audio", audio.mime_type, audio.file_size),)
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return (Attachment(largest.file_id, "photo.jpg", PHOTO_MIME, largest.file_size),)
    if message.document is not None:
        file = message.document
        return (Attachment(file.file_id, file.file_name or "file", file.mime_type, file.file_size),)
    return ()


def kind_of(message: Message) -> str:
    """The key of a word for something unsupported; empty for a service message that nobody wrote."""
    for kind in KINDS:
        if getattr(message, kind, None):
            return kind
    # What this version of the library does not know yet is probably something a person sent.
    return "other" if message.api_kwargs or message.effective_attachment else ""
