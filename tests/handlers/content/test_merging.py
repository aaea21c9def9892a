"""The packs with what a court made of them: the same everywhere, in order, never a reason not to start."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.content.documents import Document, read_document, values_of, write_document
from handlers.content.errors import ContentError
from handlers.content.merging import CourtMade, PersonaChange, merged, new_complaints
from handlers.content.schema import Tag, TaskTemplate
from handlers.content.task_tables import MINUTES
from handlers.content.warnings import idle_templates, missing_kinds, silent_events
from handlers.rules.court_rules import CourtRules, TierRule
from storage.enums import ProofType, TaskType, Tier
from tests.support.court import shipped_content

TAGS = (Tag("quiet-hours", "Quiet", "Nothing said.", "Words"), Tag("ink", "Ink", "Pen and paper.", "Words"))
PERSONAS = ("octavia", "hale")
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="{}\x00")
WORDS = st.text(SIGNS, min_size=20, max_size=60).filter(
    lambda text: len(text.strip()) >= 20 and text == text.strip()
)


@st.composite
def templates(draw: st.DrawFn) -> TaskTemplate:
    """A template that keeps the rules."""
    persona, kind, proof = (
        draw(st.sampled_from(PERSONAS)),
        draw(st.sampled_from(TaskType)),
        draw(st.sampled_from(ProofType)),
    )
    least, most = MINUTES[kind]
    minutes = draw(st.integers(least, most))
    longest = max(0, min(minutes - 5, 24 * 60))
    return TaskTemplate(
        key=f"{persona}.{draw(KEYS)}",
        persona=persona,
        type=kind,
        tags=draw(st.frozensets(st.sampled_from([tag.key for tag in TAGS]))),
        intensity=draw(st.integers(1, 3)),
        proof_type=proof,
        points=draw(st.integers(1, 100)),
        minutes=minutes,
        least_minutes=draw(st.integers(0, longest)),
        tier=draw(st.sampled_from(Tier)),
        description=draw(WORDS),
        challenge=draw(st.booleans()) and proof is not ProofType.TEXT,
        variants=tuple(draw(st.lists(WORDS, max_size=3))),
    )


@given(st.lists(templates(), min_size=1, max_size=6, unique_by=lambda each: each.key))
def test_what_is_written_reads_back_equal(found: list[TaskTemplate]) -> None:
    document = Document(
        "court", "1", TAGS, tuple(found), {"hale": {"canned_again": ("Once more.", "“Again.”")}}
    )
    assert (
        read_document(write_document(document, comment="ours"), "x.toml", tags=(), personas=PERSONAS)
        == document
    )


@given(st.text(max_size=200))
def test_what_is_no_document_is_refused_with_sentences(text: str) -> None:
    with pytest.raises(ContentError) as error:
        read_document(text, "x.toml", tags=TAGS, personas=PERSONAS)
    assert all(problem.what and problem.remedy for problem in error.value.problems)


def own(key: str, **changes: object) -> dict[str, dict[str, object]]:
    """A template of the court's own, by its key."""
    first = next(iter(shipped_content().templates.values()))
    values = {**values_of(first), "key": key.partition(".")[2], **changes}
    return {key: values}


def test_an_own_version_stands_in_the_packs_place_and_new_ones_behind() -> None:
    packs = shipped_content()
    third = list(packs.templates)[2]
    content = merged(
        packs, CourtMade(templates={**own("hale.zzz"), **own(third), **own("hale.aaa")}, revision=7)
    )
    assert list(content.templates) == [*packs.templates, "hale.aaa", "hale.zzz"]
    assert content.templates[third].description != packs.templates[third].description
    assert content.revision == 7
    assert packs.templates[third] != content.templates[third], "the packs stay as they are"


def test_what_cannot_be_taken_over_is_left_out_and_complained_of() -> None:
    packs = shipped_content()
    made = CourtMade(
        templates={**own("hale.lost", tags=["gone"]), **own("nobody.task"), **own("hale.fine")},
        packs={"broken": "[pack]\nname = 3\n"},
        personas={"vane": PersonaChange(based_on="nobody"), "ghost": PersonaChange(name="Ghost")},
    )
    content = merged(packs, made)
    assert "hale.fine" in content.templates
    assert {"hale.lost", "nobody.task"}.isdisjoint(content.templates)
    assert set(content.personas) == set(packs.personas)
    for words in ("hale.lost: There is no tag `gone`.", "no persona `nobody` any more", "broken:2:"):
        assert words in "\n".join(content.complaints)


def test_hiding_the_last_newcomers_daily_would_be_complained_of() -> None:
    packs = shipped_content()
    dailies = frozenset(each.key for each in packs.templates_of("hale") if each.type is TaskType.DAILY)
    complaints = new_complaints(packs, CourtMade(), CourtMade(hidden=dailies))
    assert complaints == ["hale has no daily task for a newcomer with limits."]
    assert new_complaints(packs, CourtMade(hidden=dailies), CourtMade(hidden=dailies)) == []


@given(st.lists(st.sampled_from(["own", "hide", "off", "name"]), max_size=6))
def test_taking_everything_back_gives_the_packs_again(acts: list[str]) -> None:
    packs = shipped_content()
    live = packs.copy()
    made = CourtMade()
    for act in acts:
        match act:
            case "own":
                made = replace(made, templates={**made.templates, **own("hale.own")})
            case "hide":
                made = replace(made, hidden=made.hidden | {next(iter(packs.templates))})
            case "off":
                made = replace(made, off=made.off | {"shipped/hale:scenes", "shipped/octavia:tasks"})
            case _:
                made = replace(made, personas={"hale": PersonaChange(name="The Captain")})
        live.become(merged(packs, made))
    tags = live.tags
    live.become(merged(packs, CourtMade()))
    assert (live.templates, live.scenes, live.personas) == (packs.templates, packs.scenes, packs.personas)
    assert live.tags is tags
    assert [tag.key for tag in tags] == [tag.key for tag in packs.tags]


def test_what_is_of_no_use_is_found() -> None:
    content = merged(
        shipped_content(),
        CourtMade(templates=own("hale.high", tier="Claimed"), off=frozenset({"shipped/octavia:tasks"})),
    )
    two_steps = CourtRules(ladder=(TierRule("Low", 0), TierRule("High", 10)))
    assert "hale.high" in idle_templates(content, "hale", two_steps)
    assert "hale.high" not in idle_templates(content, "hale", CourtRules())
    assert list(missing_kinds(content, "octavia")) == list(TaskType)
    assert silent_events(content, "hale") == []


@pytest.mark.parametrize(
    "packs", [{}, {"winter": '[pack]\nname = "winter"\n[lines.hale]\ngreeting = ["{name}!"]\n'}]
)
def test_every_shipped_line_stays(packs: dict[str, str]) -> None:
    base = shipped_content()
    said = merged(base, CourtMade(packs=packs)).lines["hale"].variants["greeting"]
    assert said[: len(base.lines["hale"].variants["greeting"])] == base.lines["hale"].variants["greeting"]
    assert ("{name}!" in said) is bool(packs)
