"""What must not happen beside a running court does not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import AlreadyRunning
from bot.lockfile import held, is_held
from tests.support.owners import ROOT

HOLD = """
import sys, time
from pathlib import Path
from bot.lockfile import held
with held(Path(sys.argv[1]), shared=len(sys.argv) > 2):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(folder: Path, *shared: str) -> "subprocess.Popen[str]":
    """Another process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), *shared],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: "subprocess.Popen[str]", sign: int = signal.SIGKILL) -> None:
    """End the other process."""
    process.send_signal(sign)
    process.wait(10)
    if process.stdout is not None:
        process.stdout.close()


def test_nobody_else_gets_in_and_is_told_who_is_there(tmp_path: Path) -> None:
    other = holder(tmp_path)
    try:
        assert is_held(tmp_path)
        with pytest.raises(AlreadyRunning, match=f"process {other.pid}"), held(tmp_path):
            pass
        with pytest.raises(AlreadyRunning), held(tmp_path, shared=True):
            pass
    finally:
        end(other)


def test_a_lock_does_not_outlive_a_killed_holder(tmp_path: Path) -> None:
    end(holder(tmp_path))
    assert not is_held(tmp_path)
    with held(tmp_path):
        assert is_held(tmp_path)
    assert not is_held(tmp_path)


def test_several_processes_of_one_court_can_share_it(tmp_path: Path) -> None:
    other = holder(tmp_path, "shared")
    try:
        with held(tmp_path, shared=True):
            pass
        with pytest.raises(AlreadyRunning), held(tmp_path):
            pass
    finally:
        end(other)


def test_a_court_that_was_never_opened_is_not_held(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "nowhere")
