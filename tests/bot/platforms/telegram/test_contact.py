"""In touch or not: what is said of it, who is told, and when delivery is woken."""

import pytest

from bot.platforms.telegram.contact import DAY_SECONDS, Contact
from bot.wake import Waker


class Noted:
    """A contact with a clock set by hand, its reports and its wakes."""

    def __init__(self) -> None:
        self.now = 0.0
        self.wakes = 0
        self.reports: list[str] = []
        waker = Waker()
        waker.on_delivery = self._woken
        self.contact = Contact(waker, self._reported, now=lambda: self.now)

    def _woken(self) -> None:
        self.wakes += 1

    async def _reported(self, kind: str) -> None:
        self.reports.append(kind)


@pytest.fixture
def noted() -> Noted:
    """A contact that has not been made yet."""
    return Noted()


async def test_safety_may_go_out_with_the_first_answer_the_rest_once_the_backlog_was_searched(
    noted: Noted,
) -> None:
    assert (noted.contact.up, noted.contact.hushed) == (False, True)
    await noted.contact.found(searched=False)
    assert (noted.contact.up, noted.contact.hushed, noted.wakes) == (True, True, 1)
    await noted.contact.found(searched=True)
    assert (noted.contact.hushed, noted.wakes) == (False, 2)
    await noted.contact.found(searched=True)
    assert noted.wakes == 2


async def test_after_every_absence_the_backlog_is_searched_anew(noted: Noted) -> None:
    await noted.contact.found(searched=True)
    noted.contact.lost("NetworkError")
    assert (noted.contact.up, noted.contact.hushed) == (False, True)


@pytest.mark.parametrize(("seconds", "reports"), [(DAY_SECONDS - 1, []), (DAY_SECONDS + 1, ["telegram_gap"])])
async def test_only_a_silence_longer_than_telegrams_memory_is_reported(
    noted: Noted, seconds: float, reports: list[str]
) -> None:
    await noted.contact.found(searched=True)
    noted.now += seconds
    await noted.contact.found(searched=True)
    await noted.contact.found(searched=True)
    assert noted.reports == reports


async def test_the_silence_since_an_earlier_run_counts(noted: Noted) -> None:
    noted.now = 10 * DAY_SECONDS
    noted.contact.since(noted.now - 2 * DAY_SECONDS)
    await noted.contact.found(searched=True)
    assert noted.reports == ["telegram_gap"]


async def test_a_conflict_is_told_once_until_it_is_over(noted: Noted) -> None:
    for _ in range(3):
        await noted.contact.conflict()
    await noted.contact.found(searched=True)
    await noted.contact.conflict()
    assert noted.reports == ["telegram_conflict"] * 2
