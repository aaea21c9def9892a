"""What else a move reaches: previews with her limits, details in the log, what waits to be heard."""

from datetime import timedelta

from handlers.member.settings.limits import keep_limits
from tests.handlers.operator.test_handover_sight import BOTH_WAYS, MINUTE, PROOF, moves
from tests.support import dropping, playing
from tests.support.court import ScriptedCourt
from tests.support.moving import cast

LIMITS = "Nothing in front of other people."


async def test_what_she_wrote_about_her_limits_goes_from_the_previews_of_former_operators(
    court: ScriptedCourt,
) -> None:
    there = await cast(court)
    async with court.engine.turns.about((await there.anna.person()).id) as turn:
        await keep_limits(turn, {"hard": [], "soft": [], "words": LIMITS})
    await dropping.made(court, there.olga)
    for labels in (
        ("Give a task", "nearest window"),
        ("Give a task", "own words"),
        ("Send a voice drop", "Evening"),
    ):
        await there.olga.says("/member anna")
        for label in labels:
            await there.olga.presses(label)
    before = there.olga.heard
    await moves(there, "settings")

    assert LIMITS in before
    assert LIMITS not in "\n".join(f"{bubble.text}{bubble.message}" for bubble in there.olga.bubbles)


@BOTH_WAYS
async def test_the_log_opens_no_details_from_before_to_the_new_operators(
    court: ScriptedCourt, how: str
) -> None:
    there = await cast(court)
    await playing.task_of(court, there.anna)
    await there.anna.says(PROOF)
    await there.olga.says("/desk")
    await there.olga.presses("Reject")
    await there.olga.fills(reason="You were hasty.")
    court.clock.advance(MINUTE)
    await moves(there, how)
    court.clock.advance(MINUTE)
    await there.hana.says("/member anna")
    await there.hana.presses("Write")
    await there.hana.fills(text="Welcome to the house.")
    for operator, opened in ((there.hana, False), (there.both, True)):
        await operator.says("/log")
        for button in [each for each in operator.last.buttons if each.label.startswith("Details")]:
            await operator.does(playing.press(button))
        assert ("You were hasty" in operator.heard) is opened
        assert "text: Welcome to the house." in operator.heard


async def test_a_drop_the_former_persona_spoke_is_not_heard_from_the_new_one(court: ScriptedCourt) -> None:
    there = await cast(court, quiet_from=600, quiet_to=840)  # it is noon
    drop = await dropping.made(court, there.olga)
    assert await dropping.sent(court, there.anna, drop) is None
    await moves(there, "settings")
    await court.pass_time(timedelta(hours=3), step=timedelta(hours=1))
    assert dropping.NAME not in there.anna.heard
