"""The walls of the sandbox: resource limits, and Landlock where the kernel has it.

Landlock leaves the process the interpreter, its libraries, ffmpeg and one folder of its own to see: even
a decoder taken over by a hostile file finds neither the court's data nor its key, and no TCP connection.
Elsewhere (macOS, old kernels) the limits, the bare environment and the forced formats must do.
"""

import ctypes
import os
import resource
import struct
import sys
from pathlib import Path

from media.kinds import MediaLimits

NICENESS = 5
"""Turns come before transcoding when both want the processor."""
OPEN_FILES = 64
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_FOR_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | 1 << 14  # 14: truncate
_ALL_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET_SINCE, _NET_TCP = 4, 0b11
_SCOPE_SINCE, _SCOPE_SIGNALS_AND_SOCKETS = 6, 0b11


def limit_resources(limits: MediaLimits) -> None:
    """Hard limits for this process and every child of it: memory, CPU time, file size, open files."""
    seconds = max(1, round(limits.timeout_seconds))
    largest = max(limits.max_bytes, int(limits.max_seconds + 60) * 96_000) + (1 << 20)
    if sys.platform != "darwin":  # macOS refuses to limit address space
        _limit(resource.RLIMIT_AS, limits.memory_bytes)
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_FSIZE, largest)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(kind: int, value: int) -> None:
    """Never more than the limit that is there already: raising it is not ours to do."""
    _, hard = resource.getrlimit(kind)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def confine_to(folder: Path, ffmpeg: Path) -> bool:
    """Shut this process in for good; False when this system has no Landlock."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    abi = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if abi < 1:
        return False
    everything = _ALL_BY_ABI[max(known for known in _ALL_BY_ABI if known <= abi)]
    rules = _ruleset(libc, abi, everything)
    if rules < 0:
        return False
    try:
        for path in _readable(ffmpeg):
            _allow(libc, rules, path, (_EXECUTE | _READ_FILE | _READ_DIR) & everything)
        for device in ("/dev/null", "/dev/urandom"):
            _allow(libc, rules, Path(device), _READ_FILE | _WRITE_FILE)
        _allow(libc, rules, folder, everything & ~_EXECUTE)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return bool(libc.syscall(_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _readable(ffmpeg: Path) -> set[Path]:
    """Code and nothing else: the interpreter, its packages, the system's libraries, this room, ffmpeg."""
    places = [sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/nix/store", "/etc/ld.so.cache"]
    return {Path(place).resolve() for place in places} | {Path(__file__).parent.resolve(), ffmpeg.resolve()}


def _ruleset(libc: ctypes.CDLL, abi: int, everything: int) -> int:
    net = _NET_TCP if abi >= _NET_SINCE else 0
    scope = _SCOPE_SIGNALS_AND_SOCKETS if abi >= _SCOPE_SINCE else 0
    attributes = struct.pack("=QQQ", everything, net, scope)
    size = 24 if abi >= _SCOPE_SINCE else 16 if abi >= _NET_SINCE else 8
    return int(libc.syscall(_CREATE_RULESET, attributes, size, 0))


def _allow(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    """Open one path. What does not exist needs no rule."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = rights if path.is_dir() else rights & _FOR_FILES
        rule = struct.pack("=Qi", rights, descriptor)
        libc.syscall(_ADD_RULE, rules, _RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)
