"""Private columns are ciphertext on disk, open only in their own place, and die with their key."""

import json
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from storage import sealing
from storage.enums import ContentType, ProofType, TaskType
from storage.errors import KeyFileBroken, Unreadable, WrongKey
from storage.sealing import CourtKeys, Keyring
from storage.tables import Confession, DataKey, Person, Task, User
from storage.unit import Storage
from tests.support import databases
from tests.support.clocks import MONDAY_NOON
from tests.support.people import make_member

MARKER = "a-secret-nobody-else-writes"


def confession(user: User) -> Confession:
    return Confession(
        id=uuid.uuid4(),
        user_id=user.id,
        domme_persona="vesper",
        content_type=ContentType.TEXT,
        submitted_at=MONDAY_NOON,
    )


def everything_on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


# -- what stands on the disk -------------------------------------------------------------------------


async def test_what_is_private_never_stands_in_the_files_of_the_database(sqlite_storage: Storage) -> None:
    folder = databases.folder_of(sqlite_storage.url)
    async with sqlite_storage.begin() as tx:
        user = await make_member(
            tx, username="visible-name", safeword=MARKER, tags=[MARKER], hard=[MARKER], soft=[MARKER]
        )
        await tx.seal(user, email=MARKER, orientation=MARKER, last_login_ip=MARKER)
        tx.add(await tx.seal(confession(user), content=MARKER, domme_comment=MARKER))
    assert any(path.name.endswith("-wal") and path.stat().st_size for path in folder.iterdir())
    written = everything_on_disk(folder)
    assert b"visible-name" in written, "the files are the right ones"
    assert MARKER.encode() not in written


async def test_a_sealed_column_reads_back_only_through_the_unit_of_work(storage: Storage) -> None:
    async with storage.begin() as tx:
        user = await make_member(tx)
        row = tx.add(await tx.seal(confession(user), content=MARKER))
    async with storage.read() as tx:
        found = await tx.get(Confession, row.id)
        assert found is not None
        assert MARKER not in (found.content or "")
        assert await tx.open(found, "content") == MARKER
        assert await tx.open(found, "domme_comment") is None


async def test_a_column_that_is_not_sealed_is_not_opened_or_sealed_by_mistake(storage: Storage) -> None:
    async with storage.begin() as tx:
        user = await make_member(tx)
        with pytest.raises(LookupError):
            await tx.open(user, "username")
        with pytest.raises(LookupError):
            await tx.seal(user, username="Robin")


# -- moved, altered, destroyed -----------------------------------------------------------------------


async def test_a_ciphertext_moved_to_another_row_does_not_open(storage: Storage) -> None:
    async with storage.begin() as tx:
        user = await make_member(tx)
        one = tx.add(await tx.seal(confession(user), content=MARKER))
        other = tx.add(confession(user))
        other.content = one.content
        await tx.flush()
        with pytest.raises(Unreadable):
            await tx.open(other, "content")
        assert await tx.open(one, "content") == MARKER


async def test_a_ciphertext_moved_to_another_column_or_table_does_not_open(storage: Storage) -> None:
    async with storage.begin() as tx:
        user = await make_member(tx)
        row = tx.add(await tx.seal(confession(user), content=MARKER))
        row.domme_comment = row.content
        with pytest.raises(Unreadable):
            await tx.open(row, "domme_comment")
        task = Task(
            id=row.id,
            user_id=user.id,
            type=TaskType.DAILY,
            domme_persona="vesper",
            description=row.content or "",
            proof_type_required=ProofType.TEXT,
            assigned_at=MONDAY_NOON,
            due_at=MONDAY_NOON,
        )
        with pytest.raises(Unreadable):
            await tx.open(task, "description")


@pytest.mark.parametrize("place", range(0, 200, 13))
async def test_an_altered_ciphertext_does_not_open(sqlite_storage: Storage, place: int) -> None:
    async with sqlite_storage.begin() as tx:
        user = await make_member(tx)
        row = await tx.seal(confession(user), content=MARKER * 5)
        text = row.content or ""
        changed = "0" if text[place] != "0" else "1"
        row.content = text[:place] + changed + text[place + 1 :]
        with pytest.raises(Unreadable):
            await tx.open(row, "content")


@pytest.mark.parametrize("nonsense", ["x", "1:", "1:ab:cd", "2:" + "0" * 32 + ":AAAA", ":::", "plain text"])
async def test_what_is_not_a_sealed_value_is_unreadable(sqlite_storage: Storage, nonsense: str) -> None:
    async with sqlite_storage.begin() as tx:
        user = await make_member(tx)
        row = confession(user)
        row.content = nonsense
        with pytest.raises(Unreadable):
            await tx.open(row, "content")


async def test_nothing_opens_once_its_key_was_destroyed(storage: Storage) -> None:
    async with storage.begin() as tx:
        user = await make_member(tx)
        row = tx.add(await tx.seal(confession(user), content=MARKER))
    async with storage.begin() as tx:
        key = await tx.first(select(DataKey).where(DataKey.person_id == user.id))
        await tx.delete(key)
    storage.keyring.forget(key.id)
    async with storage.read() as tx:
        found = await tx.get(Confession, row.id)
        assert found is not None
        with pytest.raises(Unreadable, match="destroyed"):
            await tx.open(found, "content")
        with pytest.raises(Unreadable, match="destroyed"):
            await tx.secret_of(key.id)


