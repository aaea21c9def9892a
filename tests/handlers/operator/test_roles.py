"""/operators and /invite: who runs the court, for whom, and who may say so."""

import re

from sqlmodel import select

from storage.enums import Platform, Role
from storage.tables import AdminLog, Invitation, Operator
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt


async def role_of(court: ScriptedCourt, olga: Chatter) -> Role | None:
    """Somebody's role now."""
    async with court.storage.read() as tx:
        row = await tx.get(Operator, (await olga.person()).id)
        return row.role if row else None


async def test_only_owners_change_roles(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await playing.operator(court, "ella")
    await olga.says("/operators")

    assert not olga.sees_button("Make owner")
    assert not olga.sees_button("Remove")


async def test_an_owner_makes_another_and_removes_a_third_and_it_is_logged(court: ScriptedCourt) -> None:
    owner = await playing.operator(court, "owner", role=Role.OWNER)
    ella = await playing.operator(court, "ella")
    await owner.says("/operators")
    await owner.presses("Make owner")
    assert await role_of(court, ella) is Role.OWNER
    await owner.says("/operators")
    await owner.presses("Remove")
    assert await role_of(court, ella) is None
    await ella.says("/desk")
    assert "not known here" in ella.last.text
    async with court.storage.read() as tx:
        assert [row.kind for row in await tx.all(select(AdminLog))] == ["operator.role"] * 2


async def test_the_last_owner_cannot_be_demoted(court: ScriptedCourt) -> None:
    owner = await playing.operator(court, "owner", role=Role.OWNER)
    other = await playing.operator(court, "other", role=Role.OWNER)
    await owner.says("/operators")
    await other.says("/operators")
    await owner.presses("Make operator")
    await other.presses("Make operator")

    assert await role_of(court, owner) is Role.OWNER
    assert await role_of(court, other) is Role.OPERATOR
    await owner.says("/operators")
    assert not owner.sees_button("Make operator")


async def test_a_name_is_kept_without_control_characters_and_not_too_long(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await olga.says("/operators")
    await olga.presses("Choose my name")
    await olga.fills(name="\x00\u202e ")
    assert "give a name" in olga.last.text
    await olga.fills(name="Ol\x00ga  the\nGreat" + "!" * 50)

    async with court.storage.read() as tx:
        [row] = await tx.all(select(Operator))
    assert row.name.startswith("Olga the Great!")
    assert len(row.name) == 32


async def test_operators_invite_only_members_owners_anybody(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    owner = await playing.operator(court, "owner", role=Role.OWNER)
    await olga.says("/invite")
    await olga.fills(kind="owner", persona="all", uses="1")
    assert "could not be made" in olga.last.text
    await owner.says("/invite")
    await owner.fills(kind="owner", persona="all", uses="9")

    async with court.storage.read() as tx:
        [row] = await tx.all(select(Invitation))
    assert (row.role, row.uses_left) == (Role.OWNER, 1)


async def test_an_invitation_leads_in_wherever_the_court_can_be_met(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    court.house.bot_names[Platform.TELEGRAM] = "her_court_bot"
    await olga.says("/invite")
    await olga.fills(kind="member", persona="all", uses="1")
    web, telegram = re.findall(r"https?://\S+", olga.last.text)
    assert telegram == f"https://t.me/her_court_bot?start={web.rpartition('/')[2]}"


async def test_a_scoped_operator_invites_for_her_personas_only(court: ScriptedCourt) -> None:
    other = next(key for key in court.house.content.personas if key != "octavia")
    olga = await playing.operator(court, personas=["octavia"])
    for persona in ("all", other, "nobody"):
        await olga.says("/invite")
        await olga.fills(kind="member", persona=persona, uses="1")
        assert "could not be made" in olga.last.text
    await olga.fills(kind="member", persona="octavia", uses="1")
    assert "Here is the link" in olga.last.text


async def test_uses_that_are_no_number_are_refused(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    for uses in ("²", "0", "101", "9" * 5000, "many"):
        await olga.says("/invite")
        await olga.fills(kind="member", persona="all", uses=uses)
        assert "could not be made" in olga.last.text
