"""A study from results, packed, and opened on another machine."""

import json
import os
import shutil
import stat
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile

from medadv_gui.core.errors import InputError, MedadvError, OutputError, SettingsError
from medadv_gui.core.result import load_result
from medadv_gui.review.build import build, faults, read_design, write_design
from medadv_gui.review.key import key_path, read_key
from medadv_gui.review.picture import encoded
from medadv_gui.review.protocol import BANNER, PROTOCOL, Order
from medadv_gui.review.study import READINGS, Study, unpack
from medadv_gui.review.worklist import Answer, Viewing, Worklist
from tests.review.made import design, result

AUTOMATION = [
    "original",
    {"image": "original", "output": "original"},
    {"image": "adversarial", "output": "adversarial"},
    {"image": "original", "output": "adversarial"},
]


def built(tmp_path: Path, **changes: object) -> Study:
    return build(read_design(design(tmp_path / "results", **changes)), tmp_path / "study")


@pytest.mark.parametrize("shape", [(5, 7), (8, 8, 3)])
@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", "uint32", "int32"])
def test_an_image_file_is_a_plain_tiff(tmp_path: Path, shape: tuple[int, ...], dtype: str) -> None:
    values = np.random.default_rng(0).integers(0, 120, shape).astype(dtype)
    path = tmp_path / "a.tif"
    path.write_bytes(encoded(values))
    with tifffile.TiffFile(path) as file:
        assert np.array_equal(file.asarray(), values)
        assert file.pages[0].dtype == dtype
        assert file.pages[0].description == BANNER
        assert file.pages[0].compression == 1


def test_a_study_holds_each_arm_of_each_case(tmp_path: Path) -> None:
    study = built(tmp_path)
    key = read_key(key_path(study.folder), study.protocol)
    assert stat.S_IMODE(key_path(study.folder).stat().st_mode) == 0o600 or os.name == "nt"
    assert Counter(key.arms.values()) == {"original": 4, "adversarial": 4, "sham-mirrored": 4}
    results = {r.source["sha256"]: r for r in map(load_result, sorted((tmp_path / "results").glob("case-*")))}
    for shown in study.protocol.cases:
        facts, real = key.cases[shown.code], results[key.cases[shown.code]["source_sha256"]]
        assert shown.window == real.window
        for item in shown.items:
            (picture,) = item.pictures
            image = study.image(picture.code)
            kind = key.pictures[picture.code]
            assert kind == key.arms[item.code]
            assert not image.adversarial
            if kind == "sham-mirrored":
                assert facts["shams"][kind]["model_unchanged"] is None  # nobody was asked
                change = image.stored.astype(int) - real.original
                assert np.abs(change).max() == np.abs(real.perturbation).max()
            else:
                assert np.array_equal(image.stored, getattr(real, kind))
    patients = Counter(key.patient(item.code, study.protocol) for c in study.protocol.cases for item in c.items)
    assert patients == {"p0": 6, "p1": 6}


def test_the_study_does_not_say_which_is_which(tmp_path: Path) -> None:
    study = built(tmp_path, arms=["original", "adversarial", "sham-mirrored", "sham-signs"])
    assert {file.name for file in study.folder.iterdir() if file.suffix != ".tif"} == {PROTOCOL}
    text = (study.folder / PROTOCOL).read_text(encoding="utf-8")
    for word in ("original", "adversarial", "sham", "case-0", "p0", "case-"):
        assert word not in text


def test_a_sham_that_the_model_falls_for_is_not_taken(tmp_path: Path) -> None:
    asked: list[str] = []

    def third(real: object, stored: object) -> bool:
        asked.append("")
        return len(asked) == 3

    study = build(read_design(design(tmp_path / "results", 1, order={})), tmp_path / "study", third)
    key = read_key(key_path(study.folder), study.protocol)
    (facts,) = key.cases.values()
    assert facts["shams"]["sham-mirrored"]["model_unchanged"] is True
    assert len(asked) == 3
    with pytest.raises(InputError, match="case-0: no sham-mirrored leaves the model's answer as it was"):
        build(read_design(tmp_path / "results" / "design.json"), tmp_path / "other", lambda *_: False)
    assert not list(tmp_path.glob("other*"))


def test_the_readers_of_a_model_see_its_answers(tmp_path: Path) -> None:
    tasks = [{"id": "polyp", "kind": "diagnosis", "finding": "polyp", "question": "Is there a polyp?"}]
    cases = [
        {"folder": str(result(tmp_path / f"r{n}", n)), "truth": {"polyp": n % 2 == 0}, "practice": n == 3}
        for n in range(4)
    ]
    study = built(tmp_path, tasks=tasks, arms=AUTOMATION, cases=cases)
    key = read_key(key_path(study.folder), study.protocol)
    words = {key.arms[item.code]: item.output for shown in study.protocol.cases for item in shown.items}
    assert words == {
        "original": None,
        "original with the model's answer to the original image": "polyp (model scores: polyp 0.90, none 0.10)",
        "adversarial with the model's answer to the adversarial image": "none (model scores: polyp 0.20, none 0.80)",
        "original with the model's answer to the adversarial image": "none (model scores: polyp 0.20, none 0.80)",
    }
    assert len(study.protocol.practice) == 1
    truths = {key.truth(shown.items[0].code, "polyp", study.protocol) for shown in study.protocol.main}
    assert truths == {True, False}
    for shown in study.protocol.cases:  # nor do codes tell that two arms have the same image
        assert len({picture.code for item in shown.items for picture in item.pictures}) == 4


