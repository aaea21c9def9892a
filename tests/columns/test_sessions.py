"""The columns of ``cam_model_sessions``."""

import json

from storage.enums import SessionStatus
from storage.tables import CamModelSession
from tests.columns.acting import DAY, HOUR, after, presses_under
from tests.columns.contents import column
from tests.columns.looking import held, only
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import member, operator
from tests.support.sessions import MODEL, agreed, asks, likes, model

SEND = "Send it just so"


async def asked(anna: Chatter) -> None:
    """She asks for the model and sends it."""
    await asks(anna)
    await anna.presses(SEND)


async def takes_place(court: ScriptedCourt, olga: Chatter) -> None:
    """The time agreed comes, and the operator notes that it took place."""
    court.clock.advance(DAY + 10 * HOUR)
    await olga.says("/desk")
    await olga.presses("It took place")


@column(
    "cam_model_sessions.id",
    means="which request",
    written="a member asks for a session",
    read="the desk's button declines the one it stands under, and leaves the other waiting",
)
async def test_the_desk_declines_the_request_under_the_button(court: ScriptedCourt) -> None:
    olga, anna, beth = await operator(court), await member(court), await member(court, "beth")
    await model(court)
    ids = set()
    for who in (anna, beth):
        await asked(who)
        row = await only(court, CamModelSession, who)
        ids.add(await held(court.storage, "cam_model_sessions.id", row))
    assert len(ids) == 2
    await olga.says("/desk")
    await presses_under(olga, "Called: anna", "Decline")
    await olga.fills(reason="Not this week.")

    assert "Not this week." in anna.last.text
    assert "It waits for an answer until" in await after(beth, "/session")


@column(
    "cam_model_sessions.user_id",
    means="who asked",
    written="a member asks for a session",
    read="/session shows it to her and to nobody else, and the answer goes to her",
)
async def test_session_shows_a_request_to_whoever_made_it(court: ScriptedCourt) -> None:
    anna, beth = await member(court), await member(court, "beth")
    await model(court)
    await asked(anna)
    row = await only(court, CamModelSession, anna)
    assert await held(court.storage, "cam_model_sessions.user_id", row) == (await anna.user()).id

    assert f"You asked for {MODEL}." in await after(anna, "/session")
    assert f"You asked for {MODEL}." not in await after(beth, "/session")


@column(
    "cam_model_sessions.cam_model_name",
    means="the model who was asked for, by her or his name of that day",
    written="a member picks a model of those whom operators keep",
    read="the desk says for whom it is",
)
async def test_the_desk_says_which_model_was_asked_for(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await model(court)
    await model(court, "Ruben")
    await anna.says("/session")
    await anna.presses("Ruben")
    await anna.presses("Skip")
    await anna.presses("Skip")
    await anna.presses(SEND)
    row = await only(court, CamModelSession, anna)
    assert await held(court.storage, "cam_model_sessions.cam_model_name", row) == "Ruben"

    await olga.says("/desk")
    assert "A session with Ruben" in olga.last.text


@column(
    "cam_model_sessions.fantasy_tags",
    means="those the member chose to share (sealed)",
    written="a member picks them while asking",
    read="what is seen of her is written anew from them when her limits change",
)
async def test_only_the_wishes_that_were_picked_are_seen(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await likes(court, anna, "kneeling", "letters")
    await model(court)
    await asks(anna, share=("Letters",))
    await anna.presses(SEND)
    row = await only(court, CamModelSession, anna)
    assert json.loads(await held(court.storage, "cam_model_sessions.fantasy_tags", row)) == ["letters"]
    label = court.house.content.tags.label("corner-time")
    await anna.says("/limits")
    await anna.says(label)
    await anna.presses(label)
    for each in ("Done", "Done", "Skip"):
        await anna.presses(each)

    await olga.says("/desk")
    assert f"Never: {label}" in olga.last.text
    assert "Shared wishes: Letters" in olga.last.text
    assert "Kneeling" not in olga.last.text


@column(
    "cam_model_sessions.status",
    means="Requested, Completed or Canceled",
    written="the operator notes that it took place; either side ends it before",
    read="/session has it among what is over, and as what",
)
async def test_what_took_place_and_what_was_taken_back_are_told_apart(court: ScriptedCourt) -> None:
    anna, olga = await agreed(court)
    row = await only(court, CamModelSession, anna)
    assert await held(court.storage, "cam_model_sessions.status", row) is SessionStatus.REQUESTED
    await takes_place(court, olga)
    assert await held(court.storage, "cam_model_sessions.status", row) is SessionStatus.COMPLETED
    beth = await member(court, "beth")
    await asked(beth)
    await beth.says("/session")
    await beth.presses("Take it back")
    other = await only(court, CamModelSession, beth)
    assert await held(court.storage, "cam_model_sessions.status", other) is SessionStatus.CANCELED

    for who, words in ((anna, f"{MODEL}: held"), (beth, f"{MODEL}: taken back")):
        await who.says("/session")
        await who.presses("Earlier ones")
        assert words in who.last.text


@column(
    "cam_model_sessions.requested_at",
    means="when she asked",
    written="a member asks for a session",
    read="the desk says since when it waits",
)
async def test_the_desk_says_since_when_a_request_waits(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await model(court)
    await asked(anna)
    row = await only(court, CamModelSession, anna)
    assert await held(court.storage, "cam_model_sessions.requested_at", row) == court.clock.court()
    await court.pass_time(HOUR)

    await olga.says("/desk")
    assert f"A session with {MODEL}, waiting since 12:00" in olga.last.text


@column(
    "cam_model_sessions.completed_at",
    means="when it was noted as held",
    written="the operator presses “It took place”",
    read="the day under which /session has it among what is over",
)
async def test_what_took_place_stands_under_the_day_on_which_it_did(court: ScriptedCourt) -> None:
    anna, olga = await agreed(court)
    row = await only(court, CamModelSession, anna)
    assert await held(court.storage, "cam_model_sessions.completed_at", row) is None
    await takes_place(court, olga)
    assert await held(court.storage, "cam_model_sessions.completed_at", row) == court.clock.court()

    await anna.says("/session")
    await anna.presses("Earlier ones")
    assert f"03 Mar 2026 · {MODEL}: held" in anna.last.text
