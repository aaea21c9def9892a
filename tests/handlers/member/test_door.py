"""The door: invitations, approval, open courts, and who is turned away."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from handlers.chat.incoming import Press
from handlers.ports import Policy
from storage.enums import Role
from storage.queries.door import code_hash
from storage.tables import Invitation, Operator
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.stories import WORD

CODE = "a-long-enough-code"


@pytest.fixture
async def house(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[ScriptedCourt]:
    """A court whose admission is the fixture's parameter."""
    policy = Policy(admission=getattr(request, "param", "invitation"))
    court = ScriptedCourt(sqlite_storage, clock, tmp_path, policy=policy)
    yield court
    await court.close()


async def invitation(court: ScriptedCourt, olga: Chatter, **columns: Any) -> Invitation:
    """An invitation of Olga's with this code."""
    person = await olga.person()
    async with court.storage.begin() as tx:
        values = {
            "code_hash": code_hash(tx, CODE),
            "made_by": person.id,
            "created_at": court.clock.wall(),
            "expires_at": court.clock.wall() + timedelta(days=7),
            **columns,
        }
        row = tx.add(Invitation(**values))
        await tx.flush()
        return row


async def test_without_an_invitation_nobody_comes_in(house: ScriptedCourt) -> None:
    anna = await house.guest("anna")
    for words in ("/start", "hello there", "/start made-up-code"):
        await anna.says(words)
        assert "by invitation" in anna.last.text


@pytest.mark.parametrize("words", [f"/start {CODE}", CODE, f"  {CODE} "])
async def test_an_invitation_lets_in_once(house: ScriptedCourt, words: str) -> None:
    olga = await playing.operator(house)
    await invitation(house, olga)
    anna, beth = await house.guest("anna"), await house.guest("beth")
    await anna.says(words)
    assert "When were you born" in anna.last.text

    await beth.says(words)
    assert "no longer lets anybody in" in beth.last.text


@pytest.mark.parametrize("how", ["used up", "expired", "revoked"])
async def test_an_invitation_that_is_over_lets_nobody_in(house: ScriptedCourt, how: str) -> None:
    olga = await playing.operator(house)
    columns: dict[str, dict[str, Any]] = {
        "used up": {"uses_left": 0},
        "expired": {"expires_at": house.clock.wall()},
        "revoked": {"revoked_at": house.clock.wall()},
    }
    await invitation(house, olga, **columns[how])
    anna = await house.guest("anna")
    await anna.says(f"/start {CODE}")

    assert "no longer lets anybody in" in anna.last.text


async def test_an_invitation_to_a_persona_offers_only_her(house: ScriptedCourt) -> None:
    olga = await playing.operator(house)
    await invitation(house, olga, persona="octavia")
    anna = await house.guest("anna")
    await anna.says(CODE)
    for label in ("1990s", "1992", "4", "17", "I accept"):
        await anna.presses(label)
    for words in ("rowan", WORD, WORD, WORD):
        await anna.says(words)
    for label in ("Done", "Done", "Skip", "Done"):
        await anna.presses(label)
    other = next(persona for key, persona in house.house.content.personas.items() if key != "octavia")
    assert not anna.sees_button(other.name)
    await anna.says(other.name)
    await anna.presses("Octavia")

    assert (await anna.user()).domme_assigned == "octavia"


async def test_an_operators_invitation_makes_an_operator_of_its_persona(house: ScriptedCourt) -> None:
    olga = await playing.operator(house)
    await invitation(house, olga, role=Role.OPERATOR, persona="octavia")
    ben = await house.guest("ben")
    await ben.says(f"/start {CODE}")

    async with house.storage.read() as tx:
        row = await tx.get(Operator, (await ben.person()).id)
    assert row is not None
    assert (row.role, row.personas) == (Role.OPERATOR, ["octavia"])


async def test_a_member_can_become_an_operator_by_invitation(house: ScriptedCourt) -> None:
    olga = await playing.operator(house)
    await invitation(house, olga, role=Role.OPERATOR)
    anna = await playing.member(house)
    await anna.says(f"/start {CODE}")
    assert "help to run this court" in anna.last.text
    await anna.says("/desk")
    assert "Nothing is waiting" in anna.last.text

    beth = await playing.member(house, "beth")
    await beth.says(f"/start {CODE}")
    await beth.says("/desk")
    assert "not known here" in beth.last.text


@pytest.mark.parametrize("house", ["approval"], indirect=True)
@pytest.mark.parametrize(("button", "told"), [("Let in", "The door is open"), ("Turn away", "not to let")])
async def test_by_approval_an_operator_decides_at_the_desk(
    house: ScriptedCourt, button: str, told: str
) -> None:
    olga, ella = await playing.operator(house), await playing.operator(house, "ella")
    anna = await house.guest("anna")
    await anna.says("/start")
    assert "passed on" in anna.last.text
    await ella.says("/desk")
    late = ella.button("Let in")
    await playing.look(olga)
    await olga.presses(button)
    assert told in anna.last.text

    await ella.does(Press(late.token))
    assert "olga was first" in ella.heard
    await anna.says("/start")
    assert ("born" in anna.last.text) is (button == "Let in")


@pytest.mark.parametrize("house", ["approval"], indirect=True)
async def test_nobody_lets_herself_in(house: ScriptedCourt) -> None:
    olga = await playing.operator(house)
    await olga.says("/start")
    await olga.says("/desk")

    assert not olga.sees_button("Let in")


async def test_a_stopped_or_banned_member_is_not_greeted_by_the_persona(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("red")
    await anna.says("/start")
    assert "Everything is stopped" in anna.last.text

    await playing.change(court, anna, banned_at=court.clock.court())
    await anna.says("/start")
    assert "closed to you" in anna.last.text


async def test_invitations_are_kept_only_as_hashes(house: ScriptedCourt) -> None:
    olga = await playing.operator(house)
    await olga.says("/invite")
    await olga.fills(kind="member", persona="all", uses="3")
    code = olga.last.text.rpartition(": ")[2].strip()

    async with house.storage.read() as tx:
        [row] = await tx.all(select(Invitation))
        assert code not in repr(row)
        assert row.code_hash == code_hash(tx, code)
    assert row.uses_left == 3
    await olga.presses("Revoke")
    anna = await house.guest("anna")
    await anna.says(f"/start {code}")
    assert "no longer" in anna.last.text
