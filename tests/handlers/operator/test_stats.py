"""/stats: the same figures in pictures and in words, within one's sight, and nobody is recognised in them."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cards import draw_card
from handlers import ledger
from handlers.chat.outgoing import Say
from storage.enums import PaymentStatus, Verdict
from storage.tables import Refund, Token, UserVoiceDrop, VoiceDrop
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt, media_of

HOUR = timedelta(hours=1)
PROOF = "I did all of it, slowly, and I am glad that I did."
SECTIONS = ("Tasks", "Reviews", "Misses", "Points", "Tokens", "Safety", "Voice", "Confessions")


@pytest.fixture
async def both(storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[ScriptedCourt]:
    """A court once on each database."""
    court = ScriptedCourt(storage, clock, tmp_path)
    yield court
    await court.close()


async def section(court: ScriptedCourt, olga: Chatter, name: str) -> str:
    """What a section says; the picture beside it can be drawn."""
    await olga.presses(name)
    shown = [bubble for bubble in olga.bubbles if media_of(bubble)]
    assert len(shown) == 1, "it changes in place"
    [card] = media_of(shown[0])
    assert draw_card(card.card).startswith(b"\x89PNG")
    message = shown[0].message
    assert isinstance(message, Say)
    assert card.alt == message.text
    assert len(message.text) <= 1024, "the words fit under a picture everywhere"
    return message.text


async def test_every_figure_is_counted_on_both_databases(both: ScriptedCourt) -> None:
    court = both
    olga, anna = await playing.operator(court), await playing.member(court)
    for verdict, waited in ((Verdict.APPROVED, 1), (Verdict.REJECTED, 5)):
        await playing.task_of(court, anna, minutes=600)
        await anna.says(PROOF)
        await court.pass_time(waited * HOUR)
        attempt = (await playing.attempts(court, anna))[-1]
        await playing.judge(court, olga, attempt, verdict, reason="No.")
    missed = await playing.task_of(court, anna, minutes=60)
    await court.pass_time(2 * HOUR, step=HOUR / 2)
    await playing.task_of(court, anna, minutes=600)
    due = (await playing.seen(court, missed)).task.due_at
    await money_and_voice(court, anna)
    await anna.says("/yellow")
    await anna.stops()

    await olga.says("/stats")
    told = {name: await section(court, olga, name) for name in SECTIONS}
    for words in ("given: 4", "Completed: 1", "Failed: 2", "33 %"):
        assert words in told["Tasks"]
    for words in ("judged: 2", "half within 60 min", "nine in ten within 5 h", "olga: 1 of 2, 50 %"):
        assert words in told["Reviews"]
    assert f"{due:%H}:00: fewer than 5" in told["Misses"]
    for words in ("Given: 10", "Lost: "):
        assert words in told["Points"]
    for words in ("Bought: 50", "Refunded: 20", "Written off: 5"):
        assert words in told["Tokens"]
    for words in ("Stops: fewer than 5", "Holds: 0", "Yellows: fewer than 5"):
        assert words in told["Safety"]
    assert "Morning Call: sent fewer than 5" in told["Voice"]
    assert "Confessions: 0" in told["Confessions"]


async def money_and_voice(court: ScriptedCourt, anna: Chatter) -> None:
    """A purchase, a broken refund, and a drop that was sent."""
    person, now = await anna.person(), court.clock.wall()
    async with court.storage.begin() as tx:
        status = PaymentStatus.CONFIRMED
        tx.add(Token(user_id=person.id, amount=50, payment_status=status, purchased_at=now))
        tx.add(Token(user_id=person.id, amount=9, payment_status=PaymentStatus.PENDING, purchased_at=now))
        tx.add(
            Refund(
                user_id=person.id, reference="R", provider="manual", tokens=25, taken=20, written_off=5,
                why="operator", status="done", at=now,
            )
        )  # fmt: skip
        drop = VoiceDrop(name="Morning Call", domme_persona="octavia", audio_url="", created_at=now)
        tx.add(drop)
        await tx.flush()
        tx.add(UserVoiceDrop(user_id=person.id, voice_drop_id=drop.id, sent_at=now, opened_at=now))


async def test_where_nothing_was_judged_yet_no_time_is_made_up(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await olga.says("/stats")
    assert "Until the verdict: nothing yet" in await section(court, olga, "Reviews")
    assert "Until their answer: nothing yet" in await section(court, olga, "Confessions, appeals")


async def test_five_people_are_many_enough_to_be_counted(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    for number in range(5):
        anna = await playing.member(court, f"member{number}")
        await anna.says("/yellow")
        if number < 4:
            await anna.says("/pause")
            await anna.presses("I am back")
            await anna.says("/pause")
    await olga.says("/stats")
    text = await section(court, olga, "Safety")
    assert "Yellows: 5" in text
    [card] = next(media_of(bubble) for bubble in reversed(olga.bubbles) if media_of(bubble))
    assert "yellows" in card.card
    assert "holidays" not in card.card, "a bar that is left out is not drawn as nought"
    assert "Holidays: fewer than 5" in text, "eight holidays of four people are still four people's"


async def test_a_period_leaves_out_what_was_before_it(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await playing.task_of(court, anna, minutes=60 * 24 * 60)
    await court.pass_time(timedelta(days=10))
    await olga.says("/stats")
    for period, given in (("7 days", 0), ("30 days", 1), ("all time", 1)):
        assert f"given: {given}" in await section(court, olga, period)


async def test_a_scoped_operator_sees_her_personas_figures_alone(court: ScriptedCourt) -> None:
    olga, ella = await playing.operator(court), await playing.operator(court, "ella", personas=["hale"])
    anna = await playing.member(court)
    await playing.task_of(court, anna)
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await ledger.give_points(turn, turn.me, "task:a:approved", 7)
    await ella.says("/stats")
    assert "given: 0" in ella.last.text
    assert not ella.sees_button("all personas")
    assert "Given: 0" in await section(court, ella, "Points")
    await ella.says("/stats octavia")
    assert "no such persona" in ella.last.text

    await olga.says("/stats")
    assert "given: 1" in olga.last.text
    hale, octavia = [court.house.content.personas[key].name for key in ("hale", "octavia")]
    assert "given: 0" in await section(court, olga, hale)
    assert "given: 1" in await section(court, olga, octavia)


async def test_where_nothing_happened_there_is_a_quiet_picture(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await olga.says("/stats")
    for name in SECTIONS:
        await section(court, olga, name)
    message = olga.bubbles[-1].message
    assert isinstance(message, Say)
    assert json.loads(message.media[0].card)["labels"] == []
