"""Writing without half files: nothing is replaced unasked, nothing is left behind."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medadv_gui.core.errors import OutputError
from medadv_gui.core.files import lock_file, remove_left, write_atomic


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(path: Path, then: Callable[[], object] = lambda: None, *, replace: bool = True) -> None:
    """Write into `path`; `then` happens while the file is not yet whole."""
    with write_atomic(path, replace=replace) as stream:
        stream.write(b"new")
        stream.flush()
        then()


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_file_appears_whole_and_alone(tmp_path: Path) -> None:
    with write_atomic(tmp_path / "sub" / "a.bin") as stream:
        stream.write(b"half")
        assert "a.bin" not in left(tmp_path / "sub")
        stream.write(b" and half")
    assert (tmp_path / "sub" / "a.bin").read_bytes() == b"half and half"
    assert left(tmp_path / "sub") == ["a.bin"]


@pytest.mark.parametrize("comes", ["before", "while"])
@pytest.mark.parametrize("links", [True, False], ids=["hard links", "no hard links"])
def test_what_is_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comes: str, links: bool) -> None:
    path = tmp_path / "a.bin"
    if not links:

        def none(*_: object) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(os, "link", none)
    if comes == "before":
        path.write_bytes(b"mine")
    with pytest.raises(OutputError, match=r"^a\.bin: exists already"):
        write(path, lambda: path.write_bytes(b"mine"), replace=False)
    assert path.read_bytes() == b"mine"
    assert left(tmp_path) == ["a.bin"]
    with write_atomic(path) as stream:
        stream.write(b"new")
    assert path.read_bytes() == b"new"
    with write_atomic(tmp_path / "b.bin", replace=False) as stream:
        stream.write(b"new")
    assert left(tmp_path) == ["a.bin", "b.bin"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"mine")
    with pytest.raises(OutputError, match=r"^a\.bin: cannot be written \(No space left"):
        write(path, full_disk)
    assert path.read_bytes() == b"mine"
    assert left(tmp_path) == ["a.bin"]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_fault_at_the_end_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    owner: Any = os if call == "fsync" else Path
    monkeypatch.setattr(owner, call, full_disk)
    with pytest.raises(OutputError, match="No space left"), write_atomic(tmp_path / "a.bin") as stream:
        stream.write(b"all")
    assert left(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_the_system_says_that_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def full(self: Path, mode: str = "r", **options: Any) -> Any:
        return opened(Path("/dev/full"), "wb") if mode == "xb" else opened(self, mode, **options)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutputError, match="No space left"), write_atomic(tmp_path / "a.bin") as stream:
        stream.write(bytes(100))
    assert left(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file's folder")
def test_a_folder_that_vanishes(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    with pytest.raises(OutputError, match=r"^a\.bin: cannot be written"):
        write(folder / "a.bin", lambda: shutil.rmtree(folder))
    assert left(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="Permission denied"), write_atomic(folder / "a.bin") as stream:
        stream.write(b"all")
    assert left(folder) == []


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with (
        pytest.raises(OutputError, match="cannot be written"),
        write_atomic(tmp_path / "file" / "a.bin", replace=False),
    ):
        pass
    assert left(tmp_path) == ["file"]


def test_what_a_killed_program_left_is_removed_and_what_another_deletes_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (".sample-old", ".sample-young", ".sample-going", "other"):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (1, 1) if name != ".sample-young" else None)
    stat = Path.stat

    def late(path: Path, **settings: Any) -> os.stat_result:
        if path.name == ".sample-going":
            path.rmdir()
        return stat(path, **settings)

    monkeypatch.setattr(Path, "stat", late)
    remove_left(tmp_path, ".sample-*", 600)
    assert left(tmp_path) == [".sample-young", "other"]


def test_a_lock_is_one_streams_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with path.open("ab") as first, path.open("ab") as second:
        lock_file(first)
        with pytest.raises(OSError):
            lock_file(second)
        first.close()
        lock_file(second)
