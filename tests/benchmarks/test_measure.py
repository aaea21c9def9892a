"""The benchmarks' own machinery: alternating rounds, honest verdicts, exit codes."""

import asyncio
import json

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks.measure import Figure, Goal, medians
from tests.benchmarks.registry import Benchmark, benchmarks


def found(figure: Figure) -> Benchmark:
    """A benchmark that has this to say."""

    async def run() -> Figure:
        return figure

    return run


def test_every_benchmark_of_the_media_room_is_found() -> None:
    assert {"photo", "voice-note", "vault"} <= set(benchmarks())


def test_a_figure_knows_which_way_it_has_to_go() -> None:
    assert Figure("x", 0.5, 0.5).passed
    assert not Figure("x", 0.51, 0.5).passed
    assert Figure("x", 25.0, 25.0, Goal.AT_LEAST).passed
    assert not Figure("x", 24.9, 25.0, Goal.AT_LEAST).passed
    assert "SHORT" in Figure("x", 24.9, 25.0, Goal.AT_LEAST).sentence()


async def test_contenders_take_turns() -> None:
    order: list[str] = []

    async def first() -> None:
        order.append("a")
        await asyncio.sleep(0.02)

    async def second() -> None:
        order.append("b")

    taken = await medians({"first": first, "second": second}, rounds=5)
    assert "".join(order) == "ab" * 6
    assert taken["first"] >= 0.02 > taken["second"]


def test_falling_short_is_told_and_exits_non_zero(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {"good": found(Figure("good", 0.1, 0.5)), "bad": found(Figure("bad", 0.9, 0.5))}
    monkeypatch.setattr(command, "benchmarks", lambda: known)
    assert command.main(["good"]) == 0
    assert command.main(["bad"]) == 1
    assert command.main(["all"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "bad: 0.9 x (at most 0.5) SHORT"


def test_figures_come_as_json_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "benchmarks", lambda: {"good": found(Figure("good", 0.1, 0.5))})
    command.main(["good", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["figure"] == 0.1
    assert told["passed"] is True
