"""Cohorts that are run: nothing is done twice, nothing finished is lost, and the same comes out whoever does it."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.cli import run
from medadv_gui.cli.batch import _attack, _default_card
from medadv_gui.core.errors import InputError, ModelError, OutputError, SettingsError
from medadv_gui.core.result import load_result
from medadv_gui.core.types import Box, Instance
from medadv_gui.evaluation.cohort import work
from medadv_gui.evaluation.cohort.engines import DIED, Call, Local
from medadv_gui.evaluation.cohort.manifest import read_manifest
from medadv_gui.evaluation.cohort.row import Failure, Row
from medadv_gui.evaluation.cohort.rows import row_of
from medadv_gui.evaluation.cohort.run import ATTACKS, CohortRun, Event
from medadv_gui.evaluation.cohort.spec import Attack, Source, Spec, extended, new_spec
from medadv_gui.evaluation.cohort.statistics import analyse
from medadv_gui.evaluation.cohort.store import (
    Store,
    content_digest,
    load_spec,
    locked,
    read_rows,
    save_spec,
    verify,
)
from medadv_gui.imaging.read import read_image
from medadv_gui.models.library import find_card
from medadv_gui.models.load import load_model
from tests.evaluation.cohort import alone
from tests.evaluation.cohort.made import picture, volume
from tests.support import PLAIN, ct_dataset, medadv, save
from tests.support import picture as shown

ATTACK_NAMES = ("ifgsm", "noise")


def cohort(pictures: Path, *models: Path, attacks: Sequence[str] = ATTACK_NAMES, **given: object) -> Spec:
    made = [Attack.of(name, steps=2) for name in attacks]
    cards = [find_card(str(path)) for path in models]
    found = read_manifest([pictures]) if isinstance(pictures, Path) else pictures
    return extended(new_spec(device="cpu"), found, cards, made, ("4/255",), **given)[0]  # type: ignore[arg-type]


def digests(out: Path) -> dict[str, str]:
    return {path.name: content_digest(path) for path in (out / "results").iterdir() if path.name[0] != "."}


def finish(run: CohortRun, engine: Local | None = None) -> list[Event]:
    """All events; done in this process, which has imported everything, unless an engine is given."""
    return list(run.events(engine or alone.Alone()))


@pytest.fixture(scope="module")
def done(home: Path, pictures: Path, model: Path, request: pytest.FixtureRequest) -> Path:
    """A cohort, run through in one go."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            patch.setenv(name, str(home / name.lower()))
        out = home / "done"
        events = list(CohortRun(out, cohort(pictures, model)).events())
    assert [event.done for event in events] == list(range(13))
    assert events[-1].total == 12
    assert events[-1].left == 0
    return out


@pytest.fixture
def copy(done: Path, tmp_path: Path) -> Path:
    """A copy of it beside the original: places are kept relative."""
    return Path(shutil.copytree(done, done.parent / f"copy-{tmp_path.name}"))


def test_rows_say_what_the_results_say(done: Path) -> None:
    rows, transfers, failures, spec = read_rows(done)
    assert len(rows) == 12
    assert (transfers, failures) == ((), ())
    for row, task in zip(rows, spec.tasks, strict=True):
        assert row.key == task.key
        result = load_result(done / "results" / row.key)
        assert row == row_of(result, row.key, task.source)
        assert row.success == result.outcome.reread
        assert row.original.dice == pytest.approx(
            dict(result.predictions["original"].dice or {})  # type: ignore[union-attr]
        )
        assert row.truth_source == "ground truth"
        assert result.attack["name"] == task.attack.name
        assert result.plan == task.model.plan
    assert {row.item for row in rows} == {f"item-{k:04}" for k in range(1, 7)}
    assert {row.patient for row in rows} == {"patient-0001", "patient-0002", "patient-0003"}
    assert {row.site for row in rows} == {"site-0001"}
    assert spec.sites == {"site-0001": "Site A"}
    assert verify(done) == ()


