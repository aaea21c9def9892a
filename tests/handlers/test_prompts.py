"""Buttons: what each does is kept sealed; old, foreign and forged ones do nothing and are answered."""

import secrets

import pytest
from sqlmodel import select

from handlers import prompts
from handlers.chat.incoming import Press
from handlers.chat.outgoing import Choice, Say
from storage.enums import OutboxClass
from storage.tables import Prompt
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

LONGEST_TOKEN = 64


async def asked(court: ScriptedCourt, anna: Chatter, *, klass: OutboxClass = OutboxClass.GAME) -> str:
    """The token of a button just sent."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await turn.tell(turn.me, Say("Well?", choices=(Choice("Tasks", "tasks.show"),)), klass=klass)
    await court.engine.settle()
    return anna.button("Tasks").token


async def test_a_button_carries_at_most_64_bytes_and_nothing_of_what_it_does(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    token = await asked(court, anna)
    assert len(token.encode()) <= LONGEST_TOKEN
    assert "tasks" not in token
    async with court.storage.read() as tx:
        [row] = await tx.all(select(Prompt))
        assert "tasks" not in (row.options or "")


async def test_a_press_works_in_a_court_started_anew(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    token = await asked(court, anna)
    person = await anna.person()
    court.storage.keyring.forget(person.id)
    async with court.storage.read() as tx:
        found = await prompts.find(tx, token, person)
    assert found is not None
    assert (found.option.action, found.option.label) == ("tasks.show", "Tasks")


async def test_a_foreign_press_does_nothing(court: ScriptedCourt) -> None:
    anna, beth = await playing.member(court), await playing.member(court, "beth")
    token = await asked(court, anna)
    await beth.does(Press(token))
    assert "earlier moment" in beth.last.text


@pytest.mark.parametrize(
    ("klass", "lives"),
    [(OutboxClass.GAME, False), (OutboxClass.REPLY, False), (OutboxClass.SAFETY, True),
     (OutboxClass.ACCOUNT, True)],
)  # fmt: skip
async def test_a_stop_ends_the_buttons_of_game_and_replies_only(
    court: ScriptedCourt, klass: OutboxClass, *, lives: bool
) -> None:
    anna = await playing.member(court)
    token = await asked(court, anna, klass=klass)
    await anna.says("red")
    async with court.storage.read() as tx:
        found = await prompts.find(tx, token, await anna.person())
    assert (found is not None) is lives


async def test_a_number_beyond_the_buttons_is_nothing(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    token = await asked(court, anna)
    for number in ("1", "99", "-1", "²", "0x0", "", "00000000000000000000000000000000000000000000000001"):
        await anna.does(Press(f"{token.rpartition('.')[0]}.{number}"))
        assert "earlier moment" in anna.last.text


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "1..0", "1.x.0", "2.x.0", "1.\x00.0", "1.🛑.0", "x" * 9000, "1." + "é" * 31 + ".0"],
)
async def test_no_forged_token_is_a_button(court: ScriptedCourt, token: str) -> None:
    anna = await playing.member(court)
    async with court.storage.read() as tx:
        assert await prompts.find(tx, token, await anna.person()) is None


def test_names_of_prompts_are_not_guessed() -> None:
    names = {prompts.new_prompt_id() for _ in range(1000)}
    assert len(names) == 1000
    assert all(len(name) == len(secrets.token_urlsafe(prompts.ID_BYTES)) for name in names)
