"""How the pages hold up: small and large screens, zoom, themes, no JavaScript, no motion, no other host."""

import re

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.page import samples
from tests.browser.page.conftest import DESKTOP, PHONE, OpenPage, Watch
from tests.fakes.web_page import FakeCourt, Json, Served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

ZOOMED = (640, 400)  # what 200 % leaves of 1280 × 800
NARROW = (320, 640)
DOORS: dict[str, Json] = {
    "login": {"register_open": True, "error": "That e-mail and password do not belong together."},
    "register-age": {"step": "age", "years": [2008, 2007, 2006]},
    "register-account": {"step": "account"},
    "register-owner": {"step": "account", "owner": True},
    "register-closed": {"step": "closed"},
    "stop": {},
    "stop-done": {"done": True},
    "unlock": {},
    "web": {},
    "password": {"error": "That is not the password until now."},
    "password-first": {"first": True},
    "password-done": {"done": True},
    "error": {"status": 404, "sentence": "There is no such page in this house."},
}


def a_bit_of_everything(court: FakeCourt) -> None:
    """One message of every kind, with words that do not want to fit."""
    court.say("Averyveryverylongwordthatdoesnotwanttobreakanywhereandgoesonandonandonandon " * 2)
    media = [
        samples.photo(court, "one"),
        samples.photo(court, "two", spoiler=True),
        samples.voice(court, "v"),
        samples.card(court),
        samples.file(court),
    ]
    court.say("Look and listen.", media=media)
    court.say("Mine.", source="me", media=[samples.voice(court, "w")])
    chips = [
        samples.button(label, selected=False)
        for label in ("A rather long answer that fills a phone", *"abcdefghij")
    ]
    court.say("Which?", buttons=chips, nav=[samples.button("Back"), samples.button("Skip")])
    many = samples.options(*(f"Choice {number}" for number in range(9)))
    court.say(
        "Particulars.",
        form=samples.form(
            samples.field("zone", "choice", options=many),
            samples.field("letter", "long"),
            samples.field("start", "date"),
        ),
    )
    court.say(
        "Proof.",
        source="desk",
        buttons=[samples.button("Approve", style="primary"), samples.button("Reject", style="danger")],
    )
    court.say("Everything has stopped.", source="safety", buttons=[samples.button("Talk to someone")])


async def sideways(page: Page) -> int:
    """How many pixels anything sticks out to the right of the window."""
    script = """() => {
        const boxes = [document.documentElement, ...document.querySelectorAll("#scroller, .composer, .top")];
        return Math.max(0, ...boxes.map((box) => box.scrollWidth - box.clientWidth));
    }"""
    return int(await page.evaluate(script))


@pytest.mark.parametrize("size", [PHONE, DESKTOP, ZOOMED, NARROW])
async def test_the_chat_never_scrolls_sideways(
    court: FakeCourt, open_page: OpenPage, size: tuple[int, int]
) -> None:
    a_bit_of_everything(court)
    page = await open_page(size=size)
    await expect(page.locator(".entry")).to_have_count(7)
    assert await sideways(page) == 0
    for name in ("#stop", "#composer-text"):
        await expect(page.locator(name)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [PHONE, ZOOMED, NARROW])
async def test_the_doors_never_scroll_sideways(
    served: Served, open_page: OpenPage, size: tuple[int, int]
) -> None:
    served.doors.pages |= DOORS
    page = await open_page("/page/login", size=size)
    for name in DOORS:
        await page.goto(f"/page/{name}")
        assert await sideways(page) == 0, name
        await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def test_the_doors_work_without_javascript(served: Served, browser: Browser) -> None:
    served.doors.pages |= DOORS
    context = await browser.new_context(java_script_enabled=False, base_url=served.url)
    page = await context.new_page()
    wanted = {
        "login": "Log in",
        "register-age": "Go on",
        "register-account": "Come in",
        "stop": "Stop everything",
        "unlock": "Unlock",
        "web": "Come in",
        "password": "Change it",
        "password-first": "Keep it",
    }
    for name, button in wanted.items():
        await page.goto(f"/page/{name}")
        form = page.locator("form", has=page.get_by_role("button", name=button, exact=True))
        await expect(form.locator("input[name=csrf]")).to_have_value("token-of-the-test")
        assert await form.get_attribute("method") == "post"
    await page.goto("/page/unlock")
    await expect(page.get_by_role("link", name="Stop")).to_have_attribute("href", "/stop")
    await page.goto("/")
    await expect(page.get_by_text("The chat needs JavaScript.")).to_be_visible()
    await expect(page.locator("#stop")).to_have_attribute("href", "/stop")
    await context.close()


