"""What lies on the disk is whole or out of sight: killed retrieves, foreign bytes; connections."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backends.fail import Keyring as NoKeyring
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from medadv_gui.archive.connections import (
    Connection,
    PasswordWantedError,
    connections_path,
    faults,
    forget_password,
    keep_password,
    load_connections,
    password,
    save_connections,
)
from medadv_gui.archive.dicomweb import WebArchive
from medadv_gui.archive.dimse import DimseArchive
from medadv_gui.archive.fetching import Fetched, Progress, fetch_series
from medadv_gui.archive.multipart import boundary_of, parts
from medadv_gui.archive.query import InstanceHit, Query, SeriesHit
from medadv_gui.archive.store import MANIFEST, PART, Fetch, State, Store, samples
from medadv_gui.archive.trying import fetched
from medadv_gui.archive.uids import HEAD, file_head, split_file, uids
from medadv_gui.core.errors import ArchiveError, InputError, MedadvError, OutputError
from medadv_gui.core.resources import data_dir
from medadv_gui.imaging.index import index
from tests.archive.keys import Memory, key_store
from tests.archive.orthanc import free_port
from tests.archive.servers import MULTIPART, SERIES, STUDY, dimse, multipart, never, part10, slices, web
from tests.support import ct_dataset

ROOT = Path(__file__).resolve().parents[2]
HIT = SeriesHit(STUDY, SERIES)


# Killed


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
@pytest.mark.parametrize("way", ["get", "move", "web"])
def test_a_retrieve_killed_at_any_moment_leaves_no_half_series_in_sight(tmp_path: Path, way: str) -> None:
    images, root, times, ours = slices(20, 64), tmp_path / "store", random.Random(4711), free_port()

    def slow_get(event: Any) -> Iterator[Any]:
        yield len(images)
        for image in images:
            time.sleep(0.02)
            yield 0xFF00, image

    def slow_answer(handler: Any, path: str, query: Any) -> bool:
        if path.endswith("instances"):
            return False
        raw = multipart([part10(image) for image in images])
        handler.send_response(200)
        handler.send_header("Content-Type", MULTIPART)
        handler.end_headers()
        for at in range(0, len(raw), 8192):
            time.sleep(0.02)
            handler.wfile.write(raw[at : at + 8192])
        return True

    with (
        web(images, answer=slow_answer)
        if way == "web"
        else dimse(images, get=slow_get, destination=("127.0.0.1", ours))
    ) as server:
        place = server.url if way == "web" else str(server.port) if way == "get" else f"{server.port},{ours}"
        for _ in range(4):
            command = [sys.executable, str(Path(__file__).with_name("fetcher.py")), place, str(root)]
            process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
            )  # fmt: skip
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            time.sleep(times.uniform(0.02, 0.6))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            store = Store(1 << 30, root)
            in_sight = [p for p in root.rglob("*.dcm") if not any(n.startswith(".") for n in p.relative_to(root).parts)]
            assert len(in_sight) in (0, 20)
            assert all(path.stat().st_size > 8192 for path in root.rglob("*.dcm"))  # none has a name before it is whole
            assert store.state(HIT).complete == bool(in_sight)
            if in_sight:
                (series,) = index(root).series
                assert len(series) == 20
            elif root.exists():
                with pytest.raises(InputError, match="nothing readable"):
                    index(root)


# A power cut


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which file is brought to the disk")
def test_an_object_gets_its_name_and_a_series_its_place_when_they_are_on_the_disk(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    did: list[tuple[str, str]] = []
    synced, replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        did.append(("sync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))
        synced(descriptor)

    def rename(path: Path, target: Path) -> Path:
        did.append(("rename", f"{path} {target}"))
        return replace(path, target)

    begun = store.begin(HIT, expected(3))
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", rename)
    for image in slices(3):
        assert take(begun, part10(image))
    incoming, place = store.incoming(HIT), store.folder_of(HIT)
    begun.finish()
    parts, named = did[0:6:2], did[1:6:2]
    assert all(what == "sync" and PART in path for what, path in parts)
    assert [path.split()[0] for _, path in named] == [path for _, path in parts]
    assert all(what == "rename" and path.endswith(".dcm") for what, path in named)
    assert did[6:] == [
        ("sync", str(incoming)), ("rename", f"{incoming} {place}"), ("sync", str(place.parent)),
        ("sync", str(store.root)),
    ]  # fmt: skip


def test_what_the_disk_does_not_take_is_not_called_fetched(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    images = slices(3)
    with dimse(images) as server:
        peer = DimseArchive(server.connection())
        begun = store.begin(HIT, peer.instances(HIT, never))
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match="No space left"):
            peer.retrieve(begun, lambda: None, never)
        monkeypatch.undo()
        assert not store.state(HIT).got
        done = fetch_series(peer, store, HIT, Progress(), never)
    assert done.folder is not None
    assert len(list(done.folder.glob("*.dcm"))) == 3


# The store


def take(begun: Fetch, raw: bytes) -> bool:
    """Take in a file as it would come."""
    part, found = begun.part(), split_file(raw)
    part.write(raw)
    assert found is not None
    return begun.accept(part, uids(memoryview(raw)[found[1] :], found[0]))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(1 << 30, tmp_path / "store")


def expected(count: int) -> list[InstanceHit]:
    return [InstanceHit(str(image.SOPInstanceUID), str(image.SOPClassUID)) for image in slices(count)]


def test_files_are_the_users_alone_and_say_nothing_by_name(store: Store) -> None:
    begun = store.begin(HIT, expected(2))
    for image in slices(2):
        assert take(begun, part10(image))
    folder = begun.finish()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(store.root.stat().st_mode) == 0o700
    assert not any("1.2" in part for path in folder.rglob("*") for part in path.relative_to(store.root).parts)
    assert store.state(HIT).folder == folder
    with pytest.raises(ArchiveError, match="fetched before"):
        store.begin(HIT, expected(2))
    store.remove(HIT)
    assert not folder.exists()
    assert not store.state(HIT).complete


def test_what_is_fetched_and_deleted_stands_in_the_administrators_log(administrator: Any, tmp_path: Path) -> None:
    log, store = tmp_path / "audit.jsonl", Store(1 << 40)
    administrator(audit_log=str(log))
    with dimse(slices(3)) as server:
        peer = DimseArchive(server.connection())
        with pytest.raises(OutputError, match="audit log cannot be written"):
            fetch_series(peer, store, HIT, Progress(), never)
        assert store.state(HIT).got == 0
        log.touch()
        folder = fetch_series(peer, store, HIT, Progress(), never).folder
        assert fetch_series(peer, store, HIT, Progress(), never).folder == folder  # nothing goes over the network
    assert folder is not None
    log.rename(tmp_path / "away")
    for delete in (lambda: store.remove(HIT), store.clear):
        with pytest.raises(OutputError, match="audit log cannot be written"):
            delete()
    assert store.state(HIT).complete
    (tmp_path / "away").rename(log)
    store.remove(HIT)
    store.clear()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(line["event"], line.get("images", line.get("fetched"))) for line in lines] == [
        ("fetch", 3), ("remove", 3), ("remove", 0)
    ]  # fmt: skip
    assert not any(word in log.read_text() for word in (STUDY, SERIES, "Mustermann", "4711"))


def test_a_sample_is_out_of_sight_and_does_not_stay(tmp_path: Path) -> None:
    left = samples()  # of a program that was killed
    os.utime(left, (1, 1))
    with dimse(slices(2)) as server:
        peer = DimseArchive(server.connection())
        with fetched(peer.retrieve, HIT, peer.instances(HIT, never)[0], never) as path:
            assert path is not None
            assert path.is_relative_to(data_dir())
            assert any(part.startswith(".") for part in path.relative_to(data_dir()).parts)
            assert not left.exists()
        with (
            pytest.raises(OutputError, match="full"),
            fetched(peer.retrieve, HIT, peer.instances(HIT, never)[0], never, 500),
        ):
            pytest.fail("more came than may for a thumbnail")
    assert list((data_dir() / "archive").iterdir()) == []


def test_an_incomplete_series_cannot_be_finished(store: Store) -> None:
    begun = store.begin(HIT, expected(2))
    with pytest.raises(ArchiveError, match="0 of 2"):
        begun.finish()
    assert not store.folder_of(HIT).exists()
    for image in slices(2):
        assert take(begun, part10(image))
    begun.settle()
    next(begun.folder.glob("*.dcm")).unlink()  # somebody deletes what has come
    with pytest.raises(ArchiveError, match="1 of 2"):
        begun.finish()
    assert not store.folder_of(HIT).exists()


def fetched_whole(store: Store, count: int = 6) -> Path:
    with dimse(slices(count)) as server:
        folder = fetch_series(DimseArchive(server.connection()), store, HIT, Progress(), never).folder
    assert folder is not None
    return folder


def test_what_is_being_fetched_is_neither_deleted_nor_fetched_twice(store: Store) -> None:
    images, came, go_on, ended = slices(6), threading.Event(), threading.Event(), list[Fetched]()

    def slow(event: Any) -> Iterator[Any]:
        yield len(images)
        for number, image in enumerate(images):
            if number == 3:
                came.set()
                go_on.wait(30)
            yield 0xFF00, image

    with dimse(images, get=slow) as server:
        peer = DimseArchive(server.connection())
        fetching = threading.Thread(
            target=lambda: ended.append(fetch_series(peer, store, HIT, Progress(), never)), daemon=True
        )
        fetching.start()
        assert came.wait(30)
        other = Store(store.quota, store.root)  # as another program sees it
        with pytest.raises(ArchiveError, match="another window is fetching this series"):
            fetch_series(peer, other, HIT, Progress(), never)
        for delete in (lambda: store.remove(HIT), lambda: other.remove(HIT)):
            with pytest.raises(ArchiveError, match="another window is fetching this series"):
                delete()
        with pytest.raises(ArchiveError, match="what another window is fetching stays"):
            other.clear()
        go_on.set()
        fetching.join(30)
    assert ended[0].folder is not None
    assert len(list(ended[0].folder.glob("*.dcm"))) == 6
    assert os.name == "nt" or list((store.root / ".incoming").iterdir()) == []  # the lock is gone with it
    other.clear()
    assert list(store.root.rglob("*.dcm")) == []


def test_a_deletion_that_is_killed_leaves_nothing_in_sight(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    class KilledError(BaseException):
        pass

    def killed(folder: Path, ignore_errors: bool) -> None:
        next(folder.glob("*.dcm")).unlink()
        raise KilledError

    for delete in (lambda: store.remove(HIT), store.clear):
        folder = fetched_whole(store)
        monkeypatch.setattr(shutil, "rmtree", killed)
        with pytest.raises(KilledError):
            delete()
        monkeypatch.undo()
        assert not folder.exists()
        assert store.state(HIT).got == 0
        (left,) = store.root.glob(".gone-*")
        Store(store.quota, store.root)
        assert not left.exists()


def test_what_cannot_be_deleted_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(path: Path, target: Path) -> Path:  # Windows, while a viewer has a file open
        raise PermissionError(13, "Access is denied")

    folder = fetched_whole(store)
    monkeypatch.setattr(Path, "rename", opened)
    for delete in (lambda: store.remove(HIT), store.clear):
        with pytest.raises(OutputError, match="another program may have a file of it open"):
            delete()
        assert store.state(HIT).folder == folder
    monkeypatch.undo()
    monkeypatch.setattr(shutil, "rmtree", lambda folder, ignore_errors: None)
    with pytest.raises(OutputError, match="not all could be deleted"):
        store.remove(HIT)
    assert not folder.exists()


def test_a_series_that_lost_files_is_not_complete_and_goes_on(store: Store) -> None:
    folder = fetched_whole(store)
    for path in sorted(folder.glob("*.dcm"))[:4]:
        path.unlink()
    assert store.state(HIT) == State(2, 6)
    with dimse(slices(6)) as server:
        assert fetch_series(DimseArchive(server.connection()), store, HIT, Progress(), never).folder == folder
        assert len(server.asked[-1].SOPInstanceUID) == 4
    assert store.state(HIT) == State(6, 6, True, folder)
    assert store.state(replace(HIT, images=8)) == State(6, 8)  # the archive has got more since
    (folder / MANIFEST).unlink()
    assert store.state(HIT) == State(6, None)
    assert fetched_whole(store) == folder
    (folder / MANIFEST).unlink()
    store.remove(HIT)
    assert store.state(HIT).got == 0


def test_objects_that_come_at_once_have_the_room_together(store: Store) -> None:
    begun = store.begin(HIT, expected(4))
    begun.room = 1_000_000
    parts = [begun.part() for _ in range(4)]
    parts[0].write(bytes(900_000))
    for part in parts[1:]:
        with pytest.raises(OutputError, match="full"):
            part.write(bytes(900_000))
    assert store.used() < 1_000_000
    for part in parts:
        part.close()
    assert begun.room == 1_000_000  # what was not taken takes no room


def test_programs_that_fetch_at_once_have_the_room_together(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medadv_gui.archive.store._MEASURED", 100_000)
    store.quota = 1_000_000
    begun = [store.begin(SeriesHit(STUDY, uid), expected(1)) for uid in ("1.1", "1.2")]
    parts = [each.part() for each in begun]

    def come() -> None:
        for _ in range(10):
            for part in parts:
                part.write(bytes(90_000))

    with pytest.raises(OutputError, match="full"):
        come()
    assert store.used() < 1_100_000
    for part in parts:
        part.close()


# Bytes


SYNTAXES = [
    ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian,
]  # fmt: skip


@given(st.integers(0, 2**32 - 1), st.sampled_from(SYNTAXES))
def test_the_uids_of_a_data_set_are_those_that_pydicom_reads(seed: int, syntax: UID) -> None:
    rng = random.Random(seed)
    image = ct_dataset(np.zeros((2, 2), np.int16), series=f"1.2.{rng.randrange(10**12)}", z=rng.random() * 100)
    item = pydicom.Dataset()
    item.ReferencedSOPInstanceUID, item.ReferencedSOPClassUID = "7.7.7", "8.8.8"
    image.ReferencedImageSequence = [item] * rng.randrange(1, 4)
    image["ReferencedImageSequence"].is_undefined_length = rng.random() < 0.5
    item.is_undefined_length_sequence_item = rng.random() < 0.5
    image.file_meta.TransferSyntaxUID = syntax
    raw = part10(image)
    found = split_file(raw)
    assert found is not None
    assert found[0] == image.file_meta.TransferSyntaxUID
    got = uids(memoryview(raw)[found[1] :], found[0])
    assert got is not None
    assert (got.sop, got.series, got.study, got.sop_class) == (
        image.SOPInstanceUID, image.SeriesInstanceUID, image.StudyInstanceUID, image.SOPClassUID
    )  # fmt: skip


def test_the_uids_are_found_behind_thousands_of_references(store: Store) -> None:
    (image,) = slices(1)
    item = pydicom.Dataset()
    item.ReferencedSOPInstanceUID, item.ReferencedSOPClassUID = "1." + "2" * 60, image.SOPClassUID
    series = pydicom.Dataset()
    series.SeriesInstanceUID, series.ReferencedInstanceSequence = "7.7", [item] * 5_000
    image.ReferencedSeriesSequence = [series]
    raw = part10(image)
    assert len(raw) > 500_000
    assert take(store.begin(HIT, expected(1)), raw)


def test_a_deflated_head_inflates_no_further_than_the_uids_may_lie() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = packer.compress(b"\x08\0\x08\0UT\0\0\xf0\xff\xff\x0f" + bytes(64 << 20)) + packer.flush()
    assert len(bomb) < HEAD
    tracemalloc.start()
    found = uids(bomb, DeflatedExplicitVRLittleEndian)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is None
    assert most < 4 * HEAD


@given(st.binary(max_size=400), st.sampled_from([*map(str, SYNTAXES), "1.2.3"]))
def test_no_bytes_bring_the_reader_of_uids_down(raw: bytes, syntax: str) -> None:
    uids(raw, syntax)
    split_file(bytes(128) + b"DICM\2\0\0\0UL\4\0" + raw)
    split_file(raw)


@given(st.integers(0, 2**32 - 1))
def test_a_damaged_head_is_another_object_or_none(seed: int) -> None:
    rng = random.Random(seed)
    raw = bytearray(part10(slices(1)[0]))
    for _ in range(rng.randrange(1, 30)):
        raw[rng.randrange(128, 600)] = rng.randrange(256)
    found = split_file(raw)
    if found is not None:
        uids(memoryview(raw)[found[1] :], found[0])


def test_a_head_of_our_own_is_read_by_pydicom(tmp_path: Path) -> None:
    image = slices(1)[0]
    raw = part10(image)
    found = split_file(raw)
    assert found is not None
    path = tmp_path / "x.dcm"
    path.write_bytes(file_head(image.SOPClassUID, image.SOPInstanceUID, found[0]) + raw[found[1] :])
    assert pydicom.dcmread(path).PixelData == image.PixelData
    assert pydicom.dcmread(path).file_meta.MediaStorageSOPInstanceUID == image.SOPInstanceUID


@given(st.lists(st.binary(max_size=300), max_size=5), st.integers(1, 64))
def test_parts_come_out_as_they_went_in_however_they_are_cut(contents: list[bytes], size: int) -> None:
    contents = [content.replace(b"--xyz", b"") for content in contents]
    raw = multipart(contents)
    pieces = (raw[at : at + size] for at in range(0, len(raw), size))
    assert [b"".join(part) for part in parts(pieces, b"xyz")] == contents


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=3), st.integers(0, 400))
def test_parts_that_are_cut_short_are_never_taken_for_whole(contents: list[bytes], end: int) -> None:
    raw = multipart([content.replace(b"--xyz", b"") for content in contents])
    cut = raw[: min(end, len(raw) - 5)]
    with pytest.raises(ArchiveError):
        list(map(b"".join, parts(iter([cut]), b"xyz")))


def test_a_boundary_is_taken_from_the_header() -> None:
    assert boundary_of('multipart/related; type="application/dicom"; boundary=a-b') == b"a-b"
    assert boundary_of('Multipart/Related; boundary="a b"') == b"a b"
    assert boundary_of("text/html; boundary=x") is None


# Connections


def test_no_password_is_in_the_file(keys: Memory) -> None:
    connection = Connection("web", "dicomweb", url="https://example.org/dicom-web", user="reader")
    keep_password(connection, "hush-hush")
    save_connections([connection, Connection("pacs", host="pacs.example.org", called="PACS")])
    raw = connections_path().read_text()
    assert "hush" not in raw
    assert load_connections() == (connection, Connection("pacs", host="pacs.example.org", called="PACS"))
    assert password(connection) == "hush-hush"
    with pytest.raises(PasswordWantedError, match="not in the key store"):  # another address does not get it
        password(replace(connection, url="https://elsewhere.example.org/dicom-web"))
    assert "hush" not in repr(WebArchive(connection, "hush-hush"))


def test_without_a_key_store_a_password_is_known_until_the_program_ends() -> None:
    connection = Connection("web", "dicomweb", url="https://example.org", user="reader")
    with key_store(NoKeyring()):
        with pytest.raises(PasswordWantedError, match="no key store that answers"):
            password(connection)
        keep_password(connection, "hush-hush")
        assert password(connection) == "hush-hush"
        with pytest.raises(PasswordWantedError):  # another address does not get it
            password(replace(connection, url="https://elsewhere.example.org"))
        forget_password(connection)
        with pytest.raises(PasswordWantedError):
            password(connection)


def test_an_administrators_connections_cannot_be_changed(administrator: Any) -> None:
    administrator(archives=[{"name": "pacs", "host": "pacs.example.org", "called": "PACS"}])
    save_connections([Connection("pacs", host="evil.example.org", called="X"), Connection("own", host="a", called="B")])
    known = {item.name: item for item in load_connections()}
    assert known["pacs"] == Connection("pacs", host="pacs.example.org", called="PACS", fixed=True)
    assert not known["own"].fixed
    administrator(archives=[], archives_fixed=True)
    assert load_connections() == ()
    with pytest.raises(ArchiveError, match="administrator"):
        save_connections([])


@pytest.mark.parametrize(
    "settings",
    [{"archives": 3}, {"archives": [{"name": "x", "password": "y"}]}, {"archives": [{"name": "x", "port": "4"}]},
     {"archives_fixed": "yes"}, {"archive_send_to": "all"}, {"archive_quota_gib": 0}],
)  # fmt: skip
def test_a_policy_that_is_wrong_is_not_passed_over(administrator: Any, settings: dict[str, object]) -> None:
    administrator(**settings)
    with pytest.raises(InputError, match=r"policy\.json"):
        load_connections()


def test_what_cannot_be_an_address_is_said() -> None:
    good = Connection("a", host="pacs.example.org", called="PACS")
    assert faults(good) == {}
    for field, value in (("name", ""), ("host", "a b"), ("host", "-x"), ("port", 0), ("called", "a\\b"),
                         ("called", "x" * 17),
                         ("listen_host", "0.0.0.0"), ("listen_host", "::"), ("ca_file", "/no/such")):  # fmt: skip
        assert list(faults(replace(good, **{field: value}))) == [field]
    for many in ("::ffff:0.0.0.0", "224.0.0.1", "::ffff:e000:1", "ff02::1", "255.255.255.255"):
        assert list(faults(replace(good, listen_host=many))) == ["listen_host"]
    for url in ("ftp://x", "https://user:secret@x/", "https://", "https://x?a=b", "https://x:99999/"):
        assert list(faults(Connection("a", "dicomweb", url=url))) == ["url"]


def test_a_query_says_what_is_wrong_with_it() -> None:
    with pytest.raises(MedadvError, match="at least one field"):
        Query(patient="*?").keys()
