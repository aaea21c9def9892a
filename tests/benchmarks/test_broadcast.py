"""The benchmark of a broadcast, in a small size: nothing lost, nothing doubled, a figure."""

import pytest

from tests.benchmarks import broadcast


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_a_small_broadcast_loses_and_doubles_nothing() -> None:
    figure = await broadcast.measured(200)

    assert figure.figure > 0, figure.details
    assert "200 members, 0 lost, 0 doubled" in figure.details
    assert any("Sent: 200" in line for line in figure.details)
