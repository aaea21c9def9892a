"""Appeals, from the news of a failure to the operator's answer, as the place's clients see them."""

import pytest

from storage.enums import AppealResult
from tests.contracts.places import Place
from tests.support.appealing import PLEA, appeals_of, missed

pytestmark = pytest.mark.slow


async def test_a_failure_is_appealed_and_made_good(place: Place) -> None:
    olga, anna = await place.operator(), await place.member(points=50)
    await missed(place.court, anna)
    before = (await anna.user()).obedience_points
    await anna.says("/appeal")
    if anna.sees_button("Appeal"):
        await anna.presses("Appeal")
    await anna.says(PLEA)
    await place.restart()
    await anna.presses("Send the appeal")
    await olga.says("/desk")
    assert PLEA in olga.heard
    await olga.presses("Approve")

    [appeal] = await appeals_of(place.court, anna)
    assert appeal.result is AppealResult.APPROVED
    assert (await anna.user()).obedience_points > before
