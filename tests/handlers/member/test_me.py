"""/me: where one stands, and why."""

import json

from handlers import ledger
from handlers.chat.outgoing import Speaker
from tests.support import playing
from tests.support.court import ScriptedCourt, media_of


async def test_me_is_a_card_with_the_same_in_words(court: ScriptedCourt) -> None:
    anna = await playing.member(court, points=40)
    await playing.task_of(court, anna)
    await anna.says("/me")

    [card] = media_of(anna.last)
    facts = json.loads(card.card)
    assert (facts["name"], facts["points"], facts["open_tasks"]) == ("anna", 40, 1)
    for word in ("anna", "40", "Watched"):
        assert word in anna.last.text
    assert card.alt in anna.last.text


async def test_the_reasons_add_up_to_the_number(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await ledger.give_points(turn, turn.me, "task:a:approved", 10)
        await ledger.give_points(turn, turn.me, "task:b:missed", -4)
        await ledger.give_points(turn, turn.me, "task:a:approved", 10)
    await anna.says("/me")
    await anna.presses("Why")

    assert "+10" in anna.last.text
    assert "-4" in anna.last.text
    assert "6" in anna.last.text


async def test_without_an_entry_there_is_nothing_to_explain(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/me")
    await anna.presses("Why")
    assert anna.last.text


async def test_while_stopped_no_persona_speaks(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("red")
    await anna.says("/me")

    assert anna.last.message.by is Speaker.COURT
