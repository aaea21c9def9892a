"""The vault: what goes in comes out, to the right key only, whatever happens to the disk."""

import errno
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from obstore.store import LocalStore, MemoryStore, S3Store

from media.vault import (
    LocalVault,
    Vault,
    VaultDamaged,
    VaultFull,
    VaultMissing,
    VaultUnavailable,
    checked_id,
    seal,
    unseal,
)
from media.vault_s3 import S3Vault

ROOT = Path(__file__).parent.parent.parent
KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
CONTEXT = b"proof of 7"
BLOB = "0a1b2c3d4e5f"


def in_a_folder(root: Path) -> Vault:
    return LocalVault(root / "vault")


def in_memory(_: Path) -> Vault:
    return S3Vault(MemoryStore())


def in_a_store(root: Path) -> Vault:
    root.joinpath("bucket").mkdir()
    return S3Vault(LocalStore(root / "bucket"))


@pytest.fixture(params=[in_a_folder, in_memory, in_a_store], ids=lambda made: made.__name__)
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    """An empty vault of each sort."""
    make: Callable[[Path], Vault] = request.param
    return make(tmp_path)


async def test_what_goes_in_comes_out(vault: Vault) -> None:
    data = os.urandom(3_000_000)
    taken = await vault.put(BLOB, data, key=KEY, context=CONTEXT)
    assert taken >= len(data)
    assert await vault.get(BLOB, key=KEY, context=CONTEXT) == data


async def test_nothing_at_all_can_be_kept_too(vault: Vault) -> None:
    await vault.put(BLOB, b"", key=KEY, context=CONTEXT)
    assert await vault.get(BLOB, key=KEY, context=CONTEXT) == b""


async def test_putting_again_replaces(vault: Vault) -> None:
    await vault.put(BLOB, b"first", key=KEY, context=CONTEXT)
    await vault.put(BLOB, b"second", key=KEY, context=CONTEXT)
    assert await vault.get(BLOB, key=KEY, context=CONTEXT) == b"second"
    assert await vault.ids() == {BLOB}


async def test_what_is_not_there_is_missing(vault: Vault) -> None:
    assert not await vault.exists(BLOB)
    with pytest.raises(VaultMissing):
        await vault.get(BLOB, key=KEY, context=CONTEXT)
    await vault.delete(BLOB)


async def test_what_is_deleted_is_gone(vault: Vault) -> None:
    await vault.put(BLOB, b"secret", key=KEY, context=CONTEXT)
    await vault.delete(BLOB)
    assert not await vault.exists(BLOB)
    assert await vault.ids() == frozenset()


async def test_another_key_or_context_opens_nothing(vault: Vault) -> None:
    await vault.put(BLOB, b"secret", key=KEY, context=CONTEXT)
    with pytest.raises(VaultDamaged):
        await vault.get(BLOB, key=OTHER_KEY, context=CONTEXT)
    with pytest.raises(VaultDamaged):
        await vault.get(BLOB, key=KEY, context=b"proof of 8")


async def test_ids_name_every_blob(vault: Vault) -> None:
    names = {secrets.token_hex(16) for _ in range(30)}
    for name in names:
        await vault.put(name, b"x", key=KEY, context=CONTEXT)
    assert await vault.ids() == names


async def test_an_empty_vault_has_no_ids(vault: Vault) -> None:
    assert await vault.ids() == frozenset()


HOSTILE_IDS = [
    "../../etc/passwd",
    "..",
    ".",
    "",
    "a/b/c/d/e/f",
    "abcdefgh/",
    "/abcdefgh",
    "abcdefgh\0",
    "abcdefgh\n",
    "ABCDEFGH",
    "short",
    "-startsbad",
    "ä" * 10,
    "a" * 65,
    "a\\b\\c\\d\\e",
    "abcdefgh.part",
]


@pytest.mark.parametrize("blob_id", HOSTILE_IDS)
async def test_an_id_never_leads_elsewhere(vault: Vault, blob_id: str) -> None:
    for attempt in (
        lambda: vault.put(blob_id, b"x", key=KEY, context=CONTEXT),
        lambda: vault.get(blob_id, key=KEY, context=CONTEXT),
        lambda: vault.delete(blob_id),
        lambda: vault.exists(blob_id),
    ):
        with pytest.raises(ValueError, match="not a blob id"):
            await attempt()


def test_the_usual_ids_are_fine() -> None:
    for name in (
        "0190f8a2-7b1c-7def-8abc-0123456789ab",
        "0190f8a27b1c7def8abc0123456789ab",
        "drop_morning-call",
    ):
        assert checked_id(name) == name


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_sealing_and_opening_are_inverse(data: bytes, context: bytes) -> None:
    sealed = b"".join(seal(BLOB, data, key=KEY, context=context))
    assert unseal(BLOB, sealed, key=KEY, context=context) == data


@given(st.integers(0), st.integers(1, 255))
def test_one_changed_byte_anywhere_is_noticed(where: int, change: int) -> None:
    sealed = bytearray(b"".join(seal(BLOB, b"something private", key=KEY, context=CONTEXT)))
    sealed[where % len(sealed)] ^= change
    with pytest.raises(VaultDamaged):
        unseal(BLOB, bytes(sealed), key=KEY, context=CONTEXT)


