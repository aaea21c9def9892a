"""Interactions: acknowledged in time whatever happens, answered where they were made."""

import asyncio
from datetime import timedelta

import pytest

from bot.platforms.discord.tickets import Ticket
from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say
from storage.enums import OutboxClass
from tests.bot.platforms.discord.helpers import member, operator, tells
from tests.contracts.discord import DiscordChatter, DiscordCourt, until
from tests.fakes.discord import DiscordServer
from tests.support.playing import task_of


async def test_a_slow_answer_takes_the_place_that_was_held_for_it(
    court: DiscordCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await member(court)
    slow_down(court, monkeypatch, 2.0)
    used = await anna.somebody.command("help")
    assert used.how == "deferred"
    assert used.after is not None
    assert used.after < 3
    await used.settled()
    assert "Privacy" in used.texts[0]
    assert len(anna.bubbles) == 1


async def test_a_slow_answer_to_a_press_is_acknowledged_without_a_word(
    court: DiscordCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await court.guest("anna")
    await anna.says("/start")
    slow_down(court, monkeypatch, 2.0)
    pressed = await anna.somebody.presses(anna.button("1990s").token)
    assert pressed.how == "deferred update"
    await anna.somebody.hears("And the year?")
    assert not anna.sees_button("1990s")


async def test_a_held_place_without_an_answer_is_cleared_away(
    court: DiscordCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = await court.reopened(acknowledge_seconds=0.05, thinking_seconds=0.1)
    anna = await member(later)
    slow_down(later, monkeypatch, 1.0)
    used = await anna.somebody.command("help")
    assert used.how == "deferred"
    await until(lambda: used.reply is not None and used.reply.deleted)
    await anna.somebody.hears("Privacy")
    await later.closes()


async def test_an_answer_after_a_quarter_of_an_hour_is_a_message(
    court: DiscordCourt, server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await member(court)
    slow_down(court, monkeypatch, 2.5)
    used = await anna.somebody.command("help")
    assert used.how == "deferred"
    server.clock.advance(901)
    heard = await anna.somebody.hears("Privacy")
    assert heard is not used.reply


async def test_a_lost_answer_is_not_given_twice(court: DiscordCourt, server: DiscordServer) -> None:
    anna = await member(court)
    server.faults.lose_answers("/interactions/*", times=1)
    await anna.somebody.command("help")
    await court.settle()
    court.clock.advance(timedelta(minutes=1))
    court.engine.courier.wake()
    await court.settle()
    assert [bubble for bubble in anna.bubbles if "Privacy" in bubble.text] == anna.bubbles[-1:]
    assert len(anna.bubbles) == 1


async def test_a_lost_receipt_of_a_message_does_not_double_it(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await member(court)
    server.faults.lose_answers("/channels/*/messages", method="POST", times=1)
    await tells(court, anna, "Good evening.")
    court.clock.advance(timedelta(minutes=1))
    court.engine.courier.wake()
    await court.settle()
    assert anna.heard == "Good evening."


async def test_in_a_server_only_she_who_asked_sees_the_answer(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna, bob = await member(court), await court.guest("bob")
    guild = server.guild("club", anna.somebody, bob.somebody)
    used = await anna.somebody.command("help", guild=guild)
    await court.settle()
    assert used.ephemeral
    assert "Privacy" in used.texts[0]
    assert [message for message in bob.somebody.sees(guild) if message.by_bot] == []
    assert anna.somebody.heard == []


async def test_in_a_server_every_further_word_stays_between_the_two(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await court.guest("anna")
    guild = server.guild("club", anna.somebody)
    await anna.somebody.command("start", guild=guild)
    await court.settle()
    await anna.somebody.presses(anna.button("1990s").token, guild=guild)
    await court.settle()
    shown = anna.somebody.ephemerals(guild)
    assert [each.content for each in shown if each.buttons or each.selects()] == ["And the year?"]
    assert all(each.ephemeral for each in anna.somebody.sees(guild) if each.by_bot)


async def test_what_is_said_in_a_server_is_not_read(court: DiscordCourt, server: DiscordServer) -> None:
    anna = await member(court)
    guild = server.guild("club", anna.somebody)
    await anna.somebody.says("red", guild=guild)
    await anna.says("/help")
    assert (await anna.person()).stopped_at is None


async def test_closed_direct_messages_are_told_of_in_a_server_and_cost_nothing(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await member(court)
    guild = server.guild("club", anna.somebody)
    anna.somebody.closes_dms()
    task_id = await task_of(court, anna)
    await anna.somebody.command("me", guild=guild)
    await court.settle()
    assert "allow direct messages" in anna.heard
    async with court.storage.read() as tx:
        from storage.tables import Task

        task = await tx.get(Task, task_id)
        assert task is not None
        assert task.points_awarded in (None, 0)
    assert (await anna.person()).stopped_at is None


async def test_a_game_message_asked_for_in_a_server_goes_to_direct_messages(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await member(court)
    guild = server.guild("club", anna.somebody)
    used = await anna.somebody.command("help", guild=guild, wait=False)
    parts = court.discord._parts
    assert parts is not None
    await court.settle()
    ticket = next(iter(parts.replies._open.values())).ticket
    await answers(court, anna, Say("Kneel."), ticket)
    assert "Kneel." in anna.somebody.texts
    assert used.acknowledged


async def test_a_form_opens_as_a_modal_and_is_sent_in(court: DiscordCourt, server: DiscordServer) -> None:
    olga = await operator(court)
    guild = server.guild("office", olga.somebody)
    later = await court.reopened(operator_guild_ids=(guild.id,))
    olga = await later.guest("olga")
    await until(lambda: "invite" in olga.somebody.commands(guild))
    used = await olga.somebody.command("invite", guild=guild)
    await later.settle()
    assert used.how == "modal", used.texts
    await later.closes()


async def test_a_form_that_comes_by_itself_is_a_button_that_opens_it(court: DiscordCourt) -> None:
    anna = await member(court)
    form = Form(
        "A few words",
        (Field("words", "What happened", FieldKind.LONG), Field("how", "How", FieldKind.CHOICE, TWO)),
        Choice("Send", "talk.send"),
    )
    await tells_form(court, anna, form)
    pressed = await anna.somebody.presses("Open the form")
    assert pressed.how == "modal"
    modal = anna.somebody.modal
    assert modal is not None
    anna.somebody.dismisses()
    pressed = await anna.somebody.presses("Open the form")
    assert pressed.how == "modal"
    sent = await anna.somebody.fills({"words": "All of it.", "how": "Well"})
    assert sent.acknowledged


async def test_an_old_button_of_ours_and_one_that_is_none_are_answered(court: DiscordCourt) -> None:
    anna = await member(court)
    await anna.says("/tasks")
    button = anna.button("first task") if anna.sees_button("first task") else anna.last.buttons[0]
    for forged in ("press:1.nothing.0", "quite something else", "press:" + "x" * 90):
        pressed = await anna.somebody.presses(button.token, forged_id=forged)
        assert pressed.acknowledged
        await court.settle()
        assert "earlier moment" in anna.last.text


TWO = (("well", "Well"), ("badly", "Badly"))


def slow_down(court: DiscordCourt, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let every turn take so long."""
    turns = court.engine.turns
    once = turns._once

    async def slowly(inbox_id: int) -> None:
        await asyncio.sleep(seconds)
        await once(inbox_id)

    monkeypatch.setattr(turns, "_once", slowly)


async def answers(court: DiscordCourt, anna: DiscordChatter, message: Say, ticket: Ticket) -> None:
    """Answer an interaction with a message of the game."""
    from handlers import posting

    person = await anna.person()
    async with court.engine.turns.about(person.id) as turn:
        account = await turn.account_of(turn.me)
        assert account is not None
        await posting.queue(
            turn, account, turn.me, message, klass=OutboxClass.GAME, reply_to=ticket.encoded()
        )
    await court.settle()


async def tells_form(court: DiscordCourt, anna: DiscordChatter, form: Form) -> None:
    """Ask something with a form, unprompted."""
    person = await anna.person()
    async with court.engine.turns.about(person.id) as turn:
        await turn.tell(turn.me, form)
    await court.settle()


async def test_in_a_server_a_question_to_type_is_answered_in_a_modal(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await court.guest("anna")
    guild = server.guild("club", anna.somebody)
    await anna.somebody.command("start", guild=guild)
    await court.settle()
    for label in ("1990s", "1992", "4", "17", "I accept"):
        await anna.presses(label)
    assert (await anna.somebody.presses("Answer", guild=guild)).how == "modal"
    sent = await anna.somebody.fills({"Your answer": "anna"})
    await court.settle()
    assert sent.ephemeral
    assert "safeword" in anna.last.text
    assert anna.somebody.heard == []


async def test_after_a_stop_its_buttons_are_there_and_work(court: DiscordCourt) -> None:
    anna = await member(court)
    await anna.stops()
    assert "stopped" in anna.heard
    assert anna.last.buttons, anna.last.text
    await anna.presses(anna.last.buttons[0].label)
    assert anna.somebody.results[-1].acknowledged
