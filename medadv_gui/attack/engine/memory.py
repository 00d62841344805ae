"""What glibc does with large blocks of memory: keep them during a run, give them back after it.

Every iteration frees its activations and asks for the same sizes again. Blocks above the mmap threshold would go
back to the system each time, and every page of the next one would fault anew.
"""

from __future__ import annotations

import ctypes
import platform
from functools import cache

_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1  # mallopt's parameters, from malloc.h
_KEEP = 1 << 30  # glibc refuses a larger mmap threshold only above half its heap limit; an int must hold it


@cache
def _glibc() -> ctypes.CDLL | None:
    """The C library this process runs on, where that is glibc."""
    try:
        return ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None
    except (OSError, TypeError):
        return None


@cache
def raise_thresholds() -> None:
    """Let freed blocks of up to 1 GiB stay in the process. Once; nothing happens where there is no glibc."""
    library = _glibc()
    mallopt = getattr(library, "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _KEEP)
        mallopt(_TRIM_THRESHOLD, _KEEP)


def trim() -> None:
    """Give the system back what is free: for the end of a run."""
    malloc_trim = getattr(_glibc(), "malloc_trim", None)
    if malloc_trim is not None:
        malloc_trim(ctypes.c_size_t(0))
