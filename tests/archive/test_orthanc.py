"""A real archive: both protocols find, fetch, test and resume against Orthanc."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom.dataset import Dataset

from medadv_gui.archive.dicomweb import WebArchive
from medadv_gui.archive.dimse import DimseArchive
from medadv_gui.archive.fetching import Progress, fetch_series
from medadv_gui.archive.peer import Peer
from medadv_gui.archive.query import Query, SeriesHit
from medadv_gui.archive.store import Store
from medadv_gui.core.errors import ArchiveError
from medadv_gui.core.types import Instance
from medadv_gui.imaging.dicom import read_dicom
from medadv_gui.imaging.index import index
from medadv_gui.imaging.write import write_like
from tests.archive.orthanc import PASSWORD, Orthanc, missing, running
from tests.archive.servers import SERIES, STUDY, never, slices
from tests.support import save

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())
HIT = SeriesHit(STUDY, SERIES)


@pytest.fixture(scope="module")
def images() -> list[Dataset]:
    found = slices(12, 64)
    for image in found:
        image.SpecificCharacterSet, image.PatientName = "ISO_IR 192", "Müller^Jörg"
        image.StudyDescription = "CT Thorax nativ"
    return found


@pytest.fixture(scope="module")
def orthanc(tmp_path_factory: pytest.TempPathFactory, images: list[Dataset]) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("orthanc")
    with running(folder / "server") as found:
        found.add(*(save(image, folder / f"{number}.dcm") for number, image in enumerate(images)))
        yield found


@pytest.fixture(params=["get", "move", "web"])
def peer(request: pytest.FixtureRequest, orthanc: Orthanc) -> Peer:
    if request.param == "web":
        return WebArchive(orthanc.web(), PASSWORD)
    return DimseArchive(orthanc.dimse(retrieve=request.param))


@pytest.mark.parametrize(
    "query",
    [Query(patient="müller"), Query(patient="Müller, Jörg"), Query(patient="SECRET-4711"), Query(accession="ACC-90210"),
     Query(since="20240201", until="20240229", modality="CT"), Query(since="20240203"),
     Query(description="Thorax nativ")],
)  # fmt: skip
def test_each_field_finds(peer: Peer, query: Query) -> None:
    (study,) = peer.find(query, never).studies
    assert (study.uid, study.patient, study.images, study.modalities) == (STUDY, "Müller Jörg", 12, "CT")
    other = replace(query, description="no such description")
    assert peer.find(other, never).studies == ()


NAMES = [
    ("ISO_IR 192", "Nguyễn^Thị Minh", "Nguyễn Thị Minh"),
    ("ISO_IR 100", "Löhr^Jürgen", "Löhr Jürgen"),
    ("GB18030", "王^小东", "王 小东"),
    (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎", "Yamada Tarou · 山田 太郎"),
]


@pytest.mark.parametrize(("charset", "name", "shown"), NAMES)
def test_names_come_whole_in_every_character_set(
    peer: Peer, orthanc: Orthanc, charset: Any, name: str, shown: str, tmp_path: Path
) -> None:
    (image,) = slices(1)
    image.SpecificCharacterSet, image.PatientName, image.PatientID = charset, name, f"NAME-{sum(map(ord, name))}"
    image.StudyDate = "19990101"
    image.StudyInstanceUID = image.SeriesInstanceUID = f"1.2.826.0.1.{sum(map(ord, name))}"
    image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = f"{image.StudyInstanceUID}.1"
    orthanc.add(save(image, tmp_path / "name.dcm"))
    (study,) = peer.find(Query(patient=image.PatientID), never).studies
    assert study.patient == shown


def test_a_series_is_fetched_whole_by_every_way(peer: Peer, images: list[Dataset], tmp_path: Path) -> None:
    store = Store(1 << 30, tmp_path / "store")
    (series,) = peer.series(STUDY, never)
    assert (series.uid, series.images, series.description) == (SERIES, 12, "chest")
    done = fetch_series(peer, store, series, Progress(), never)
    assert done.folder is not None
    files = sorted((pydicom.dcmread(path) for path in done.folder.glob("*.dcm")), key=lambda ds: ds.InstanceNumber)
    assert [ds.PixelData for ds in files] == [image.PixelData for image in images]
    (found,) = index(done.folder).series
    assert len(found) == 12


def test_what_is_missing_is_fetched_later(peer: Peer, tmp_path: Path) -> None:
    store = Store(1 << 30, tmp_path / "store")
    instances = peer.instances(HIT, never)
    begun = store.begin(HIT, instances[:5], partial=True)
    peer.retrieve(begun, lambda: None, never)
    assert len(begun.got) == 5
    progress = Progress()
    done = fetch_series(peer, store, HIT, progress, never)
    assert (done.folder is not None, done.got) == (True, 12)


def test_what_it_cannot_send_by_c_get_comes_by_c_move(orthanc: Orthanc, tmp_path: Path) -> None:
    images = slices(4)
    for number, image in enumerate(images):
        image.StudyInstanceUID = image.SeriesInstanceUID = "1.2.826.0.1.66.7"
        image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = f"1.2.826.0.1.66.7.{number}"
        image.StudyDate = "19990101"
    images[1].SOPClassUID = images[1].file_meta.MediaStorageSOPClassUID = "1.2.826.0.1.3680043.8.498.1"  # of nobody
    orthanc.add(*(save(image, tmp_path / f"{number}.dcm") for number, image in enumerate(images)))
    series = SeriesHit("1.2.826.0.1.66.7", "1.2.826.0.1.66.7")
    store = Store(1 << 30, tmp_path / "store")
    done = fetch_series(DimseArchive(orthanc.dimse(retrieve="get")), store, series, Progress(), never)
    assert (done.folder, done.got < 4) == (None, True)
    assert "it failed while working on the request" in done.words
    assert fetch_series(DimseArchive(orthanc.dimse()), store, series, Progress(), never).folder is not None


def test_its_test_goes_through_every_step(peer: Peer) -> None:
    steps = {step.id: step.outcome for step in peer.trial(never)}
    assert set(steps.values()) == {"ok"}
    assert {"name", "port", "find", "get"} <= set(steps)


def test_a_wrong_title_and_a_wrong_password_are_explained(orthanc: Orthanc) -> None:
    with pytest.raises(ArchiveError, match="another AE title"):
        DimseArchive(orthanc.dimse(called="OTHER")).find(Query(patient="x"), never)
    with pytest.raises(ArchiveError, match="user and password"):
        WebArchive(orthanc.web(), "wrong").find(Query(patient="x"), never)
    steps = list(DimseArchive(orthanc.dimse(calling="STRANGER")).trial(never))
    assert steps[-1].outcome == "failed"
    assert "broke off" in steps[-1].words
    assert "may not know this program's AE title" in steps[-1].words


@pytest.mark.parametrize("way", ["dimse", "web"])
def test_a_perturbed_image_that_is_sent_lies_there_as_it_was_written(
    orthanc: Orthanc, way: str, tmp_path: Path
) -> None:
    source = save(slices(1)[0], tmp_path / "source.dcm")
    image = read_dicom(Instance(source))
    written = write_like(image, image.stored + 1, tmp_path / "out")
    sender: Peer = DimseArchive(orthanc.dimse()) if way == "dimse" else WebArchive(orthanc.web(), PASSWORD)
    sender.send(written, lambda: None, never)
    sent = pydicom.dcmread(written)
    found = WebArchive(orthanc.web(), PASSWORD).find(Query(patient="ADVERSARIAL RESEARCH"), never)
    assert sent.StudyInstanceUID in [study.uid for study in found.studies]
    series = SeriesHit(sent.StudyInstanceUID, sent.SeriesInstanceUID)
    done = fetch_series(sender, Store(1 << 30, tmp_path / "store"), series, Progress(), never)
    assert done.folder is not None
    (path,) = done.folder.glob("*.dcm")
    assert pydicom.dcmread(path).PixelData == sent.PixelData
