"""Cam sessions, as the place's clients ask for them and answer; on Discord nothing is said of them."""

import pytest

from handlers.chat.outgoing import MediumKind
from storage.enums import Platform, SessionStatus
from tests.contracts.places import Place
from tests.support.court import media_of
from tests.support.sessions import asks, likes, sessions_of

pytestmark = pytest.mark.slow


async def test_a_session_is_asked_for_agreed_reminded_of_and_noted(place: Place) -> None:
    olga, anna = await place.operator(), await place.member()
    await likes(place.court, anna, "letters", "kneeling")
    await olga.says("/models")
    await olga.presses("New model")
    await olga.fills(name="Vera", about="Calm, exact, amused.", hours="evenings", personas=[])
    assert "Usually there: evenings" in olga.last.text
    if place.platform is Platform.DISCORD:
        await anna.says("/session")
        assert anna.last.text == "This court does not offer that on Discord."
        return
    await asks(anna, "Tue 20:30", share=("Letters",), words="With tea, please.")
    await place.restart()
    await anna.presses("Send it just so")
    await olga.says("/desk")
    assert "With tea, please." in olga.heard
    await olga.presses("Propose a time")
    await olga.fills(day="2026-03-03", hour="21:00", words="Be there early.")
    assert "Be there early." in anna.heard
    await anna.presses("That suits me")
    files = [bubble for bubble in anna.bubbles if any(m.kind is MediumKind.FILE for m in media_of(bubble))]
    [data] = await anna.downloads(files[-1])
    assert b"SUMMARY:Appointment" in data
    await place.pass_time(hours=32)
    assert anna.last.text.count("Tue 03 Mar 2026, 21:00") == 1
    await place.pass_time(hours=1)
    await olga.says("/desk")
    await olga.presses("It took place")
    assert "Noted as held: Vera" in anna.heard
    [case] = await sessions_of(place.court, anna)
    assert case.session.status is SessionStatus.COMPLETED
    await anna.says("/models")
    assert "not known here" in anna.last.text
