"""Uploads: whole or not at all, within their limits, readable by nobody on the way."""

import asyncio
from typing import Any

import httpx
import pytest

from bot.platforms.web.config import WebConfig
from handlers.chat.incoming import Upload
from tests.bot.platforms.web.browser import Browser, client_id
from tests.bot.platforms.web.conftest import OpenCourt
from tests.bot.platforms.web.court import WebCourt
from tests.bot.platforms.web.helpers import PHOTO, blobs, files_of

SMALL = WebConfig(port=0, max_upload_bytes=100_000)


async def test_a_file_reaches_the_court_byte_for_byte(court: WebCourt) -> None:
    anna = await court.member()
    answer = await anna.upload(PHOTO, caption="As you asked.", client="upload-1")
    assert answer.status_code == 202
    (body,) = court.listener.bodies
    assert isinstance(body, Upload)
    assert body.caption == "As you asked."
    (file,) = body.files
    assert (file.name, file.mime, file.size, file.voice) == ("photo.jpg", "image/jpeg", len(PHOTO[1]), False)
    assert await court.web.fetch(file) == PHOTO[1]
    (message,) = await anna.newest()
    assert message["text"] == "📎 photo.jpg\n\nAs you asked."
    assert message["client"] == "upload-1"


async def test_an_album_is_one_message_in_its_order(court: WebCourt) -> None:
    anna = await court.member()
    album = [(f"{n}.jpg", bytes([n]) * (n + 1), "image/jpeg") for n in range(10)]
    assert (await anna.upload(*album)).status_code == 202
    assert [file.name for file in files_of(court)] == [name for name, _, _ in album]
    assert [await court.web.fetch(file) for file in files_of(court)] == [data for _, data, _ in album]
    assert len(await anna.newest()) == 1


async def test_a_recording_is_marked_as_a_voice_note(court: WebCourt) -> None:
    anna = await court.member()
    await anna.upload(("voice.webm", b"\x1a\x45\xdf\xa3 sound", "audio/webm;codecs=opus"), voice="1")
    (file,) = files_of(court)
    assert (file.voice, file.mime) == (True, "audio/webm")
    assert await anna.texts() == ["📎 Voice note"]


async def test_a_large_file_arrives_whole(court: WebCourt) -> None:
    anna = await court.member()
    large = bytes(range(256)) * 40_000
    assert (await anna.upload(("large.wav", large, "audio/wav"))).status_code == 202
    assert await court.web.fetch(files_of(court)[0]) == large


async def test_an_empty_file_is_for_the_court_to_refuse(court: WebCourt) -> None:
    anna = await court.member()
    assert (await anna.upload(("empty.jpg", b"", "image/jpeg"))).status_code == 202
    assert await court.web.fetch(files_of(court)[0]) == b""


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\me.jpg", "me.jpg"),
        ("<b>x</b>.jpg", "b>.jpg"),
        ("a\x07b\x1b.jpg", "ab.jpg"),
        ("ünï cøde 📷.jpg", "ünï cøde 📷.jpg"),
        ("x" * 300, "x" * 120),
        ("", "A file"),
    ],
)
async def test_names_are_only_names(court: WebCourt, name: str, shown: str) -> None:
    anna = await court.member()
    body = (
        f'--b\r\nContent-Disposition: form-data; name="id"\r\n\r\n{client_id()}\r\n'
        f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\nx\r\n--b--\r\n'
    ).encode()
    answer = await raw_upload(anna, body)
    assert answer.status_code == 202
    assert await anna.texts() == [f"📎 {shown}"]


async def raw_upload(browser: Browser, body: Any, boundary: str = "b") -> httpx.Response:
    """POST these very bytes as a multipart upload."""
    headers = {"X-CSRF": browser.csrf, "Content-Type": f"multipart/form-data; boundary={boundary}"}
    return await browser.http.post("/api/upload", content=body, headers=headers)


