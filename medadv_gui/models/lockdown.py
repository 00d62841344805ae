"""What a process can give up for good before it opens a stranger's model. Each system takes what it has; a limit on
time and memory comes from outside and holds everywhere."""

from __future__ import annotations

import contextlib
import ctypes
import struct
import sys

_PR_SET_NO_NEW_PRIVS = 38
# Landlock (Linux 5.13 and later); the numbers of its calls are the same on every processor.
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_VERSION = 1
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
# Files and folders: all but reading. By Landlock's version there is more that can be given up.
_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_CONNECT = 3  # TCP: bind and connect


def lock_down() -> tuple[str, ...]:
    """Give up writing files, starting programs, TCP and core dumps, as far as this system lets a process do so; what
    was given up, in words. Call it before threads start: those that run already keep what they have."""
    done = []
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        done.append("core dumps")
    if sys.platform == "linux":
        done += _landlock()
    return tuple(done)


def _landlock() -> list[str]:
    """No file can be written or run from here on, and no TCP connection made."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    version = libc.syscall(ctypes.c_long(_CREATE_RULESET), None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    if version < 1 or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return []
    files = _FILES[max(key for key in _FILES if key <= version)] & ~(_READ_FILE | _READ_DIR)
    network = _CONNECT if version >= 4 else 0
    attribute = struct.pack("=QQ", files, network)[: 16 if version >= 4 else 8]
    ruleset = libc.syscall(
        ctypes.c_long(_CREATE_RULESET), attribute, ctypes.c_size_t(len(attribute)), ctypes.c_uint32(0)
    )
    if ruleset < 0 or libc.syscall(ctypes.c_long(_RESTRICT_SELF), ctypes.c_int(ruleset), ctypes.c_uint32(0)) != 0:
        return []
    return ["writing files", "starting programs", *(["TCP"] if network else [])]
