"""Content as operators make it: templates, packs, personas and ready words, as the place's clients show
them."""

import pytest

from storage.enums import Role, Verdict
from tests.contracts.places import Place
from tests.handlers.operator.test_packs import WINTER
from tests.handlers.operator.test_personas import RULES
from tests.handlers.operator.test_templates import KEY, OWN, task
from tests.support import playing

pytestmark = pytest.mark.slow
PROOF = "I did all of it, slowly, and I am glad that I did."


async def test_templates_are_made_sent_in_and_sent_out(place: Place) -> None:
    olga = await place.operator()
    await olga.says("/templates")
    await olga.presses("New template")
    await olga.fills(**OWN)
    assert "As a member would get it" in olga.heard
    await place.restart()
    await olga.presses("Keep it")
    assert KEY in place.court.house.content.templates
    await olga.says("/templates sonnet")
    assert KEY in olga.last.text
    await olga.says("/templates")
    await olga.presses("Send templates in")
    await olga.sends(task("one").encode(), name="tasks.toml", mime="application/toml")
    assert "1 new, 0 changed, 0 the same." in olga.last.text
    await olga.presses("Take it over")
    await olga.says("/templates")
    await olga.presses("Our own as a file")
    [sent] = await olga.downloads(olga.last)
    assert 'key = "one"' in sent.decode()


async def test_packs_are_shown_switched_and_sent_in(place: Place) -> None:
    olga = await place.operator()
    await olga.says("/packs")
    assert "Nothing to complain of." in olga.last.text
    await olga.presses("shipped · Mr Hale")
    await olga.presses("Switch its voice drops off")
    assert not any(key.startswith("hale.") for key in place.court.house.content.drops)
    await olga.presses("Switch its voice drops on")
    await olga.says("/packs")
    await olga.presses("Send a pack in")
    await olga.sends(WINTER.encode(), name="winter.toml", mime="application/toml")
    assert "Everything in it is right." in olga.last.text
    await olga.presses("Take it over")
    assert "octavia.shovel" in place.court.house.content.templates


async def test_a_persona_is_set_and_her_ready_words_decide(place: Place) -> None:
    olga, anna = await place.operator(role=Role.OWNER), await place.member()
    await olga.says("/personas")
    await olga.presses("Madame Octavia")
    assert await olga.downloads(olga.last), "her voice is heard"
    await olga.presses("Review, misses, away")
    await olga.fills(**RULES)
    assert "50 of 100" in olga.heard
    await olga.presses("Ready words")
    await olga.presses("Add ready words")
    await olga.fills(event="canned_reject", words="Not today.")
    await playing.task_of(place.court, anna)
    await anna.says(PROOF)
    await olga.says("/desk")
    await olga.presses("Reject")
    await place.restart()
    await olga.presses("Not today.")
    assert "Not today." in anna.heard
    assert [each.verdict for each in await playing.attempts(place.court, anna)] == [Verdict.REJECTED]
    assert "Not today." not in [choice.label for bubble in olga.bubbles for choice in bubble.buttons]