# -- limits --------------------------------------------------------------------------------------------


async def test_a_file_too_large_is_refused_with_its_name_and_the_limit(open_court: OpenCourt) -> None:
    court = await open_court(config=WebConfig(port=0, max_upload_bytes=2 * 1024 * 1024))
    anna = await court.member()
    fits = ("fits.jpg", b"x" * 2 * 1024 * 1024, "image/jpeg")
    over = ("over.jpg", b"x" * (2 * 1024 * 1024 + 1), "image/jpeg")
    answer = await anna.upload(PHOTO, over)
    assert answer.status_code == 413
    assert "“over.jpg”" in answer.json()["error"]
    assert "2 MB" in answer.json()["error"]
    assert court.listener.bodies == []
    assert await blobs(court) == []
    assert (await anna.upload(fits)).status_code == 202


async def test_more_than_ten_files_are_too_many(court: WebCourt) -> None:
    anna = await court.member()
    answer = await anna.upload(*[PHOTO] * 11)
    assert answer.status_code == 413
    assert "10" in answer.json()["error"]
    assert await blobs(court) == []


async def test_a_body_beyond_all_files_is_not_even_read(open_court: OpenCourt) -> None:
    court = await open_court(config=SMALL)
    anna = await court.member()
    answer = await spoken(court, anna, b"", length=5_000_000)
    assert answer.startswith(b"HTTP/1.1 413")


async def spoken(court: WebCourt, anna: Browser, body: bytes, *, length: int) -> bytes:
    """What is answered to an upload that declares this length, whatever its body has; then we hang up."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in anna.http.cookies.jar)
    head = (
        f"POST /api/upload HTTP/1.1\r\nHost: 127.0.0.1:{court.web.port}\r\nOrigin: {anna.address}\r\n"
        f"Cookie: {cookies}\r\nX-CSRF: {anna.csrf}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", court.web.port)
    try:
        writer.write(head.encode() + body)
        await writer.drain()
        if 0 < len(body) < length:
            writer.write_eof()
        return await asyncio.wait_for(reader.read(), 20)
    finally:
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("said", [10, 5_000])
async def test_a_length_that_lies_brings_nothing_in(court: WebCourt, said: int) -> None:
    """Said shorter, the body ends in the middle of a part; said longer, it never ends."""
    anna = await court.member()
    body = (
        f'--b\r\nContent-Disposition: form-data; name="id"\r\n\r\n{client_id()}\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="x.jpg"\r\n\r\nhello\r\n--b--\r\n'
    ).encode()
    assert (await spoken(court, anna, body, length=len(body))).startswith(b"HTTP/1.1 202")
    court.listener.heard.clear()
    await court.blobs.destroy([blob.id for blob in await blobs(court)])
    answer = await spoken(court, anna, body, length=said)
    assert not answer.startswith(b"HTTP/1.1 2")
    assert court.listener.bodies == []
    assert await blobs(court) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b--\r\n",
        b"not multipart at all",
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nno id\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="id"\r\n\r\n12345678\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="id"\r\n\r\n12345678\r\n--b\r\nContent-Disp',
        b"--b\r\n" + b"X" * 9_000 + b": y\r\n\r\nz\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="id"\r\n\r\n' + b"x" * 70_000 + b"\r\n--b--\r\n",
        b"".join(b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % n for n in range(20))
        + b"--b--\r\n",
    ],
)  # fmt: skip
async def test_what_is_no_upload_is_refused_and_nothing_kept(court: WebCourt, body: bytes) -> None:
    anna = await court.member()
    answer = await raw_upload(anna, body)
    assert answer.status_code in (400, 413)
    assert answer.json()["error"].endswith(".")
    assert court.listener.bodies == []
    assert await blobs(court) == []


async def test_only_multipart_is_taken(court: WebCourt) -> None:
    anna = await court.member()
    answer = await anna.post("/api/upload", {"id": "12345678"})
    assert answer.status_code == 415
