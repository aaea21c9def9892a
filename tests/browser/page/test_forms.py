"""Forms inside messages: every kind of field, what is wrong said beside it, nothing typed thrown away."""

import pytest
from playwright.async_api import expect
from starlette.responses import Response

from tests.browser.page import samples
from tests.browser.page.conftest import OpenPage, until
from tests.fakes.web_page import FakeCourt

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


async def test_every_kind_of_field_is_sent_under_its_name(court: FakeCourt, open_page: OpenPage) -> None:
    many = samples.options(*"ABCDEFGHI")
    fields = [
        samples.field("line"),
        samples.field("letter", "long"),
        samples.field("style", "choice", options=samples.options("Formal", "Warm")),
        samples.field("zone", "choice", options=many, value="c"),
        samples.field("days", "multi", options=samples.options("Mon", "Tue", "Wed"), value=["mon"]),
        samples.field("start", "date"),
        samples.field("hour", "time", value="08:30"),
        samples.field("cap", "number", value=2, min=1, max=5),
        samples.field("word", "secret"),
    ]
    court.say("Particulars.", form=samples.form(*fields))
    page = await open_page()
    await page.get_by_label("Line").fill("one line")
    await page.get_by_label("Letter").fill("two\nlines")
    await page.get_by_label("Warm").check()
    await page.get_by_label("Wed").check()
    await page.get_by_label("Start").fill("2026-12-01")
    await page.get_by_label("Word", exact=False).first.fill("marzipan")
    await page.get_by_role("button", name="Write it down").click()
    await until(lambda: bool(court.sent))
    assert court.sent[0]["kind"] == "form"
    assert court.sent[0]["token"] == "form-token"
    assert court.sent[0]["values"] == {
        "line": "one line",
        "letter": "two\nlines",
        "style": "warm",
        "zone": "c",
        "days": ["mon", "wed"],
        "start": "2026-12-01",
        "hour": "08:30",
        "cap": "2",
        "word": "marzipan",
    }


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        (samples.field("name", required=True), "", "Please fill this in."),
        (samples.field("name", min=3), "ab", "At least 3 characters."),
        (samples.field("name", max=4), "abcde", "At most 4 characters."),
        (samples.field("name", "number", min=1, max=5), "7", "Not above 5."),
        (samples.field("name", "number", min=1, max=5), "0", "Not below 1."),
        (samples.field("name", "date", min="2026-11-22"), "2026-11-01", "Not below 2026-11-22."),
    ],
)
async def test_what_is_wrong_is_said_beside_the_field(
    court: FakeCourt, open_page: OpenPage, field: dict[str, object], typed: str, complaint: str
) -> None:
    court.say("Particulars.", form=samples.form(field))
    page = await open_page()
    box = page.get_by_label("Name")
    await box.fill(typed)
    await page.get_by_role("button", name="Write it down").click()
    await expect(box).to_be_focused()
    await expect(box).to_have_attribute("aria-invalid", "true")
    await expect(box).to_have_accessible_description(complaint)
    assert court.sent == []


async def test_a_choice_that_is_missing_is_asked_for(court: FakeCourt, open_page: OpenPage) -> None:
    choice = samples.field("style", "choice", options=samples.options("Formal", "Warm"), required=True)
    days = samples.field("days", "multi", options=samples.options("Mon", "Tue"), required=True)
    court.say("Particulars.", form=samples.form(choice, days))
    page = await open_page()
    await page.get_by_role("button", name="Write it down").click()
    await expect(page.locator(".field-error:visible")).to_have_text(
        ["Please pick one.", "Please pick at least one."]
    )
    await expect(page.get_by_role("alert").filter(has_text="2 answers")).to_be_visible()
    await page.get_by_label("Warm").check()
    await expect(page.locator(".field-error:visible")).to_have_count(1)


async def test_an_amended_message_keeps_what_is_being_typed(court: FakeCourt, open_page: OpenPage) -> None:
    form = samples.form(
        samples.field("name"), samples.field("days", "multi", options=samples.options("Mon", "Tue"))
    )
    message = court.say("Particulars.", form=form)
    page = await open_page()
    await page.get_by_label("Tue").check()
    await page.get_by_label("Name").fill("rosa")
    court.amend(message, text="Particulars, please.")
    await expect(page.get_by_text("Particulars, please.").first).to_be_visible()
    await expect(page.get_by_label("Name")).to_have_value("rosa")
    await expect(page.get_by_label("Name")).to_be_focused()
    await expect(page.get_by_label("Tue")).to_be_checked()
    await page.keyboard.type("lind")
    await expect(page.get_by_label("Name")).to_have_value("rosalind")


async def test_a_closed_form_can_be_read_and_not_sent(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("Particulars.", form=samples.form(samples.field("name", value="rosalind")), closed=True)
    page = await open_page()
    await expect(page.get_by_label("Name")).to_be_disabled()
    await expect(page.get_by_role("button", name="Write it down")).to_be_disabled()


async def test_a_form_with_a_secret_is_never_stored(court: FakeCourt, open_page: OpenPage) -> None:
    court.faults.append(Response(status_code=503))
    court.say("Particulars.", form=samples.form(samples.field("word", "secret")))
    page = await open_page()
    await page.locator("input[type=password]").nth(0).fill("marzipan")
    await page.get_by_role("button", name="Write it down").click()
    await expect(page.locator(".press-note")).to_have_text("not sent yet, will be tried again")
    assert "marzipan" not in await page.evaluate("JSON.stringify(localStorage)")
    await until(lambda: len(court.sent) == 1)