def test_a_blob_does_not_open_under_another_id() -> None:
    sealed = b"".join(seal(BLOB, b"something private", key=KEY, context=CONTEXT))
    with pytest.raises(VaultDamaged):
        unseal("another-blob", sealed, key=KEY, context=CONTEXT)


def test_no_two_seals_are_alike() -> None:
    sealed = {b"".join(seal(BLOB, b"same", key=KEY, context=CONTEXT)) for _ in range(50)}
    assert len(sealed) == 50


async def test_a_truncated_blob_is_damaged(tmp_path: Path) -> None:
    vault = LocalVault(tmp_path)
    await vault.put(BLOB, b"secret" * 100, key=KEY, context=CONTEXT)
    path = tmp_path / BLOB[:2] / BLOB[2:4] / BLOB
    whole = path.read_bytes()
    for length in (0, 3, 16, 20, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(VaultDamaged):
            await vault.get(BLOB, key=KEY, context=CONTEXT)


async def test_nothing_readable_lies_on_the_disk(tmp_path: Path) -> None:
    vault = LocalVault(tmp_path / "vault")
    await vault.put(BLOB, b"something private", key=KEY, context=CONTEXT)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"private" not in files[0].read_bytes()
    assert files[0].stat().st_mode & 0o077 == 0
    assert (tmp_path / "vault").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("call", ["write", "fsync"])
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (errno.ENOSPC, VaultFull),
        (errno.EDQUOT, VaultFull),
        (errno.EIO, VaultUnavailable),
        (errno.EROFS, VaultUnavailable),
    ],
)
async def test_a_failing_disk_keeps_nothing_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, expected: type[Exception]
) -> None:
    vault = LocalVault(tmp_path / "vault")
    await vault.put(BLOB, b"before", key=KEY, context=CONTEXT)
    with monkeypatch.context() as failing:
        failing.setattr(os, call, _failing(code))
        with pytest.raises(expected) as caught:
            await vault.put(BLOB, b"after", key=KEY, context=CONTEXT)
        assert str(tmp_path) not in str(caught.value)
    assert await vault.get(BLOB, key=KEY, context=CONTEXT) == b"before"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_disk_that_really_takes_no_more_is_full(tmp_path: Path) -> None:
    """The system itself refuses, by a limit on the size of files."""
    script = (
        "import sys, asyncio, resource; sys.path.append(sys.argv[1])\n"
        "from pathlib import Path; from media.vault import LocalVault, VaultFull\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "put = LocalVault(Path(sys.argv[2])).put('0a1b2c3d4e5f', bytes(10**6), key=bytes(32), context=b'')\n"
        "try: asyncio.run(put)\n"
        "except VaultFull: print('full')"
    )
    command = (sys.executable, "-c", script, str(ROOT), str(tmp_path))
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout == "full\n"
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


async def test_writing_in_small_pieces_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    vault = LocalVault(tmp_path)
    with monkeypatch.context() as slow:
        slow.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data[:1000])))
        await vault.put(BLOB, b"x" * 54_321, key=KEY, context=CONTEXT)
    assert await vault.get(BLOB, key=KEY, context=CONTEXT) == b"x" * 54_321


async def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "vault").write_text("a file in the way")
    with pytest.raises(VaultUnavailable):
        await LocalVault(tmp_path / "vault").put(BLOB, b"x", key=KEY, context=CONTEXT)


async def test_what_a_crash_left_half_written_is_no_blob_and_is_swept(tmp_path: Path) -> None:
    vault = LocalVault(tmp_path)
    await vault.put(BLOB, b"x", key=KEY, context=CONTEXT)
    half = tmp_path / BLOB[:2] / BLOB[2:4] / f"{BLOB}.deadbeef.part"
    half.write_bytes(b"HCV1")
    assert await vault.ids() == {BLOB}
    assert await vault.sweep() == 0  # it may still be being written
    os.utime(half, (0, 0))
    assert await vault.sweep() == 1
    assert await vault.ids() == {BLOB}
    assert not half.exists()


async def test_a_bucket_out_of_reach_is_unavailable() -> None:
    store = S3Store(
        "court",
        config={
            "endpoint": "http://127.0.0.1:9",
            "region": "x",
            "access_key_id": "a",
            "secret_access_key": "b",
        },
        client_options={"allow_http": True, "connect_timeout": "1s"},
        retry_config={"max_retries": 0},
    )
    with pytest.raises(VaultUnavailable):
        await S3Vault(store).put(BLOB, b"x", key=KEY, context=CONTEXT)


def test_connecting_sends_nothing_yet() -> None:
    vault = S3Vault.connect(
        "court", access_key="a", secret_key="b", endpoint="http://127.0.0.1:9", prefix="blobs"
    )
    assert isinstance(vault, S3Vault)


def _failing(code: int) -> Callable[..., int]:
    def fail(*_: object) -> int:
        raise OSError(code, os.strerror(code), "/a/private/path")

    return fail
