"""Frames of a video (MP4, MOV, AVI, MKV, WebM) as Images, through the optional package OpenCV and its FFmpeg.

| in the file | what becomes of it |
|---|---|
| a frame | 8-bit RGB, as FFmpeg converts it; the rotation that the file asks for is applied |
| any video | lossy: the frame is attacked as it was decoded, and written as PNG |
| frames | counted from the first one, by decoding one after the other, since a jump may land beside the frame |
| frames beyond MAX_FRAMES | left out |
| damage inside a frame | hidden by FFmpeg, which does not tell: what cannot be decoded at all is refused |
| a video in an archive | refused: unpack it first |
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Instance
from medadv_gui.imaging.facts import MAX_FRAMES
from medadv_gui.imaging.picture import check_size, picture_image
from medadv_gui.imaging.source import opened

PACKAGE = "pip install medadv_gui[video]"
# Decoded frames that stay in memory, so that a few steps back are free.
_KEPT_BYTES = 128 << 20
# No address is followed; a frame that the file's end cuts through is no frame, rather than the last one once more.
_OPTIONS = "protocol_whitelist;file|fflags;discardcorrupt"
_HEIF = {b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}


def is_video(head: bytes) -> bool:
    """Whether a file begins as one of the containers above. FFmpeg also opens playlists, which name other files and
    addresses: none of those gets this far."""
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide"):
        return head[8:12] not in _HEIF
    return head.startswith(b"\x1a\x45\xdf\xa3") or (head.startswith(b"RIFF") and head[8:12] == b"AVI ")


@dataclass
class _Video:
    """A video being read: `ahead` frames of it have been passed, the last few of which lie in `frames`, by index."""

    stamp: tuple[int, int]
    capture: Any
    keep: int
    ahead: int = 0
    frames: dict[int, NDArray[np.uint8]] = field(default_factory=dict)


# The video read last: the next frame is one step from here, an earlier one all the steps from the start.
_last: dict[Path, _Video] = {}


def scan_video(instance: Instance) -> dict[str, Any]:
    """A video's frame size and its count of frames, which is what the file says of itself where it says something.
    Raises InputError with one line."""
    capture = _capture(instance)
    try:
        if not capture.grab():
            raise InputError(f"{instance.name}: no frame of this video can be decoded")
        rows, columns = _frame(capture, instance.name).shape[:2]
        frames = int(capture.get(_cv2(instance.name).CAP_PROP_FRAME_COUNT))
        if frames < 1:
            frames = 1
            while frames < MAX_FRAMES and capture.grab():
                frames += 1
        return {"kind": "video", "rows": rows, "columns": columns, "frames": min(frames, MAX_FRAMES)}
    finally:
        capture.release()


def read_video(instance: Instance) -> Image:
    """One frame, counted from 0.

    Raises
    ------
    InputError
        With one line that names the file and the reason; also where the video ends before the frame.
    """
    video, index = _at(instance), instance.frame
    while index not in video.frames:
        if not video.capture.grab():
            raise InputError(f"{instance.name}: has no frame {index + 1}; the video ends after {video.ahead}")
        if video.ahead > index - video.keep:
            video.frames[video.ahead] = _frame(video.capture, instance.name)
        video.ahead += 1
        for old in [i for i in video.frames if i < video.ahead - video.keep]:
            del video.frames[old]
    return picture_image(instance, video.frames[index], "video", True, "", [])


def _at(instance: Instance) -> _Video:
    """The video at or before the frame: the one in memory, or one opened again."""
    video = _last.get(instance.path)
    if video is not None:
        known = instance.frame in video.frames or instance.frame >= video.ahead
        if known and video.stamp == _stamp(instance.path):
            return video
    while _last:
        _last.popitem()[1].capture.release()
    capture, cv2 = _capture(instance), _cv2(instance.name)
    size = 3 * int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)) * int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
    _last[instance.path] = _Video(_stamp(instance.path), capture, max(1, _KEPT_BYTES // max(size, 1 << 16)))
    return _last[instance.path]


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def _cv2(name: str) -> Any:
    try:
        return import_module("cv2")
    except ImportError:
        raise InputError(f"{name}: videos are read by an optional package; install it: {PACKAGE}") from None


def _capture(instance: Instance) -> Any:
    """The video, opened at its start."""
    name = instance.name
    if instance.member:
        raise InputError(f"{name}: a video in an archive is not read; unpack it first")
    cv2 = _cv2(name)
    with opened(instance):  # says in words what is missing, no file or not readable
        pass
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = _OPTIONS
    capture = cv2.VideoCapture(str(instance.path.absolute()), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise InputError(f"{name}: damaged video, or of a kind that is not supported")
    # Before the first frame is decoded; what a frame turns out to be is looked at again.
    check_size(name, int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)), int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)))
    return capture


def _frame(capture: Any, name: str) -> NDArray[np.uint8]:
    """The frame that was grabbed, (rows, columns, 3) RGB."""
    found, frame = capture.retrieve()
    if not found or frame.ndim != 3 or frame.shape[2] != 3:
        raise InputError(f"{name}: a frame of this video cannot be decoded")
    check_size(name, *frame.shape[:2])
    return np.ascontiguousarray(frame[..., ::-1])