async def test_erasing_the_person_takes_the_key_along(storage: Storage) -> None:
    async with storage.begin() as tx:
        user = await make_member(tx)
        await tx.key_of(user.id)
    async with storage.begin() as tx:
        person = await tx.get(Person, user.id)
        assert person is not None
        await tx.delete(person)
    async with storage.read() as tx:
        assert await tx.all(select(DataKey)) == []
        assert await tx.all(select(User)) == []


async def test_a_key_is_not_made_for_somebody_unknown(storage: Storage) -> None:
    async with storage.begin() as tx:
        with pytest.raises(Unreadable, match="owner"):
            await tx.key_of(uuid.uuid4())


# -- the keys themselves -----------------------------------------------------------------------------


async def test_one_person_has_one_key_and_others_have_others(storage: Storage) -> None:
    async with storage.begin() as tx:
        one, other = await make_member(tx), await make_member(tx)
    async with storage.begin() as tx:
        keys = {await tx.key_of(one.id), await tx.key_of(one.id), await tx.key_of(other.id)}
        assert len(keys) == 2
    async with storage.read() as tx:
        assert {row.id for row in await tx.all(select(DataKey))} == keys


async def test_the_wrong_master_is_told_and_opens_nothing(storage: Storage) -> None:
    async with storage.begin() as tx:
        user = await make_member(tx, safeword=MARKER)
    stranger = Storage(storage.url, Keyring(CourtKeys.fresh()))
    async with stranger.read() as tx:
        found = await tx.get(User, user.id)
        assert found is not None
        with pytest.raises(WrongKey):
            await tx.open(found, "safeword")
    await stranger.close()


async def test_a_forgotten_key_is_read_again(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "REMEMBERED_KEYS", 2)
    async with storage.begin() as tx:
        users = [await make_member(tx, safeword=f"{MARKER}-{number}") for number in range(6)]
    async with storage.read() as tx:
        for number, user in enumerate(users):
            found = await tx.get(User, user.id)
            assert found is not None
            assert await tx.open(found, "safeword") == f"{MARKER}-{number}"


def test_the_keyring_forgets_the_key_used_least_recently(
    keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "REMEMBERED_KEYS", 3)
    first, second, third, fourth = (uuid.uuid4() for _ in range(4))
    for key in (first, second, third):
        keyring.make(key)
    keyring.seal(first, "here", "used again")
    keyring.make(fourth)
    assert [keyring.knows(key) for key in (first, second, third, fourth)] == [True, False, True, True]


def test_a_data_key_wrapped_for_another_id_does_not_unwrap(keyring: Keyring) -> None:
    key = uuid.uuid4()
    wrapped = keyring.make(key)
    with pytest.raises(Unreadable):
        keyring.learn(uuid.uuid4(), wrapped, keyring.current_master)


def test_keys_survive_being_written_down(keys: CourtKeys) -> None:
    assert CourtKeys.from_text(keys.rotated().to_text()).only_current() != keys
    assert CourtKeys.from_text(keys.to_text()) == keys
    assert keys.rotated().only_current().masters[0] not in keys.masters


@pytest.mark.parametrize("change", [
    {"masters": []}, {"masters": ["AAAA"]}, {"hash": "AAAA"}, {"court": "no uuid"}, {"masters": None},
])  # fmt: skip
def test_a_broken_key_file_is_told(keys: CourtKeys, change: dict[str, object]) -> None:
    with pytest.raises(KeyFileBroken):
        CourtKeys.from_text(json.dumps({**json.loads(keys.to_text()), **change}))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", "3"])
def test_what_is_no_key_file_is_told(text: str) -> None:
    with pytest.raises(KeyFileBroken):
        CourtKeys.from_text(text)


def test_no_secret_shows_in_a_traceback_or_a_log(keys: CourtKeys) -> None:
    shown = f"{keys!r}{keys.masters[0]!r}{keys}"
    for secret in (keys.hash_secret, keys.masters[0].secret):
        assert repr(secret)[2:-1] not in shown
        assert secret.hex() not in shown


def test_a_keyed_hash_is_stable_and_depends_on_purpose_value_and_court(keys: CourtKeys) -> None:
    one, rotated = Keyring(keys), Keyring(keys.rotated())
    assert one.keyed_hash("tag", "rope") == rotated.keyed_hash("tag", "rope")
    others = {
        one.keyed_hash("tag", "ropes"),
        one.keyed_hash("email", "rope"),
        Keyring(CourtKeys.fresh()).keyed_hash("tag", "rope"),
    }
    assert len(others | {one.keyed_hash("tag", "rope")}) == 4


RING = Keyring(CourtKeys.fresh())
KEY = uuid.uuid4()
RING.make(KEY)


@given(text=st.text(), context=st.text())
def test_any_text_opens_to_itself_and_never_twice_to_the_same_ciphertext(text: str, context: str) -> None:
    context = context.encode("utf-8", "replace").decode()
    one, two = (RING.seal(KEY, context, text) for _ in range(2))
    assert RING.open(one, context) == RING.open(two, context) == text
    assert one != two
