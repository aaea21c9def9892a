"""Media of a chat: for its owner only, in parts, as what they are, and cached by nobody."""

import json
import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.web.ranges import Range, wanted_range
from handlers.chat.outgoing import Amend, Medium, MediumKind, Remove, Say
from tests.bot.platforms.web.browser import Browser
from tests.bot.platforms.web.court import WebCourt

SOUND = bytes(range(256)) * 4


async def shown(court: WebCourt, anna: Browser, medium: Medium, data: bytes = SOUND) -> str:
    """The address of a medium that was sent to her."""
    if medium.kind is not MediumKind.CARD and not medium.asset:
        _, person = await court.person_of(anna)
        blob = await court.blobs.write(person.id, data, kind="x", mime=medium.mime)
        medium = Medium(**{**{f: getattr(medium, f) for f in medium.__dataclass_fields__}, "blob": str(blob)})
    await court.tells(anna, Say("Listen.", media=(medium,)), ref="medium")
    url = (await anna.newest())[-1]["media"][0]["url"]
    assert isinstance(url, str)
    return url


VOICE = Medium(MediumKind.VOICE, mime="audio/ogg", name="hello.ogg")


async def test_a_card_that_is_amended_has_another_address_and_the_same_card_the_same(court: WebCourt) -> None:
    anna = await court.member()
    card = Medium(MediumKind.CARD, mime="image/png", name="c.png", card='{"points": 1}')
    first = await shown(court, anna, card)
    addresses = []
    for points in (1, 2):
        again = replace(card, card=json.dumps({"points": points}))
        await court.tells(anna, Amend("medium", Say("Again.", media=(again,))))
        addresses.append((await anna.newest())[-1]["media"][0]["url"])
    assert addresses[0] == first
    assert addresses[1] != first


async def test_a_voice_note_plays_and_is_cached_by_nobody(court: WebCourt) -> None:
    anna = await court.member()
    answer = await anna.get(await shown(court, anna, VOICE))
    assert (answer.status_code, answer.content) == (200, SOUND)
    assert answer.headers["content-type"] == "audio/ogg"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["accept-ranges"] == "bytes"
    assert "content-disposition" not in answer.headers
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("asked", "status", "said", "part"),
    [
        ("bytes=0-99", 206, "bytes 0-99/1024", SOUND[:100]),
        ("bytes=1000-", 206, "bytes 1000-1023/1024", SOUND[1000:]),
        ("bytes=-24", 206, "bytes 1000-1023/1024", SOUND[-24:]),
        ("bytes=1000-9999", 206, "bytes 1000-1023/1024", SOUND[1000:]),
        ("bytes=1024-", 416, "bytes */1024", b""),
        ("bytes=0-1,5-6", 200, None, SOUND),
        ("chapters=1-2", 200, None, SOUND),
        ("bytes=9-3", 200, None, SOUND),
    ],
)
async def test_players_can_ask_for_a_part(
    court: WebCourt, asked: str, status: int, said: str | None, part: bytes
) -> None:
    anna = await court.member()
    answer = await anna.get(await shown(court, anna, VOICE), headers={"Range": asked})
    assert (answer.status_code, answer.headers.get("content-range"), answer.content) == (status, said, part)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 200))
def test_a_range_never_leaves_the_file(first: int, last: int, size: int) -> None:
    for header in (f"bytes={first}-{last}", f"bytes={first}-", f"bytes=-{last}"):
        found = wanted_range(header, size)
        if found is not None and found is not Range.NONE:
            assert 0 <= found.first <= found.last < size


@given(st.text())
def test_no_header_upsets_the_reading_of_ranges(header: str) -> None:
    wanted_range(header, 10)


async def test_media_are_for_the_owner_of_the_chat_only(court: WebCourt) -> None:
    anna, ben = await court.member("anna@example.org"), await court.member("ben@example.org")
    url = await shown(court, anna, VOICE)
    assert (await ben.get(url)).status_code == 404
    assert (await court.browser().get(url)).status_code == 401
    phone = court.browser()
    await phone.login("anna@example.org")
    assert (await phone.get(url)).status_code == 200
    await anna.post("/api/lock")
    assert (await anna.get(url)).status_code == 423


