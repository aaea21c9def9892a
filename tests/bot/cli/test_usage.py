"""What somebody mistypes is answered in one sentence with the right exit code, never with a trace."""

import socket
from contextlib import closing

import pytest

from tests.bot.cli.conftest import Types
from tests.support.owners import Owner

COMMANDS = (
    "run", "rehearse", "check", "migrate", "backup", "restore", "export", "rotate-key", "recovery-key",
)  # fmt: skip


def is_for_people(said: str) -> bool:
    """Whether there is something, and no trace of the program in it."""
    return bool(said.strip()) and "Traceback" not in said and ".py" not in said


def test_help_lists_every_command_and_the_exit_codes(types: Types) -> None:
    done = types("--help")
    assert done.code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in done.out
    assert "Exit codes: 0 all is well; 1 a problem" in done.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_takes_a_configuration(types: Types, command: str) -> None:
    done = types(command, "--help")
    assert done.code == 0
    assert "--config FILE" in done.out
    assert "Exit codes" in done.out


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("check", "--nonsense"),
        ("restore",),
        ("export", "anna"),
        ("rehearse", "--day-minutes", "soon"),
        ("rehearse", "--day-minutes", "0"),
        ("backup", "--keep", "-1"),
    ],
)
def test_wrong_usage_is_2(types: Types, words: tuple[str, ...]) -> None:
    done = types(*words)
    assert done.code == 2
    assert is_for_people(done.err)


@pytest.mark.parametrize("command", [("backup",), ("migrate",), ("rotate-key",), ("recovery-key",), ("run",)])
def test_a_wrong_configuration_is_2_and_named(types: Types, owner: Owner, command: tuple[str, ...]) -> None:
    (owner.desk / "config.toml").write_text("[web]\nprot = 1\n")
    done = types(*command)
    assert done.code == 2
    assert done.err == 'config.toml:2: There is no setting "prot" in [web]; did you mean "port" in [web]?\n'


def test_the_configuration_can_be_named_before_or_after_the_command_or_in_the_environment(
    types: Types, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    (owner.desk / "ours.toml").write_text("[web]\nprot = 1\n")
    for words in (("--config", "ours.toml", "backup"), ("backup", "--config", "ours.toml")):
        assert types(*words).err.startswith("ours.toml:2")
    monkeypatch.setenv("COURT_CONFIG", "ours.toml")
    assert types("backup").err.startswith("ours.toml:2")


def test_a_configuration_that_is_not_there_is_said_to_be_missing(types: Types) -> None:
    done = types("backup", "--config", "nowhere.toml")
    assert done.code == 2
    assert "nowhere.toml" in done.err
    assert "No such file" in done.err


def test_a_wrong_variable_is_2(types: Types, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURT_WEB__PROT", "1")
    done = types("backup")
    assert done.code == 2
    assert "COURT_WEB__PORT" in done.err


def test_without_a_court_there_is_nothing_to_do(types: Types, owner: Owner) -> None:
    for command in ("backup", "rotate-key", "recovery-key"):
        done = types(command)
        assert done.code == 1
        assert "python -m bot run" in done.err
    assert not (owner.desk / "court-data" / "court.sqlite").exists()


def test_a_trace_is_shown_to_whoever_asks_for_it(types: Types) -> None:
    done = types("backup", "--debug")
    assert done.code == 1
    assert "keys.py" in done.err
    assert done.err.splitlines()[-1] == "There is no court here yet; `python -m bot run` makes one."


def test_a_failure_of_the_program_itself_is_a_sentence_too(
    types: Types, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("with something private")

    monkeypatch.setattr("bot.cli.data.settings_of", fail)
    done = types("backup")
    assert done.code == 1
    assert is_for_people(done.err)
    assert "--debug" in done.err
    assert "private" not in done.err


@pytest.mark.slow
def test_it_is_the_same_as_a_process_of_its_own(owner: Owner) -> None:
    assert owner.types("--help").code == 0
    done = owner.types("backup")
    assert (done.code, done.out) == (1, "")
    assert is_for_people(done.err)
    assert owner.types("backup", COURT_WEB__PORT="x").code == 2


def test_a_database_that_does_not_answer_is_3_without_its_password(
    types: Types, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURT_DATABASE__URL", "postgresql://court:hunter2@127.0.0.1:1/court")
    for command in ("run", "backup", "migrate"):
        done = types(command)
        assert done.code == 3
        assert "database does not answer" in done.err
        assert "hunter2" not in done.err


def test_a_folder_that_cannot_be_made_is_named(types: Types, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURT_COURT__DATA_DIRECTORY", "/dev/null/data")
    done = types("run")
    assert done.code == 1
    assert "/dev/null" in done.err
    assert is_for_people(done.err)


@pytest.mark.slow
def test_a_port_that_is_taken_is_a_sentence(owner: Owner) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = owner.types("run", COURT_WEB__PORT=str(other.getsockname()[1]))
    assert done.code == 1
    assert "another program has it" in done.err
    assert "Traceback" not in done.err