def test_nothing_but_sources_json_names_a_file(done: Path) -> None:
    for path in done.rglob("*"):
        if path.is_file() and path.name != "sources.json":
            held = path.read_bytes().lower()
            assert b"mustermann" not in held, path.name
            assert b"erika" not in held, path.name
            assert b"site a" not in held, path.name
        assert "mustermann" not in path.name.lower()
    assert "Mustermann" in (done / "sources.json").read_text()


def test_a_cohort_that_is_given_away_without_its_places_can_be_told_of(copy: Path) -> None:
    (copy / "sources.json").unlink()
    rows, _, _, spec = read_rows(copy)
    assert (len(rows), spec.places, spec.sites) == (12, {}, {})
    with pytest.raises(SettingsError, match=r"given away without sources\.json"):
        CohortRun(copy)


def test_a_site_that_is_called_as_another_is_numbered_is_another(
    copy: Path, pictures: Path, model: Path, tmp_path: Path
) -> None:
    more = Path(shutil.copytree(pictures, tmp_path / "more"))
    picture(more / "images" / "Erika_Mustermann_0.png", 78)
    table = more / "labels.csv"
    table.write_text(table.read_text().replace("Site A", "site-0001"))
    spec, _ = extended(load_spec(copy), read_manifest([more]))
    assert spec.sites == {"site-0001": "Site A", "site-0002": "site-0001"}
    assert spec.sources[-1].site == "site-0002"
    table.write_text(table.read_text().replace("site-0001", ""))
    assert cohort(more, model).sites == {}


def test_a_cohort_that_was_begun_before_sites_had_numbers(copy: Path, pictures: Path) -> None:
    for name, change in (
        ("cohort.json", lambda d: [source.update(site="Site A") for source in d["sources"]]),
        ("sources.json", lambda d: d.pop("sites")),
    ):
        document = json.loads((copy / name).read_text())
        change(document)  # type: ignore[no-untyped-call]
        (copy / name).write_text(json.dumps(document))
    more = Path(shutil.copytree(pictures, copy.parent / f"more-{copy.name}"))
    shown_again = more / "images" / "new.png"
    shutil.copy(drawn_again := more / "images" / "Erika_Mustermann_0.png", shown_again)
    picture(drawn_again, 77)
    spec, _ = extended(load_spec(copy), read_manifest([more]))
    assert len(spec.sources) == 7
    assert {source.site for source in spec.sources} == {"Site A"}
    save_spec(spec, copy)
    assert load_spec(copy).sites == spec.sites == {"Site A": "Site A"}


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    """A table that names people in every column."""
    for name, seed in (("MUSTERMANN^ERIKA 1950.png", 1), ("b.png", 2)):
        picture(tmp_path / "ward" / name, seed)
    site = '"St. Mary, Ward 3 (Dr. Jones)"'
    lines = [
        "file,label,site,patient,id",
        f"MUSTERMANN^ERIKA 1950.png,ERIKA MUSTERMANN severe,{site},MUSTERMANN^ERIKA,MUSTERMANN-ERIKA",
        f"b.png,3.0,{site},KOWALSKI^JAN,Kowalski_1",
    ]
    (tmp_path / "ward" / "labels.csv").write_text("\n".join(lines) + "\n")
    return tmp_path / "ward"


