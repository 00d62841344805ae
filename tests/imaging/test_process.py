"""The decoding child: started once, kept, watched; whatever happens to it, the program goes on."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image as Picture

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Instance
from medadv_gui.imaging import process, wire
from medadv_gui.imaging.index import index
from medadv_gui.imaging.process import Decoder, ReadingCancelledError
from medadv_gui.imaging.read import read_all, read_image, read_images
from tests.support import ct_dataset, picture, save

# A stopped child looks to the program like one that works for ever.
stops = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system cannot stop a process")


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    made = Decoder(1)
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Instance:
    return Instance(save(ct_dataset(np.arange(30, dtype=np.int16).reshape(5, 6)), tmp_path / "a.dcm"))


def shape(decoder: Decoder, instance: Instance) -> tuple[int, ...]:
    (found,) = decoder.read([instance])
    assert not isinstance(found, InputError), found
    return found[1][0].shape


def freeze(decoder: Decoder) -> psutil.Process:
    """The decoder's child, stopped."""
    child = psutil.Process(decoder.pids()[0])
    child.suspend()
    return child


def test_one_child_serves_many_files(decoder: Decoder, file: Instance) -> None:
    decoder.read([file])
    (pid,) = decoder.pids()
    for _ in range(3):
        decoder.read([file])
    assert decoder.pids() == [pid]
    decoder.close()
    assert not psutil.pid_exists(pid)


def test_the_file_is_read_in_the_child(decoder: Decoder, file: Instance) -> None:
    """A program that only reads images imports no decoder."""
    code = (
        "import sys; from pathlib import Path; from medadv_gui.core.types import Instance;"
        "from medadv_gui.imaging.read import read_image; from medadv_gui.imaging.index import index;"
        "assert read_image(Instance(Path(sys.argv[1]))).rows == 5; assert index(Path(sys.argv[1])).series;"
        "print([m for m in ('pydicom', 'PIL', 'imagecodecs') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, file.path], capture_output=True, text=True, timeout=60, check=True
    )
    assert out.stdout.strip() == "[]"


