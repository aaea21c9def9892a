"""Asking for a session: what to share, words and times of one's own, and then exactly what will be seen."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import conversation, tagging
from handlers.chat.outgoing import Ask, Message, Speaker, Style
from handlers.content.content import Content
from handlers.content.schema import TagCatalogue
from handlers.flows import Again, Answer, Draft, Flow, Jump, Next, Stay, Step, Taken, Talk, pick
from handlers.member.proofs.content import readable
from handlers.member.sessions.overview import show
from handlers.member.tag_steps import TOGGLE
from handlers.rules.moments import moment_typed
from handlers.rules.offers import Offer
from handlers.rules.sessions import MOST_TIMES, Move, problem_with
from handlers.sessions import requesting, telling
from handlers.sessions.brief import Wishes, brief_of, exact
from handlers.sessions.rows import Case, case_of, may_be_asked, open_case, ref_of
from handlers.turn import Turn
from storage.tables import CamModel

FLOW = "session"
TIMES, DONE, CLEAR, SEND = "times", "done", "clear", "send:"
LONGEST_WISH = 500
LONGEST_NAME = 100


async def ask(turn: Turn, args: Mapping[str, str]) -> None:
    """A model was picked."""
    case = await open_case(turn, turn.me)
    if case is not None:
        await show(turn, case)
        return
    model = await turn.tx.get(CamModel, uuid.UUID(args["model"]))
    if model is None or not may_be_asked(model, turn.me.member.domme_assigned):
        await turn.say(turn.text("session.model_gone"))
        return
    own = "yes" if await _own_tags(turn) else ""
    await conversation.start(turn, FLOW, {"model": str(model.id), "own": own})


async def draft_of(turn: Turn, case: Case) -> Draft:
    """The conversation about another time for an open session: what was shared stays as it was."""
    wishes = await requesting.wishes_of(turn, case)
    return {"session": str(case.session.id), "rev": str(case.details.revision), "words": wishes.words}


async def _own_tags(turn: Turn) -> list[str]:
    limits = await tagging.limits_of(turn, turn.me)
    return [tag for tag in await tagging.wishes_of(turn, turn.me) if tag not in limits.hard]


# -- what the steps know ---------------------------------------------------------------------------


async def _facts(turn: Turn, draft: Draft) -> Mapping[str, str]:
    return {
        "own": " ".join(await _own_tags(turn)),
        "now": turn.now.isoformat(),
        "zone": turn.me.zone.key,
        "brief": await _brief(turn, draft),
    }


async def _brief(turn: Turn, draft: Draft) -> str:
    """What would be seen if it were sent now; blank if it cannot be."""
    model, tags = "", tuple(await _shared(turn, draft))
    if "session" in draft:
        case = await case_of(turn, uuid.UUID(str(draft["session"])))
        model = case.session.cam_model_name if case else ""
    else:
        row = await turn.tx.get(CamModel, uuid.UUID(str(draft["model"])))
        model = row.name if row else ""
    limits = await tagging.limits_of(turn, turn.me)
    return brief_of(turn, turn.me, model, _wishes(turn, draft), tags, limits) if model else ""


async def _shared(turn: Turn, draft: Draft) -> Sequence[str]:
    if "session" in draft:
        case = await case_of(turn, uuid.UUID(str(draft["session"])))
        return await requesting.shared(turn, case) if case else ()
    chosen = draft.get("tags", [])
    return [tag for tag in await _own_tags(turn) if tag in chosen]


def _wishes(turn: Turn, draft: Draft) -> Wishes:
    times = draft.get(TIMES, [])
    moments = sorted(datetime.fromisoformat(each) for each in times)
    return Wishes(turn.me.member.username, str(draft.get("words", "")), tuple(moments))


# -- the questions ---------------------------------------------------------------------------------


def _tags_step(catalogue: TagCatalogue) -> Step:
    """Which of one's own tags to share: none until it is pressed."""

    def ask_tags(talk: Talk) -> Message:
        chosen = talk.several("tags")
        choices = tuple(
            pick(TOGGLE + tag, catalogue.label(tag), selected=tag in chosen)
            for tag in talk.facts["own"].split()
        )
        done = pick(
            DONE, talk.text("session.share_these" if chosen else "session.share_none"), style=Style.PRIMARY
        )
        return Ask(talk.text("session.ask_tags"), choices=choices, nav=(done,))

    def take_tags(talk: Talk, answer: Answer) -> Taken:
        given, chosen = answer.picked or "", talk.several("tags")
        if given == DONE:
            return Next({**talk.draft, "tags": chosen})
        key = given.removeprefix(TOGGLE) if given else _named(catalogue, answer.typed or "")
        if key not in talk.facts["own"].split():
            return Again(talk.text("session.by_tags"))
        after = [each for each in chosen if each != key] if key in chosen else [*chosen, key]
        return Stay({**talk.draft, "tags": after})

    return Step("tags", ask_tags, take_tags, needed=lambda draft: bool(draft.get("own")))


def _named(catalogue: TagCatalogue, words: str) -> str:
    wanted = words[:LONGEST_NAME].strip().casefold()
    tags = [tag for group in catalogue.groups().values() for tag in group]
    return next((tag.key for tag in tags if wanted in (tag.key, tag.label.casefold())), "")


