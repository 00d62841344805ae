"""Nothing but the pixels tells one arm from another: no file's name, size, tags, times or place, nor the protocol.

A classifier that sees everything but pixels stays at chance; given a planted trace, the same classifier finds it.
"""

import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from medadv_gui.review.build import build, read_design
from medadv_gui.review.key import key_path, read_key
from medadv_gui.review.picture import size_of
from medadv_gui.review.protocol import Item
from medadv_gui.review.study import EPOCH, Study, unpack
from tests.review.made import design, result

CASES = 150
ARMS = ("original", "adversarial", "sham-mirrored")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Every case is the same result: what differs from case to case is no trace of an arm."""
    folder = tmp_path_factory.mktemp("blinding")
    one = result(folder / "one", shape=(4, 6))
    path = design(folder, 0, cases=[{"folder": one.name}] * CASES, arms=list(ARMS))
    made = build(read_design(path), folder / "study")
    made.pack(folder / "study.zip")
    return unpack(folder / "study.zip", folder / "there")


def arm_of(study: Study) -> dict[str, str]:
    key = read_key(key_path(study.folder.with_name("study")), study.protocol)
    return dict(key.arms)


def head(study: Study, item: Item) -> bytes:
    """All of a file that is not pixels."""
    content = (study.folder / f"{item.pictures[0].code}.tif").read_bytes()
    return content[: len(content) - 4 * 6]


def test_files_of_all_arms_are_alike_but_for_their_pixels(study: Study) -> None:
    assert set(arm_of(study).values()) == set(ARMS)
    alike = set()
    for folder in (study.folder, study.folder.with_name("study")):
        for case in study.protocol.cases:
            for item in case.items:
                facts = (folder / f"{item.pictures[0].code}.tif").stat()
                alike.add((head(study, item), facts.st_size, facts.st_mode, facts.st_mtime_ns, size_of(case)))
    assert len(alike) == 1


def test_entries_of_the_zip_are_alike_and_in_the_order_of_their_codes(study: Study) -> None:
    with zipfile.ZipFile(study.folder.with_name("study.zip")) as archive:
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    assert names[1:] == sorted(names[1:])
    assert {len(name) for name in names[1:]} == {12}
    fields = ("date_time", "compress_type", "comment", "extra", "create_system", "create_version", "flag_bits",
              "internal_attr", "external_attr", "file_size", "compress_size")  # fmt: skip
    assert len({tuple(getattr(entry, name) for name in fields) for entry in entries[1:]}) == 1


def features(study: Study) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Of each item everything but pixels as numbers, with its arm and the number of its case."""
    arms = arm_of(study)
    listed = {entry.name: place for place, entry in enumerate(os.scandir(study.folder))}
    with zipfile.ZipFile(study.folder.with_name("study.zip")) as archive:
        packed = {entry.filename: (place, entry) for place, entry in enumerate(archive.infolist())}
    rows, names, groups = [], [], []
    for number, case in enumerate(study.protocol.cases):
        for place, item in enumerate(case.items):
            code = item.pictures[0].code
            name = f"{code}.tif"
            row = [number, *(place == k for k in range(len(case.items))), listed[name], packed[name][0]]
            row += [packed[name][1].header_offset, packed[name][1].file_size, sum(head(study, item))]
            for folder in (study.folder, study.folder.with_name("study")):
                facts = (folder / name).stat()
                row += [facts.st_size, facts.st_mode, facts.st_ino - folder.stat().st_ino, facts.st_mtime_ns % 10**12]
            row += [int(code, 36), int(item.code, 36), len(item.pictures), item.output is None, item.arm is None]
            row += [code < item.code, *(code[0] == letter for letter in "ABCDEFGHJKLMNPQRSTUVWXYZ23456789")]
            rows.append(row)
            names.append(arms[item.code])
            groups.append(number)
    return np.array(rows, dtype=np.float64), names, np.array(groups)


def accuracy(values: np.ndarray, labels: np.ndarray, groups: np.ndarray) -> float:
    """Share of right answers of a logistic regression, each case answered by one that has not seen it (ten parts)."""
    for group in np.unique(groups):  # against the other arm of the same case, which the reader's machine knows, too
        values[groups == group] -= values[groups == group].mean(axis=0)
    spread = values.std(axis=0)
    values = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1)
    values = np.column_stack([values, np.ones(len(values))])
    right = 0
    for part in range(10):
        held = groups % 10 == part
        x, y = values[~held], labels[~held]
        weights = np.zeros(x.shape[1])
        for _ in range(8):  # Newton's method with a little weight decay
            p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
            hessian = (x.T * (p * (1 - p))) @ x + np.eye(len(weights))
            weights += np.linalg.solve(hessian, x.T @ (y - p) - weights)
        right += int(((values[held] @ weights > 0) == labels[held]).sum())
    return right / len(labels)


@pytest.mark.parametrize("arm", ["adversarial", "sham-mirrored"])
def test_a_classifier_on_everything_but_pixels_stays_at_chance(study: Study, arm: str) -> None:
    values, names, groups = features(study)
    kept = np.array([name in ("original", arm) for name in names])
    labels = np.array([name == arm for name in names])[kept]
    # Four standard deviations of one guess a case above one half; who is below has found nothing either.
    assert accuracy(values[kept], labels, groups[kept]) < 0.5 + 4 * 0.5 / np.sqrt(CASES)


@pytest.mark.parametrize("trace", ["time", "length"])
def test_the_classifier_finds_a_planted_trace(study: Study, tmp_path: Path, trace: str) -> None:
    arms = arm_of(study)
    planted = tmp_path / "there"
    shutil.copytree(study.folder, planted)
    for name in ("study", "study.zip", "study.key.json"):
        (tmp_path / name).symlink_to(study.folder.with_name(name))
    copy = Study(planted)
    files = [(planted / f"{i.pictures[0].code}.tif", arms[i.code]) for c in copy.protocol.cases for i in c.items]
    for file in (file for file, arm in files if arm == "adversarial"):
        if trace == "time":
            os.utime(file, (EPOCH, EPOCH + 1))
        else:
            file.write_bytes(file.read_bytes() + b"\0")
    values, names, groups = features(copy)
    kept = np.array([name in ("original", "adversarial") for name in names])
    labels = np.array([name == "adversarial" for name in names])[kept]
    assert accuracy(values[kept], labels, groups[kept]) > 0.75


def test_arms_have_each_place_equally_often(study: Study) -> None:
    arms = arm_of(study)
    counts = np.array(
        [
            [sum(arms[case.items[place].code] == arm for case in study.protocol.cases) for arm in ARMS]
            for place in range(3)
        ]
    )
    assert counts.max() - counts.min() <= 1


def test_nothing_is_read_but_the_pixels(study: Study) -> None:
    """What the program itself makes of the arms of a case differs in the pixels and the path alone."""
    case = study.protocol.cases[0]
    first, *others = [study.image(item.pictures[0].code) for item in case.items]
    for other in others:
        same = {name for name in first.__dataclass_fields__ if name not in ("stored", "path")}
        assert all(getattr(first, name) == getattr(other, name) for name in same)
