"""/models: made, changed, hidden and offered again, each by whose hands it is in."""

from sqlmodel import select

from storage.enums import Role
from storage.tables import CamModel
from tests.support.court import ScriptedCourt
from tests.support.playing import member, operator
from tests.support.sessions import model


async def models_of(court: ScriptedCourt) -> list[CamModel]:
    """Every model there is."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(CamModel).order_by(CamModel.name)))


async def test_a_model_is_made_shown_as_members_see_it_changed_hidden_and_offered_again(
    court: ScriptedCourt,
) -> None:
    olga, anna = await operator(court), await member(court)
    await olga.says("/models")
    assert "nobody yet" in olga.last.text
    await olga.presses("New model")
    await olga.fills(name=" Vera  Vex ", about="Calm, exact.", hours="Evenings, not Sundays", personas=[])
    assert "Vera Vex\nCalm, exact.\nUsually there: Evenings, not Sundays" in olga.last.text
    await anna.says("/session")
    assert "Usually there: Evenings, not Sundays" in anna.last.text
    await olga.presses("Change")
    await olga.fills(name="Vera", about="Calm.", hours="", personas=["hale"])
    [row] = await models_of(court)
    assert (row.name, row.hours, row.personas) == ("Vera", "", ["hale"])
    assert row.made_by == (await olga.person()).id
    await anna.says("/session")
    assert "Nobody can be asked" in anna.last.text
    await olga.presses("Hide")
    await olga.presses("Hide")
    assert "Vera is hidden." in olga.heard
    await olga.says("/models")
    await olga.presses("Vera (hidden)")
    await olga.presses("Offer again")
    assert (await models_of(court))[0].retired_at is None


async def test_a_name_too_long_missing_or_taken_is_said_and_changes_nothing(court: ScriptedCourt) -> None:
    olga = await operator(court)
    await model(court)
    await olga.says("/models")
    await olga.presses("New model")
    for name, answer in (("  ", "are needed"), ("x" * 65, "64 characters"), ("vera", "already")):
        await olga.fills(name=name, about="About.", hours="", personas=[])
        assert answer in olga.last.text
    assert len(await models_of(court)) == 1


async def test_who_runs_one_persona_makes_models_for_it_and_leaves_the_others_alone(
    court: ScriptedCourt,
) -> None:
    hana = await operator(court, "hana", personas=["hale"])
    await model(court, "Whole")
    await model(court, "Theirs", personas=["octavia"])
    await hana.says("/models")
    assert not hana.sees_button("Theirs")
    await hana.presses("Whole")
    assert "belongs to the whole court" in hana.last.text
    assert not hana.sees_button("Hide")
    await hana.presses("New model")
    await hana.fills(name="Mine", about="About.", hours="")
    made = {row.name: row.personas for row in await models_of(court)}
    assert made == {"Whole": [], "Theirs": ["octavia"], "Mine": ["hale"]}


async def test_what_was_done_with_models_stands_in_the_log(court: ScriptedCourt) -> None:
    owner = await operator(court, "owner", role=Role.OWNER)
    await owner.says("/models")
    await owner.presses("New model")
    await owner.fills(name="Vera", about="About.", hours="", personas=[])
    await owner.says("/log")
    assert "made a model" in owner.heard
