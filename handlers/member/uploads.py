"""Files sent into the chat: refused with a reason, handed in for the task they fit, or answered."""

from handlers import conversation
from handlers.conversation import takes_files_from
from handlers.feature import Access
from handlers.flows import Answer
from handlers.member.proofs.content import KINDS, MOST_CAPTION, MOST_MEDIA, Proof, readable
from handlers.member.proofs.fitting import all_open, open_now
from handlers.member.proofs.submitting import already_waiting, discard, submit
from handlers.member.proofs.which import ask_which
from handlers.permission import refusal
from handlers.ports import DOCUMENT, RefusedMedium, StoredMedium
from handlers.rules.fit import NothingOpen, NotStarted, One, Several, TooEarly, WrongKind, fits
from handlers.turn import Turn
from storage.tables import Conversation


async def received(turn: Turn, caption: str, conversation_row: Conversation | None) -> None:
    """What becomes of uploaded files. Whatever is not kept is destroyed."""
    if conversation_row is None or not conversation.takes_documents(turn, conversation_row):
        await _refuse_documents(turn)
    media = tuple(each for each in turn.uploads if isinstance(each, StoredMedium))
    work = conversation_row is not None and conversation.is_work(turn, conversation_row)
    if conversation_row is not None and not turn.me.is_member and not work:
        await _before_joining(turn, conversation_row, caption, media)
        return
    allowed = Access.PLAYER if conversation_row is None else takes_files_from(turn, conversation_row)
    why_not = refusal(turn, allowed) or await _refused(turn, media)
    if why_not is not None:
        await discard(turn, tuple(each.blob for each in media))
        await turn.say(why_not)
        return
    words = readable(caption)[:MOST_CAPTION]
    if conversation_row is not None and (work or conversation.takes_files(turn, conversation_row)):
        await _answer(turn, conversation_row, words, media)
        return
    await _fit(turn, Proof(KINDS[media[0].kind], media, caption=words))
    if conversation_row is not None:
        await conversation.resume(turn)


async def _refuse_documents(turn: Turn) -> None:
    """A text document is taken only where one is asked for."""
    unwanted = [each for each in turn.uploads if isinstance(each, StoredMedium) and each.kind == DOCUMENT]
    await discard(turn, tuple(each.blob for each in unwanted))
    turn.uploads = tuple(
        RefusedMedium(each.name, "wrong_kind")
        if isinstance(each, StoredMedium) and each.kind == DOCUMENT
        else each
        for each in turn.uploads
    )


async def _before_joining(
    turn: Turn, row: Conversation, caption: str, media: tuple[StoredMedium, ...]
) -> None:
    """Onboarding asks for no files: the question says so, and nothing of them stays."""
    await discard(turn, tuple(each.blob for each in media))
    await conversation.answer(turn, row, Answer(typed=caption or None, files=turn.uploads))


async def _refused(turn: Turn, media: tuple[StoredMedium, ...]) -> str | None:
    """Say what is wrong with single files; returns the sentence that refuses them all, if one does."""
    bad = [each for each in turn.uploads if isinstance(each, RefusedMedium)]
    sentences = [_sentence(turn, each, alone=len(turn.uploads) == 1) for each in bad]
    if not media:
        return "\n\n".join(sentences) or turn.text("media.nothing")
    if len({each.kind for each in media}) > 1:
        return turn.text("media.mixed")
    if len(media) > MOST_MEDIA:
        return turn.text("media.too_many", most=MOST_MEDIA)
    if sentences:
        await turn.say("\n\n".join(sentences))
    return None


def _sentence(turn: Turn, refused: RefusedMedium, *, alone: bool) -> str:
    key = f"media.refused.{refused.reason}"
    why = turn.text(key if turn.house.texts.has(key) else "media.refused.broken")
    name = readable(refused.name)[:60]
    return why if alone or not name else turn.text("media.one_refused", name=name, why=why)


async def _answer(turn: Turn, row: Conversation, words: str, media: tuple[StoredMedium, ...]) -> None:
    """Files that answer a question; if the question stays open, they were not what it asked for."""
    before = row.revision
    await conversation.answer(turn, row, Answer(typed=words or None, files=media))
    still = await conversation.current(turn)
    if still is not None and still.revision == before:
        await discard(turn, tuple(each.blob for each in media))


async def _fit(turn: Turn, proof: Proof) -> None:
    found = await open_now(turn)
    match fits(proof.kind, await all_open(turn, found), turn.now):
        case One(id=task_id) | TooEarly(id=task_id) | NotStarted(id=task_id):
            await submit(turn, task_id, proof)
            return
        case Several(ids=ids):
            await ask_which(turn, [task for task, _ in found if task.id in ids], proof)
            return
        case WrongKind(wanted=wanted):
            kinds = sorted(turn.text(f"task.proof.{kind.value.casefold()}") for kind in wanted)
            await turn.persona_says("proof_wrong_kind", kind=turn.text("proof.or").join(kinds))
        case NothingOpen():
            await _nothing_open(turn, proof)
    await discard(turn, proof.blobs)


async def _nothing_open(turn: Turn, proof: Proof) -> None:
    if await already_waiting(turn, proof):
        await turn.say(turn.text("proof.twice"))
    else:
        await turn.persona_says("proof_nothing_open")
