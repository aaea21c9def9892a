"""One sandbox process as seen from the court: started bare, asked in a thread, killed with its children."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

from media.kinds import Cleaned, MediaUnavailable
from media.wire import Request, WireBroken, read_answer, read_frame, write_request

_ROOT = Path(__file__).resolve().parent.parent
_BOOT = "import sys; sys.path.append(sys.argv[1]); from media.worker import main; main()"
_KEPT = ("IMAGEIO_FFMPEG_EXE", "LD_LIBRARY_PATH", "SYSTEMROOT")
_START_SECONDS = 60.0
_PIPE_BYTES = 1 << 20
_LARGEST_ANSWER = 64 * 1024 * 1024


class Sandbox:
    """A running worker. Every method but `kill` blocks: call them from a thread."""

    def __init__(self) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="court-media-", ignore_cleanup_errors=True)
        try:
            self._process = _start(self._home.name)
        except OSError as error:
            self._home.cleanup()
            raise MediaUnavailable("the media sandbox cannot be started") from error
        self._requests, self._answers = _pipes(self._process)
        self.jobs = 0
        self.confined = self._greet()

    @property
    def pid(self) -> int:
        """The process id, which is its process group's too."""
        return self._process.pid

    def ask(self, request: Request) -> Cleaned:
        """Clean one file; raises MediaRefused, or WireBroken when the worker is no longer fit for use."""
        self.jobs += 1
        try:
            write_request(self._requests, request)
            return read_answer(self._answers, largest=_LARGEST_ANSWER)
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
        for pipe in (self._requests, self._answers):
            with contextlib.suppress(OSError):
                pipe.close()
        self._home.cleanup()

    def _greet(self) -> bool:
        """Wait until it is ready, so that starting never counts as cleaning; whether it is shut in."""
        patience = threading.Timer(_START_SECONDS, self.kill)
        patience.start()
        try:
            hello, _ = read_frame(self._answers, largest=0)
        except (EOFError, OSError, WireBroken) as error:
            self.close()
            raise MediaUnavailable("the media sandbox ended at once") from error
        finally:
            patience.cancel()
        if trouble := hello.get("trouble"):
            self.close()
            raise MediaUnavailable(str(trouble))
        return hello.get("confined") is True


def _start(home: str) -> subprocess.Popen[bytes]:
    """Isolated mode, nothing of our environment, a folder and a process group of its own."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
        (sys.executable, "-I", "-B", "-c", _BOOT, str(_ROOT)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=home,
        env=_environment(home),
        start_new_session=True,
    )


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Both ends, wide where the system allows it: a photo then passes in a few pieces instead of fifty."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("both pipes are asked for")
    for pipe in (process.stdin, process.stdout):
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with contextlib.suppress(OSError):
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return process.stdin, process.stdout


def _environment(home: str) -> dict[str, str]:
    """No secret that the court was started with is handed down."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    bare = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": home, "TMPDIR": home}
    threads = {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "1"}
    # large pages spare a fresh process thousands of page faults; few arenas keep address space for the limit
    memory = {"MALLOC_ARENA_MAX": "2", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
    return {**kept, **bare, **threads, **memory}
