"""Answering confessions: once, in the persona's name, in words or by voice; and looking after distress."""

import json
import uuid
from collections.abc import Mapping

from handlers import conversation
from handlers.chat.outgoing import Ask, Message, Say, Speaker
from handlers.flows import Again, Answer, Draft, Flow, Next, Step, Taken, Talk
from handlers.member.confessions import answers
from handlers.member.confessions.answers import stars
from handlers.member.proofs.content import medium_from_json, medium_to_json, readable
from handlers.member.proofs.submitting import discard
from handlers.operator.desk.decide import LONGEST_REASON, go_on, settle
from handlers.operator.desk.queue import ref_of
from handlers.operator.roles import operator_name
from handlers.operator.sight import member_in_sight
from handlers.ports import StoredMedium
from handlers.rules.standing import operators_may_write
from handlers.standing import standing_of
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import ContentType, Visibility
from storage.queries import confessions as queries
from storage.queries.confessions import Found
from storage.tables import Confession, Operator

FLOW = "confession_answer"


async def rate(turn: Turn, args: Mapping[str, str]) -> None:
    """The stars are chosen; what the persona says to it is asked next."""
    found = await _open(turn, args["confession"])
    if found is None:
        await go_on(turn)
        return
    await conversation.start(turn, FLOW, {"confession": args["confession"], "rating": args["rating"]})


async def cared(turn: Turn, args: Mapping[str, str]) -> None:
    """Somebody looked after a member in distress."""
    found = await _open(turn, args["confession"])
    if found is not None:
        subject, (confession, state) = found
        state.answered_by, state.answered_at = turn.me.person.id, turn.now
        await _note(turn, subject, "confession.cared", confession)
        done = turn.text("desk.confession_cared_done")
        await settle(turn, ref_of(confession.id), Say(done, by=Speaker.DESK))
    await go_on(turn)


async def _open(turn: Turn, confession_id: str) -> tuple[Subject, Found] | None:
    """A confession the operator may answer now, locked; None after saying why not, or who was first."""
    named = await turn.tx.get(Confession, uuid.UUID(confession_id))
    subject = await member_in_sight(turn, str(named.user_id)) if named else None
    found = await queries.now(turn.tx, uuid.UUID(confession_id)) if subject else None
    ref = ref_of(confession_id)
    if subject is None or found is None or found[0].visibility_status is Visibility.REMOVED:
        await settle(turn, ref, Say(turn.text("desk.left"), by=Speaker.DESK))
        return None
    state = found[1]
    if state.answered_at is not None:
        first = await turn.tx.get(Operator, state.answered_by) if state.answered_by else None
        name = operator_name(turn, first) if first else turn.text("log.court")
        await settle(turn, ref, Say(turn.text("desk.already_admission", name=name), by=Speaker.DESK))
        return None
    if not state.flagged and not _may_answer(turn, subject, found):
        await turn.say(turn.text("desk.confession_frozen"), by=Speaker.DESK)
        return None
    return subject, found


def _may_answer(turn: Turn, subject: Subject, found: Found) -> bool:
    """Not while the member has stopped, not what a stop or a change of persona came before."""
    confession, state = found
    theirs = confession.domme_persona == subject.member.domme_assigned
    return theirs and state.frozen_at is None and operators_may_write(standing_of(subject.person), turn.now)


async def _facts(turn: Turn, draft: Draft) -> Mapping[str, str]:
    named = await turn.tx.get(Confession, uuid.UUID(str(draft["confession"])))
    subject = await member_in_sight(turn, str(named.user_id)) if named else None
    persona = turn.house.content.personas.get(named.domme_persona) if named else None
    return {
        "name": subject.member.username if subject else "",
        "persona": persona.name if persona else "",
    }


def _ask(talk: Talk) -> Message:
    words = talk.text(
        "desk.confession_ask",
        persona=talk.facts["persona"],
        name=talk.facts["name"],
        stars=stars(int(talk.one("rating"))),
    )
    return Ask(words, by=Speaker.DESK, hint=talk.text("members.message"))


def _take(talk: Talk, answer: Answer) -> Taken:
    words = readable(answer.typed or "")
    again = Again(talk.text("desk.confession_again", most=LONGEST_REASON))
    if not answer.files:
        return Next({**talk.draft, "words": words}) if 0 < len(words) <= LONGEST_REASON else again
    voices = [each for each in answer.files if isinstance(each, StoredMedium) and each.kind == "audio"]
    if words or len(voices) != 1 or len(answer.files) != 1:
        return again
    if voices[0].silent:
        return Again(talk.text("desk.confession_silent"))
    return Next({**talk.draft, "voice": json.dumps(medium_to_json(voices[0]))})


async def _finish(turn: Turn, draft: Draft) -> None:
    """The answer of the first counts; what a second one recorded is not kept."""
    voice = medium_from_json(json.loads(str(draft["voice"]))) if draft.get("voice") else None
    found = await _open(turn, str(draft["confession"]))
    if found is None:
        if voice is not None:
            await discard(turn, (voice.blob,))
        await go_on(turn)
        return
    subject, (confession, state) = found
    confession.domme_rating = int(str(draft["rating"]))
    state.answered_by, state.answered_at = turn.me.person.id, turn.now
    if voice is None:
        state.comment_type = ContentType.TEXT
        await turn.tx.seal(confession, domme_comment=str(draft["words"]))
        await answers.tell(turn, subject, confession, state)
    else:
        state.comment_type = ContentType.AUDIO
        await turn.later(answers.WORK, answers.handed_over(confession, voice))
    await _note(turn, subject, "confession.answered", confession)
    done = turn.text("desk.confession_answered", stars=stars(confession.domme_rating))
    await settle(turn, ref_of(confession.id), Say(done, by=Speaker.DESK))
    await go_on(turn)


async def _note(turn: Turn, subject: Subject, kind: str, confession: Confession) -> None:
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind=kind,
        subject=subject.person.id,
        object_id=str(confession.id),
    )


ANSWER = Flow(FLOW, (Step("comment", _ask, _take, files=True),), _finish, facts=_facts, operators=True)
