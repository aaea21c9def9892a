"""/members and /member: who is here, what may be seen, and writing to somebody."""

from datetime import timedelta

from sqlmodel import col, select

from handlers import ledger
from handlers.chat.incoming import FormAnswer, Press
from handlers.chat.outgoing import Form, Speaker
from storage import log
from storage.enums import Role
from storage.tables import AdminLog, Operator
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt


async def write(olga: Chatter, name: str, text: str) -> None:
    """Write to a member from her view."""
    await olga.says(f"/member {name}")
    await olga.presses("Write")
    await olga.fills(text=text)


async def test_members_are_listed_by_name_a_page_at_a_time_and_found_by_part_of_it(
    court: ScriptedCourt,
) -> None:
    olga = await playing.operator(court)
    for number in range(12):
        await playing.member(court, f"member {number:02}")
    await olga.says("/members")
    assert [choice.label[:9] for choice in olga.last.buttons][:2] == ["member 00", "member 01"]
    assert "12" in olga.last.text
    await olga.presses("Next")
    assert [choice.label[:9] for choice in olga.last.buttons] == ["member 10", "member 11"]
    await olga.says("/members MEMBER 07")
    assert [choice.label[:9] for choice in olga.last.buttons] == ["member 07"]
    await olga.says("/members %")
    assert "Nobody like that" in olga.last.text


async def test_a_scoped_operator_finds_only_her_personas_members(court: ScriptedCourt) -> None:
    other = next(key for key in court.house.content.personas if key != "octavia")
    olga = await playing.operator(court, personas=["octavia"])
    await playing.member(court, "anna")
    await playing.member(court, "beth", persona=other)
    await olga.says("/members")
    assert not olga.sees_button("beth")
    assert "1" in olga.last.text
    await olga.says("/member beth")
    assert "no such member of yours" in olga.last.text
    await olga.says("/member anna")
    assert "anna" in olga.last.text


async def test_alerts_reach_only_the_operators_of_the_members_persona(court: ScriptedCourt) -> None:
    other = next(key for key in court.house.content.personas if key != "octavia")
    olga = await playing.operator(court, personas=["octavia"])
    ella = await playing.operator(court, "ella", personas=[other])
    anna = await playing.member(court)
    await anna.says("red")

    assert olga.bubbles != []
    assert ella.bubbles == []


async def test_an_operator_who_is_a_member_too_does_not_see_herself(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    async with court.storage.begin() as tx:
        person = await anna.person()
        tx.add(Operator(person_id=person.id, name="A", role=Role.OWNER, created_at=court.clock.wall()))
    await anna.says("/members")
    assert "Nobody else" in anna.last.text
    await anna.says("/member anna")
    assert "no such member" in anna.last.text
    await anna.says("/assign anna")
    assert not anna.sees_button("own words")


async def test_every_look_at_a_member_is_logged(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await olga.says("/member anna")

    async with court.storage.read() as tx:
        [entry] = await tx.all(select(AdminLog))
    assert (entry.kind, entry.subject_id) == ("look.member", (await anna.person()).id)


async def test_what_an_operator_writes_is_in_the_personas_name_and_logged_sealed(
    court: ScriptedCourt,
) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await write(olga, "anna", "Well done today.")

    assert anna.last.text == "Well done today."
    assert anna.last.message.by is Speaker.PERSONA
    async with court.storage.read() as tx:
        [entry] = await tx.all(select(AdminLog).where(col(AdminLog.kind) == "write"))
        assert "Well done" not in (entry.detail or "")
        assert await log.detail_of(tx, entry) == {"text": "Well done today."}


async def test_a_message_sent_in_twice_arrives_once(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await olga.says("/member anna")
    await olga.presses("Write")
    form = olga.last.message
    assert isinstance(form, Form)
    for _ in range(2):
        await olga.does(FormAnswer(form.submit.token, {"text": ("Once.",)}))

    assert anna.heard.count("Once.") == 1


async def test_in_quiet_hours_it_waits_and_the_operator_hears_until_when(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await court.pass_time(timedelta(hours=11))
    await write(olga, "anna", "Good morning.")
    assert "quiet hours" in olga.last.text
    assert "Good morning." not in anna.heard
    await court.pass_time(timedelta(hours=9, minutes=1))
    assert "Good morning." in anna.heard


async def test_an_empty_or_endless_message_is_refused(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    for text in ("  ", "x" * 2001):
        await write(olga, "anna", text)
        assert "Please write 1 to" in olga.last.text
    assert anna.bubbles == []


async def test_a_view_that_was_open_is_closed_when_the_operator_loses_her_persona(
    court: ScriptedCourt,
) -> None:
    other = next(key for key in court.house.content.personas if key != "octavia")
    olga = await playing.operator(court, personas=["octavia"])
    await playing.member(court)
    await olga.says("/member anna")
    token = olga.button("Write").token
    async with court.storage.begin() as tx:
        row = await tx.get(Operator, (await olga.person()).id)
        assert row is not None
        row.personas = [other]
    await olga.does(Press(token))

    assert "no such member of yours" in olga.last.text


async def test_the_card_tells_how_the_tier_came_about_and_by_whose_hand(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    olga_id, anna_id = (await olga.person()).id, (await anna.person()).id
    async with court.engine.turns.about(anna_id) as turn:
        await ledger.give_points(turn, turn.me, "task:a:approved", 120, by=olga_id)
    await court.delivers()
    await olga.says("/member anna")
    assert "Watched → Considered, the points were enough (olga)" in olga.last.text
    await anna.says("/me")
    await anna.presses("Why")
    assert "Watched → Considered, the points were enough" in anna.last.text
    assert "olga" not in anna.last.text