@pytest.mark.parametrize("name", ["fundus-dr", "TINY"])
def test_people_who_are_named_in_the_table_are_in_sources_json_alone(
    ward: Path, model: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    first = medadv(
        "batch", ward, "--model", model if name == "TINY" else name, "--attack", "fgsm", "--epsilon", "2/255",
        "--device", "cpu", "--out", out,
    )  # fmt: skip
    medadv("report", out)
    for path in out.rglob("*"):
        if path.is_file() and path.name != "sources.json":
            held = path.read_bytes().lower()
            assert not [word for word in (b"mustermann", b"erika", b"jones", b"kowalski") if word in held], path.name
    spec = load_spec(out)
    assert spec.sites == {"site-0001": "St. Mary, Ward 3 (Dr. Jones)"}
    if name == "fundus-dr":
        assert "skipped MUSTERMANN^ERIKA 1950.png: row 2: its label is none of: grade 0, no DR;" in first.stderr
        assert [(source.id, source.label) for source in spec.sources] == [("item-0001", "3.0")]
    else:
        assert [source.label for source in spec.sources] == [None, "3.0"]  # which no model here reads


def test_the_reason_of_a_failure_quotes_no_label(ward: Path, home: Path, tmp_path: Path) -> None:
    spec = cohort(ward, home / "model", attacks=["fgsm"])
    spec = replace(spec, sources=tuple(replace(source, label="Erika Mustermann") for source in spec.sources))
    out = tmp_path / "out"
    spec = extended(spec, cards=[find_card("fundus-dr")])[0]
    finish(CohortRun(out, spec))
    reasons = {failure.reason for failure in read_rows(out)[2]}
    assert len(reasons) == 1
    assert "its label in the manifest is none of the model's: grade 0, no DR;" in reasons.pop()
    assert "erika" not in (out / "failures.jsonl").read_text().lower()


def test_a_second_run_does_nothing(copy: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*") if path.is_file()}
    (event,) = finish(CohortRun(copy), _Refusing())
    assert (event.done, event.total, event.news) == (12, 12, None)
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*") if path.is_file()} == before


class _Refusing(Local):
    """An engine for when there is nothing to do."""

    def run(self, out, digest, calls, cancelled):  # type: ignore[no-untyped-def]
        assert not calls
        return iter(())


def test_what_is_missing_is_made_again_and_the_same(copy: Path, done: Path) -> None:
    lines = (copy / "rows.jsonl").read_bytes().splitlines(keepends=True)
    keys = [json.loads(line)["content"]["row"]["key"] for line in lines]
    damaged = lines[1].replace(b'"success"', b'"Success"')
    (copy / "rows.jsonl").write_bytes(b"".join([lines[0], damaged, *lines[3:11], lines[11][:100]]))
    shutil.rmtree(copy / "results" / keys[4])  # listed, but gone
    (copy / "results" / keys[2] / "case.npz").write_bytes(b"")  # not listed any more, and damaged
    (copy / "results" / ".working-left").mkdir()
    rows, _, _, _ = read_rows(copy)
    assert {row.key for row in rows} == set(keys) - {keys[4], keys[2]}
    news = [event.news for event in finish(CohortRun(copy))][1:]
    assert {row.key for row in news if isinstance(row, Row)} == {keys[4], keys[2]}
    assert digests(copy) == digests(done)
    assert len(read_rows(copy)[0]) == 12
    assert not list((copy / "results").glob(".working-*"))
    assert verify(copy) == ()


def test_verify_finds_what_has_changed(copy: Path) -> None:
    first, second, *_ = sorted(path for path in (copy / "results").iterdir())
    text = (first / "result.json").read_text()
    (first / "result.json").write_text(text.replace('"seed": 0', '"seed": 1'))
    (second / "adversarial.png").write_bytes(b"")
    assert verify(copy) == tuple(sorted((first.name, second.name)))
    assert len(read_rows(copy)[0]) == 12  # opening looks at the lists alone


def test_adding(copy: Path, done: Path, model: Path, second: Path, pictures: Path) -> None:
    spec, skipped = extended(
        load_spec(copy), read_manifest([pictures]), [find_card(str(second))], [Attack.of("fgsm")], ("8/255",),
        transfer=True,
    )  # fmt: skip
    assert skipped == ()
    assert [source.id for source in spec.sources] == [source.id for source in load_spec(copy).sources]
    events = finish(CohortRun(copy, spec))
    attacks = [event for event in events if event.of == ATTACKS]
    assert attacks[0].done == 12
    # The second model was begun with the new budget alone.
    assert attacks[-1].done == attacks[-1].total == 6 * 3 * 2 + 6 * 3
    before = digests(done)
    assert {key: digest for key, digest in digests(copy).items() if key in before} == before
    rows, transfers, _, _ = read_rows(copy)
    assert len(transfers) == events[-1].done == len(rows)
    assert {(t.key, t.model) for t in transfers} == {
        (row.key, "tiny-2" if row.model == "tiny" else "tiny") for row in rows
    }
    of = {row.key: row for row in rows}
    assert all(set(t.answer.dice) == set(of[t.key].attacked.dice) for t in transfers)
    shown = next(t for t in transfers if t.model == "tiny-2")
    result = load_result(copy / "results" / shown.key)
    place = load_spec(copy).places[of[shown.key].item]
    image = read_image(Instance(Path(place.path)))
    answer = load_model(find_card(str(second)), "cpu").predict(image.with_stored(result.adversarial))
    reference = result.reference.mask  # type: ignore[union-attr]
    assert shown.answer.dice == pytest.approx(answer.against(reference).dice)  # type: ignore[union-attr]
    (event, last) = finish(CohortRun(copy), _Refusing())
    assert (event.done, last.done) == (len(rows), len(transfers))


def test_what_contradicts_the_cohort_is_refused(copy: Path, model: Path, tmp_path: Path) -> None:
    spec = load_spec(copy)
    other = Path(shutil.copytree(model, tmp_path / "tiny"))
    card = json.loads((other / "model_card.json").read_text())
    card["input"]["intensity"]["upper"] = 200
    (other / "model_card.json").write_text(json.dumps(card))
    with pytest.raises(SettingsError, match="not the model"):
        extended(spec, cards=[find_card(str(other))])
    save_spec(replace(spec, algorithm=spec.algorithm + 1), copy)
    with pytest.raises(SettingsError, match="another version"):
        CohortRun(copy)
    with pytest.raises(InputError, match="no cohort"):
        CohortRun(tmp_path)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("cohort.json", lambda d: d["sources"][0].update(id="../../x")),
        ("cohort.json", lambda d: d["sources"][0].update(more=1)),
        ("cohort.json", lambda d: d["models"][0].update(epsilons=[])),
        ("cohort.json", lambda d: d["attacks"][0]["parameters"].update(region="x")),
        ("cohort.json", lambda d: d.update(schema_version=2)),
        ("cohort.json", lambda d: d.pop("seed")),
        ("sources.json", lambda d: d["places"].update(x="y")),
    ],
)
def test_a_strangers_cohort_is_checked(copy: Path, name: str, change: object) -> None:
    document = json.loads((copy / name).read_text())
    change(document)  # type: ignore[operator]
    (copy / name).write_text(json.dumps(document))
    with pytest.raises(InputError, match=name):
        read_rows(copy)
    (copy / name).write_text("[" * 100_000)
    with pytest.raises(InputError, match=name):
        load_spec(copy)


