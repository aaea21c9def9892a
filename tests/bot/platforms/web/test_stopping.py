"""Stop for a lost phone: by name and word, from any page, with one answer for everybody."""

import asyncio
import sqlite3

import pytest

from tests.bot.platforms.web.court import WebCourt


async def test_a_name_and_a_word_are_passed_on_without_a_log_in(court: WebCourt) -> None:
    answer = await court.browser().fill("/stop", username=" Anna ", safeword=" Marmalade Sky ")
    assert answer.status_code == 200
    assert "Thank you" in answer.text
    assert court.stops.asked == [("Anna", "Marmalade Sky")]
    assert "armalade" not in answer.text


async def test_the_answer_is_the_same_and_takes_as_long_whether_it_matched_or_not(
    court: WebCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow_if_right(_self: object, username: str, _word: str, /) -> None:
        await asyncio.sleep(0.2 if username == "anna" else 0)

    monkeypatch.setattr(type(court.stops), "__call__", slow_if_right)
    loop, times, pages = asyncio.get_running_loop(), [], []
    browser = court.browser()
    await browser.get("/stop")
    for name in ("anna", "nobody"):
        begun = loop.time()
        pages.append(
            (await browser.http.post("/stop", data={"username": name, "safeword": "marmalade"})).text
        )
        times.append(loop.time() - begun)
    assert pages[0].split("<main")[1] == pages[1].split("<main")[1]
    assert min(times) >= 0.5


async def test_it_works_with_a_stale_page_and_without_cookies(court: WebCourt) -> None:
    browser = court.browser()
    answer = await browser.http.post(
        "/stop", data={"csrf": "stale", "username": "anna", "safeword": "marmalade"}
    )
    assert answer.status_code == 200
    assert len(court.stops.asked) == 1


@pytest.mark.parametrize(
    "fields", [{}, {"username": "anna"}, {"safeword": "marmalade"}, {"username": " ", "safeword": "x"}]
)
async def test_half_a_form_is_asked_for_the_rest(court: WebCourt, fields: dict[str, str]) -> None:
    answer = await court.browser().fill("/stop", **fields)
    assert answer.status_code == 400
    assert "Please give both" in answer.text
    assert "marmalade" not in answer.text
    assert court.stops.asked == []


async def test_words_cannot_be_tried_in_bulk(court: WebCourt) -> None:
    browser = court.browser()
    tries = [browser.http.post("/stop", data={"username": f"m{n}", "safeword": "x"}) for n in range(11)]
    answers = await asyncio.gather(*tries)
    assert sorted(answer.status_code for answer in answers) == [200] * 10 + [429]


async def test_a_stop_that_could_not_be_written_down_is_not_confirmed(
    court: WebCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_self: object, _username: str, _word: str, /) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(type(court.stops), "__call__", broken)
    answer = await court.browser().fill("/stop", username="anna", safeword="marmalade")
    assert answer.status_code == 503
    assert "Thank you" not in answer.text


async def test_who_is_logged_in_or_locked_can_use_it_too(court: WebCourt) -> None:
    anna = await court.member()
    await anna.post("/api/lock")
    assert (await anna.fill("/stop", username="anna", safeword="marmalade")).status_code == 200
