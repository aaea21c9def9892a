"""Every gate in its small size: the figures must hold on every run of the tests."""

import pytest

from storage.enums import Platform
from tests.acceptance.__main__ import GATES, played

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ALL = [(gate, platform) for gate, platforms in GATES.items() for platform in platforms]


@pytest.mark.parametrize(("gate", "platform"), ALL)
async def test_the_gate_holds_in_its_small_size(gate: str, platform: Platform) -> None:
    result = await played(gate, platform, full=False, seed=1, database=None)
    assert result.passed, "\n".join([result.figure, *result.details])