@stops
def test_a_hang_ends_at_the_time_limit(decoder: Decoder, file: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    decoder.read([file])
    child = freeze(decoder)
    monkeypatch.setattr(process, "SECONDS", 0.3)
    (found,) = decoder.read([file])
    assert re.search(r"^a\.dcm: decoding takes more than 0 seconds$", str(found))
    assert not child.is_running()
    monkeypatch.undo()
    assert shape(decoder, file) == (5, 6)


@stops
def test_too_much_memory_ends_the_child(decoder: Decoder, file: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    decoder.read([file])
    child = freeze(decoder)
    monkeypatch.setattr(process, "MEMORY", 1 << 20)
    (found,) = decoder.read([file])
    assert re.search(r"^a\.dcm: decoding takes more than 1 MiB of memory$", str(found))
    assert not child.is_running()


@stops
def test_a_long_reading_can_be_cancelled(decoder: Decoder, file: Instance) -> None:
    decoder.read([file])
    freeze(decoder)
    start = time.monotonic()
    with pytest.raises(ReadingCancelledError):
        decoder.read([file], lambda: time.monotonic() > start + 0.1)


@stops
def test_a_crash_is_one_line_and_the_next_file_is_read(decoder: Decoder, file: Instance) -> None:
    decoder.read([file])
    child = freeze(decoder)
    threading.Timer(0.2, child.send_signal, [signal.SIGKILL]).start()
    (found,) = decoder.read([file])
    assert re.search(r"^a\.dcm: the decoder failed; the file is damaged$", str(found))
    assert shape(decoder, file) == (5, 6)


def test_a_child_that_died_while_idle_is_replaced(decoder: Decoder, file: Instance) -> None:
    decoder.read([file])
    child = psutil.Process(decoder.pids()[0])
    child.kill()
    child.wait(5)
    assert shape(decoder, file) == (5, 6)


def test_a_file_that_brings_the_child_down_costs_its_neighbours_nothing(
    decoder: Decoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [Instance(save(ct_dataset(np.full((n, 4), n, np.int16)), tmp_path / f"{n}.dcm")) for n in range(1, 6)]
    receive, answers = wire.receive, []

    def broken(*arguments: Any) -> Any:
        answers.append(receive(*arguments))
        if len(answers) == 3:
            raise wire.WireError
        return answers[-1]

    monkeypatch.setattr(wire, "receive", broken)
    found = decoder.read(files)
    assert [1 if isinstance(f, InputError) else f[1][0].shape[0] for f in found] == [1, 2, 1, 4, 5]
    assert str(found[2]) == "3.dcm: the decoder failed; the file is damaged"


def test_ctrl_c_in_the_middle_of_an_answer_does_not_mix_up_the_next(decoder: Decoder, tmp_path: Path) -> None:
    files = [Instance(save(ct_dataset(np.full((n, 4), n, np.int16)), tmp_path / f"{n}.dcm")) for n in (3, 5)]

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire, "receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            decoder.read(files[:1])
    assert shape(decoder, files[1]) == (5, 4)


def test_children_end_with_the_program(file: Instance) -> None:
    """Even where the program has no time to say goodbye."""
    code = (
        "import os, sys; from pathlib import Path; from medadv_gui.core.types import Instance;"
        "from medadv_gui.imaging.process import decoder; decoder.read([Instance(Path(sys.argv[1]))]);"
        "print(decoder.pids()[0], flush=True); os._exit(0)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, file.path], capture_output=True, text=True, timeout=60, check=True
    )
    pid = int(out.stdout)
    end = time.monotonic() + 10
    while psutil.pid_exists(pid) and time.monotonic() < end:
        time.sleep(0.02)
    assert not psutil.pid_exists(pid)


def test_modules_in_the_users_folder_are_not_taken(
    tmp_path: Path, file: Instance, decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap"
    trap.mkdir()
    for name in ("numpy", "pydicom", "medadv_gui", "imagecodecs"):
        (trap / f"{name}.py").write_text(f"open({str(trap / 'sprung')!r}, 'w').close()\n")
    monkeypatch.chdir(trap)
    assert shape(decoder, file) == (5, 6)
    assert not (trap / "sprung").exists()


def test_files_are_read_side_by_side_and_come_in_order(tmp_path: Path) -> None:
    files = [Instance(save(ct_dataset(np.full((4, 4), n, np.int16)), tmp_path / f"{n}.dcm")) for n in range(12)]
    (tmp_path / "5.dcm").write_bytes(b"no image")
    found = list(read_images(files))
    assert [n if isinstance(f, InputError) else int(f.stored[0, 0]) for n, f in enumerate(found)] == list(range(12))
    assert [n for n, f in enumerate(found) if isinstance(f, InputError)] == [5]
    with pytest.raises(InputError, match=r"^5\.dcm: "):
        read_all(files)


def test_leaving_the_series_early_leaves_no_thread(tmp_path: Path) -> None:
    files = [Instance(save(ct_dataset(np.full((4, 4), n, np.int16)), tmp_path / f"{n}.dcm")) for n in range(12)]
    reading = read_images(files)
    next(reading)
    reading.close()
    assert not [t for t in threading.enumerate() if t.name.startswith(("read-images", "decoder-watch"))]


@pytest.mark.parametrize("kind", [os.mkfifo if hasattr(os, "mkfifo") else None, Path.mkdir])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, kind: Callable[[Path], None] | None) -> None:
    if kind is None:
        pytest.skip("this system has no FIFO")
    path = tmp_path / "odd"
    kind(path)
    with pytest.raises(InputError, match=r"^odd: not a file$"):
        read_image(Instance(path))


# The wire


@given(
    arrays(st.sampled_from(["<u1", "<i2", ">u2", "<f4", "?"]), array_shapes(max_dims=3, max_side=6), fill=st.nothing())
)
def test_an_array_comes_as_it_went(array: np.ndarray) -> None:
    stream = io.BytesIO()
    wire.send(stream, {"a": 1}, [array, array[::-1]])
    stream.seek(0)
    message, (first, second) = wire.receive(stream)
    assert message == {"a": 1}
    np.testing.assert_array_equal(first, array)
    np.testing.assert_array_equal(second, array[::-1])


@given(st.binary(max_size=200))
def test_a_hostile_answer_is_refused(content: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.receive(io.BytesIO(content))


@pytest.mark.parametrize(
    "form",
    [
        {"dtype": "<i2", "shape": [1 << 40]}, {"dtype": "<i2", "shape": [1 << 20, 1 << 20]},
        {"dtype": "O", "shape": [1]}, {"dtype": "<i2", "shape": [-1]}, {"dtype": "S9", "shape": [1]},
        {"dtype": [["a", "O"]], "shape": [1]},
        {"dtype": "<i2", "shape": [1.5]}, {"shape": [1]},
    ],
)  # fmt: skip
def test_an_array_that_no_image_has_is_refused_before_memory_is_taken(form: dict[str, object]) -> None:
    import json
    import struct

    text = json.dumps({"message": {}, "arrays": [form]}).encode()
    with pytest.raises(wire.WireError):
        wire.receive(io.BytesIO(struct.pack("<I", len(text)) + text + b"\0" * 64))


def test_an_image_survives_the_journey() -> None:
    image = picture(
        np.arange(12, dtype=np.int16).reshape(3, 4), modality_lut=(-3, np.linspace(0, 1, 5, dtype=np.float32)),
        padding_range=(0, 2), notes=("one", "two"), kind="dicom",
    )  # fmt: skip
    stream = io.BytesIO()
    wire.send(stream, *wire.pack(image))
    stream.seek(0)
    again = wire.unpack(*wire.receive(stream), image.instance)
    for name in ("slope", "window", "geometry", "notes", "padding_range", "kind", "path"):
        assert getattr(again, name) == getattr(image, name), name
    np.testing.assert_array_equal(again.stored, image.stored)
    assert again.stored.dtype == image.stored.dtype
    assert again.modality_lut is not None
    np.testing.assert_array_equal(again.modality_lut[1], image.modality_lut[1])
    np.testing.assert_array_equal(again.padding, image.stored <= 2)


def test_a_relative_path_is_seen_from_where_the_program_is_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The children that decode were started elsewhere."""
    Picture.fromarray(np.full((4, 4), 7, np.uint8)).save(tmp_path / "a.png")
    read_image(Instance(tmp_path / "a.png"))
    monkeypatch.chdir(tmp_path)
    found = read_image(Instance(Path("a.png")))
    assert (found.stored == 7).all()
    assert found.path == Path("a.png")
    assert index(Path("a.png")).series
