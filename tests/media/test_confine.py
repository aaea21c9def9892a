"""The walls and limits of the sandbox, each tried from the inside."""

import subprocess
import sys
from pathlib import Path

import pytest

from media import confine
from media.clean import MediaCleaner

ROOT = Path(__file__).parent.parent.parent


def confined(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines inside the walls."""
    walls = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "from pathlib import Path; from media import confine; from media.kinds import MediaLimits\n"
        "from media.ffmpeg import executable\n"
        "if not confine.confine_to(Path(sys.argv[2]), Path(executable())): sys.exit(77)\n"
    )
    command = (sys.executable, "-I", "-c", walls + script, str(ROOT), *arguments)
    return subprocess.run(command, capture_output=True, text=True, check=False)


needs_landlock = pytest.mark.skipif(
    not sys.platform.startswith("linux") or confined("", "/tmp").returncode == 77,  # noqa: S108 - any folder
    reason="this kernel has no Landlock: the walls could not be tried",
)


@needs_landlock
def test_the_walls_hide_every_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("court key")
    home = tmp_path / "home"
    home.mkdir()
    result = confined("open(sys.argv[3])", str(home), str(secret))
    assert "PermissionError" in result.stderr


@needs_landlock
def test_the_walls_leave_one_folder_to_write_in(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    script = (
        "(Path(sys.argv[2]) / 'own').write_text('x'); (Path(sys.argv[2]).parent / 'other').write_text('x')"
    )
    result = confined(script, str(home))
    assert "PermissionError" in result.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["home", "own"]


@needs_landlock
def test_nothing_inside_the_walls_can_connect(tmp_path: Path) -> None:
    script = (
        "import socket\nserver = socket.socket()\n"
        "try: socket.create_connection(('127.0.0.1', 9), 1)\n"
        "except PermissionError: print('walled')"
    )
    assert "walled" in confined(script, str(tmp_path)).stdout


@needs_landlock
async def test_the_cleaner_says_that_it_is_walled_in() -> None:
    async with MediaCleaner() as cleaner:
        assert await cleaner.warm() is True


def test_limits_are_set_and_inherited() -> None:
    script = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "from media.confine import limit_resources; from media.kinds import MediaLimits\n"
        "import resource as r\n"
        "limit_resources(MediaLimits(memory_bytes=1 << 30, timeout_seconds=7))\n"
        "print([r.getrlimit(k)[1] for k in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_NOFILE, r.RLIMIT_CORE)])\n"
        "bytes(2 << 30)"
    )
    command = (sys.executable, "-I", "-c", script, str(ROOT))
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert str([1 << 30, 7, confine.OPEN_FILES, 0]) in result.stdout, result.stderr
    assert "MemoryError" in result.stderr
