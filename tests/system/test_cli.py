"""The real command line in its own process, on real files."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image as Pillow

from medadv_gui.core.result import load_result
from medadv_gui.report import REPORTS
from tests.forked import start
from tests.made_models import fields, network, write_program
from tests.support import SHARED, ct_dataset, medadv, save

CASES = {"chest-ct": "ct-lung", "fundus/fundus.png": "fundus-dr", "endoscopy/endoscopy.png": "endo-polyp"}
OUTCOMES = {
    "ct-lung": lambda p: p["mean_dice"], "fundus-dr": lambda p: p["label"], "endo-polyp": lambda p: len(p["boxes"]),
}  # fmt: skip


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


@pytest.fixture(scope="module")
def attacked(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[dict, Path]]:
    """Each demo case attacked with the defaults, as a user would."""
    found = {}
    for case, model in CASES.items():
        out = tmp_path_factory.mktemp("attacks") / model
        done = medadv("attack", demo / case, "--model", model, "--out", out, "--json")
        found[model] = json.loads(done.stdout), out
    return found


@pytest.mark.parametrize("model", CASES.values())
def test_each_model_is_right_before_and_wrong_after(attacked: dict, model: str) -> None:
    document, out = attacked[model]
    assert document == json.loads((out / "result.json").read_text())
    assert document["clean_correct"]
    assert document["outcome"]["in_memory"]
    assert document["outcome"]["rounded"]
    assert document["outcome"]["reread"]
    assert not document["noise_success"]
    assert document["budget"]["realised_linf"] <= document["budget"]["stored_units"]
    answer = OUTCOMES[model]
    before, after = (answer(document["prediction"][name]) for name in ("original", "reread"))
    assert before != after
    assert document["prediction"]["reread"] == document["prediction"]["adversarial"]
    dicom = {"adversarial.dcm", "people.dcm", "perturbation.dcm", "masks.dcm"}
    assert set(document["files"]) == {"case.npz"} | (dicom if model == "ct-lung" else {"adversarial.png"})
    for name in REPORTS:
        assert (out / name).stat().st_size > (200 if name.endswith(".csv") else 10_000)


@pytest.mark.parametrize("model", CASES.values())
def test_the_written_image_predicts_what_the_result_says(attacked: dict, model: str) -> None:
    document, out = attacked[model]
    (name,) = (n for n in document["files"] if n.startswith("adversarial"))
    line = json.loads(medadv("predict", out / name, "--model", model, "--json").stdout)
    told = document["prediction"]["reread"]
    for key in ("probabilities", "boxes", "area"):
        assert line["prediction"].get(key) == told.get(key)


@pytest.mark.parametrize("model", CASES.values())
def test_a_file_of_this_program_is_known_again(attacked: dict, tmp_path: Path, model: str) -> None:
    document, out = attacked[model]
    (name,) = (n for n in document["files"] if n.startswith("adversarial"))
    words = "this image is ADVERSARIAL already, not the patient's own: it was changed to deceive a model"
    assert f"note: {name}: {words}" in medadv("predict", out / name, "--model", model).stderr.splitlines()
    if model == "ct-lung":
        options = ("--attack", "ifgsm", "--steps", 1, "--out", tmp_path / "again", "--json")
        done = medadv("attack", out / name, *options)
        assert f"note: {words}" in done.stderr.splitlines()
        assert words in json.loads(done.stdout)["warnings"]


def test_the_demo_is_right_against_its_own_truth(demo: Path, tmp_path: Path) -> None:
    cases = {case["id"]: case for case in json.loads((demo / "cases.json").read_text())}
    fundus, chest, gut = cases["fundus"], cases["chest-ct"], cases["endoscopy"]
    line = json.loads(medadv("predict", demo / fundus["path"], "--model", "fundus-dr", "--json").stdout)
    assert line["prediction"]["label"] == fundus["truth"]["label"]
    boxes = tmp_path / "boxes.json"
    boxes.write_text(json.dumps([{"label": "polyp", "box": box} for box in gut["truth"]["boxes"]]))
    for path, truth, extra in (
        (chest["path"], demo / chest["truth"]["path"], ("--slice", chest["slice_index"])),
        (gut["path"], boxes, ()),
    ):
        out = tmp_path / Path(path).name
        done = medadv("attack", demo / path, *extra, "--truth", truth, "--attack", "noise", "--epsilon", "1",
                      "--model", "ct-lung" if extra else "endo-polyp", "--out", out, "--json")  # fmt: skip
        document = json.loads(done.stdout)
        assert document["truth_source"] == "ground truth"
        assert document["clean_correct"]
        if extra:
            assert min(document["prediction"]["original"]["dice"].values()) >= 0.9


def test_the_report_is_drawn_again_from_the_two_files_alone(attacked: dict, tmp_path: Path) -> None:
    _, out = attacked["ct-lung"]
    for name in ("result.json", "case.npz"):
        (tmp_path / name).write_bytes((out / name).read_bytes())
    printed = medadv("report", tmp_path).stdout.splitlines()
    assert [Path(p).name for p in printed] == list(REPORTS)
    assert (tmp_path / "report.html").read_text() == (out / "report.html").read_text()


def test_same_seed_same_pixels_and_result(demo: Path, tmp_path: Path) -> None:
    documents = []
    for name in ("a", "b"):
        done = medadv("attack", demo / "endoscopy", "--model", "endo-polyp", "--steps", 2, "--restarts", 2,
                      "--seed", 5, "--out", tmp_path / name, "--json")  # fmt: skip
        documents.append(json.loads(done.stdout))
        documents[-1].pop("seconds")
    assert documents[0] == documents[1]


def test_predict_keeps_the_order_and_goes_on_after_a_failure(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    paths = [demo / "endoscopy" / "endoscopy.png", tmp_path / "text.png", demo / "fundus" / "fundus.png"]
    done = medadv("predict", *paths, "--model", "endo-polyp", "--json", status=2)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["path"] for line in lines] == [str(p) for p in paths]
    assert [sorted(line) for line in lines] == [
        ["model", "path", "prediction"],
        ["error", "path"],
        ["model", "path", "prediction"],
    ]


def test_a_photograph_without_a_model_lists_those_that_fit(demo: Path, tmp_path: Path) -> None:
    done = medadv("attack", demo / "fundus", "--out", tmp_path / "o", status=2)
    said = one_line(done)
    assert all(name in said for name in ("endo-polyp", "fundus-dr", "fundus-dr-robust"))
    assert "ct-lung" not in said
    assert not (tmp_path / "o").exists()


def test_index_counts_and_says_what_was_skipped(tmp_path: Path) -> None:
    for z in range(3):
        save(ct_dataset(np.zeros((4, 4), np.int16), z=z, number=z), tmp_path / f"{z}.dcm")
    (tmp_path / "text.dcm").write_text("this is no DICOM")
    found = json.loads(medadv("index", tmp_path, "--json").stdout)
    assert (found["patients"], found["studies"], found["images"]) == (1, 1, 3)
    assert found["series"][0]["modality"] == "CT"
    assert found["skipped"] == [{"path": str(tmp_path / "text.dcm"), "reason": "not a DICOM or image file"}]
    assert "Mustermann" not in medadv("index", tmp_path).stdout


def test_models_lists_checks_and_refuses(tmp_path: Path) -> None:
    listed = json.loads(medadv("models", "--json").stdout)["models"]
    assert [item["id"] for item in listed] == [
        "ct-lung", "ct-lung-robust", "endo-artefact", "endo-polyp", "endo-polyp-robust", "fundus-dr",
        "fundus-dr-robust",
    ]  # fmt: skip
    assert all(item["metrics"] for item in listed)
    checked = json.loads(medadv("models", "check", "ct-lung", "--json").stdout)["probes"]
    assert all(probe["passed"] for probe in checked)
    assert "agrees" in {probe["name"]: probe["text"] for probe in checked}["finite difference"]
    bad = tmp_path / "model.pkl"
    bad.write_bytes(pickle.dumps({"w": 1}))
    assert "a pickled model is a program" in one_line(medadv("models", "check", bad, status=2))


def test_a_model_file_is_looked_at_then_kept_with_a_card(tmp_path: Path) -> None:
    path = write_program(network(), "safetensors", tmp_path / "weights.bin")
    looked = json.loads(medadv("models", "check", path, "--json").stdout)
    assert looked["kind"] == "safetensors"
    assert "architecture" in looked["missing"]
    assert "its card lacks: architecture, task" in medadv("models", "check", path).stdout
    card = tmp_path / "fields.json"
    card.write_text("{}")
    lacking = one_line(medadv("models", "import", path, "--card", card, status=2))
    assert lacking.startswith("medadv-gui: weights.bin: its card still lacks architecture, task, labels")
    card.write_text(json.dumps(fields(id="mine")))
    assert json.loads(medadv("models", "import", path, "--card", card, "--json").stdout)["id"] == "mine"
    assert "mine" in [item["id"] for item in json.loads(medadv("models", "--json").stdout)["models"]]
    assert "known already" in one_line(medadv("models", "import", path, "--card", card, status=2))


def truncated(folder: Path) -> Path:
    path = save(ct_dataset(np.zeros((64, 64), np.int16)), folder / "cut.dcm")
    path.write_bytes(path.read_bytes()[:-5000])
    return path


def text_file(folder: Path) -> Path:
    path = folder / "text.dcm"
    path.write_text("this is no DICOM")
    return path


def empty_folder(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "missing.dcm", "missing.dcm: there is no such file"),
        (text_file, "text.dcm: not a DICOM or image file"),
        (empty_folder, "empty: nothing readable"),
        (truncated, "cut.dcm: pixel data incomplete: 3192 of 8192 bytes"),
    ],
    ids=["missing", "text", "empty", "truncated"],
)
def test_bad_input_is_one_line_and_status_2(tmp_path: Path, make, words: str) -> None:
    path = make(tmp_path)
    assert words in one_line(medadv("attack", path, "--model", "ct-lung", "--out", tmp_path / "o", status=2))
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--epsilon", "0.1/255"), ("--epsilon", "lots"), ("--slice", "999"), ("--attack", "magic"), ("--steps", "0"),
        ("--device", "abacus"), ("--truth", "no-such-mask.png"), ("--target", "liver"), ("--invented",),
        ("--model", "nothing"),
    ],
)  # fmt: skip
def test_wrong_settings_are_one_line_and_status_2(demo: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    one_line(medadv("attack", demo / "chest-ct", *arguments, "--out", tmp_path / "o", status=2))


def test_targets_of_a_segmentation_and_a_detector(demo: Path, tmp_path: Path) -> None:
    for case, model, target, recorded in (
        ("chest-ct", "ct-lung", "left", "left lung"),
        ("endoscopy", "endo-polyp", "none", "none"),
    ):
        out = tmp_path / model
        done = medadv("attack", demo / case, "--model", model, "--target", target, "--out", out, "--json")
        document = json.loads(done.stdout)
        assert document["attack"]["target"] == recorded
        assert document["outcome"]["reread"]
    line = one_line(medadv("attack", demo / "endoscopy", "--model", "endo-polyp", "--target", "polyp",
                           "--out", tmp_path / "o", status=2))  # fmt: skip
    assert line == "medadv-gui: target 'polyp': a detector's only target is none, that it finds no box"


def test_invented_boxes_count_where_asked_for(demo: Path, tmp_path: Path) -> None:
    arguments = ("attack", demo / "endoscopy", "--model", "endo-polyp", "--attack", "fgsm", "--invented")
    document = json.loads(medadv(*arguments, "--out", tmp_path / "o", "--json").stdout)
    assert "invented" in document["criterion"]
    line = one_line(medadv(*arguments, "--target", "none", "--out", tmp_path / "p", status=2))
    assert "without a target" in line


def test_a_result_is_never_overwritten(attacked: dict, demo: Path) -> None:
    _, out = attacked["ct-lung"]
    line = one_line(medadv("attack", demo / "chest-ct", "--out", out, status=2))
    assert "holds a result already" in line


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to one process")
def test_interrupting_ends_with_130_and_writes_nothing(demo: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "medadv_gui", "attack", demo / "chest-ct", "--steps", "5000", "--out", tmp_path / "o"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    # The run is under way once torch's threads work: its processor time grows past the imports'.
    while process.poll() is None and time.monotonic() < deadline:
        ticks = Path(f"/proc/{process.pid}/stat")
        if ticks.exists() and int(ticks.read_text().split()[13]) > 10 * os.sysconf("SC_CLK_TCK"):
            break
        time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "cancelled" in errors
    assert not (tmp_path / "o").exists()


def test_nothing_identifying_is_written(tmp_path: Path) -> None:
    stored = np.random.default_rng(0).integers(0, 1500, (64, 64)).astype(np.int16)
    source = ct_dataset(stored)
    save(source, tmp_path / "in" / "Mustermann.dcm")
    medadv("attack", tmp_path / "in", "--steps", 1, "--out", tmp_path / "out")
    secrets = (b"Mustermann", b"SECRET-4711", b"ACC-90210", b"Hospital Nowhere", b"19700102")
    for file in (tmp_path / "out").iterdir():
        assert not any(secret in file.read_bytes() for secret in secrets), file.name
    assert pydicom.dcmread(tmp_path / "out" / "adversarial.dcm").PatientName == "ADVERSARIAL^RESEARCH"


def test_a_source_that_is_lossy_becomes_png_and_tells_of_jpeg(demo: Path, tmp_path: Path) -> None:
    picture = Pillow.open(demo / "endoscopy" / "endoscopy.png")
    picture.save(tmp_path / "frame.jpg", quality=92)
    done = medadv(
        "attack", tmp_path / "frame.jpg", "--model", "endo-polyp", "--steps", 2, "--out", tmp_path / "o", "--json"
    )
    document = json.loads(done.stdout)
    assert document["source"]["lossy"]
    assert "adversarial.png" in document["files"]
    assert document["outcome"]["after_jpeg_q90"] in (True, False)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real test pictures is not here")
def test_a_real_chest_ct_end_to_end(tmp_path: Path) -> None:
    folder = SHARED / "dicom" / "series_ct_chest_midrc_ricord1a"
    medadv("attack", folder, "--steps", 3, "--out", tmp_path / "o")
    result = load_result(tmp_path / "o")
    assert result.original.shape == (512, 512)
    assert result.metrics["reread_error"] == 0.0
    assert result.original[result.original == -2000].size == result.adversarial[result.adversarial == -2000].size


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real test pictures is not here")
def test_a_lung_mask_of_one_value_is_split_into_left_and_right(tmp_path: Path) -> None:
    name = "LCTSC-Test-S1-101_058.png"
    folder = SHARED / "ct_lung_seg"
    done = medadv("attack", folder / "images" / name, "--model", "ct-lung", "--truth", folder / "masks" / name,
                  "--attack", "noise", "--out", tmp_path / "o", "--json")  # fmt: skip
    document = json.loads(done.stdout)
    assert min(document["prediction"]["original"]["dice"].values()) > 0.9
    assert document["truth_source"] == "ground truth"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real test pictures is not here")
def test_damaged_files_put_nothing_of_theirs_into_the_log() -> None:
    done = start("predict", SHARED / "malformed", "--model", "ct-lung")
    assert done.returncode == 2
    assert all(line.startswith("medadv-gui: ") for line in done.stderr.splitlines()), done.stderr
