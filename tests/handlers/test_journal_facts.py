"""What the safety journal is told beyond who and what."""

import pytest

from handlers.turn import BARRING
from storage.queries import people
from tests.support.court import ScriptedCourt


@pytest.mark.parametrize("kind", ["stop", *sorted(BARRING)])
async def test_what_bars_an_address_names_its_hash_and_nothing_else_does(
    court: ScriptedCourt, kind: str
) -> None:
    anna = await court.guest("anna")
    await anna.says("/start")
    person = await anna.person()
    async with court.engine.turns.about(person.id) as turn:
        (account,) = await people.accounts_of(turn.tx, person.id)
        await turn.journal(kind, until="later")
    expected = (
        {"until": "later", "addresses": account.address_hash} if kind in BARRING else {"until": "later"}
    )
    assert court.journal.entries[-1] == (kind, person.id, expected)
