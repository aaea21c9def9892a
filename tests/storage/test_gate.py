"""One writer at a time, the most urgent first, and nobody who gave up blocks the rest."""

import asyncio
import random

import pytest

from storage.gate import Urgency, WriteGate


async def enter(gate: WriteGate, urgency: Urgency, name: str, seen: list[str]) -> None:
    async with gate.entered(urgency):
        seen.append(name)
        await asyncio.sleep(0)


async def test_the_most_urgent_waiter_enters_next_and_equals_in_order_of_arrival() -> None:
    gate, seen = WriteGate(), list[str]()
    async with gate.entered():
        waiting = [
            asyncio.create_task(enter(gate, urgency, name, seen))
            for urgency, name in (
                (Urgency.BULK, "sweep"),
                (Urgency.TURN, "first turn"),
                (Urgency.TURN, "second turn"),
                (Urgency.SAFETY, "stop"),
            )
        ]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert seen == ["stop", "first turn", "second turn", "sweep"]


async def test_an_error_inside_lets_the_next_in() -> None:
    gate, seen = WriteGate(), list[str]()
    with pytest.raises(ZeroDivisionError):
        async with gate.entered():
            raise ZeroDivisionError
    await enter(gate, Urgency.TURN, "next", seen)
    assert seen == ["next"]


async def test_one_who_gives_up_while_waiting_does_not_block_the_rest() -> None:
    gate, seen = WriteGate(), list[str]()
    async with gate.entered():
        impatient = asyncio.create_task(enter(gate, Urgency.SAFETY, "impatient", seen))
        patient = asyncio.create_task(enter(gate, Urgency.TURN, "patient", seen))
        await asyncio.sleep(0)
        impatient.cancel()
    await asyncio.wait_for(patient, 1)
    assert seen == ["patient"]


async def test_one_cancelled_just_as_the_turn_is_given_passes_it_on() -> None:
    gate, seen = WriteGate(), list[str]()
    async with gate.entered():
        chosen = asyncio.create_task(enter(gate, Urgency.SAFETY, "chosen", seen))
        behind = asyncio.create_task(enter(gate, Urgency.TURN, "behind", seen))
        await asyncio.sleep(0)
    chosen.cancel()
    await asyncio.wait_for(behind, 1)
    assert seen == ["behind"]


@pytest.mark.parametrize("seed", range(20))
async def test_never_two_inside_and_never_stuck_however_many_give_up(seed: int) -> None:
    gate, chance, inside, most, done = WriteGate(), random.Random(seed), 0, 0, 0

    async def write() -> None:
        nonlocal inside, most, done
        async with gate.entered(chance.choice(list(Urgency))):
            inside += 1
            most = max(most, inside)
            try:
                for _ in range(chance.randrange(3)):
                    await asyncio.sleep(0)
            finally:
                inside -= 1
            done += 1

    writers = [asyncio.create_task(write()) for _ in range(60)]
    for _ in range(80):
        await asyncio.sleep(0)
        chance.choice(writers).cancel()
    outcomes = await asyncio.wait_for(asyncio.gather(*writers, return_exceptions=True), 5)
    assert most == 1
    assert done == sum(outcome is None for outcome in outcomes) > 0
    async with asyncio.timeout(1), gate.entered():
        pass
