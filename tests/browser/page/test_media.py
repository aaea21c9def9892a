"""Photos, voice notes and files: covered, looked at, chosen, dropped, pasted, recorded, sent, cancelled."""

import asyncio

import pytest
from playwright.async_api import BrowserContext, FilePayload, Page, expect
from starlette.responses import JSONResponse, Response

from tests.browser.page import samples
from tests.browser.page.conftest import PHONE, OpenPage, until
from tests.fakes.web_page import FakeCourt

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

LONG_SOUND: FilePayload = {"name": "long.wav", "mimeType": "audio/wav", "buffer": bytes(2_000_000)}
PHOTO: FilePayload = {"name": "corner.jpg", "mimeType": "image/jpeg", "buffer": samples.photo_bytes()}
REFUSE_MICROPHONE = """() => {
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("no", "NotAllowedError"); };
}"""
GIVE_FILE = """([kind, name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/jpeg" }));
  const target = document.querySelector(kind === "paste" ? "#composer-text" : "main");
  const about = { bubbles: true, cancelable: true };
  const paste = new ClipboardEvent("paste", { ...about, clipboardData: data });
  if (kind === "paste") return target.dispatchEvent(paste);
  const drag = (type) => target.dispatchEvent(new DragEvent(type, { ...about, dataTransfer: data }));
  ["dragenter", "dragover", "drop"].forEach(drag);
}"""


async def give(page: Page, kind: str, name: str) -> None:
    """Drops or pastes a photo."""
    await page.evaluate(GIVE_FILE, [kind, name, list(samples.photo_bytes(40, 30))])


async def test_a_covered_photo_is_blurred_until_it_is_pressed(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("Look.", media=[samples.photo(court, "one", spoiler=True)])
    page = await open_page()
    blur = await page.locator(".covered img").evaluate("image => getComputedStyle(image).filter")
    assert "blur" in blur
    await page.get_by_role("button", name="Covered photo. Press to look.").click()
    picture = page.get_by_role("dialog").get_by_role("img", name="Photo one")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.naturalWidth") == 320


@pytest.mark.parametrize("size", [PHONE, (1280, 860)])
async def test_the_stop_button_is_in_reach_over_an_open_picture(
    court: FakeCourt, open_page: OpenPage, size: tuple[int, int]
) -> None:
    court.say("Look.", media=[samples.photo(court, "one")])
    page = await open_page(size=size)
    await page.locator(".photo").click()
    await page.get_by_role("dialog").get_by_role("button", name="Stop everything now").click()
    await until(lambda: len(court.stops) == 1)
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_chosen_dropped_and_pasted_files_go_as_one_album_with_its_caption(
    court: FakeCourt, open_page: OpenPage
) -> None:
    page = await open_page()
    await page.set_input_files("#files", [PHOTO])
    await give(page, "drop", "dropped.jpg")
    await give(page, "paste", "pasted.jpg")
    await expect(page.locator(".tile")).to_have_count(3)
    await page.get_by_role("button", name="Take dropped.jpg away").click()
    await expect(page.locator(".tile")).to_have_count(2)
    await page.get_by_role("textbox", name="Message").fill("The corner.")
    await page.keyboard.press("Enter")
    await until(lambda: len(court.uploads) == 1)
    upload = court.uploads[0]
    assert (upload.caption, upload.names, upload.voice) == (
        "The corner.",
        ["corner.jpg", "pasted.jpg"],
        False,
    )
    assert upload.sizes[0] == len(samples.photo_bytes())
    await expect(page.locator(".from-me .photo")).to_have_count(2)
    await expect(page.locator(".pending")).to_have_count(0)


async def test_an_upload_shows_how_far_it_is_and_can_be_cancelled(
    court: FakeCourt, open_page: OpenPage, context: BrowserContext
) -> None:
    page = await open_page()
    session = await context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
    await session.send("Network.emulateNetworkConditions", slow)
    await page.set_input_files("#files", [LONG_SOUND])
    await page.get_by_role("button", name="Send", exact=True).click()
    bar = page.get_by_role("progressbar", name="Sent so far")
    await expect(bar).to_be_visible()
    for _ in range(100):
        if 5 < float(await bar.evaluate("bar => bar.value")) < 95:
            break
        await asyncio.sleep(0.05)
    else:
        pytest.fail("the bar never moved")
    await page.get_by_role("button", name="Cancel sending").click()
    await expect(page.locator(".pending")).to_have_count(0)
    await asyncio.sleep(0.3)
    assert court.uploads == []


async def test_a_failed_upload_is_tried_again_under_the_same_id(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.faults.append(Response(status_code=502))
    page = await open_page()
    await page.set_input_files("#files", [PHOTO])
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".send-state")).to_have_text("not sent yet, will be tried again")
    pending = await page.locator(".pending").get_attribute("data-client")
    await until(lambda: len(court.uploads) == 1)
    assert court.uploads[0].id == pending


