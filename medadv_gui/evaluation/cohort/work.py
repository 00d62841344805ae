"""One task of a cohort, done: the same for a process on this machine and a worker of a cluster. It needs the cohort's
folder and the files that this names, and nothing else."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from medadv_gui.attack.criterion import criterion
from medadv_gui.attack.engine import Plan
from medadv_gui.attack.run import AttackRun, finish
from medadv_gui.attack.settings import AttackSettings, Truth
from medadv_gui.attack.truth import match_label, on_image, read_truth
from medadv_gui.attack.truth import reference as reference_answer
from medadv_gui.core.errors import InputError, MedadvError, ModelError, OutputError, SettingsError
from medadv_gui.core.files import file_sha256
from medadv_gui.core.result import AttackResult, load_result
from medadv_gui.core.types import Box, Image, Instance, MaskPrediction, Prediction
from medadv_gui.evaluation.cohort.row import Transfer
from medadv_gui.evaluation.cohort.rows import answer_of, row_of
from medadv_gui.evaluation.cohort.spec import Attack, CohortModel, Source, content_sha256, model_digest
from medadv_gui.evaluation.cohort.store import RESULTS, load_spec, working_folder
from medadv_gui.imaging.read import read_image
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import find_card
from medadv_gui.models.load import Model, load_model

Json = dict[str, Any]
_TRIED = 20  # images, until one is found that fits a model whose plan is to be chosen
_KEPT = 2  # models in memory; images, of which the order of the tasks needs one


@dataclass(frozen=True, eq=False)
class _Opened:
    """An image of the cohort and the model that is to look at it, with the truth that this needs."""

    image: Image
    model: Model
    truth: Truth


class Worker:
    """Does tasks of the cohort in `out`, as it was when the worker was made; keeps what the next one needs, too."""

    def __init__(self, out: Path) -> None:
        self.out, self.spec = out, load_spec(out)
        self._tasks = {task.key: task for task in self.spec.tasks}
        self._sources = {source.id: source for source in self.spec.sources}
        self._models: OrderedDict[str, Model] = OrderedDict()
        self._images: OrderedDict[str, Image] = OrderedDict()
        self._hashes: dict[Path, tuple[str, tuple[int, int]]] = {}
        self._last: AttackRun | None = None  # the next attack is most often on the same image

    def machine(self) -> Json:
        """How many GPUs of CUDA there are."""
        return {"gpus": torch.cuda.device_count() if torch.cuda.is_available() else 0}

    def plan(self, digest: str) -> Json:
        """The plan for a model of the cohort, chosen on the first image that fits it."""
        model = next(model for model in self.spec.models if model.digest == digest)
        attack = next((attack for attack in self.spec.attacks if attack.fits(model)), None)
        loaded = self._model(model)
        for source in self.spec.sources[:_TRIED]:
            if attack is None:
                break
            try:
                opened = self._opened(source, model)
                run = AttackRun(
                    opened.image, loaded, self._settings(attack, model, model.epsilons[0], opened.truth), source.slice
                )
                return {"plan": run.engine.plan.to_json()}
            except MedadvError:
                continue
        plan = Plan(
            engine="plain", layout="contiguous", smoothed="float32", threads=torch.get_num_threads(),
            device=str(loaded.device),
        )  # fmt: skip
        return {"plan": plan.to_json()}

    def attack(self, key: str) -> Json:
        """Do a task, unless it is done already; its row."""
        task = self._tasks[key]
        folder = self.out / RESULTS / key
        if not (folder / "result.json").exists():
            opened = self._opened(task.source, task.model)
            settings = self._settings(task.attack, task.model, task.epsilon, opened.truth)
            run = AttackRun(opened.image, opened.model, settings, task.source.slice, like=self._last)
            self._last = run
            for _ in run.steps():
                pass
            with working_folder(self.out, key) as working:
                result = _finished(run, working, key)
        else:
            result = load_result(folder)
        return {"row": row_of(result, key, task.source).to_json()}

    def transfer(self, key: str, digest: str) -> Json:
        """What another model of the cohort answers to the adversarial image of a task that is done."""
        task = self._tasks[key]
        other = next(model for model in self.spec.models if model.digest == digest)
        opened = self._opened(task.source, other)
        parameters = task.attack.parameters
        result = load_result(self.out / RESULTS / key)
        clean = opened.model.predict(opened.image)
        reference, _ = reference_answer(clean, opened.truth, opened.model.card, opened.image)
        judge = criterion(
            _against(clean, reference), reference, None, float(parameters["drop"]), bool(parameters["invented"])
        )
        answer = _against(opened.model.predict(opened.image.with_stored(result.adversarial)), reference)
        transfer = Transfer(
            key, other.id, other.version, other.sha256, judge.clean_correct(_against(clean, reference)),
            bool(result.changed_share) and judge.met(answer), answer_of(answer, reference, result.geometry.spacing),
        )  # fmt: skip
        return {"transfer": transfer.to_json()}

    def names(self, key: str) -> list[str]:
        """The names of a task's files, which no message may hold."""
        if key not in self._tasks:
            return []
        place = self.spec.places.get(self._tasks[key].source.id)
        return [] if place is None else [Path(p).name for p in (place.member, place.mask, place.path) if p]

    def _settings(self, attack: Attack, model: CohortModel, epsilon: str, truth: Truth) -> AttackSettings:
        return AttackSettings(
            attack=attack.name, norm=self.spec.norm, epsilon=epsilon, seed=self.spec.seed, truth=truth,
            plan=model.plan, **attack.parameters,
        )  # fmt: skip

    def _opened(self, source: Source, model: CohortModel) -> _Opened:
        loaded = self._model(model)
        image = self._image(source)
        return _Opened(image, loaded, self._truth(source, loaded, image))

    def _model(self, model: CohortModel) -> Model:
        if model.digest not in self._models:
            while len(self._models) >= _KEPT:
                self._models.popitem(last=False)
            card = find_card(self.spec.folders.get(model.id, model.id))
            if model_digest(card) != model.digest:
                raise ModelError(f"{model.id}: is not the model that the cohort was begun with")
            device = self.spec.device if model.plan is None else str(model.plan.get("device"))
            loaded = load_model(card, device)
            self._models[model.digest] = loaded
        self._models.move_to_end(model.digest)
        # Not as many as there are, nor as many as another machine has: the same bytes wherever it runs.
        if torch.get_num_threads() != self.spec.threads:
            torch.set_num_threads(self.spec.threads)
        return self._models[model.digest]

    def _image(self, source: Source) -> Image:
        if source.id not in self._images:
            place = self.spec.places.get(source.id)
            if place is None:
                raise InputError(f"{source.id}: the cohort does not say where it lies")
            path = Path(place.path)
            if content_sha256(self._hash(path), place.member) != source.sha256:
                raise InputError(f"{path.name}: has changed since the cohort was begun")
            while len(self._images) >= _KEPT:
                self._images.popitem(last=False)
            self._images[source.id] = read_image(Instance(path, source.frame, place.member))
        self._images.move_to_end(source.id)
        return self._images[source.id]

    def _hash(self, path: Path) -> str:
        """SHA-256 of a file; taken again once the file is another."""
        try:
            status = path.stat()
            as_it_is = status.st_size, status.st_mtime_ns
            if self._hashes.get(path, ("", None))[1] != as_it_is:
                self._hashes[path] = file_sha256(path), as_it_is
        except OSError as error:
            raise InputError(f"{path.name}: cannot be read ({error.strerror or type(error).__name__})") from None
        return self._hashes[path][0]

    def _truth(self, source: Source, model: Model, image: Image) -> Truth:
        """What the manifest says of the image, as far as the model's task asks for it."""
        try:
            return self._fitting(source, model.card, image)
        except SettingsError:  # which quotes what the manifest says
            names = "; ".join(model.card.label_names)
            raise SettingsError(f"its label in the manifest is none of the model's: {names}") from None

    def _fitting(self, source: Source, card: ModelCard, image: Image) -> Truth:
        if card.task == "segmentation":
            if not source.mask_sha256:
                return Truth()
            path = Path(self.spec.places[source.id].mask)
            if self._hash(path) != source.mask_sha256:
                raise InputError(f"{path.name}: has changed since the cohort was begun")
            return read_truth(str(path), card, image)
        if card.task == "detection":
            return Truth() if source.boxes is None else Truth(boxes=_boxes(source, card.label_names, image))
        return Truth() if source.label is None else read_truth(source.label, card, image)