def test_failures_are_listed_and_tried_again_when_asked(pictures: Path, model: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(pictures, tmp_path / "data"))
    spec = cohort(data, model, attacks=["ifgsm"])
    spec = replace(spec, sources=spec.sources[:3])
    out = tmp_path / "out"
    changed = data / "images" / "Erika_Mustermann_1.png"
    kept = changed.read_bytes()
    changed.write_bytes(b"no picture")
    events = finish(CohortRun(out, spec))
    assert (events[-1].done, events[-1].failed) == (2, 1)
    rows, _, (failure,), _ = read_rows(out)
    assert len(rows) == 2
    assert failure == Failure(
        failure.key, "item-0002", "tiny", "ifgsm", "4/255", "has changed since the cohort was begun"
    )
    changed.write_bytes(kept)
    (event,) = finish(CohortRun(out), _Refusing())
    assert (event.done, event.failed) == (2, 1)
    assert finish(CohortRun(out, retry=True))[-1].done == 3
    assert read_rows(out)[2] == ()


def test_a_folder_that_cannot_be_written_is_no_tasks_failure(
    pictures: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OutputError("case.npz: cannot be written (No space left on device)")

    monkeypatch.setattr(work, "finish", full)
    with pytest.raises(OutputError, match="No space left"):
        finish(CohortRun(tmp_path / "out", cohort(pictures, model)))
    assert read_rows(tmp_path / "out")[:3] == ((), (), ())
    assert not list((tmp_path / "out" / "results").iterdir())


def test_a_second_attack_on_an_image_asks_the_model_less_often_and_finds_the_same(
    pictures: Path, model: Path, tmp_path: Path
) -> None:
    image = read_image(Instance(pictures / "images" / "Erika_Mustermann_0.png"))
    loaded, asked = load_model(find_card(str(model)), "cpu"), AttackSettings("ifgsm", steps=2, plan=PLAIN)
    calls: list[object] = []
    hook = loaded.network.register_forward_hook(lambda *_: calls.append(_))
    first, counts = None, []
    for name in ("alone", "like"):
        calls.clear()
        attack = AttackRun(image, loaded, asked, like=first)
        for _ in attack.steps():
            pass
        attack.finish(tmp_path / name)
        counts.append(len(calls))
        first = attack
    hook.remove()
    assert counts[0] - counts[1] == 3  # the original, twice, and noise
    assert content_digest(tmp_path / "alone") == content_digest(tmp_path / "like")


def test_boxes_in_parts_of_the_picture() -> None:
    source = Source("a", "0" * 64, boxes=(("po", 0.5, 0.25, 0.5, 0.5),), relative=True)
    image = shown(np.zeros((100, 200), np.uint8))
    assert work._boxes(source, ("polyp",), image) == (Box("polyp", 1.0, 50.0, 0.0, 150.0, 50.0),)
    source = replace(source, boxes=(("0", 1, 2, 3, 4),), relative=False)
    assert work._boxes(source, ("polyp",), image) == (Box("polyp", 1.0, 1.0, 2.0, 3.0, 4.0),)


@pytest.mark.parametrize("corners", [(1, 2, 203, 4), (-3, 2, 3, 4), (1, 2, 3, 9999), (200, 2, 201, 4)])
def test_a_box_beyond_the_image_is_refused(corners: tuple[float, float, float, float]) -> None:
    image = shown(np.zeros((100, 200), np.uint8))
    source = Source("a", "0" * 64, boxes=(("polyp", *corners),))
    with pytest.raises(InputError, match=r"beyond the image of 200 x 100 pixels|no area"):
        work._boxes(source, ("polyp",), image)
    source = replace(source, boxes=(("polyp", -1.5, 0, 202, 101),))
    assert work._boxes(source, ("polyp",), image) == (Box("polyp", 1.0, 0.0, 0.0, 200.0, 100.0),)


def test_messages_name_no_file() -> None:
    names = ["M\tErika.png", "Erika.png"]
    assert work.nameless("Erika.png: has another size than Erika.png", names) == "has another size than the file"
    assert work.nameless("M Erika.png: holds fractions", names) == "holds fractions"


def test_a_model_that_is_gone_is_no_failure_of_every_task(pictures: Path, model: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(model, tmp_path / "mine"))
    spec = cohort(pictures, own)
    shutil.rmtree(own)
    with pytest.raises(ModelError):
        finish(CohortRun(tmp_path / "out", spec))


def test_cancelling_keeps_what_is_done(pictures: Path, model: Path, done: Path, tmp_path: Path) -> None:
    out, engine = tmp_path / "out", Local(1)
    stop = threading.Event()
    for event in CohortRun(out, cohort(pictures, model)).events(engine, stop.is_set):
        if event.done == 2:
            stop.set()
    engine.close()
    assert event.done < 12
    assert len(read_rows(out)[0]) >= 2
    for event in CohortRun(out).events(alone.Alone()):  # leaving the loop is cancelling, too
        if event.done >= 5:
            break
    assert finish(CohortRun(out))[-1].done == 12
    assert digests(out) == digests(done)


def test_a_worker_that_dies_costs_one_task_at_most(pictures: Path, model: Path, done: Path, tmp_path: Path) -> None:
    out, engine = tmp_path / "out", Local(2)
    for event in CohortRun(out, cohort(pictures, model)).events(engine):
        if event.done == 2:
            for pid in engine.pids():
                os.kill(pid, signal.SIGKILL)
    engine.close()
    assert (event.done, event.failed) == (12, 0)
    assert digests(out) == digests(done)


def test_a_task_that_kills_its_worker_twice_fails(tmp_path: Path) -> None:
    engine = Local(1)
    found = []

    def killer() -> None:
        for _ in range(2):
            seen = set(found)
            while not (fresh := set(engine.pids()) - seen):
                time.sleep(0.01)
            found.extend(fresh)
            os.kill(found[-1], signal.SIGKILL)

    thread = threading.Thread(target=killer)
    thread.start()
    calls = [Call("attack", ("0" * 64,), "a"), Call("attack", ("1" * 64,), "a")]
    outcomes = list(engine.run(tmp_path, "none", calls, lambda: False))
    thread.join()
    engine.close()
    assert outcomes[0] == (calls[0], {"error": DIED})
    assert outcomes[1][1] == {"error": "there is no sources.json; not the folder of a cohort"}


def test_two_runs_at_once_are_refused(copy: Path) -> None:
    with locked(copy), pytest.raises(OutputError, match="another run"):
        finish(CohortRun(copy))


def test_dicom_results_have_equal_content(model: Path, home: Path, tmp_path: Path) -> None:
    from tests.made_models import write_lung_model

    lung = write_lung_model(tmp_path / "lung")
    save(ct_dataset(np.random.default_rng(0).integers(0, 2000, (32, 32)).astype(np.int16)), tmp_path / "ct" / "a.dcm")
    outs = []
    for name in "ab":
        outs.append(tmp_path / name)
        spec = cohort(tmp_path / "ct", lung, attacks=["ifgsm"])
        assert finish(CohortRun(outs[-1], spec))[-1].done == 1
    assert digests(outs[0]) == digests(outs[1])
    (row,) = read_rows(outs[0])[0]
    assert row.mm
    assert row.modality == "CT"
    assert row.patient == "patient-0001"
    assert not [path for path in outs[0].rglob("*") if b"Mustermann" in (path.read_bytes() if path.is_file() else b"")]


def test_slices_of_volumes_are_their_patients(model: Path, tmp_path: Path) -> None:
    for k in range(6):
        volume(tmp_path / "data" / "images" / f"case_{k}.nii.gz", k)
        volume(tmp_path / "data" / "masks" / f"case_{k}.nii.gz", k, mask=True)
    found = read_manifest([tmp_path / "data"], slices="2")
    finish(CohortRun(tmp_path / "out", cohort(found, model, attacks=["ifgsm"])))  # type: ignore[arg-type]
    rows, _, failures, spec = read_rows(tmp_path / "out")
    assert (len(rows), failures) == (12, ())
    assert {source.slice for source in spec.sources} == {1, 3}
    assert {row.truth_source for row in rows} == {"ground truth"}
    (group,) = analyse(rows)["groups"]
    fall = group["figures"]["dice_drop"]
    assert (group["n"], group["patients"], fall["n"], fall["units"]) == (12, 6, 12, 6)
    # Each slice is held to its own slice of the mask, which lies one pixel lower in the next.
    for source in spec.sources[:2]:
        reference = next(row.key for row in rows if row.item == source.id)
        truth = load_result(tmp_path / "out" / "results" / reference).reference.mask  # type: ignore[union-attr]
        assert np.flatnonzero(truth.any(axis=1)).min() == source.slice


def test_a_mask_that_lies_elsewhere_is_refused(model: Path, tmp_path: Path) -> None:
    volume(tmp_path / "images" / "case.nii", 0)
    volume(tmp_path / "masks" / "case.nii", 0, mask=True, place=3.0)
    finish(CohortRun(tmp_path / "out", cohort(tmp_path, model, attacks=["ifgsm"])))
    rows, _, (failure,), _ = read_rows(tmp_path / "out")
    assert rows == ()
    assert "does not lie where the image lies" in failure.reason


# Killed

RUN = [sys.executable, "-m", "medadv_gui", "batch"]


def arguments(pictures: Path, model: Path, out: Path) -> list[str]:
    asked = ["--model", str(model), "--attack", "ifgsm", "--attack", "noise", "--epsilon", "4/255", "--steps", "2"]
    return [str(pictures), *asked, "--device", "cpu", "--processes", "1", "--out", str(out)]


class Killed:
    """A cohort that is killed again and again: no finished case may be lost, none damaged."""

    def __init__(self, out: Path, seed: int) -> None:
        self.out, self.rng = out, random.Random(seed)
        self.finished: set[str] = set()
        self.moments: set[int] = set()  # how many cases were finished when it was killed

    def await_a_moment(self, alive: Callable[[], bool]) -> None:
        """Until some more cases are finished, and a little longer."""
        target = len(self.finished) + self.rng.randint(0, 2)
        while alive() and self._there() < target:
            time.sleep(0.002)
        time.sleep(self.rng.uniform(0, 0.1))

    def _there(self) -> int:
        results = self.out / "results"
        return len([path for path in results.iterdir() if path.name[0] != "."]) if results.is_dir() else 0

    def look(self) -> None:
        """All that was finished is there, whole; where all is done, most of it is taken away again."""
        if not (self.out / "cohort.json").exists():
            return
        store = Store(self.out, load_spec(self.out))
        assert not store.damaged
        assert self.finished <= set(store.rows)
        assert verify(self.out) == ()
        self.finished = set(store.rows)
        self.moments.add(len(self.finished))
        print(f"killed with {len(self.finished)} of 12 finished: none lost, none damaged")  # pytest -s: the log
        if len(self.finished) == 12:
            for key in self.rng.sample(sorted(self.finished), 9):
                shutil.rmtree(self.out / "results" / key)
                self.finished.remove(key)
            (self.out / "rows.jsonl").unlink()


def test_killed_at_twenty_moments(pictures: Path, model: Path, done: Path, tmp_path: Path) -> None:
    """All of it in one process, forked off one that has imported everything: so twenty are to be had in seconds."""
    out, context = tmp_path / "out", multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["medadv_gui.evaluation.cohort.work", "tests.evaluation.cohort.alone"])
    save_spec(cohort(pictures, model), out)
    killed = Killed(out, 4)
    for _ in range(20):
        process = context.Process(target=alone.run, args=(out,))
        process.start()
        killed.await_a_moment(process.is_alive)
        process.kill()
        process.join()
        killed.look()
    assert len(killed.moments) > 4
    assert finish(CohortRun(out))[-1].done == 12
    assert digests(out) == digests(done)
    assert verify(out) == ()


