"""What is a member's own: where she stands, what is kept of her, having it, and having it gone."""

import io
import zipfile

import pytest

from handlers import ledger
from storage.enums import Platform
from tests.contracts.places import Place
from tests.support import playing

pytestmark = pytest.mark.slow
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


async def test_me_is_a_picture_with_the_same_in_words_and_says_why(place: Place) -> None:
    anna = await place.member()
    async with place.court.engine.turns.about((await anna.person()).id) as turn:
        await ledger.give_points(turn, turn.me, "task:x:approved", 40)
    await anna.says("/me")
    [drawn] = [bubble for bubble in anna.bubbles if "40 points" in bubble.text]
    [picture] = await anna.downloads(drawn)
    assert picture.startswith(JPEG if place.platform is Platform.TELEGRAM else PNG)
    await anna.presses("Why this number?")
    assert "(1): +40" in anna.last.text


async def test_privacy_and_terms_can_be_read_at_any_time(place: Place) -> None:
    anna = await place.member()
    await anna.says("/privacy")
    assert "Sealed with a key of your own" in anna.last.text
    await anna.says("/terms")
    assert "How to stop" in anna.heard
    assert "red button" not in anna.heard, "only the page has one"


async def test_the_export_arrives_as_a_file(place: Place) -> None:
    anna = await place.member()
    await anna.says("/export")
    [file] = await anna.downloads(anna.last)
    assert "tables/users.json" in zipfile.ZipFile(io.BytesIO(file)).namelist()
    assert "Here is everything about you" in anna.last.text


async def test_a_chat_is_cleared_when_she_asks(place: Place) -> None:
    anna = await place.member()
    await playing.task_of(place.court, anna)
    await anna.says("/hide")
    assert "Polish" not in anna.heard
    assert "cleared" in anna.heard


async def test_erased_everything_goes_and_the_chat_is_cleared(place: Place) -> None:
    anna = await place.member()
    await playing.task_of(place.court, anna)
    await anna.says("/forget")
    await anna.presses("No, keep it")
    assert "Nothing was erased" in anna.last.text
    await anna.says("/forget")
    await anna.presses("Erase everything")

    assert "Polish" not in anna.heard
    if place.platform is not Platform.WEB:
        assert "the last you hear" in anna.last.text
    with pytest.raises(AssertionError, match="has not written"):
        await anna.person()


async def test_link_gives_a_code_and_web_a_way_to_the_page(place: Place) -> None:
    anna = await place.member()
    await anna.says("/link")
    assert "works once" in anna.heard
    await anna.says("/web")
    if place.platform is Platform.WEB:
        assert "in the web chat already" in anna.last.text
    else:
        assert "/web/" in anna.last.text


async def test_there_is_an_answer_to_cancelling_nothing(place: Place) -> None:
    anna = await place.member()
    await anna.says("/cancel")
    assert "nothing to cancel" in anna.last.text
