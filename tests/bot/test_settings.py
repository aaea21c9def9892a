"""What an owner writes is understood, or answered with one sentence that helps."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, load_settings
from handlers.rules.court_rules import CourtRules, TierRule


def written(tmp_path: Path, text: str) -> Path:
    """A configuration file with this text."""
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaints(tmp_path: Path, text: str, **environ: str) -> list[str]:
    """What is said about a configuration, without the folder."""
    with pytest.raises(SettingsError) as caught:
        load_settings(written(tmp_path, text), environ)
    return [problem.replace(f"{tmp_path}/", "") for problem in caught.value.problems]


def test_without_a_configuration_there_are_the_embedded_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(None, {})
    assert settings.data_directory == tmp_path / "court-data"
    assert settings.database_url == f"sqlite:///{tmp_path}/court-data/court.sqlite"
    assert settings.vault_directory == tmp_path / "court-data" / "vault"
    assert (settings.web.host, settings.web.port, settings.web.address) == (
        "127.0.0.1",
        8080,
        "http://127.0.0.1:8080",
    )
    assert settings.rules == CourtRules()
    assert not settings.exposed


def test_settings_made_directly_read_nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURT_WEB__PORT", "9999")
    monkeypatch.setenv("WEB", '{"port": 9999}')
    assert Settings().web.port == 8080


def test_the_file_changes_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    text = "[court]\nname='Night Court'\n[rules]\ntasks_a_day=5\n[[rules.ladder]]\nname='In'\nat_points = 0"
    settings = load_settings(written(tmp_path, text), {})
    assert settings.court.name == "Night Court"
    assert settings.rules.tasks_a_day == 5
    assert settings.rules.ladder == (TierRule("In", 0),)
    assert settings.rules.grace_minutes == CourtRules().grace_minutes
    assert isinstance(settings.rules, CourtRules)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, '[telegram]\ntoken = "from-file"\nmode = "polling"\n[web]\nport = 1\n')
    settings = load_settings(path, {"COURT_TELEGRAM__TOKEN": "from-environment", "COURT_WEB__PORT": "2"})
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "from-environment"
    assert settings.web.port == 2


def test_lists_tables_and_switches_can_be_given_in_the_environment() -> None:
    settings = load_settings(
        None,
        {
            "COURT_COURT__OWNERS": "telegram:1, discord:2",
            "COURT_DISCORD__OPERATOR_GUILD_IDS": "[1, 2]",
            "COURT_COURT__HELPLINES__EN": "112",
            "COURT_WEB__ENABLED": "false",
            "COURT_RULES__DROP_MARGIN__POINTS": "7",
        },
    )
    assert settings.court.owners == ("telegram:1", "discord:2")
    assert settings.discord.operator_guild_ids == (1, 2)
    assert settings.court.helplines == {"en": "112"}
    assert not settings.web.enabled
    assert settings.rules.drop_margin.points == 7


def test_an_empty_variable_and_those_of_the_tests_count_as_absent() -> None:
    environ = {"COURT_TELEGRAM__TOKEN": "", "COURT_TEST_POSTGRES": "x", "COURT_CONFIG": "y", "OTHER": "z"}
    assert load_settings(None, environ).telegram.token is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[web]\nprot = 1",
            'config.toml:2: There is no setting "prot" in [web]; did you mean "port" in [web]?',
        ),
        ("[wbe]\nport = 1", 'config.toml:1: There is no setting "wbe"; did you mean [web]?'),
        (
            '\n\n[[rules.ladder]]\nname = "A"\nat_point = 0',
            (
                'config.toml:5: There is no setting "at_point" in [rules.ladder]; '
                'did you mean "at_points" in [rules.ladder]?'
            ),
        ),
        (
            '[rehearsal.telegram]\ntokn = "x"',
            (
                'config.toml:2: There is no setting "tokn" in [rehearsal.telegram]; '
                'did you mean "token" in [rehearsal.telegram]?'
            ),
        ),
        (
            'admission = "open"',
            'config.toml:1: There is no setting "admission"; did you mean "admission" in [court]?',
        ),
        (
            "[metrics]\nzebra = 1",
            'config.toml:2: There is no setting "zebra" in [metrics]; here there are: enabled, host, port.',
        ),
        (
            '[keys]\ntext = "secret"',
            "config.toml:2: A key is never written here; use COURT_KEYS__TEXT, or name its [keys] file.",
        ),
    ],
)
def test_a_misspelt_key_is_answered_with_its_line_and_the_nearest_right_one(
    tmp_path: Path, text: str, said: str
) -> None:
    assert complaints(tmp_path, text) == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[web]\nport = "many"', "config.toml:2: \"port\" in [web] must be a whole number, not 'many'."),
        ("[web]\nport = 70000", 'config.toml:2: "port" in [web] must be at most 65535, not 70000.'),
        ("[web]\nenabled = 3", 'config.toml:2: "enabled" in [web] must be true or false, not 3.'),
        ("[court]\nname = 5", 'config.toml:2: "name" in [court] must be text in quotes, not 5.'),
        (
            '[court]\nadmission = "all"',
            "config.toml:2: \"admission\" in [court] must be 'open', 'invitation' or 'approval', not 'all'.",
        ),
        (
            "[rules]\n\ntasks_a_day = 99",
            'config.toml:3: "tasks_a_day" in [rules]: tasks_a_day must be from 1 to 24, not 99.',
        ),
        (
            "[telegram]\nmode = 'webhook'",
            'config.toml:2: "mode" in [telegram]: mode "webhook" needs webhook_url and webhook_secret.',
        ),
        (
            "[vault]\nurl = 's3://b'\ndirectory = 'd'",
            "config.toml:1: [vault]: give either directory or url: the vault has one place.",
        ),
        ("web = 5", "config.toml:1: [web] must be a table, not 5."),
    ],
)
def test_a_wrong_value_is_one_clear_sentence(tmp_path: Path, text: str, said: str) -> None:
    assert complaints(tmp_path, text) == [said]


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    said = complaints(tmp_path, '[web]\nport = "x"\n[court]\nname = ""\n')
    assert len(said) == 2


def test_a_file_that_is_not_toml_or_not_there_is_said_so(tmp_path: Path) -> None:
    assert complaints(tmp_path, "[web\nport = 1")[0].startswith("config.toml:1: This is not TOML")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path / "nowhere.toml", {})


def test_a_misspelt_variable_is_answered_with_the_nearest_right_one() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(None, {"COURT_WEB__PROT": "1", "COURT_TELEGRAM_TOKEN": "x"})
    assert caught.value.problems == (
        "The environment variable COURT_TELEGRAM_TOKEN is no setting; did you mean COURT_TELEGRAM__TOKEN?",
        "The environment variable COURT_WEB__PROT is no setting; did you mean COURT_WEB__PORT?",
    )


def test_a_wrong_variable_is_named_and_not_the_files_line(tmp_path: Path) -> None:
    assert complaints(tmp_path, "[web]\nport = 1", COURT_WEB__PORT="x") == [
        (
            "The environment variable COURT_WEB__PORT is wrong: "
            "\"port\" in [web] must be a whole number, not 'x'."
        )
    ]


def test_a_secret_is_never_repeated(tmp_path: Path) -> None:
    said = complaints(tmp_path, "[telegram]\ntoken = 12345678\nwebhook_secret = 'hush hush'")
    assert "12345678" not in str(said)
    assert "hush" not in str(said)
    settings = load_settings(None, {"COURT_TELEGRAM__TOKEN": "1234:verysecret"})
    assert "verysecret" not in repr(settings)
    assert settings.secrets() == ("1234:verysecret",)


def test_settings_cannot_be_changed() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.web = settings.web
    with pytest.raises(ValidationError):
        settings.web.port = 1


def test_relative_paths_count_from_the_files_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    text = (
        "[court]\ndata_directory='d'\n[database]\nurl='sqlite:///x.db'\n"
        "[keys]\nfile='/abs/key.json'\n[content]\npacks=['p']\n"
    )
    settings = load_settings(written(tmp_path, text), {})
    assert settings.data_directory == tmp_path / "d"
    assert settings.database_url == f"sqlite:///{tmp_path}/x.db"
    assert settings.keys.file == Path("/abs/key.json")
    assert settings.content.packs == (tmp_path / "p",)


@pytest.mark.parametrize(
    ("environ", "exposed"),
    [
        ({}, False),
        ({"COURT_WEB__HOST": "localhost"}, False),
        ({"COURT_WEB__HOST": "::1"}, False),
        ({"COURT_WEB__HOST": "10.1.1.1"}, True),
        ({"COURT_WEB__HOST": "192.168.1.5"}, True),
        ({"COURT_WEB__HOST": "10.1.1.1", "COURT_WEB__ENABLED": "false"}, False),
        ({"COURT_WEB__PUBLIC_URL": "https://court.example.org"}, True),
        ({"COURT_WEB__PUBLIC_URL": "http://127.0.0.1:9"}, False),
        ({"COURT_TELEGRAM__TOKEN": "t"}, True),
        ({"COURT_DISCORD__TOKEN": "t"}, True),
    ],
)
def test_a_court_is_exposed_when_anybody_else_can_reach_it(environ: dict[str, str], exposed: bool) -> None:
    assert load_settings(None, environ).exposed is exposed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[tokens.packs]]\nname = "A"\ntokens = 5\n', "needs a price in words, a number of stars, or both"),
        (
            "\n".join(f'[[tokens.packs]]\nname = "{name}"\ntokens = 5\nstars = 9' for name in "Aa"),
            "two packs have the same name",
        ),
        ('[[tokens.packs]]\nname = "A"\ntokens = 0\nstars = 9\n', "tokens"),
    ],
)
def test_a_pack_that_cannot_be_sold_is_a_mistake(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        load_settings(path, {})