async def test_what_is_not_there_is_said_so(court: WebCourt) -> None:
    anna = await court.member()
    url = await shown(court, anna, VOICE)
    for other in (
        f"{url[:-1]}1",
        f"{url[:-1]}99999999999999",
        f"/media/{uuid.uuid4()}/0",
        "/media/x/0",
        "/media/../0",
    ):
        assert (await anna.get(other)).status_code == 404, other
    await court.tells(anna, Remove("medium"))
    assert (await anna.get(url)).status_code == 404


async def test_a_destroyed_blob_is_gone(court: WebCourt) -> None:
    anna = await court.member()
    _, person = await court.person_of(anna)
    blob = await court.blobs.write(person.id, SOUND, kind="x", mime="audio/ogg")
    await court.tells(anna, Say("x", media=(Medium(MediumKind.VOICE, blob=str(blob)),)))
    await court.blobs.destroy([blob])
    assert (await anna.get((await anna.newest())[-1]["media"][0]["url"])).status_code == 404


@pytest.mark.parametrize(
    "mime", ["text/html", "image/svg+xml; x", "application/xhtml+xml", "text/javascript", ""]
)
async def test_nothing_is_ever_shown_as_a_page(court: WebCourt, mime: str) -> None:
    anna = await court.member()
    medium = Medium(MediumKind.FILE, mime=mime, name='export "2026".zip')
    answer = await anna.get(await shown(court, anna, medium, b"<script>alert(1)</script>"))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''export%20%222026%22.zip"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_photo_that_claims_to_be_a_page_is_a_file(court: WebCourt) -> None:
    anna = await court.member()
    answer = await anna.get(await shown(court, anna, Medium(MediumKind.PHOTO, mime="text/html")))
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_samples_come_from_the_packs_and_from_nowhere_else(court: WebCourt) -> None:
    anna = await court.member()
    octavia = court.house.content.personas["octavia"]
    good = Medium(MediumKind.VOICE, asset=f"octavia/{octavia.sample.name}")
    answer = await anna.get(await shown(court, anna, good))
    assert answer.content == octavia.sample.read_bytes()
    assert answer.headers["content-type"].startswith("audio/")
    for asset in (
        "octavia/persona.toml",
        "octavia/../tags.toml",
        "../../etc/passwd",
        "/etc/passwd",
        "octavia",
    ):
        url = await shown(court, anna, Medium(MediumKind.VOICE, asset=asset))
        assert (await anna.get(url)).status_code == 404, asset


async def test_a_card_is_drawn_when_it_is_looked_at_and_remembered(court: WebCourt) -> None:
    anna = await court.member()
    url = await shown(court, anna, Medium(MediumKind.CARD, card='{"points": 12}', mime="image/png"))
    first = await anna.get(url)
    assert first.headers["content-type"] == "image/png"
    assert json.loads(first.content[8:]) == '{"points": 12}'
    assert (await anna.get(url)).content == first.content


async def test_portraits_are_for_who_has_come_in_the_courts_mark_for_everybody(court: WebCourt) -> None:
    anna, stranger = await court.member(), court.browser()
    for key in court.house.content.personas:
        portrait = await anna.get(f"/art/{key}.svg")
        assert (portrait.status_code, portrait.headers["content-type"]) == (200, "image/svg+xml")
        assert portrait.headers["cache-control"] == "no-cache"
        assert "sandbox" in portrait.headers["content-security-policy"]
        assert (await stranger.get(f"/art/{key}.svg")).status_code == 401
    assert (await stranger.get("/art/court.svg")).status_code == 200
    assert (await anna.get("/art/nobody.svg")).status_code == 404


async def test_static_files_are_asked_about_every_time(court: WebCourt) -> None:
    browser = court.browser()
    first = await browser.get("/static/js/main.js")
    assert "javascript" in first.headers["content-type"]
    assert first.headers["cache-control"] == "no-cache"
    again = await browser.get("/static/js/main.js", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    for path in ("/static/../runner.py", "/static/%2e%2e/runner.py", "/static/", "/static/js"):
        assert (await browser.get(path)).status_code == 404, path