def test_a_choice_of_two_pairs_the_original_with_each_other_arm(tmp_path: Path) -> None:
    tasks = [{"id": "which", "kind": "2afc", "question": "Which is altered?", "scale": None}]
    study = built(tmp_path, cases=[{"folder": str(result(tmp_path / f"r{n}", n))} for n in range(16)], tasks=tasks)
    key = read_key(key_path(study.folder), study.protocol)
    first = Counter()
    for shown in study.protocol.cases:
        assert sorted(key.arms[item.code] for item in shown.items) == ["adversarial", "sham-mirrored"]
        for item in shown.items:
            kinds = [key.pictures[picture.code] for picture in item.pictures]
            assert sorted(kinds) == sorted(["original", key.arms[item.code]])
            first[kinds[0] == "original"] += 1
    assert min(first.values()) > 4
    assert len(first) == 2


def test_a_packed_study_opens_on_another_machine(tmp_path: Path) -> None:
    study = built(tmp_path)
    study.pack(tmp_path / "study.zip")
    shutil.rmtree(tmp_path / "results")
    key = read_key(key_path(study.folder), study.protocol)
    shutil.rmtree(study.folder)
    there = unpack(tmp_path / "study.zip", tmp_path / "there" / "study")
    assert there.protocol == study.protocol
    with there.store() as store:
        work = Worklist.open(store, there.protocol, "anna")
        assert work.next is not None
        shown, item = work.shown(work.next)
        assert there.image(item.pictures[0].code).stored.shape == shown.shape
        work.record(work.next, [Answer("seen", 5)], Viewing("s", work.reader.consented, 1.0))
    assert (there.folder / READINGS).exists()
    assert key.arms[item.code] in ("original", "adversarial", "sham-mirrored")
    with pytest.raises(OutputError, match="there already"):
        unpack(tmp_path / "study.zip", there.folder)
    with pytest.raises(OutputError):
        there.pack(tmp_path / "study.zip")


def test_the_key_belongs_to_its_study(tmp_path: Path) -> None:
    study = built(tmp_path)
    path = key_path(study.folder)
    raw = json.loads(path.read_text())
    code = next(code for code, arm in raw["arms"].items() if arm == "original")
    raw["arms"][code] = "adversarial"
    path.write_text(json.dumps(raw))
    with pytest.raises(InputError, match="not the key that this study was built with"):
        read_key(path, study.protocol)
    for text in ("[1]", "{}", "{"):
        path.write_text(text)
        with pytest.raises(InputError):
            read_key(path, study.protocol)


def test_a_changed_image_is_not_shown(tmp_path: Path) -> None:
    study = built(tmp_path)
    (path, *others) = sorted(study.folder.glob("*.tif"))
    path.write_bytes(others[0].read_bytes())
    with pytest.raises(InputError, match="has changed"):
        study.image(path.stem)
    path.write_bytes(b"short")
    with pytest.raises(InputError, match="missing or damaged"):
        Study(study.folder)


