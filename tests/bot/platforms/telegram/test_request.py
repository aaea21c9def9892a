"""The request class: what the library expects of it, files streamed, and the token in no error."""

import asyncio
import traceback
from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut

from bot.platforms.telegram.request import AiohttpRequest, Flooded, pause_in
from tests.fakes.telegram import TelegramServer, bad, broken, forbidden, too_many

MEGABYTE = 1024 * 1024


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    """A Bot API server."""
    server = TelegramServer(pace=20)
    async with server.running():
        yield server


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    """The library's bot over our requests."""
    request, waiting = AiohttpRequest(read_seconds=0.5, upload_seconds=5), AiohttpRequest()
    await asyncio.gather(request.initialize(), waiting.initialize())
    yield Bot(
        server.token,
        base_url=server.base_url,
        base_file_url=server.base_file_url,
        request=request,
        get_updates_request=waiting,
    )
    await asyncio.gather(request.shutdown(), waiting.shutdown())


def leaks(error: BaseException, server: TelegramServer) -> bool:
    """Whether the token stands anywhere in an error as it would be written down."""
    return server.token in "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (bad("chat not found"), BadRequest),
        (forbidden("bot was blocked by the user"), Forbidden),
        (too_many(7), Flooded),
        (broken(500), NetworkError),
        (broken(502), NetworkError),
        (5.0, TimedOut),
        ("cut before", NetworkError),
        ("cut within", NetworkError),
        ("cut after", NetworkError),
    ],
)
async def test_every_trouble_is_the_error_the_library_promises_and_tells_no_token(
    bot: Bot, server: TelegramServer, trouble: object, expected: type[TelegramError]
) -> None:
    server.faults.inject(trouble, "getMe")  # type: ignore[arg-type]
    with pytest.raises(expected) as raised:
        await bot.get_me()
    assert not leaks(raised.value, server)


async def test_how_long_to_wait_is_told(bot: Bot, server: TelegramServer) -> None:
    server.faults.inject(too_many(7), "getMe")
    with pytest.raises(Flooded) as raised:
        await bot.get_me()
    assert raised.value.seconds == 7


async def test_nothing_is_tried_twice(bot: Bot, server: TelegramServer) -> None:
    fault = server.faults.inject("cut before", "getMe", times=None)
    with pytest.raises(NetworkError):
        await bot.get_me()
    assert fault.met == 1


async def test_a_server_that_is_not_there_is_a_network_error_without_the_token(
    bot: Bot, server: TelegramServer
) -> None:
    await server.goes_away()
    with pytest.raises(NetworkError) as raised:
        await bot.get_me()
    assert not leaks(raised.value, server)


async def test_an_unknown_token_is_told_as_such(bot: Bot, server: TelegramServer) -> None:
    server.revoke_token()
    with pytest.raises(InvalidToken):
        await bot.get_me()


async def test_what_is_no_json_is_an_error_and_is_not_written_down(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(TelegramError):
        AiohttpRequest.parse_json_payload(b"<html>my words</html>")
    with pytest.raises(TelegramError):
        AiohttpRequest.parse_json_payload(b"[]")
    assert caplog.text == ""


async def test_files_go_up_and_come_down_in_pieces(bot: Bot, server: TelegramServer) -> None:
    anna = server.person("Anna", met=True)
    content = bytes(range(256)) * (8 * MEGABYTE // 256)
    await bot.send_document(anna.id, content, filename="large.bin", caption="ä & <b>")
    assert anna.last.media == content
    assert anna.last.caption == "ä & <b>"


async def test_several_files_go_in_one_request(bot: Bot, server: TelegramServer) -> None:
    from telegram import InputMediaDocument

    anna = server.person("Anna", met=True)
    files = [InputMediaDocument(b"one", filename="1.txt"), InputMediaDocument(b"two", filename="2.txt")]
    await bot.send_media_group(anna.id, files)
    assert [message.media for message in anna.received] == [b"one", b"two"]


async def test_connections_are_used_again(bot: Bot, server: TelegramServer) -> None:
    assert server._runner is not None
    assert server._runner.server is not None
    await bot.get_me()
    before = list(server._runner.server.connections)
    for _ in range(20):
        await bot.get_me()
    assert list(server._runner.server.connections) == before
    assert len(before) == 1


@pytest.mark.parametrize(
    ("said", "waited"), [("7", 7.0), ("86400", 3600.0), ("Infinity", 3600.0), ("NaN", 1.0), ("-5", 0.0)]
)
def test_no_pause_is_longer_than_an_hour(said: str, waited: float) -> None:
    body = f'{{"ok": false, "parameters": {{"retry_after": {said}}}}}'
    assert pause_in(body.encode()) == waited
