"""Packs are checked on load: every mistake names its file, its line and its remedy."""

from pathlib import Path

import pytest

from handlers.content.errors import ContentError, Problem
from handlers.content.loader import load_content
from storage.enums import ProofType, SceneType, TaskType, Tier
from tests.handlers.content.packs import PERSONA, spoil, write_pack


def problems_of(root: Path) -> tuple[Problem, ...]:
    with pytest.raises(ContentError) as caught:
        load_content([root], shipped=False)
    return caught.value.problems


def test_a_right_pack_loads_with_everything_in_it(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)

    content = load_content([tmp_path], shipped=False)

    timed = content.templates["test.timed"]
    assert (timed.type, timed.proof_type, timed.tier) == (
        TaskType.INSPECTION,
        ProofType.AUDIO,
        Tier.CONSIDERED,
    )
    assert (timed.timed, timed.challenge, timed.tier_rank) == (True, True, 1)
    assert content.templates["test.plain"].tags == frozenset()
    assert content.scenes["test.door"].type is SceneType.QUEEN_EXCLUSIVE
    assert content.audio_path(content.scenes["test.door"]) == folder / "audio" / "scene.ogg"
    assert content.audio_path(content.personas["test"]) == folder / "audio" / "sample.ogg"
    assert content.personas["test"].human_share == 0.2
    assert content.drop("test", "morning_call") is content.drops["test.morning_call"]
    assert content.drop("test", "evening_call") is None
    assert [tag.key for tag in content.tags] == ["kneeling", "fine-handwriting"]


MISTAKES = [
    # file, what is right, what is written instead, the mistake as told, its remedy as told
    ("tasks.toml", '["kneeling"]', '["kneelling"]', "There is no tag `kneelling`", "write `kneeling`"),
    ("tasks.toml", '["kneeling"]', '["kneeling", "kneeling"]', "listed twice", "remove one"),
    ("tasks.toml", '"Inspection"', '"Inspektion"', "`Inspektion` is not a type", "write `Inspection`"),
    ("tasks.toml", '"Audio"', '"Voice"', "`Voice` is not a proof_type", "choose one of: Audio, Photo, Text"),
    ("tasks.toml", "points = 15", "points = 500", "`points` is 500", "from 1 to 100"),
    ("tasks.toml", "points = 15", 'points = "15"', "wrong kind of value", "a whole number from 1 to 100"),
    ("tasks.toml", "points = 15", "ponits = 15", "`ponits` is not a key", "write `points`"),
    ("tasks.toml", "intensity = 2", "intensity = 4", "`intensity` is 4", "from 1 to 3"),
    ("tasks.toml", "minutes = 30", "minutes = 300", "`minutes` is 300", "from 5 to 120"),
    (
        "tasks.toml",
        "least_minutes = 5",
        "least_minutes = 45",
        "`least_minutes` (45) is more",
        "give more time",
    ),
    ("tasks.toml", "least_minutes = 5", "least_minutes = -5", "`least_minutes` is -5", "from 0 to"),
    ("tasks.toml", "challenge = true", 'challenge = "yes"', "wrong kind of value", "true or false"),
    ("tasks.toml", '"Considered"', '"Consider"', "`Consider` is not a tier", "write `Considered`"),
    ("tasks.toml", 'key = "timed"', 'key = "plain"', "`test.plain` is there twice", "another key"),
    ("tasks.toml", 'key = "timed"', 'key = "Timed One"', "is not a key", "small letters"),
    ("tasks.toml", "and then the word", "and then {word}", "no placeholders", "without braces"),
    ("tasks.toml", '"Five minutes, and then the word."', '"Soon."', "has 5 characters", "between 20 and 900"),
    ("lines.toml", "First approved: {points}", "First approved", "`approved` lacks {points}", "use {points}"),
    ("lines.toml", "Second failed: {points}", "Second {point} {points}", "unknown {point}", "use {points}"),
    ("lines.toml", "First no_task: ", "First {name}: ", "unknown {name}", "no placeholder at all"),
    ("lines.toml", "Second streak: {days}", "Second {days", "broken", "use {days}"),
    ("lines.toml", "Second streak: {days}", "Second {days.real}", "broken", "use {days}"),
    ("lines.toml", "Second streak: {days}", "Second {days:>9}", "broken", "use {days}"),
    ("lines.toml", "greeting = ", "greetings = ", "There is no event `greetings`", "write `greeting`"),
    ("scenes.toml", "scene.ogg", "scenes.ogg", "`scenes.ogg` is missing", "write `scene.ogg`"),
    ("scenes.toml", "scene.ogg", "../sample.ogg", "cannot be used as audio", "without a path"),
    ("scenes.toml", "scene.ogg", "scene.exe", "cannot be used as audio", ".ogg"),
    ("scenes.toml", "token_cost = 20", "token_cost = -1", "`token_cost` is -1", "from 0 to 10000"),
    ("scenes.toml", "token_cost = 20", "token_cost = true", "wrong kind of value", "a whole number"),
    ("scenes.toml", '["kneeling"]', '"kneeling"', "wrong kind of value", "a list of texts"),
    ("scenes.toml", '["kneeling"]', "[3]", "not a text", "in quotes"),
    ("drops.toml", '"She wakes you."', '" "', "wrong kind of value", "a text in quotes"),
    ("drops.toml", "[[drop]]", "[[drops]]", "`drops` is not a key", "write `drop`"),
    ("persona.toml", "#a8557a", "mauve", "`mauve` is not a colour", "#rrggbb"),
    ("persona.toml", "accent", "acent", "`acent` is not a key", "write `accent`"),
    ("persona.toml", 'title = "Domme"', "title = 7", "wrong kind of value", "a text in quotes"),
    ("persona.toml", 'pronouns = "she/her"', "human_share = 1.5", "`human_share`", "from 0 to 1"),
    ("persona.toml", 'title = "Domme"', 'title = "Domme', "This is not TOML", "quotes closed"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "told", "remedy"), MISTAKES)