async def test_fields_of_the_doors_have_the_names_the_server_reads(
    served: Served, open_page: OpenPage
) -> None:
    served.doors.pages |= DOORS
    named = {
        "login": {"csrf", "zone", "next", "email", "password"},
        "register-age": {"csrf", "invite", "day", "month", "year"},
        "register-account": {"csrf", "zone", "age_ticket", "invite", "email", "password", "again"},
        "stop": {"csrf", "username", "safeword"},
        "unlock": {"csrf", "password"},
        "web": {"csrf", "zone"},
        "password": {"csrf", "current", "password", "again"},
        "password-first": {"csrf", "email", "password", "again"},
    }
    for name, wanted in named.items():
        page = await open_page(f"/page/{name}")
        assert (
            set(await page.locator("[name]:not(meta)").evaluate_all("all => all.map(one => one.name)"))
            == wanted
        )


async def test_every_field_and_button_has_a_name(
    court: FakeCourt, served: Served, open_page: OpenPage
) -> None:
    served.doors.pages |= DOORS
    a_bit_of_everything(court)
    for path in ("/", "/page/login", "/page/register-age", "/page/stop"):
        page = await open_page(path)
        for role in ("button", "link", "textbox", "combobox", "slider", "meter", "img"):
            for one in await page.get_by_role(role).all():
                await expect(one).to_have_accessible_name(re.compile(r"\S"))


async def test_the_theme_follows_the_device_until_it_is_chosen(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page()
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    await page.emulate_media(color_scheme="dark")
    dark = await page.evaluate(ground)
    await page.emulate_media(color_scheme="light")
    light = await page.evaluate(ground)
    assert dark != light
    await page.locator("[data-theme-switch]").click()  # system → dark
    assert await page.evaluate(ground) == dark
    await page.reload()
    assert await page.evaluate(ground) == dark
    await expect(page.locator("[data-theme-switch]")).to_have_accessible_name("Theme: dark. Press to change.")


async def test_a_closed_storage_breaks_nothing(
    court: FakeCourt, open_page: OpenPage, context: BrowserContext
) -> None:
    await context.add_init_script(
        "Object.defineProperty(window, 'localStorage', "
        "{ get() { throw new DOMException('closed', 'SecurityError'); } });"
    )
    page = await open_page()
    await page.locator("[data-theme-switch]").click()
    await page.locator("#composer-text").fill("Still here.")
    await page.keyboard.press("Enter")
    await expect(page.locator(".from-me .text")).to_have_text("Still here.")


async def test_nothing_moves_for_who_asked_for_stillness(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("Good evening.")
    page = await open_page()
    await page.emulate_media(reduced_motion="reduce")
    court.tell({"type": "typing", "on": True})
    await expect(page.locator(".dots")).to_be_visible()
    times = (
        "[...document.querySelectorAll('*')].map(e => parseFloat(getComputedStyle(e).animationDuration) || 0)"
    )
    assert max(await page.evaluate(times)) <= 0.001


async def test_no_other_host_is_ever_asked(court: FakeCourt, open_page: OpenPage, watch: Watch) -> None:
    a_bit_of_everything(court)
    court.say("A link: https://example.org/tracker.png")
    page = await open_page()
    await expect(page.locator(".entry")).to_have_count(8)
    await expect(page.locator(".text a")).to_have_count(0)
    await page.locator(".photo").first.click()
    await page.wait_for_load_state("networkidle")
    assert watch.foreign == []


async def test_the_page_says_its_language_and_its_landmarks(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    for role in ("banner", "main", "complementary", "navigation"):
        await expect(page.get_by_role(role)).to_have_count(1)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Madame Octavia")