async def test_a_refused_upload_says_why(court: FakeCourt, open_page: OpenPage) -> None:
    court.faults.append(JSONResponse({"error": "That is no picture, whatever its name says."}, 415))
    page = await open_page()
    await page.set_input_files("#files", [PHOTO])
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".send-state")).to_have_text(
        "refused: That is no picture, whatever its name says."
    )
    await page.get_by_role("button", name="Remove").click()
    await expect(page.locator(".pending")).to_have_count(0)


async def test_a_voice_note_is_recorded_listened_to_and_sent(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_role("button", name="Record a voice note").click()
    await expect(page.get_by_role("timer")).to_have_text("0:02", timeout=6000)
    levels = await page.locator(".record-level i").evaluate_all(
        "bars => bars.map(bar => Number(bar.style.getPropertyValue('--level')))"
    )
    assert max(levels) > 0.05  # the fake microphone beeps
    await page.get_by_role("button", name="Done").click()
    recorder = page.locator("#recorder")
    await recorder.get_by_role("button", name="Play").click()
    slider = recorder.get_by_role("slider", name="Position")
    await expect(slider).to_have_attribute("aria-valuenow", "1")
    await recorder.get_by_role("button", name="Send the voice note").click()
    await until(lambda: len(court.uploads) == 1)
    upload = court.uploads[0]
    assert (upload.voice, upload.names) == (True, ["voice.webm"])
    content, mime = court.media[f"{upload.id}/0"]
    assert content.startswith(b"\x1aE\xdf\xa3")  # a WebM file
    assert mime == "audio/webm"
    await expect(page.locator(".from-me .player")).to_have_count(1)


async def test_a_recording_can_be_thrown_away(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page()
    button = page.get_by_role("button", name="Record a voice note")
    await button.click()
    await page.get_by_role("button", name="Discard").click()
    await expect(page.locator("#recorder")).to_be_hidden()
    await expect(button).to_be_focused()
    await asyncio.sleep(0.3)
    assert court.uploads == []


async def test_a_closed_microphone_is_explained(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page()
    await page.evaluate(REFUSE_MICROPHONE)
    await page.get_by_role("button", name="Record a voice note").click()
    await expect(page.locator("#recorder").get_by_role("alert")).to_contain_text(
        "The microphone is closed to this page."
    )


async def test_one_voice_plays_at_a_time(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("Two.", media=[samples.voice(court, "a"), samples.voice(court, "b")])
    page = await open_page()
    await page.get_by_role("button", name="Play").first.click()
    await expect(page.get_by_role("button", name="Pause")).to_have_count(1)
    await page.get_by_role("button", name="Play").first.click()
    await expect(page.get_by_role("button", name="Pause")).to_have_count(1)


async def test_a_voice_is_not_asked_for_before_it_is_played(
    court: FakeCourt, open_page: OpenPage, context: BrowserContext
) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    court.say("Listen.", media=[samples.voice(court, "v")])
    page = await open_page()
    await asyncio.sleep(0.3)
    assert not [url for url in asked if "/media/" in url]
    await page.get_by_role("button", name="Play").click()
    await until(lambda: [url for url in asked if "/media/v" in url])


async def test_the_waveform_is_a_seek_bar_for_the_pointer(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("Listen.", media=[samples.voice(court, "v", seconds=20)])
    page = await open_page()
    slider = page.get_by_role("slider", name="Position")
    box = await slider.bounding_box()
    assert box
    await page.get_by_role("button", name="Play").click()
    await page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    await expect(slider).to_have_attribute("aria-valuenow", "15")
    assert await page.locator(".wave .on").count() > 25
