"""Every gate in its small size: the figures must hold on every run of the tests."""

import importlib

import pytest

from tests.acceptance.__main__ import GATES
from tests.acceptance.result import GateResult

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.parametrize("gate", GATES)
async def test_the_gate_holds_in_its_small_size(gate: str) -> None:
    module = importlib.import_module(f"tests.acceptance.{gate.replace('-', '_')}")
    result: GateResult = await module.run(full=False, seed=1, database=None)
    assert result.passed, "\n".join([result.figure, *result.details])
