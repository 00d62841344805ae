"""Frames of a video through the optional OpenCV, and what is said without it."""

import re
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Instance
from medadv_gui.imaging import video
from medadv_gui.imaging.decode import decode, scan
from medadv_gui.imaging.facts import MAX_FRAMES
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.video import is_video
from medadv_gui.imaging.write_plain import write_plain

COUNT, ROWS, COLUMNS = 40, 48, 64
# The beginning of an MP4, AVI and MKV file.
HEADS = {
    "mp4": b"\0\0\0\x1cftypisom\0\0\2\0isomiso2mp41",
    "avi": b"RIFF\0\0\1\0AVI LIST",
    "mkv": b"\x1a\x45\xdf\xa3\1\0\0\0",
}


def colour(index: int) -> np.ndarray:
    """RGB of frame `index`: red tells the frame, far enough apart for a lossy codec."""
    return np.array([10 + 6 * index, 40, 200 - 4 * index], np.uint8)


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    cv2 = pytest.importorskip("cv2")
    folder = tmp_path_factory.mktemp("video")
    found = {}
    for suffix, codec in (("mp4", "mp4v"), ("avi", "MJPG"), ("mkv", "mp4v"), ("mov", "mp4v")):
        path = folder / f"v.{suffix}"
        writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter_fourcc(*codec), 25, (COLUMNS, ROWS))
        for i in range(COUNT):
            writer.write(np.full((ROWS, COLUMNS, 3), colour(i)[::-1], np.uint8))
        writer.release()
        found[suffix] = path
    return found


def index_of(image: Image) -> int:
    """The frame whose colour it is."""
    mean = image.stored.reshape(-1, 3).mean(0)
    return int(np.argmin([np.abs(mean - colour(i)).sum() for i in range(COUNT)]))


@pytest.mark.parametrize("suffix", ["mp4", "avi", "mkv", "mov"])
def test_every_frame_is_the_one_that_was_asked_for(videos: dict[str, Path], suffix: str) -> None:
    path = videos[suffix]
    assert scan(Instance(path)) == {"kind": "video", "rows": ROWS, "columns": COLUMNS, "frames": COUNT}
    for k in (0, 1, 2, 20, 19, 39, 3, 38):
        image = decode(Instance(path, k))
        assert index_of(image) == k
        assert np.abs(image.stored.reshape(-1, 3).mean(0) - colour(k)).max() < 6
    assert (image.kind, image.lossy, image.stored.shape) == ("video", True, (ROWS, COLUMNS, 3))
    with pytest.raises(InputError, match=rf"^v\.{suffix}: has no frame 41; the video ends after 40$"):
        decode(Instance(path, COUNT))


def test_a_frame_is_the_same_whichever_way_it_is_reached(
    videos: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video, "_KEPT_BYTES", 3 * ROWS * COLUMNS * 4)
    path = videos["mp4"]
    forward = [decode(Instance(path, k)).stored for k in range(COUNT)]
    assert len(video._last[path].frames) <= 21  # a frame is taken to have 64 KiB at least
    for k in (39, 5, 30, 6, 0):
        assert np.array_equal(decode(Instance(path, k)).stored, forward[k])


def test_a_step_back_does_not_begin_again(videos: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    original = video._capture
    monkeypatch.setattr(video, "_capture", lambda i: opened.append(i.name) or original(i))
    video._last.clear()
    for k in (30, 29, 31, 20):
        assert index_of(decode(Instance(videos["mp4"], k))) == k
    assert opened == ["v.mp4"]


def test_an_attacked_frame_is_written_as_png(videos: dict[str, Path], tmp_path: Path) -> None:
    image = read_image(Instance(videos["mp4"], 7))
    assert index_of(image) == 7
    written = write_plain(image, 255 - image.stored, tmp_path)
    again = read_image(Instance(written))
    assert (written.suffix, again.adversarial) == (".png", True)
    assert np.array_equal(again.stored, 255 - image.stored)


def test_a_video_replaced_by_another_is_noticed(videos: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "v.avi"
    path.write_bytes(videos["avi"].read_bytes())
    assert index_of(decode(Instance(path, 3))) == 3
    path.write_bytes(videos["mp4"].read_bytes())
    assert index_of(decode(Instance(path, 12))) == 12


def test_a_count_that_is_not_told_is_counted_and_capped(
    videos: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cv2 = pytest.importorskip("cv2")
    monkeypatch.setattr(cv2, "CAP_PROP_FRAME_COUNT", -7)  # a property that no video has
    assert scan(Instance(videos["mp4"]))["frames"] == COUNT
    assert MAX_FRAMES > 10
    monkeypatch.setattr(video, "MAX_FRAMES", 10)
    assert scan(Instance(videos["mp4"]))["frames"] == 10


@pytest.mark.parametrize("suffix", ["mp4", "avi", "mkv"])
@pytest.mark.parametrize("share", [0.1, 0.6])
def test_a_cut_video_is_frames_or_one_line(videos: dict[str, Path], tmp_path: Path, suffix: str, share: float) -> None:
    raw = videos[suffix].read_bytes()
    path = tmp_path / f"c.{suffix}"
    path.write_bytes(raw[: int(len(raw) * share)])
    line = ""
    try:
        scan(Instance(path))
        for k in range(COUNT):
            assert index_of(decode(Instance(path, k))) == k
    except InputError as error:
        line = str(error)
    assert re.match(rf"c\.{suffix}: (damaged video|has no frame|no frame of this video)", line)


def test_too_many_pixels_are_refused(videos: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    from medadv_gui.imaging import picture

    monkeypatch.setattr(picture, "MAX_PIXELS", 1000)
    with pytest.raises(InputError, match=r"^v\.mp4: 64 x 48 pixels are more than this program opens"):
        scan(Instance(videos["mp4"]))


@pytest.mark.parametrize("suffix", HEADS)
def test_without_the_package_one_line_says_which(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    path = tmp_path / f"v.{suffix}"
    path.write_bytes(HEADS[suffix] + bytes(99))
    line = rf"^v\.{suffix}: videos are read by an optional package; install it: pip install medadv_gui\[video\]$"
    for do in (decode, scan):
        with pytest.raises(InputError, match=line):
            do(Instance(path))


@pytest.mark.parametrize("suffix", HEADS)
def test_a_video_of_nothing_is_one_line(tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("cv2")
    path = tmp_path / f"v.{suffix}"
    path.write_bytes(HEADS[suffix] + bytes(999))
    with pytest.raises(InputError, match=rf"^v\.{suffix}: damaged video, or of a kind that is not supported$"):
        scan(Instance(path))


def test_a_video_in_an_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("v.mp4", HEADS["mp4"] + bytes(99))
    with pytest.raises(InputError, match=r"^v\.mp4: a video in an archive is not read; unpack it first$"):
        decode(Instance(tmp_path / "a.zip", 0, "v.mp4"))


@pytest.mark.parametrize(
    "head",
    [b"#EXTM3U\n#EXT-X-VERSION:3\n", b"ffconcat version 1.0\nfile x\n", b"\0\0\0\x18ftypheic", b"RIFF....WEBPVP8 "],
)
def test_playlists_and_pictures_never_get_to_ffmpeg(head: bytes, tmp_path: Path) -> None:
    assert not is_video(head)
    (tmp_path / "v.mp4").write_bytes(head + bytes(200))
    with pytest.raises(InputError, match=r"^v\.mp4: "):
        decode(Instance(tmp_path / "v.mp4"))
