"""From Telegram's objects to what the court understands. Only private chats; groups are ``groups``'s."""

import re
from datetime import datetime

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update, User

from bot.platforms.telegram.kinds import files_of, kind_of
from handlers.chat.incoming import (
    Body,
    Command,
    Edited,
    Inbound,
    Origin,
    Paid,
    PaidBack,
    Press,
    Reachability,
    Text,
    Unsupported,
    Upload,
)
from handlers.content.texts import Texts
from handlers.prompts import TOKEN_BYTES
from storage.enums import Platform

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)
LANGUAGE = re.compile(r"[a-z]{2,3}")
GONE = frozenset({"kicked", "left"})
PRIVATE = "private"


class Translator:
    """Makes updates of private chats neutral. ``bot`` is the bot's id."""

    def __init__(self, bot: str, texts: Texts) -> None:
        self._bot = bot
        self._texts = texts

    def inbounds(self, update: Update, now: datetime) -> tuple[Inbound, ...]:
        """What the update says, in order; the first may be for the safety lane alone. Empty: nothing."""
        if update.message is not None:
            return self._message(update.update_id, update.message)
        if update.edited_message is not None:
            return self._edited(update.update_id, update.edited_message)
        if update.callback_query is not None:
            return self._pressed(update.update_id, update.callback_query, now)
        if update.my_chat_member is not None:
            return self._membership(update.update_id, update.my_chat_member)
        return ()

    def overheard(self, update: Update) -> tuple[Inbound, ...]:
        """What somebody says in a group, for the safety lane alone; answered in private."""
        message = update.message or update.edited_message
        if message is None or message.from_user is None or message.from_user.is_bot:
            return ()
        words = words_in(message)
        if not words:
            return ()
        # Only whoever writes to the bot in private has this address; the group's own id is nobody's.
        sender = self._origin(message.from_user, message.from_user.id)
        key = f"{update.update_id}:{message.message_id}:group"
        return (Inbound(sender, key, Edited(words), message.edit_date or message.date),)

    def payer(self, sender: User) -> Origin:
        """Whoever is about to pay, in her private chat."""
        return self._origin(sender, sender.id)

    def _payment(self, update_id: int, message: Message) -> tuple[Inbound, ...]:
        """Stars that came or went back: a fact about whoever the private chat is with, whoever tells it."""
        paid, back = message.successful_payment, message.refunded_payment
        body: Body | None = None
        if paid is not None:
            charge = paid.telegram_payment_charge_id
            body = Paid(paid.invoice_payload, charge, paid.total_amount, paid.currency)
        elif back is not None:
            body = PaidBack(back.telegram_payment_charge_id)
        if body is None:
            return ()
        sender, chat = message.from_user, message.chat
        spoken = sender.language_code if sender is not None and not sender.is_bot else None
        payer = User(chat.id, chat.first_name or "", is_bot=False, language_code=spoken)
        key = f"{update_id}:{message.message_id}"
        return (Inbound(self._origin(payer, chat.id), key, body, message.date),)

    def _message(self, update_id: int, message: Message) -> tuple[Inbound, ...]:
        if message.successful_payment is not None or message.refunded_payment is not None:
            return self._payment(update_id, message)
        sender = message.from_user
        if sender is None or sender.is_bot:
            return ()
        origin = self._origin(sender, message.chat.id)
        key = f"{update_id}:{message.message_id}"
        body = self._body(message, origin.language)
        if body is None:
            return ()
        quoted = Inbound(origin, key, body, message.date, reply_to=str(message.message_id))
        if isinstance(body, Unsupported) and (words := words_in(message)):
            # What the court has no use for may still hold the safeword.
            return (Inbound(origin, f"{key}:words", Edited(words), message.date), quoted)
        return (quoted,)

    def _edited(self, update_id: int, message: Message) -> tuple[Inbound, ...]:
        sender = message.from_user
        words = words_in(message)
        if sender is None or sender.is_bot or not words:
            return ()
        origin = self._origin(sender, message.chat.id)
        key = f"{update_id}:{message.message_id}:edit"
        at = message.edit_date or message.date
        return (Inbound(origin, key, Edited(words), at, reply_to=str(message.message_id)),)

    def _pressed(self, update_id: int, query: CallbackQuery, now: datetime) -> tuple[Inbound, ...]:
        token = query.data or ""
        chat = query.message.chat if query.message else None
        if not token or len(token.encode()) > TOKEN_BYTES or (chat is not None and chat.type != PRIVATE):
            return ()
        origin = self._origin(query.from_user, chat.id if chat else query.from_user.id)
        # A press carries no time: it counts from now.
        return (Inbound(origin, f"{update_id}:press:{query.id}", Press(token), now),)

    def _membership(self, update_id: int, change: ChatMemberUpdated) -> tuple[Inbound, ...]:
        origin = self._origin(change.from_user, change.chat.id)
        reachable = change.new_chat_member.status not in GONE
        key = f"{update_id}:member:{int(change.date.timestamp())}"
        return (Inbound(origin, key, Reachability(reachable), change.date),)

    def _body(self, message: Message, language: str) -> Body | None:
        """What a message is; None for what is no message of a person, such as "pinned a message"."""
        if message.forward_origin is not None:
            return Unsupported(self._kind("forwarded", language))
        if message.text is not None:
            return said(message.text)
        files = files_of(message)
        if files:
            return Upload(files, message.caption or "", album=message.media_group_id or "")
        kind = kind_of(message)
        return Unsupported(self._kind(kind, language)) if kind else None

    def _kind(self, kind: str, language: str) -> str:
        return self._texts.get(f"telegram.kind.{kind}", language)

    def _origin(self, sender: User, chat: int) -> Origin:
        found = LANGUAGE.match((sender.language_code or "").lower())
        language = found.group() if found else "en"
        return Origin(
            platform=Platform.TELEGRAM,
            bot=self._bot,
            address=str(sender.id),
            chat=str(chat),
            language=language,
            device=f"Telegram, {language}",
        )


def said(text: str) -> Text | Command:
    """Typed words: a command with or without the bot's name, or plain text."""
    command = COMMAND.fullmatch(text.strip())
    if command is None:
        return Text(text)
    return Command(command.group(1).lower(), (command.group(2) or "").strip())


def words_in(message: Message) -> str:
    """Everything somebody typed into a message: where a safeword could stand."""
    words = [message.text, message.caption]
    if message.poll is not None:
        words += [message.poll.question, *(option.text for option in message.poll.options)]
        words += [message.poll.description, message.poll.explanation]
    if message.checklist is not None:
        words += [message.checklist.title, *(task.text for task in message.checklist.tasks)]
    if message.venue is not None:
        words += [message.venue.title]
    return "\n".join(each for each in words if each)
