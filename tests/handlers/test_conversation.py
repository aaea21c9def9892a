"""Conversations: the pure way through a flow, and the row that remembers where somebody is."""

from collections.abc import Mapping
from datetime import timedelta

from handlers import conversation
from handlers.chat.outgoing import Ask
from handlers.flows import (
    RETURN_TO,
    Again,
    Answer,
    Draft,
    Flow,
    Jump,
    Moved,
    Next,
    Stay,
    Step,
    Taken,
    Talk,
    advance,
    before,
    nav_of,
)
from handlers.turn import Turn
from storage.tables import Conversation
from tests.support import playing
from tests.support.court import ScriptedCourt, shipped_texts


def take(talk: Talk, answer: Answer) -> Taken:
    """Obeys: the words typed say what to do."""
    match answer.typed:
        case "again":
            return Again("Once more.")
        case "stay":
            return Stay({**talk.draft, "toggled": "yes"})
        case "edit":
            return Jump(talk.draft, "first", return_to="last")
        case typed:
            return Next({**talk.draft, "said": typed or ""}, typed or "")


def step(name: str, **how: object) -> Step:
    """A step that obeys."""
    return Step(name, lambda _talk: Ask(name), take, **how)  # type: ignore[arg-type] # fields of a step


async def finish(_turn: Turn, _draft: Draft) -> None:
    """Nothing comes of it."""


FLOW = Flow(
    "test",
    (
        step("first"),
        step("odd", needed=lambda draft: draft.get("said") == "odd", optional=True),
        step("led", leads_on=True),
        step("last", back=False),
    ),
    finish,
)


def moved(at: str, typed: str, draft: Mapping[str, str] | None = None) -> Moved | Again:
    """Where an answer leads."""
    here = FLOW.step(at)
    assert here is not None
    return advance(FLOW, here, Talk(dict(draft or {}), shipped_texts()), Answer(typed=typed))


def test_an_answer_leads_to_the_next_step_that_is_needed() -> None:
    assert moved("first", "hello") == Moved({"said": "hello"}, "led", words="hello")
    assert moved("first", "odd") == Moved({"said": "odd"}, "odd", words="odd")
    assert moved("last", "done") == Moved({"said": "done"}, None, words="done")


def test_what_is_not_accepted_leaves_everything_as_it_is() -> None:
    assert moved("first", "again") == Again("Once more.")


def test_a_toggle_stays_at_its_question() -> None:
    assert moved("first", "stay") == Moved({"toggled": "yes"}, "first", same=True)


def test_an_edit_leads_back_to_where_it_was_called_from() -> None:
    called = moved("last", "edit")
    assert isinstance(called, Moved)
    assert (called.step, called.draft[RETURN_TO]) == ("first", "last")
    assert moved("first", "hello", {RETURN_TO: "last"}) == Moved({"said": "hello"}, "last", words="hello")


def test_back_passes_over_what_is_not_needed_or_only_leads_on() -> None:
    last, led, first = FLOW.step("last"), FLOW.step("led"), FLOW.step("first")
    assert last is not None
    assert led is not None
    assert first is not None
    assert before(FLOW, last, {}) == "first"
    assert before(FLOW, led, {"said": "odd"}) == "odd"
    assert before(FLOW, first, {}) is None
    assert before(FLOW, first, {RETURN_TO: "last"}) == "last"


def test_a_question_offers_back_skip_and_cancel_only_where_they_mean_something() -> None:
    talk = Talk({}, shipped_texts())

    def labels(name: str) -> list[str]:
        here = FLOW.step(name)
        assert here is not None
        return [choice.label for choice in nav_of(FLOW, here, talk)]

    assert labels("first") == ["Cancel"]
    assert labels("odd") == ["Back", "Skip", "Cancel"]
    assert labels("last") == ["Cancel"]


async def test_asked_again_only_the_newest_copy_of_a_question_can_be_answered(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/limits")
    await anna.says("/start")

    assert sum("Hard limits" in bubble.text and not bubble.closed for bubble in anna.bubbles) == 1


async def test_a_conversation_whose_flow_is_gone_is_no_conversation(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/limits")
    async with court.storage.begin() as tx:
        row = await tx.get(Conversation, (await anna.person()).id)
        assert row is not None
        row.version = 99
    await anna.says("hm")
    assert anna.sees_button("My tasks")
    await anna.says("/limits")
    assert "Hard limits" in anna.last.text


async def test_put_aside_nothing_answers_until_it_is_taken_up(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/limits")
    person = await anna.person()
    async with court.engine.turns.about(person.id) as turn:
        await conversation.put_aside(turn)
        assert await conversation.current(turn) is None
    await anna.says("hm")
    assert "Hard limits" not in anna.last.text
    async with court.engine.turns.about(person.id) as turn:
        assert await conversation.take_up(turn)
        assert not await conversation.take_up(turn)
    await court.engine.settle()
    assert "Hard limits" in anna.last.text


async def test_the_draft_is_sealed(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/limits")
    async with court.storage.read() as tx:
        row = await tx.get(Conversation, (await anna.person()).id)
        assert row is not None
        assert "hard" not in (row.draft or "")
        assert "hard" in (await tx.open(row, "draft") or "")


async def test_a_question_is_still_there_weeks_later(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/limits")
    await court.pass_time(timedelta(days=20))
    await anna.presses("Done")
    assert "Soft limits" in anna.last.text
