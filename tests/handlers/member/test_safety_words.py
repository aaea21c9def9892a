"""Whatever becomes of its texts, a stop is answered, and only speaks of buttons that are there."""

import pytest

from handlers.content.errors import TextError
from handlers.content.texts import Texts
from tests.support import playing
from tests.support.court import ScriptedCourt


@pytest.fixture
def without_safety_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue has lost every safety text."""
    asked = Texts.get

    def get(self: Texts, key: str, language: str = "en", /, **values: object) -> str:
        if key.startswith("safety."):
            raise TextError(key)
        return asked(self, key, language, **values)

    monkeypatch.setattr(Texts, "get", get)


@pytest.mark.usefixtures("without_safety_texts")
async def test_a_stop_without_its_texts_is_answered_with_its_buttons(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.stops()
    assert (await anna.person()).stopped_at is not None
    assert "Everything is stopped." in anna.last.text
    assert anna.sees_button("Quiet for a week")
    assert anna.sees_button("a person to write")


async def test_a_stranger_is_told_of_no_buttons(court: ScriptedCourt) -> None:
    guest = await court.guest("guest")
    await guest.says("stop")
    assert "Everything is stopped." in guest.last.text
    assert "button" not in guest.last.text
    assert guest.last.buttons == ()


async def test_a_member_is_told_of_hers(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.stops()
    assert "the buttons are below" in anna.last.text
