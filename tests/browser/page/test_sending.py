"""Nothing a person says is lost, and nothing is said twice: failures, reloads, broken lines, several tabs."""

import asyncio

import pytest
from playwright.async_api import BrowserContext, Locator, Page, Route, expect
from starlette.responses import JSONResponse, Response

from tests.browser.page import samples
from tests.browser.page.conftest import OpenPage, until
from tests.fakes.web_page import FakeCourt, Json

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


async def say(page: Page, text: str) -> None:
    """Types into the composer and sends."""
    await page.get_by_role("textbox", name="Message").fill(text)
    await page.keyboard.press("Enter")


def own(page: Page, text: str) -> Locator:
    """One's own bubbles with exactly this text."""
    return page.locator(".from-me .text").get_by_text(text, exact=True)


async def test_a_failed_post_is_sent_again_under_the_same_id(court: FakeCourt, open_page: OpenPage) -> None:
    court.faults.extend([Response(status_code=502), Response(status_code=503)])
    page = await open_page()
    await say(page, "Are you there?")
    await expect(page.locator(".send-state")).to_have_text("not sent yet, will be tried again")
    await until(lambda: len(court.sent) == 1, within=10)
    await expect(own(page, "Are you there?")).to_have_count(1)
    await expect(page.locator(".pending")).to_have_count(0)


