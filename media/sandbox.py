"""One sandbox process as seen from the court: started bare, asked in a thread, killed with its children."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from media.kinds import Cleaned, MediaUnavailable
from media.wire import Request, WireBroken, read_answer, read_frame, write_request

_ROOT = Path(__file__).resolve().parent.parent
_BOOT = "import sys; sys.path.append(sys.argv[1]); from media.worker import main; main()"
_KEPT = ("IMAGEIO_FFMPEG_EXE", "LD_LIBRARY_PATH", "SYSTEMROOT")
_LARGEST_ANSWER = 64 * 1024 * 1024


class Sandbox:
    """A running worker. Every method but `kill` blocks: call them from a thread."""

    def __init__(self) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="court-media-", ignore_cleanup_errors=True)
        self.jobs = 0
        self.confined = False
        try:
            self._process = self._start()
        except OSError as error:
            self._home.cleanup()
            raise MediaUnavailable("the media sandbox cannot be started") from error
        self._greet()

    @property
    def pid(self) -> int:
        """The process id, which is its process group's too."""
        return self._process.pid

    def ask(self, request: Request) -> Cleaned:
        """Clean one file; raises MediaRefused, or WireBroken when the worker is no longer fit for use."""
        self.jobs += 1
        try:
            write_request(self._stdin, request)
            return read_answer(self._stdout, largest=_LARGEST_ANSWER)
        except (OSError, ValueError) as error:  # ValueError: closed under our hands
            raise WireBroken from error

    def kill(self) -> None:
        """End it and whatever it runs, at once. May be called from anywhere, any number of times."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Kill, reap, and remove its folder."""
        self.kill()
        self._process.wait()
        for pipe in (self._stdin, self._stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self._home.cleanup()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def _start(self) -> subprocess.Popen[bytes]:
        """Isolated mode, nothing of our environment, a folder and a process group of its own."""
        return subprocess.Popen(
            (sys.executable, "-I", "-B", "-c", _BOOT, str(_ROOT)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._home.name,
            env=_environment(self._home.name),
            start_new_session=True,
        )

    def _greet(self) -> None:
        """Wait until it is ready, so that starting never counts as cleaning."""
        try:
            hello, _ = read_frame(self._stdout, largest=0)
        except (EOFError, OSError, WireBroken) as error:
            self.close()
            raise MediaUnavailable("the media sandbox ended at once") from error
        self.confined = hello.get("confined") is True


def _environment(home: str) -> dict[str, str]:
    """No secret that the court was started with is handed down."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    fixed = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": home, "TMPDIR": home}
    return {**kept, **fixed, "MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "1"}
