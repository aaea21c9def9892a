"""/suggest: what it would be, how it would be proven, and a yes to sending it."""

from collections.abc import Mapping

from handlers import conversation
from handlers.chat.outgoing import Ask, Choice, Message, Style
from handlers.flows import Again, Answer, Draft, Flow, Jump, Next, Step, Taken, Talk, pick
from handlers.member.proofs.content import readable
from handlers.suggesting import making
from handlers.turn import Turn
from storage.enums import ProofType
from storage.queries import suggestions as queries

FLOW = "suggest"
LEAST, MOST = 10, 1000
SEND, ANEW = "send", "anew"


async def suggest(turn: Turn, args: str) -> None:
    """Begin, with the words after the command if there are some."""
    if not await making.room(turn):
        await turn.say(_full(turn), choices=(listing(turn.text("suggest.mine")),))
        return
    words = readable(args)
    problem = _problem(words)
    if words and not problem:
        await conversation.start(turn, FLOW, {"words": words}, step="proof")
        return
    if words:
        await turn.say(turn.text(f"suggest.{problem}", least=LEAST, most=MOST))
    await conversation.start(turn, FLOW)


def listing(label: str) -> Choice:
    """The button to what was suggested before."""
    return Choice(label, "suggest.list")


def _full(turn: Turn) -> str:
    most = turn.house.rules.suggestions_waiting
    return turn.text("suggest.full", most=most) if most else turn.text("suggest.off")


def _problem(words: str) -> str:
    """What is wrong with the words: a key below ``suggest``, empty if nothing is."""
    if len(words) < LEAST:
        return "too_short"
    return "too_long" if len(words) > MOST else ""


async def _facts(turn: Turn, _draft: Draft) -> Mapping[str, str]:
    member = turn.me.member
    persona = turn.house.content.personas.get(member.domme_assigned)
    return {
        "persona": persona.name if persona else member.domme_assigned,
        "earlier": "yes" if await queries.latest_of(turn.tx, member.id, 1) else "",
    }


def _ask_words(talk: Talk) -> Message:
    nav = (listing(talk.text("suggest.mine")),) if talk.facts["earlier"] else ()
    words = talk.text("suggest.what", persona=talk.facts["persona"])
    return Ask(words, nav=nav, hint=talk.text("suggest.hint"))


def _take_words(talk: Talk, answer: Answer) -> Taken:
    words = readable(answer.typed or "")
    problem = _problem(words)
    if problem:
        return Again(talk.text(f"suggest.{problem}", least=LEAST, most=MOST))
    return Next({**talk.draft, "words": words})


def _ask_proof(talk: Talk) -> Message:
    choices = tuple(pick(each.value, talk.text(f"task.proof.{each.value.casefold()}")) for each in ProofType)
    return Ask(talk.text("suggest.proof"), choices=choices)


def _take_proof(talk: Talk, answer: Answer) -> Taken:
    if answer.picked not in list(ProofType):
        return Again(talk.text("suggest.press"))
    words = talk.text(f"task.proof.{ProofType(answer.picked).value.casefold()}")
    return Next({**talk.draft, "proof": answer.picked}, words)


def _ask_sure(talk: Talk) -> Message:
    proof = talk.text(f"task.proof.{talk.one('proof').casefold()}")
    words = talk.text("suggest.sure", persona=talk.facts["persona"], words=talk.one("words"), proof=proof)
    choices = (
        pick(SEND, talk.text("suggest.send"), style=Style.PRIMARY),
        pick(ANEW, talk.text("suggest.anew")),
    )
    return Ask(words, choices=choices)


def _take_sure(talk: Talk, answer: Answer) -> Taken:
    if answer.picked == ANEW:
        return Jump({}, "words")
    return (
        Next(talk.draft, talk.text("suggest.send"))
        if answer.picked == SEND
        else Again(talk.text("suggest.press"))
    )


async def _finish(turn: Turn, draft: Draft) -> None:
    if turn.blocked(turn.me) is not None:
        await turn.say(turn.text("common.stale_button"))
    elif await making.make(turn, str(draft["words"]), ProofType(str(draft["proof"]))) is None:
        await turn.say(_full(turn))
    else:
        await turn.persona_says("suggestion_received", choices=(listing(turn.text("suggest.mine")),))


SUGGEST = Flow(
    FLOW,
    (
        Step("words", _ask_words, _take_words),
        Step("proof", _ask_proof, _take_proof),
        Step("sure", _ask_sure, _take_sure),
    ),
    _finish,
    facts=_facts,
)
