"""Alerts: owners hear, once, that the safety journal cannot be written."""

from storage.enums import Role
from tests.support import playing
from tests.support.court import ScriptedCourt


async def test_owners_are_told_once_that_the_journal_fails_and_again_if_it_fails_anew(
    court: ScriptedCourt,
) -> None:
    owner = await playing.operator(court, "owner", role=Role.OWNER)
    olga = await playing.operator(court)
    for failing in (True, True, False, True):
        court.journal.failing = failing
        await court.tick()

    assert owner.heard.count("safety journal") == 2
    assert olga.bubbles == []
