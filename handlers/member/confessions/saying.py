"""/confess: say it in words or by voice, and send it with a yes."""

from collections.abc import Mapping

from handlers import badges, conversation
from handlers.chat.outgoing import Ask, Choice, Message, Speaker, Style
from handlers.feature import Access
from handlers.flows import Again, Answer, Draft, Flow, Jump, Next, Step, Taken, Talk, pick
from handlers.member.confessions.keeping import MOST_CAPTION, MOST_LETTERS, WAITS, Said, keep
from handlers.member.proofs.content import readable
from handlers.member.proofs.submitting import discard
from handlers.permission import refusal
from handlers.ports import StoredMedium
from handlers.turn import Turn
from storage.queries import confessions as queries
from storage.queries import proofs as blobs

FLOW = "confess"
SEND, ANEW = "send", "anew"


async def confess(turn: Turn, args: str) -> None:
    """Begin to confess, with the words after the command if there are some. While play is closed only what
    was confessed before can be looked at."""
    refused = refusal(turn, Access.PLAYER)
    if refused is not None:
        kept = await queries.count_kept(turn.tx, turn.me.member.id)
        await turn.say(refused, choices=(_list(turn.text("confession.mine", count=kept)),) if kept else ())
        return
    words = readable(args)
    if len(words) > MOST_LETTERS:
        await turn.say(turn.text("common.too_long", most=MOST_LETTERS))
    elif words:
        await conversation.start(turn, FLOW, Said(words).to_args(), step="sure")
    else:
        await conversation.start(turn, FLOW, {"opening": turn.line("confession_invited")})


async def _facts(turn: Turn, _draft: Draft) -> Mapping[str, str]:
    persona = turn.house.content.personas.get(turn.me.member.domme_assigned)
    return {
        "persona": persona.name if persona else turn.me.member.domme_assigned,
        "kept": str(await queries.count_kept(turn.tx, turn.me.member.id)),
    }


def _ask(talk: Talk) -> Message:
    kept = talk.facts["kept"]
    nav = (_list(talk.text("confession.mine", count=kept)),) if kept != "0" else ()
    text = "\n\n".join(filter(None, (talk.one("opening"), talk.text("confession.say"))))
    return Ask(text, by=Speaker.PERSONA, nav=nav, hint=talk.text("confession.hint"))


def _take(talk: Talk, answer: Answer) -> Taken:
    words = readable(answer.typed or "")
    most = MOST_CAPTION if answer.files else MOST_LETTERS
    if len(words) > most:
        return Again(talk.text("common.too_long", most=most))
    if not answer.files:
        return (
            Next({**talk.draft, **Said(words).to_args()}) if words else Again(talk.text("confession.again"))
        )
    voices = [each for each in answer.files if isinstance(each, StoredMedium) and each.kind == "audio"]
    if len(voices) != 1 or len(answer.files) != 1:
        return Again(talk.text("confession.again"))
    if voices[0].silent:
        return Again(talk.text("confession.silent"))
    return Next({**talk.draft, **Said(words, voices[0]).to_args()})


async def _for_a_while(turn: Turn, draft: Draft) -> str | None:
    """A recording waits for the yes, but not for ever."""
    voice = Said.from_args(draft).voice
    if voice is not None:
        await blobs.keep_blobs_until(turn.tx, [voice.blob], turn.wall + WAITS)
    return None


def _ask_sure(talk: Talk) -> Message:
    said = Said.from_args(talk.draft)
    if said.voice is not None:
        what = talk.text("confession.by_voice", seconds=round(said.voice.seconds or 0))
    else:
        what = talk.text("confession.in_words", letters=len(said.words))
    choices = (
        pick(SEND, talk.text("confession.send"), style=Style.PRIMARY),
        pick(ANEW, talk.text("confession.anew")),
    )
    return Ask(talk.text("confession.sure", persona=talk.facts["persona"], what=what), choices=choices)


def _take_sure(talk: Talk, answer: Answer) -> Taken:
    if answer.picked == SEND:
        return Next(talk.draft, talk.text("confession.send"))
    if answer.picked == ANEW:
        return Jump({}, "say")
    return Again(talk.text("confession.press"))


async def _finish(turn: Turn, draft: Draft) -> None:
    if refusal(turn, Access.PLAYER) is not None:
        await turn.say(turn.text("common.stale_button"))
    elif await keep(turn, Said.from_args(draft)) is None:
        await turn.say(turn.text("proof.waited_too_long"))
    else:
        await turn.persona_says("confession_received")
        await badges.award(turn, turn.me)


async def _cancelled(turn: Turn, draft: Draft) -> None:
    voice = Said.from_args(draft).voice
    if voice is not None:
        await discard(turn, (voice.blob,))
    await turn.say(turn.text("confession.not_sent"))


def _list(label: str) -> Choice:
    return Choice(label, "confession.list")


CONFESS = Flow(
    FLOW,
    (
        Step("say", _ask, _take, check=_for_a_while, files=True),
        Step("sure", _ask_sure, _take_sure, back=False),
    ),
    _finish,
    cancelled=_cancelled,
    facts=_facts,
)