def test_the_command_line_killed(pictures: Path, model: Path, done: Path, tmp_path: Path) -> None:
    """The program and its workers, which go with it."""
    out = tmp_path / "out"
    killed = Killed(out, 5)
    for _ in range(int(os.environ.get("MEDADV_KILLS", "3"))):
        begun = (out / "cohort.json").exists()
        command = [*RUN, "--resume", "--out", str(out)] if begun else [*RUN, *arguments(pictures, model, out)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        killed.await_a_moment(lambda process=process: process.poll() is None)  # type: ignore[misc]
        process.kill()
        process.wait()
        killed.look()
    assert finish(CohortRun(out))[-1].done == 12
    assert digests(out) == digests(done)
    assert verify(out) == ()


# The command line


def test_the_command_line(
    pictures: Path, model: Path, done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    first = medadv("batch", *arguments(pictures, model, out), "--limit", "3", "--json")
    document = json.loads(first.stdout)
    assert (document["tasks"], document["done"], document["failed"]) == (6, 6, 0)
    assert [(g["attack"], g["cases"]) for g in document["groups"]] == [("ifgsm", 3), ("noise", 3)]
    assert run(["batch", *arguments(pictures, model, out)]) == 2
    assert run(["batch", "--resume", "--out", str(out), "--norm", "l2"]) == 2
    refused, differs = capsys.readouterr().err.splitlines()
    assert "holds a cohort already" in refused
    assert "name another folder" in differs
    second = medadv("batch", pictures, "--resume", "--out", out)
    assert "12 of 12 attacks done" in second.stdout
    assert digests(out) == digests(done)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--resume"], "no cohort"),
        ([], "name images"),
        (["PICTURES", "--engine", "dask"], "--scheduler"),
        (["PICTURES", "--retry-failed"], "--resume"),
        (["PICTURES", "--scheduler", "tcp://x:1"], "--engine dask"),
        (["PICTURES", "--attack", "nothing"], "is not one of"),
        (["PICTURES", "--model", "ct-lung", "--attack", "apgd-dlr", "--steps", "0"], "at least 1"),
        (["PICTURES", "--split", "nowhere"], "no image is of this split"),
        (["PICTURES", "--limit", "0"], "--limit"),
        (["PICTURES", "--model", "ct-lung", "--epsilon", "banana"], "budget 'banana': write 4/255"),
        (["PICTURES", "--model", "ct-lung", "--epsilon=-3/255"], "budget '-3/255': write 4/255"),
        (["PICTURES", "--model", "ct-lung", "--epsilon", "-3/255"], "batch: argument --epsilon: expected one argument"),
        (["PICTURES", "--model", "ct-lung", "--epsilon", "1/255", "--epsilon", "0.0"], "a budget is above 0"),
    ],
)
def test_wrong_usage(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], given: list[str], words: str
) -> None:
    asked = [str(pictures) if part == "PICTURES" else part for part in given]
    assert run(["batch", *asked, "--out", str(tmp_path / "out")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["report", "batch x --out", "attack x.png --model ct-lung --out"])
def test_the_folder_that_one_is_in_has_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    (tmp_path / "here").mkdir()
    picture(tmp_path / "here" / "x.png", 0)
    monkeypatch.chdir(tmp_path / "here")
    assert run([*command.split(), "."]) == 2
    assert capsys.readouterr().err.startswith("medadv-gui: here: ")


def test_a_number_of_steps_for_all_leaves_queries_alone() -> None:
    asked = [_attack(text, 5) for text in ("pgd", "square", "worst", "fgsm", "square:steps=7", "pgd:steps=3")]
    assert [attack.parameters["steps"] for attack in asked] == [5, 500, 5, None, 7, 3]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["file,label", "a.png,3"], "fundus-dr"),
        (["file,label,xmin,ymin,xmax,ymax", "a.png,polyp,1,2,9,9"], "endo-polyp"),
        (["file,label,xmin,ymin,xmax,ymax", "a.png,bubbles,1,2,9,9"], "endo-artefact"),
        (["file,label", "a.png,"], None),
    ],
)
def test_the_truth_tells_the_model(tmp_path: Path, lines: list[str], found: str | None) -> None:
    Pillow.fromarray(np.full((40, 40, 3), 90, np.uint8)).save(tmp_path / "a.png")
    (tmp_path / "labels.csv").write_text("\n".join(lines))
    manifest = read_manifest([tmp_path])
    if found is None:
        with pytest.raises(ModelError, match="more than one model fits, name one"):
            _default_card(manifest)
    else:
        assert _default_card(manifest).id == found


def test_ctrl_c(pictures: Path, model: Path, done: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen(
        [*RUN, *arguments(pictures, model, out)], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    while not (out / "rows.jsonl").exists():
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: the workers get it, too
    _, words = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--resume goes on" in words
    assert finish(CohortRun(out))[-1].done == 12
    assert digests(out) == digests(done)