def _ask_words(talk: Talk) -> Message:
    return Ask(talk.text("session.ask_words"), hint=talk.text("session.words_hint"))


def _take_words(talk: Talk, answer: Answer) -> Taken:
    words = readable(answer.typed or "")
    if not words:
        return Again(talk.text("session.in_words"))
    if len(words) > LONGEST_WISH:
        return Again(talk.text("common.too_long", most=LONGEST_WISH))
    return Next({**talk.draft, "words": words})


def _ask_times(talk: Talk) -> Message:
    chosen = [exact(datetime.fromisoformat(each), _zone(talk)) for each in talk.several(TIMES)]
    if not chosen:
        return Ask(talk.text("session.ask_times", most=MOST_TIMES), hint=talk.text("session.times_hint"))
    text = talk.text("session.times_so_far", times="\n".join(chosen), most=MOST_TIMES)
    done = pick(DONE, talk.text("session.times_done"), style=Style.PRIMARY)
    return Ask(
        text,
        choices=(done, pick(CLEAR, talk.text("session.times_clear"))),
        hint=talk.text("session.times_hint"),
    )


def _take_times(talk: Talk, answer: Answer) -> Taken:
    chosen = talk.several(TIMES)
    if answer.picked == DONE and chosen:
        return Next(talk.draft)
    if answer.picked == CLEAR:
        return Stay({**talk.draft, TIMES: []})
    now = datetime.fromisoformat(talk.facts["now"])
    moment = moment_typed(answer.typed or "", _zone(talk), now)
    if moment is None:
        return Again(talk.text("session.time_unclear"))
    problem = problem_with(moment, now)
    if problem is not None:
        return Again(talk.text(f"session.time.{problem.value}"))
    times = sorted({*chosen, moment.isoformat()})
    draft = {**talk.draft, TIMES: times}
    return Next(draft) if len(times) >= MOST_TIMES else Jump(draft, TIMES)


def _ask_preview(talk: Talk) -> Message:
    brief = talk.facts["brief"]
    parts = [talk.text("session.changed_meanwhile")] if talk.one("changed") else []
    parts += [talk.text("session.preview"), brief]
    send = pick(SEND + _digest(brief), talk.text("session.send"), style=Style.PRIMARY)
    return Ask("\n\n".join(parts), choices=(send,))


def _take_preview(talk: Talk, answer: Answer) -> Taken:
    """What is sent is what was read, or nothing."""
    if not (answer.picked or "").startswith(SEND):
        return Again(talk.text("session.press_send"))
    if answer.picked != SEND + _digest(talk.facts["brief"]):
        return Stay({**talk.draft, "changed": "yes"})
    return Next(talk.draft)


def _digest(brief: str) -> str:
    return hashlib.sha256(brief.encode()).hexdigest()[:16]


def _zone(talk: Talk) -> ZoneInfo:
    return ZoneInfo(talk.facts["zone"])


# -- the end ---------------------------------------------------------------------------------------


async def _finish(turn: Turn, draft: Draft) -> None:
    blocked = turn.blocked(turn.me)
    if blocked is not None:
        await turn.say(turn.text(f"blocked.{blocked.value}"))
        return
    case = await (_again(turn, draft) if "session" in draft else _new(turn, draft))
    if case is None:
        return
    waits = turn.text("session.waits", hours=turn.house.rules.session_answer_hours)
    await turn.say(turn.line("session_requested"), by=Speaker.PERSONA)
    off = telling.call_off(turn, turn.me, case, agreed=False)
    await turn.say(waits, choices=(off,), ref=ref_of(case.session.id))


async def _new(turn: Turn, draft: Draft) -> Case | None:
    model = await turn.tx.get(CamModel, uuid.UUID(str(draft["model"])))
    if model is None or not may_be_asked(model, turn.me.member.domme_assigned):
        await turn.say(turn.text("session.model_gone"))
        return None
    if await open_case(turn, turn.me) is not None:
        await turn.say(turn.text("session.one_at_a_time"))
        return None
    return await requesting.request(turn, model, list(await _shared(turn, draft)), _wishes(turn, draft))


async def _again(turn: Turn, draft: Draft) -> Case | None:
    case = await case_of(turn, uuid.UUID(str(draft["session"])))
    same = case is not None and str(case.details.revision) == draft["rev"]
    if case is None or not same or not case.allows(Move.WISH_AGAIN, turn.now):
        await turn.say(turn.text("session.moved_on"))
        return None
    await telling.close_buttons(turn, turn.me, case)
    await requesting.ask_again(turn, case, _wishes(turn, draft))
    return case


def flow(content: Content) -> Flow:
    """The conversation in which a session is asked for."""
    return Flow(
        FLOW,
        (
            _tags_step(content.tags),
            Step("words", _ask_words, _take_words, optional=True),
            Step(TIMES, _ask_times, _take_times, optional=True),
            Step("preview", _ask_preview, _take_preview),
        ),
        _finish,
        facts=_facts,
        offer=Offer.SESSIONS,
    )
