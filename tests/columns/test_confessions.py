"""The columns of ``confessions``."""

from storage.enums import ContentType, Visibility
from storage.tables import Confession
from tests.columns.acting import DAY, HOUR
from tests.columns.contents import column
from tests.columns.looking import held, only, rows
from tests.support.confiding import answer, confess, confess_by_voice, open_own, remove
from tests.support.court import ScriptedCourt, media_of
from tests.support.playing import member, operator

FIRST = "I wore your colour all day and told nobody why."
SECOND = "I laughed in the middle of it, and was not sorry."


@column(
    "confessions.id",
    means="which confession",
    written="a member sends one with /confess",
    read="the button that removes this one and leaves the other",
)
async def test_removing_a_confession_leaves_the_other(court: ScriptedCourt) -> None:
    anna = await member(court)
    await confess(anna, FIRST)
    await confess(anna, SECOND)
    ids = {
        await held(court.storage, "confessions.id", each.id) for each in await rows(court, Confession, anna)
    }
    assert len(ids) == 2
    await remove(anna, "I wore your colour")

    await anna.says("/confess")
    await anna.presses("What you confessed")
    labels = [choice.label for choice in anna.last.buttons]
    assert [("I wore" in label, "I laughed" in label) for label in labels] == [(False, True)]


@column(
    "confessions.user_id",
    means="who confessed",
    written="a member sends one with /confess",
    read="the operator's answer arrives with her and with nobody else",
)
async def test_the_answer_goes_to_whoever_confessed(court: ScriptedCourt) -> None:
    olga, anna, beth = await operator(court), await member(court), await member(court, "beth")
    await confess(anna, FIRST)
    confession = await only(court, Confession, anna)
    assert await held(court.storage, "confessions.user_id", confession) == (await anna.user()).id
    await answer(olga, "Blue becomes you.")

    assert "Blue becomes you." in anna.heard
    assert "Blue becomes you." not in beth.heard


@column(
    "confessions.domme_persona",
    means="to whom it was said",
    written="a member sends one; her persona of that hour is noted",
    read="after a change of persona it is shown with the former one's name, and held back",
)
async def test_a_confession_stays_with_the_persona_it_was_meant_for(court: ScriptedCourt) -> None:
    anna = await member(court)
    await confess(anna, FIRST)
    confession = await only(court, Confession, anna)
    assert await held(court.storage, "confessions.domme_persona", confession) == "octavia"
    await anna.says("/settings")
    await anna.presses("Persona")
    await anna.presses("keep my open tasks")
    await confess(anna, SECOND)

    await open_own(anna, "I wore your colour")
    assert "To Madame Octavia:" in anna.last.text
    assert "nobody answers it unless you say so" in anna.last.text
    await open_own(anna, "I laughed")
    assert "To Mr Hale:" in anna.last.text


@column(
    "confessions.content_type",
    means="Text or Audio",
    written="a member types her confession, or records it",
    read="the desk shows words, or plays a recording",
)
async def test_the_desk_reads_words_and_plays_recordings(court: ScriptedCourt) -> None:
    olga, anna, beth = await operator(court), await member(court), await member(court, "beth")
    await confess(anna, FIRST)
    await confess_by_voice(beth)
    for who, kind in ((anna, ContentType.TEXT), (beth, ContentType.AUDIO)):
        confession = await only(court, Confession, who)
        assert await held(court.storage, "confessions.content_type", confession) is kind

    await olga.says("/desk")
    assert FIRST in olga.last.text
    assert media_of(olga.last) == ()
    await olga.presses("Next")
    assert "vault:" not in olga.last.text
    assert len(media_of(olga.last)) == 1


@column(
    "confessions.content",
    means="the words, or the recording's blob (sealed)",
    written="a member sends one with /confess",
    read="the operator reads it on the desk",
)
async def test_an_operator_reads_what_was_confessed(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await confess(anna, SECOND)
    confession = await only(court, Confession, anna)
    assert await held(court.storage, "confessions.content", confession) == SECOND

    await olga.says("/desk")
    assert SECOND in olga.last.text


@column(
    "confessions.domme_comment",
    means="the persona's answer, in words or a recording (sealed)",
    written="an operator answers on the desk",
    read="the member finds it under her confession",
)
async def test_the_answer_stands_under_the_confession(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await confess(anna, FIRST)
    confession = await only(court, Confession, anna)
    assert await held(court.storage, "confessions.domme_comment", confession) is None
    await answer(olga, "Wear it again on Friday.")
    assert await held(court.storage, "confessions.domme_comment", confession) == "Wear it again on Friday."

    await open_own(anna, "I wore your colour")
    assert "Wear it again on Friday." in anna.last.text


@column(
    "confessions.domme_rating",
    means="one to five stars",
    written="an operator presses a number of stars on the desk",
    read="the member's list puts them on the confession's button",
)
async def test_the_stars_stand_on_the_confessions_button(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    for words, stars in ((FIRST, "4 ★"), (SECOND, "2 ★")):
        await confess(anna, words)
        await olga.says("/desk")
        await olga.presses(stars)
        await olga.says("Noted.")
        court.clock.advance(HOUR)
    given = [
        await held(court.storage, "confessions.domme_rating", each.id)
        for each in await rows(court, Confession, anna)
    ]
    assert sorted(given) == [2, 4]

    await anna.says("/confess")
    await anna.presses("What you confessed")
    assert "4★" in anna.button("I wore your colour").label
    assert "2★" in anna.button("I laughed").label


@column(
    "confessions.submitted_at",
    means="when it was sent",
    written="a member sends one with /confess",
    read="the member's list says the day, the newest first; the desk says since when it waits",
)
async def test_the_list_says_on_which_day_each_was_confessed(court: ScriptedCourt) -> None:
    anna = await member(court)
    await confess(anna, FIRST)
    confession = await only(court, Confession, anna)
    assert await held(court.storage, "confessions.submitted_at", confession) == court.clock.court()
    court.clock.advance(DAY)
    await confess(anna, SECOND)

    await anna.says("/confess")
    await anna.presses("What you confessed")
    assert [choice.label[:6] for choice in anna.last.buttons] == ["03 Mar", "02 Mar"]


@column(
    "confessions.visibility_status",
    means="Private, or Removed: its content is deleted",
    written="the member removes it",
    read="it leaves the desk and her list",
)
async def test_what_was_removed_leaves_the_desk(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    await confess(anna, FIRST)
    confession = await only(court, Confession, anna)
    assert await held(court.storage, "confessions.visibility_status", confession) is Visibility.PRIVATE
    await olga.says("/desk")
    assert "1 confession" in olga.heard
    await remove(anna, "I wore your colour")
    assert await held(court.storage, "confessions.visibility_status", confession) is Visibility.REMOVED

    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text
    assert FIRST not in olga.heard