async def test_an_answer_that_got_lost_does_not_double_the_message(
    court: FakeCourt, open_page: OpenPage
) -> None:
    page = await open_page()

    async def swallow(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/api/send", swallow, times=1)
    await say(page, "Only once.")
    await until(lambda: len(court.sent) == 1)
    await expect(own(page, "Only once.")).to_have_count(1)
    await asyncio.sleep(2)
    assert len({one["id"] for one in court.sent}) == 1
    await expect(own(page, "Only once.")).to_have_count(1)


async def test_what_was_not_sent_survives_a_reload(court: FakeCourt, open_page: OpenPage) -> None:
    court.faults.extend([Response(status_code=503)] * 3)
    page = await open_page()
    await say(page, "Keep this.")
    await expect(page.locator(".send-state")).to_have_text("not sent yet, will be tried again")
    first = await page.locator(".pending").get_attribute("data-client")
    court.faults.clear()
    await page.reload()
    await until(lambda: len(court.sent) == 1, within=10)
    assert court.sent[0]["id"] == first
    await expect(own(page, "Keep this.")).to_have_count(1)


async def test_messages_keep_their_order_through_a_failure(court: FakeCourt, open_page: OpenPage) -> None:
    court.faults.append(Response(status_code=503))
    page = await open_page()
    for text in ("one", "two", "three"):
        await say(page, text)
    await until(lambda: len(court.sent) == 3, within=10)
    assert [one["text"] for one in court.sent] == ["one", "two", "three"]


async def test_a_refusal_shows_its_sentence_and_can_be_sent_again_or_removed(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.faults.append(JSONResponse({"error": "That is longer than I read."}, 413))
    page = await open_page()
    await say(page, "A very long letter.")
    await expect(page.locator(".send-state")).to_have_text("refused: That is longer than I read.")
    await page.get_by_role("button", name="Send again").click()
    await until(lambda: len(court.sent) == 1)
    await expect(page.locator(".pending")).to_have_count(0)


async def test_too_many_at_once_waits_as_long_as_it_is_told(court: FakeCourt, open_page: OpenPage) -> None:
    court.faults.append(JSONResponse({"error": "One thing at a time."}, 429, {"Retry-After": "1"}))
    page = await open_page()
    await say(page, "Quick!")
    await expect(page.locator(".send-state")).to_have_text("One thing at a time.")
    await until(lambda: len(court.sent) == 1)


async def test_a_slash_makes_a_command(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page()
    await say(page, "/assign rosalind  a letter")
    await until(lambda: bool(court.sent))
    assert court.sent[0] | {"id": ""} == {
        "id": "",
        "kind": "command",
        "text": "/assign rosalind  a letter",
        "command": "assign",
        "args": "rosalind  a letter",
    }


async def test_a_secret_is_typed_hidden_shown_as_dots_and_never_stored(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.faults.append(Response(status_code=503))
    court.say("Your word?", input={"placeholder": "Your safeword", "secret": True})
    page = await open_page()
    secret = page.locator("#composer-secret")
    await expect(secret).to_have_attribute("type", "password")
    await expect(page.locator("#composer-text")).to_be_hidden()
    await secret.fill("marzipan castle")
    await secret.press("Enter")
    await expect(page.locator(".pending .text")).to_have_text("•••")
    stored = await page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "marzipan" not in stored
    await until(lambda: [one["text"] for one in court.sent] == ["marzipan castle"])


async def test_the_composer_is_open_again_after_the_secret(court: FakeCourt, open_page: OpenPage) -> None:
    question = court.say("Your word?", input={"placeholder": "", "secret": True})
    page = await open_page()
    await expect(page.locator("#composer-secret")).to_be_visible()
    court.amend(question, closed=True)
    await expect(page.locator("#composer-text")).to_be_visible()
    await expect(page.locator("#composer-secret")).to_be_hidden()


async def test_a_broken_line_comes_back_without_losing_or_doubling(
    court: FakeCourt, open_page: OpenPage
) -> None:
    kept = court.say("Before.")
    gone = court.say("To be hidden.")
    page = await open_page()
    court.line_closed = True
    await court.hang_up()
    await page.wait_for_selector("body[data-line=down]")
    court.say("Meanwhile.")
    court.amend(kept, text="Before, amended.")
    court.remove(gone)
    court.line_closed = False
    await page.wait_for_selector("body[data-line=up]")
    court.say("After.")
    await expect(page.locator(".entry .text")).to_have_text(["Before, amended.", "Meanwhile.", "After."])


async def test_a_longer_break_is_said_and_so_is_its_end(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page()
    court.line_closed = True
    await court.hang_up()
    await expect(page.locator("#banner")).to_have_text("The connection is gone; trying again.")
    court.line_closed = False
    await expect(page.locator("#banner")).to_have_text("Connected again.", timeout=20000)


async def test_without_a_line_requests_still_bring_the_answer(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page()
    court.line_closed = True
    await court.hang_up()
    await page.wait_for_selector("body[data-line=down]")

    def answer(_: Json) -> None:
        court.say("I hear you all the same.")

    court.on_send = answer
    await say(page, "Hello?")
    await expect(page.locator(".from-persona .text")).to_have_text("I hear you all the same.")


async def test_what_one_tab_says_appears_in_the_other_once(court: FakeCourt, open_page: OpenPage) -> None:
    first = await open_page()
    second = await open_page()
    await say(first, "From the first.")
    await expect(own(second, "From the first.")).to_have_count(1)
    await say(second, "From the second.")
    for page in (first, second):
        await expect(page.locator(".entry .text")).to_have_text(["From the first.", "From the second."])
    assert len(court.sent) == 2


async def test_a_tab_that_closed_leaves_its_words_to_the_others(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.faults.extend([Response(status_code=503)] * 2)
    writer = await open_page()
    other = await open_page()
    await say(writer, "Said and gone.")
    await expect(writer.locator(".send-state")).to_have_text("not sent yet, will be tried again")
    await writer.close()
    await until(lambda: len(court.sent) == 1, within=15)
    await expect(own(other, "Said and gone.")).to_have_count(1)


async def test_an_amended_message_under_an_older_revision_changes_nothing(
    court: FakeCourt, open_page: OpenPage
) -> None:
    message = court.say("First.")
    page = await open_page()
    stale = dict(court.messages[message])
    court.amend(message, text="Second.")
    await expect(page.locator(".entry .text")).to_have_text(["Second."])
    court.tell({"type": "message", "message": stale})
    court.say("Third.")
    await expect(page.locator(".entry .text")).to_have_text(["Second.", "Third."])


async def test_a_session_that_ended_leads_to_the_log_in_and_keeps_the_words(
    court: FakeCourt, open_page: OpenPage
) -> None:
    page = await open_page()
    court.logged_in = False
    await say(page, "Not lost.")
    await page.wait_for_url("**/login")
    court.logged_in = True
    await page.goto("/")
    await until(lambda: [one["text"] for one in court.sent] == ["Not lost."])


async def test_logging_out_with_something_unsent_asks_first(
    court: FakeCourt, open_page: OpenPage, context: BrowserContext
) -> None:
    court.faults.extend([Response(status_code=503)] * 9)
    page = await open_page()
    await say(page, "Half said.")
    await expect(page.locator(".send-state")).to_have_text("not sent yet, will be tried again")
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await page.get_by_role("button", name="Log out").click()
    await page.wait_for_url("**/logout")
    stored = await page.evaluate("JSON.stringify(localStorage)")
    assert "Half said." not in stored
    assert len(context.pages) == 1


async def test_a_form_comes_back_with_its_answers_when_it_is_refused(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.faults.append(JSONResponse({"error": "That name is taken."}, 422))
    court.say("Well?", form=samples.form(samples.field("name", required=True)))
    page = await open_page()
    await page.get_by_label("Name").fill("rosalind")
    await page.get_by_role("button", name="Write it down").click()
    await expect(page.locator(".press-note")).to_have_text("refused: That name is taken.")
    await expect(page.get_by_label("Name")).to_have_value("rosalind")


async def test_a_page_opened_without_a_connection_fills_when_it_is_there(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.say("Good evening.")
    page = await open_page("/login")
    await page.route("**/api/messages?before=*", lambda route: route.abort(), times=2)
    await page.goto("/")
    await expect(page.locator(".entry .text")).to_have_text(["Good evening."])
    await page.wait_for_selector("body[data-line=up]")