@pytest.mark.parametrize(
    "harm", ["text", "traversal", "extra", "missing", "twice", "swapped", "bomb", "encrypted", "no protocol", "cut"]
)
def test_a_hostile_zip_leaves_nothing(tmp_path: Path, harm: str) -> None:
    study = built(tmp_path)
    study.pack(tmp_path / "good.zip")
    bad = tmp_path / "in" / "bad.zip"
    bad.parent.mkdir()
    with zipfile.ZipFile(tmp_path / "good.zip") as good:
        content = {name: good.read(name) for name in good.namelist()}
    first, second = sorted(name for name in content if name.endswith(".tif"))[:2]
    entries = list(content.items())
    if harm == "traversal":
        entries.append(("../outside.tif", b"x"))
    elif harm == "extra":
        entries.append(("note.txt", b"x"))
    elif harm == "missing":
        entries = [entry for entry in entries if entry[0] != first]
    elif harm == "twice":
        entries.append((first, content[first]))
    elif harm == "swapped":
        entries = list({**content, first: content[second]}.items())
    elif harm == "bomb":
        entries = list({**content, first: b"\0" * (64 << 20)}.items())
    elif harm == "no protocol":
        entries = [entry for entry in entries if entry[0] != PROTOCOL]
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            if harm == "twice" and name in archive.namelist():
                with pytest.warns(UserWarning, match="Duplicate"):
                    archive.writestr(name, data)
            else:
                archive.writestr(name, data)
    if harm == "text":
        bad.write_text("no zip")
    elif harm == "cut":
        bad.write_bytes(bad.read_bytes()[:-30])
    elif harm == "encrypted":
        data = bytearray(bad.read_bytes())
        data[data.rindex(b"PK\1\2") + 8] |= 1
        bad.write_bytes(data)
    with pytest.raises(InputError, match=r"bad\.zip"):
        unpack(bad, bad.parent / "study")
    assert [path.name for path in bad.parent.iterdir()] == ["bad.zip"]
    assert not (tmp_path / "outside.tif").exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arms": []}, "arms"),
        ({"arms": ["original", "original"]}, "two arms are the same"),
        ({"arms": ["blurred"]}, r"arms\[0\]"),
        ({"title": ""}, "title"),
        ({"more": 1}, "more"),
        ({"order": {"gap": 9}}, "gap"),
        ({"order": {"gap": "wide"}}, "gap"),
        ({"margin": 2}, "margin"),
        ({"tasks": [{"id": "a", "kind": "2afc", "question": "?"}], "arms": ["adversarial"]}, "needs the arm original"),
        ({"tasks": [{"id": "a", "kind": "diagnosis", "finding": "x", "question": "?"}]}, "the truth of 'x' is missing"),
        ({"tasks": [{"id": "a", "kind": "guess", "question": "?"}]}, "guess"),
        ({"cases": [{"folder": "nowhere"}]}, "nowhere"),
    ],
)
def test_designs_that_make_no_study(tmp_path: Path, changes: dict, message: str) -> None:
    with pytest.raises((InputError, SettingsError), match=message):
        build(read_design(design(tmp_path, 2, **changes)), tmp_path / "study")
    assert not list(tmp_path.glob("study*"))


def test_results_that_have_no_place_in_a_study(tmp_path: Path) -> None:
    same = np.full((24, 32), 9, np.uint8)
    for name, changes in {
        "nothing": {"original": same, "adversarial": same},
        "volume": {"original": np.zeros((4, 5, 6), np.uint8), "adversarial": np.ones((4, 5, 6), np.uint8)},
    }.items():
        folder = result(tmp_path / name, **changes)
        path = design(tmp_path / f"d-{name}", 0)
        raw = json.loads(path.read_text())
        path.write_text(json.dumps({**raw, "cases": [{"folder": str(folder)}]}))
        with pytest.raises(MedadvError, match=name):
            build(read_design(path), tmp_path / "study")


def test_a_place_is_not_taken_twice(tmp_path: Path) -> None:
    built(tmp_path)
    with pytest.raises(OutputError, match="study: is there already"):
        build(read_design(tmp_path / "results" / "design.json"), tmp_path / "study")


@pytest.mark.parametrize("changes", [
    {},
    {"arms": AUTOMATION, "tasks": [{"id": "dx", "kind": "diagnosis", "finding": "ä", "question": "?"}]},
    {"consent": {"text": "Ja.\nNein.", "ethics": "EK"}, "display": {"one_to_one": True}, "margin": 0.1},
])  # fmt: skip
def test_a_design_that_was_written_is_read_again(tmp_path: Path, changes: dict) -> None:
    cases = [
        {"folder": str(result(tmp_path / "d" / "in" / f"r{n}", n)), "truth": {"ä": True}, "practice": n == 1}
        for n in range(3)
    ]
    first = read_design(design(tmp_path / "d", 0, cases=cases, **changes))
    write_design(first, tmp_path / "d" / "again.json")
    assert read_design(tmp_path / "d" / "again.json") == first
    assert str(tmp_path) not in (tmp_path / "d" / "again.json").read_text(encoding="utf-8")
    write_design(first, tmp_path / "elsewhere" / "design.json")
    assert read_design(tmp_path / "elsewhere" / "design.json").cases == first.cases
    assert list(faults(first)) == []


def test_what_is_wrong_with_a_design_is_told_before_any_result_is_read(tmp_path: Path) -> None:
    good = read_design(design(tmp_path, 2, arms=["original", "sham-phases"]))
    shutil.rmtree(tmp_path / "case-0")
    assert list(faults(good)) == []
    wrong = replace(
        good, arms=(*good.arms, good.arms[0]), order=Order(gap=2, repeats=3),
        tasks=(replace(good.tasks[0], threshold=None), replace(good.tasks[0], kind="open")),
    )  # fmt: skip
    assert [fault.split(":")[0] for fault in faults(wrong)] == [
        "arms", "tasks", "tasks", "order.gap", "order.repeats",
    ]  # fmt: skip
    (only,) = faults(replace(good, title=""))
    assert only.startswith("title")
    assert list(faults(replace(good, cases=()))) == ["cases: [] should be non-empty"]