def _boxes(source: Source, names: tuple[str, ...], image: Image) -> tuple[Box, ...]:
    found = []
    for label, a, b, c, d in source.boxes or ():
        if source.relative:
            a, c = (a - c / 2) * image.columns, (a + c / 2) * image.columns
            b, d = (b - d / 2) * image.rows, (b + d / 2) * image.rows
        box = Box(match_label(label, names), 1.0, float(a), float(b), float(c), float(d))
        found.append(on_image(box, image))
    return tuple(found)


def _against(answer: Prediction, reference: Prediction) -> Prediction:
    if isinstance(answer, MaskPrediction) and isinstance(reference, MaskPrediction):
        return answer.against(reference.mask)
    return answer


def _finished(run: AttackRun, folder: Path, key: str) -> AttackResult:
    """As `AttackRun.finish`, with the DICOM files of a task in a series of its own that is the same each time."""
    return finish(
        run, folder, stop_reason=run.stop_reason, seconds=run.seconds, plan=run.engine.plan.to_json(),
        series=bytes.fromhex(key)[:16],
    )  # fmt: skip


_one_at_a_time = threading.Lock()  # a cluster's worker may have several threads; a plan's threads are the process's
_worker: tuple[tuple[str, str], Worker] | None = None


def answer(out: str, digest: str, do: str, *arguments: str) -> Json:
    """Do one thing (`machine`, `plan`, `attack` or `transfer`) for the cohort in the folder `out`, whose `digest` the
    caller knows; what came of it, or {"error": one line that names no file}, or {"stop": the same} where no other task
    would fare better."""
    global _worker
    names = [Path(out).name]
    try:
        with _one_at_a_time:
            if _worker is None or _worker[0] != (out, digest):
                made = Worker(Path(out))
                if made.spec.digest != digest:
                    raise SettingsError("the cohort's folder, as it is seen here, holds another cohort")
                _worker = (out, digest), made
            worker = _worker[1]
            names += worker.names(arguments[0]) if arguments else []
            found: Json = getattr(worker, do)(*arguments)
            return found
    except OutputError as error:
        return {"stop": nameless(str(error), names)}
    except MedadvError as error:
        return {"error": nameless(str(error), names)}
    except MemoryError:
        return {"error": "needs more memory than there is"}
    except Exception as error:  # a library on an odd image, a network of somebody's: the other tasks go on
        return {"error": f"a fault of the program or of a library ({type(error).__name__})"}


def nameless(message: str, names: list[str]) -> str:
    """The message without these names of files."""
    for name in names:
        clean = str(MedadvError(name))  # as errors write it: in printable characters
        message = message.removeprefix(f"{clean}: ").replace(clean, "the file") if clean else message
    return message
