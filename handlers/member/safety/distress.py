"""Distress in a confession: play freezes, no mask, local help is named, a person is told without a name."""

from collections.abc import Mapping

from handlers import conversation
from handlers.alerts import alert
from handlers.chat.incoming import Body, Command, words_of
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.member.confessions import saying
from handlers.member.confessions.keeping import MOST_LETTERS, WAITS, Said, keep
from handlers.member.proofs.content import readable
from handlers.member.proofs.submitting import discard
from handlers.member.safety.stop import stop_everything
from handlers.ports import StoredMedium
from handlers.rules.distress import Distress, distress_statement
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import proofs as blobs

KIND = "distress"


async def noticed(turn: Turn, body: Body) -> bool:
    """Deal with a confession that speaks of danger to life or body. True if dealt with.

    What a recording says nobody hears before a person does."""
    words = [text for text in words_of(body) if text] if await _confesses(turn, body) else []
    found = next((kind for text in words if (kind := distress_statement(text)) is not None), None)
    if found is None:
        return False
    said = await _said(turn, max(words, key=len))
    if turn.me.person.stopped_at is None:
        await stop_everything(turn, turn.me, alerted=False)
    await alert(turn, KIND, turn.me)
    await _answer(turn, found, said)
    return True


async def let_read(turn: Turn, args: Mapping[str, str]) -> None:
    """She wants a person to read it, and so to write to her, as a person."""
    if await keep(turn, Said.from_args(args), flagged=True) is None:
        await turn.say(_plain(turn.text("proof.waited_too_long")), klass=OutboxClass.SAFETY)
        return
    turn.me.person.contact_wanted_at = turn.now
    await alert(turn, "flagged", turn.me)
    await turn.say(_plain(turn.text("distress.will_be_read")), klass=OutboxClass.SAFETY)


async def keep_to_herself(turn: Turn, args: Mapping[str, str]) -> None:
    """Nobody reads it; it is not kept. A person may still be asked for."""
    voice = Said.from_args(args).voice
    if voice is not None:
        await discard(turn, (voice.blob,))
    contact = Choice(turn.text("safety.contact"), "safety.contact")
    message = Say(turn.text("distress.not_kept"), by=Speaker.SAFETY, choices=(contact,))
    await turn.say(message, klass=OutboxClass.SAFETY)


async def _confesses(turn: Turn, body: Body) -> bool:
    """Whether these words are, or are about to become, a confession."""
    if not turn.me.is_member:
        return False
    if isinstance(body, Command):
        return body.name.casefold() == saying.FLOW
    row = await conversation.current(turn)
    return row is not None and row.flow == saying.FLOW


async def _said(turn: Turn, words: str) -> Said:
    """What came in; a recording waits for her word on it, no longer than a day."""
    media = [each for each in turn.uploads if isinstance(each, StoredMedium)]
    voice = next((each for each in media if each.kind == "audio"), None)
    await discard(turn, tuple(each.blob for each in media if each is not voice))
    if voice is not None:
        await blobs.keep_blobs_until(turn.tx, [voice.blob], turn.wall + WAITS)
    return Said(readable(words)[:MOST_LETTERS], voice)


async def _answer(turn: Turn, found: Distress, said: Said) -> None:
    args = said.to_args()
    choices = (
        Choice(turn.text("distress.let_read"), "distress.read", args, Style.PRIMARY),
        Choice(turn.text("distress.keep_to_myself"), "distress.keep", args),
    )
    text = turn.text(f"distress.{found.value}", help=helpline(turn))
    await turn.say(Say(text, by=Speaker.SAFETY, choices=choices), klass=OutboxClass.SAFETY)


def helpline(turn: Turn) -> str:
    """Whom to call, as the owner configured it for her language, or at least somewhere."""
    lines, language = turn.house.policy.helplines, turn.me.person.language
    wanted = (language, language.split("-")[0], *turn.house.policy.languages, *lines)
    found = next((lines[each] for each in wanted if lines.get(each, "").strip()), "")
    return found or turn.text("distress.no_helpline")


def _plain(text: str) -> Say:
    return Say(text, by=Speaker.SAFETY)
