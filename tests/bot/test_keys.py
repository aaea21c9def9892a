"""Keys are made once, kept apart from the data, and never made anew for data that is there."""

import sys
import uuid
from pathlib import Path

import pytest

from bot import keys as key_files
from bot.errors import (
    KeyBesideData,
    KeyMismatch,
    KeyMissing,
    KeyUnusable,
    NoCourt,
    RestoreUnfinished,
)
from bot.keys import COURT_ID, RESTORING, home_of, unlock
from bot.places import opened
from bot.settings import Settings, load_settings
from storage import migrate
from storage.sealing import CourtKeys, Keyring
from storage.unit import Storage
from tests.support.owners import CourtOnDisk, Owner
from tests.support.people import make_person

pytestmark = pytest.mark.usefixtures("owner")


def with_environment(**variables: str) -> Settings:
    """The defaults with some variables set."""
    return load_settings(None, variables)


async def test_a_new_court_gets_keys_apart_from_its_data(owner: Owner, settings: Settings) -> None:
    unlocked = await unlock(settings, create=True)
    assert unlocked.fresh
    file = owner.cabinet / unlocked.keys.court / "key.json"
    assert unlocked.home.key_file == file
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert unlocked.home.journal.parent == file.parent
    assert (settings.data_directory / COURT_ID).read_text().strip() == unlocked.keys.court
    data = b"".join(path.read_bytes() for path in settings.data_directory.rglob("*") if path.is_file())
    assert unlocked.keys.to_text().encode() not in data


async def test_the_same_court_gets_the_same_keys_again(settings: Settings) -> None:
    first = await unlock(settings, create=True)
    again = await unlock(settings, create=True)
    assert again.keys == first.keys
    assert not again.fresh


async def test_two_courts_have_keys_of_their_own(owner: Owner, settings: Settings) -> None:
    other = with_environment(COURT_COURT__DATA_DIRECTORY="other-data")
    first, second = await unlock(settings, create=True), await unlock(other, create=True)
    assert first.keys.court != second.keys.court
    assert len(list(owner.cabinet.iterdir())) == 2


async def test_only_looking_makes_nothing(owner: Owner, settings: Settings) -> None:
    with pytest.raises(NoCourt):
        await unlock(settings)
    assert not owner.cabinet.exists()
    assert not settings.data_directory.exists()


async def test_data_without_its_key_is_an_error_and_never_a_new_key(owner: Owner, settings: Settings) -> None:
    court = await CourtOnDisk.made(settings)
    key = court.unlocked.home.key_file
    assert key is not None
    key.unlink()
    with pytest.raises(KeyMissing, match="Put it back"):
        await unlock(settings, create=True)
    (settings.data_directory / COURT_ID).unlink()  # the database still says whose it is
    with pytest.raises(KeyMissing, match=court.unlocked.keys.court):
        await unlock(settings, create=True)
    assert [path.name for path in owner.cabinet.rglob("key.json")] == []


async def test_a_vault_without_anything_else_is_data_too(settings: Settings) -> None:
    blob = settings.data_directory / "vault" / "ab" / "cd"
    blob.mkdir(parents=True)
    with pytest.raises(KeyMissing, match=COURT_ID):
        await unlock(settings, create=True)


async def test_a_lost_court_id_is_read_from_the_database(settings: Settings) -> None:
    court = await CourtOnDisk.made(settings)
    (settings.data_directory / COURT_ID).unlink()
    again = await unlock(settings, create=True)
    assert again.keys == court.unlocked.keys
    assert key_files.court_id(settings) == court.unlocked.keys.court


async def test_a_key_of_another_court_is_refused(settings: Settings) -> None:
    court = await CourtOnDisk.made(settings)
    key = court.unlocked.home.key_file
    assert key is not None
    key.write_text(CourtKeys.fresh().to_text())
    with pytest.raises(KeyMismatch):
        await unlock(settings)


async def test_a_database_of_another_court_is_refused(settings: Settings) -> None:
    await CourtOnDisk.made(settings)
    async with opened(settings, CourtKeys.fresh()) as strangers:
        with pytest.raises(KeyMismatch):
            await key_files.claim(strangers)


@pytest.mark.parametrize("text", ["", "{}", "not json", '{"court": 5}'])
async def test_a_damaged_key_is_named_but_never_shown(settings: Settings, text: str) -> None:
    court = await CourtOnDisk.made(settings)
    key = court.unlocked.home.key_file
    assert key is not None
    key.write_text(text)
    with pytest.raises(KeyUnusable, match=r"key\.json") as caught:
        await unlock(settings)
    assert text == "" or text not in str(caught.value)


async def test_the_key_can_come_from_the_environment() -> None:
    keys = CourtKeys.fresh()
    settings = with_environment(COURT_KEYS__TEXT=keys.to_text())
    unlocked = await unlock(settings, create=True)
    assert unlocked.keys == keys
    assert unlocked.home.key_file is None
    assert key_files.court_id(settings) == keys.court
    with pytest.raises(KeyUnusable, match="in a file"):
        key_files.store(unlocked.home, keys.rotated(), replace=True)


