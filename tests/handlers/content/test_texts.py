"""The system texts: one catalogue, English first, other languages with the same placeholders."""

import random
from pathlib import Path

import pytest

from handlers.content.errors import ContentError, Problem, TextError
from handlers.content.texts import load_texts

ENGLISH = """\
hello = "Hello, {name}."
bye = "Goodbye."
again = ["Once more, {name}.", "Again, {name}."]

[step]
name = "Your name?"
"""


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    write(tmp_path / "shipped", "en/feature.toml", ENGLISH)
    return tmp_path / "shipped"


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def only_problem(*directories: Path, shipped: Path) -> Problem:
    with pytest.raises(ContentError) as caught:
        load_texts(directories, shipped=shipped)
    (problem,) = caught.value.problems
    return problem


def test_a_text_is_found_by_feature_and_key(shipped: Path) -> None:
    texts = load_texts(shipped=shipped)

    assert texts.get("feature.hello", name="Robin") == "Hello, Robin."
    assert texts.get("feature.step.name") == "Your name?"
    assert texts.has("feature.bye")
    assert not texts.has("feature.good")


def test_an_unknown_key_names_the_nearest(shipped: Path) -> None:
    with pytest.raises(TextError, match=r"no text `feature.helo`; write `feature.hello`"):
        load_texts(shipped=shipped).get("feature.helo")


def test_a_missing_value_is_named(shipped: Path) -> None:
    with pytest.raises(TextError, match=r"`feature.hello` needs a value for \{name\}"):
        load_texts(shipped=shipped).get("feature.hello", nam="Robin")


def test_variants_are_only_given_by_chance_that_is_handed_in(shipped: Path) -> None:
    texts = load_texts(shipped=shipped)

    picked = {texts.pick("feature.again", random.Random(seed), name="Robin") for seed in range(20)}

    assert picked == {"Once more, Robin.", "Again, Robin."}
    assert texts.pick("feature.bye", random.Random(1)) == "Goodbye."
    with pytest.raises(TextError, match="has variants"):
        texts.get("feature.again", name="Robin")


def test_a_language_falls_back_to_english(shipped: Path) -> None:
    write(shipped, "de/feature.toml", 'hello = "Guten Tag, {name}."\n')
    texts = load_texts(shipped=shipped)

    assert texts.languages == ("en", "de")
    assert texts.get("feature.hello", "de", name="Robin") == "Guten Tag, Robin."
    assert texts.get("feature.bye", language="de") == "Goodbye."
    assert texts.get("feature.bye", language="tlh") == "Goodbye."


@pytest.mark.parametrize(
    ("text", "line", "told", "remedy"),
    [
        (
            'bye = "Auf Wiedersehen."\nhallo = "Hallo."\n',
            2,
            "no text `feature.hallo`",
            "write `feature.hello`",
        ),
        ('\nhello = "Hallo, {nam}."\n', 2, "other placeholders", "use exactly: {name}"),
        ('bye = "Tschüs, {name}."\n', 1, "other placeholders", "use exactly: none"),
        ('again = "Nochmal, {name}."\n', 1, "must be a list of variants", "as the original"),
        ('bye = ["Tschüs."]\n', 1, "must be one sentence", "as the original"),
    ],
)
def test_a_language_keeps_to_the_keys_and_placeholders_of_english(
    shipped: Path, text: str, line: int, told: str, remedy: str
) -> None:
    path = write(shipped, "de/feature.toml", text)

    problem = only_problem(shipped=shipped)

    assert (problem.file, problem.line) == (path, line)
    assert told in problem.what
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('good = "x"\nbad = "Hello, {name"\n', 2, "broken"),
        ('bad = "Hello, {name.upper}"\n', 1, "not a plain placeholder"),
        ('bad = "Hello, {0}"\n', 1, "not a plain placeholder"),
        ('bad = "Hello, {name!r}"\n', 1, "not a plain placeholder"),
        ('bad = "In {language}."\n', 1, "reserved"),
        ("bad = 3\n", 1, "neither a sentence nor a list"),
        ('bad = ""\n', 1, "neither a sentence nor a list"),
        ("bad = []\n", 1, "neither a sentence nor a list"),
        ('bad = [\n "for {name}",\n "for nobody",\n]\n', 1, "different placeholders"),
        ('bad = [\n "fine",\n "for {name",\n]\n', 3, "broken"),
        ("bad = \n", 1, "not TOML"),
    ],
)
def test_a_broken_text_names_file_and_line(shipped: Path, text: str, line: int, told: str) -> None:
    path = write(shipped, "en/other.toml", text)

    problem = only_problem(shipped=shipped)

    assert (problem.file, problem.line) == (path, line)
    assert told in problem.what


def test_a_court_rewords_a_text_and_adds_a_language(shipped: Path, tmp_path: Path) -> None:
    write(tmp_path / "own", "en/feature.toml", 'bye = "Farewell."\n')
    write(tmp_path / "own", "fr/feature.toml", 'bye = "Au revoir."\n')

    texts = load_texts([tmp_path / "own"], shipped=shipped)

    assert texts.get("feature.bye") == "Farewell."
    assert texts.get("feature.bye", "fr") == "Au revoir."
    assert texts.get("feature.hello", name="Robin") == "Hello, Robin."


def test_a_court_cannot_add_keys_nobody_asks_for(shipped: Path, tmp_path: Path) -> None:
    write(tmp_path / "own", "en/feature.toml", 'goodby = "Farewell."\n')

    assert "no text `feature.goodby`" in only_problem(tmp_path / "own", shipped=shipped).what


def test_a_directory_that_is_not_there_is_named(shipped: Path, tmp_path: Path) -> None:
    assert only_problem(tmp_path / "nowhere", shipped=shipped).file == tmp_path / "nowhere"


COMMON = (
    "yes no back skip cancel done next previous save try_again"
    " something_wrong unknown_command not_for_you stale_button"
)


def test_the_common_words_ship() -> None:
    texts = load_texts()

    assert all(texts.get(f"common.{key}") for key in COMMON.split())


def test_a_failure_of_the_court_is_owned_by_the_court() -> None:
    assert "Nothing was lost" in load_texts().get("common.something_wrong")