def test_a_mistake_names_file_line_and_remedy(
    tmp_path: Path, file: str, right: str, wrong: str, told: str, remedy: str
) -> None:
    folder = write_pack(tmp_path)
    line = spoil(folder / file, right, wrong)

    found = [problem for problem in problems_of(tmp_path) if told in problem.what]

    assert [(problem.file, problem.line) for problem in found] == [(folder / file, line)]
    assert remedy in found[0].remedy


@pytest.mark.parametrize(
    ("wrong", "told", "remedy"),
    [
        ('key = "knee ling"', "`knee ling` is not a key", "small letters"),
        ('key = "fine-handwriting"', "`fine-handwriting` is there twice", "another key"),
        ('lable = "Kneeling"\nkey = "kneeling"', "`lable` is not a key", "write `label`"),
    ],
)
def test_a_mistake_among_the_tags_is_named_too(tmp_path: Path, wrong: str, told: str, remedy: str) -> None:
    write_pack(tmp_path)
    spoil(tmp_path / "tags.toml", 'key = "kneeling"', wrong)

    found = [problem for problem in problems_of(tmp_path) if told in problem.what]

    assert [problem.file for problem in found] == [tmp_path / "tags.toml"]
    assert remedy in found[0].remedy


def test_a_missing_key_is_named_at_the_head_of_its_table(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    spoil(folder / "tasks.toml", "points = 15\n", "")

    (problem,) = problems_of(tmp_path)

    assert (problem.line, problem.what) == (10, "`points` is missing.")


def test_a_timed_inspection_leaves_time_to_prove_it(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    line = spoil(folder / "tasks.toml", "minutes = 30", "minutes = 9")

    (problem,) = problems_of(tmp_path)

    assert problem.line == line
    assert "5 minutes cannot be done and proved within 9" in problem.what
    assert "at least 10 minutes" in problem.remedy


def test_a_challenge_word_needs_a_picture_or_a_recording(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    line = spoil(folder / "tasks.toml", '"Audio"', '"Text"') + 5

    (problem,) = problems_of(tmp_path)

    assert (problem.line, problem.what) == (line, "A challenge word cannot be shown in a text.")


def test_all_mistakes_are_found_in_one_run_and_listed(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    spoil(folder / "tasks.toml", "points = 15", "points = 0")
    spoil(folder / "scenes.toml", "token_cost = 20", "token_cost = -3")
    spoil(folder / "lines.toml", "First challenge: {word}", "First challenge")
    spoil(folder / "persona.toml", "#a8557a", "red")

    with pytest.raises(ContentError) as caught:
        load_content([tmp_path], shipped=False)

    assert len(caught.value.problems) == 4
    for problem in caught.value.problems:
        assert f"{problem.file}:{problem.line}: {problem.what} Remedy: {problem.remedy}" in str(caught.value)


def test_lines_that_are_missing_are_named(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    (folder / "lines.toml").unlink()

    (problem,) = problems_of(tmp_path)

    assert problem.file == folder / "lines.toml"
    assert "test has no lines for: appeal_approved, appeal_denied," in problem.what


def test_a_persona_without_a_daily_for_everybody_is_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    spoil(folder / "tasks.toml", "intensity = 1", 'intensity = 1\ntags = ["kneeling"]')

    (problem,) = problems_of(tmp_path)

    assert "no daily task for a newcomer with limits" in problem.what


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("tests/task.toml", "`task.toml` is not a file of a pack"),
        ("tasks.toml", "does not belong beside"),
        ("Upper/persona.toml", "cannot be a persona's key"),
    ],
)
def test_a_file_in_the_wrong_place_is_named(tmp_path: Path, made: str, told: str) -> None:
    write_pack(tmp_path, "tests")
    path = tmp_path / made
    path.parent.mkdir(exist_ok=True)
    path.write_text(PERSONA, encoding="utf-8")

    (problem,) = problems_of(tmp_path)

    assert told in problem.what


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path / "nowhere")

    assert problem.file == tmp_path / "nowhere"


def test_a_court_adds_a_persona_of_its_own_beside_the_shipped_ones(tmp_path: Path) -> None:
    write_pack(tmp_path, "test")
    (tmp_path / "tags.toml").unlink()  # "kneeling" is a shipped tag

    content = load_content([tmp_path])

    assert set(content.personas) == {"octavia", "hale", "test"}


def test_a_court_adds_tasks_and_lines_to_a_shipped_persona(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "octavia")
    (tmp_path / "tags.toml").unlink()
    (folder / "persona.toml").unlink()
    (folder / "drops.toml").unlink()

    content = load_content([tmp_path])

    assert "octavia.plain" in content.templates
    assert "First no_task: ." in content.lines["octavia"].variants["no_task"]
    assert len(content.lines["octavia"].variants["no_task"]) == 6


def test_a_shipped_persona_cannot_be_there_twice(tmp_path: Path) -> None:
    write_pack(tmp_path, "octavia")
    (tmp_path / "tags.toml").unlink()

    with pytest.raises(ContentError, match="The persona `octavia` is there twice"):
        load_content([tmp_path])


def test_a_folder_without_persona_adds_to_nobody(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    (folder / "persona.toml").unlink()

    (problem,) = problems_of(tmp_path)

    assert problem.what == "The persona `test` has no persona.toml."