async def test_the_key_can_come_from_a_command(owner: Owner) -> None:
    keys = CourtKeys.fresh()
    (owner.desk / "hidden").write_text(keys.to_text())
    reading = f"print(open({str(owner.desk / 'hidden')!r}).read())"
    command = f'["{sys.executable}", "-c", {reading!r}]'
    unlocked = await unlock(with_environment(COURT_KEYS__COMMAND=command), create=True)
    assert unlocked.keys == keys


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; print('very secret'); sys.exit(3)", "failed with status 3"),
        ("print('very secret')", "what the key command printed"),
    ],
)
async def test_a_key_command_that_fails_says_so_without_its_output(code: str, said: str) -> None:
    settings = Settings.model_validate({"keys": {"command": (sys.executable, "-c", code)}})
    with pytest.raises(KeyUnusable, match=said) as caught:
        await unlock(settings)
    assert "very secret" not in str(caught.value)


async def test_a_key_command_that_is_not_there_says_so() -> None:
    with pytest.raises(KeyUnusable, match="could not be run"):
        await unlock(with_environment(COURT_KEYS__COMMAND="no-such-command-anywhere"))


async def test_a_named_file_is_made_for_a_new_court(owner: Owner) -> None:
    settings = with_environment(COURT_KEYS__FILE="safe/our.json")
    unlocked = await unlock(settings, create=True)
    assert unlocked.home.key_file == owner.desk / "safe" / "our.json"
    assert unlocked.home.journal == owner.desk / "safe" / "our.journal.jsonl"
    assert (await unlock(settings)).keys == unlocked.keys


@pytest.mark.parametrize(
    "reachable",
    [
        {"COURT_TELEGRAM__TOKEN": "t"},
        {"COURT_DISCORD__TOKEN": "t"},
        {"COURT_WEB__HOST": "10.1.1.1"},
        {"COURT_WEB__PUBLIC_URL": "https://court.example.org"},
    ],
)
async def test_a_key_beside_the_data_is_refused_when_others_can_reach_the_court(
    owner: Owner, reachable: dict[str, str]
) -> None:
    inside = {"COURT_KEYS__FILE": "court-data/key.json"}
    await unlock(with_environment(**inside), create=True)
    with pytest.raises(KeyBesideData, match="court-data"):
        await unlock(with_environment(**inside, **reachable))
    (owner.desk / "detour").symlink_to(owner.desk / "court-data")
    with pytest.raises(KeyBesideData):
        await unlock(with_environment(COURT_KEYS__FILE="detour/key.json", **reachable))


async def test_a_key_beside_the_vault_or_the_database_is_refused_as_well(owner: Owner) -> None:
    elsewhere = {"COURT_TELEGRAM__TOKEN": "t", "COURT_KEYS__FILE": "disk/key.json"}
    with pytest.raises(KeyBesideData):
        await unlock(with_environment(COURT_VAULT__DIRECTORY="disk", **elsewhere), create=True)
    with pytest.raises(KeyBesideData):
        await unlock(with_environment(COURT_DATABASE__URL="sqlite:///disk/x.db", **elsewhere), create=True)
    assert not (owner.desk / "disk").exists()


async def test_an_existing_key_file_is_never_overwritten_by_a_new_one(settings: Settings) -> None:
    home = home_of(settings, str(uuid.uuid4()))
    key_files.store(home, CourtKeys.fresh())
    with pytest.raises(FileExistsError):
        key_files.store(home, CourtKeys.fresh())


async def test_a_half_restored_court_does_not_start(settings: Settings) -> None:
    await CourtOnDisk.made(settings)
    (settings.data_directory / RESTORING).touch()
    with pytest.raises(RestoreUnfinished):
        await unlock(settings, create=True)


@pytest.mark.postgres
async def test_a_postgres_court_without_its_key_is_recognised_on_a_new_machine(
    owner: Owner, empty_postgres_url: str
) -> None:
    settings = with_environment(COURT_DATABASE__URL=empty_postgres_url)
    court = await CourtOnDisk.made(settings)
    (settings.data_directory / COURT_ID).unlink()
    assert (await unlock(settings)).keys == court.unlocked.keys
    key = court.unlocked.home.key_file
    assert key is not None
    key.unlink()
    with pytest.raises(KeyMissing, match=court.unlocked.keys.court):
        await unlock(settings, create=True)


async def test_the_keys_open_what_they_sealed_after_being_read_again(settings: Settings) -> None:
    unlocked = await unlock(settings, create=True)
    await migrate.upgrade(settings.database_url)
    async with opened(settings, unlocked.keys) as storage, storage.begin() as tx:
        person = await make_person(tx)
        await tx.seal(person, ban_reason="because")
    again = await unlock(settings)
    storage = Storage(settings.database_url, Keyring(again.keys))
    try:
        async with storage.read() as tx:
            found = await tx.get(type(person), person.id)
            assert found is not None
            assert await tx.open(found, "ban_reason") == "because"
    finally:
        await storage.close()


def test_the_owners_folder_is_nowhere_near_this_machines_own(owner: Owner) -> None:
    assert home_of(load_settings(None, {}), "x").journal.is_relative_to(owner.home)
    assert Path.cwd() == owner.desk
