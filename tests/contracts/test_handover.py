"""A member is asked whether she moves, in every place; the desk's claims and kinds in every place."""

import pytest

from storage.enums import ProofType
from tests.contracts.places import Place
from tests.support import playing
from tests.support.moving import AFTER, REASON

pytestmark = pytest.mark.slow
PROOF = "I did all of it, slowly, and I am glad that I did."


async def test_a_member_is_handed_over_with_her_yes_and_old_eyes_see_nothing(place: Place) -> None:
    olga, anna = await place.operator(personas=["octavia"]), await place.member()
    await playing.task_of(place.court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture())
    await olga.says("/desk")
    assert any([await olga.downloads(bubble) for bubble in olga.bubbles])
    await olga.says("/handover anna")
    await olga.fills(member="anna", persona=AFTER, reason=REASON)
    await olga.presses("Ask the member")
    assert REASON in anna.heard
    await anna.presses("Earlier proofs")
    await place.restart()
    await anna.presses("Yes")

    assert (await anna.user()).domme_assigned == AFTER
    assert not any([await olga.downloads(bubble) for bubble in olga.bubbles])
    before = len(olga.bubbles)
    await olga.says("/desk")
    await olga.says("/member anna")
    assert "Polish the brass" not in olga.since(before)


async def test_one_kind_is_gone_through_and_what_is_left_comes_at_the_end(place: Place) -> None:
    olga, anna = await place.operator(), await place.member()
    await playing.task_of(place.court, anna)
    await anna.says(PROOF)
    await playing.task_of(place.court, anna)
    await anna.presses("more time")
    await olga.says("/desk")
    assert "2 waiting: 1 request for more time, 1 proof." in olga.heard
    await olga.presses("Only proofs (1)")
    await olga.presses("Next")
    assert "Left for later: 1" in olga.last.text
    await olga.presses("Go through those")
    assert PROOF in olga.last.text
