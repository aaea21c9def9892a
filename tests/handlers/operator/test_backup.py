"""/backup: an owner's, with a bar, where it is, and what is not in it."""

from storage.enums import Role
from tests.support import playing
from tests.support.court import ScriptedCourt


async def test_an_owner_has_one_made_and_is_told_where_it_is(court: ScriptedCourt) -> None:
    owner = await playing.operator(court, "owner", role=Role.OWNER)
    court.keeper.saved = False
    await owner.says("/backup")
    assert "none so far" in owner.last.text
    await owner.presses("Make a back-up")
    for words in ("her-court-0.zip", "3.0 MB", "/var/backups", "recovery key is not saved"):
        assert words in owner.last.text
    assert len(court.keeper.made) == 1
    await owner.says("/log")
    assert "had a back-up made" in owner.last.text


async def test_what_went_wrong_is_said_and_not_tried_again_and_again(court: ScriptedCourt) -> None:
    owner = await playing.operator(court, "owner", role=Role.OWNER)
    court.keeper.broken = "No space left on device"
    await owner.says("/backup")
    await owner.presses("Make a back-up")
    assert "No space left on device" in owner.last.text
    court.keeper.broken = ""
    await court.tick()
    assert court.keeper.made == []


async def test_it_is_nobody_elses(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await olga.says("/backup")
    assert "back-up" not in olga.last.text.lower()
