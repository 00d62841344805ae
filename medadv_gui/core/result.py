"""The result of one attack as a value, and its two files: result.json (schema version 1) and case.npz.

Reports, replay, the case library and reader studies read these two files alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.errors import InputError
from medadv_gui.core.files import file_sha256, write_atomic
from medadv_gui.core.policy import audit
from medadv_gui.core.types import (
    Box,
    BoxPrediction,
    ClassPrediction,
    Geometry,
    MaskPrediction,
    MultiLabelPrediction,
    Prediction,
    Window,
    nothing_to_lose,
)

SCHEMA_VERSION = 1
# Of zlib's: half the time of its default, for an eighth more on the disk. A change of single steps is all but noise.
LEVEL = 3

# Who vouches for the preprocessing of the model that answered: `model["preprocessing"]`.
STATED = "stated by the bundled card"
ASSUMED = "assumed by user"
VERIFIED = "test vector passes"


@dataclass(frozen=True)
class Budget:
    """How far a pixel (L-infinity) or the whole image (L2) may move, and how far it did.

    requested : as asked for, e.g. "4/255". stored_units : the budget in force, in stored values.
    hu : the same in HU, None off CT. of_255 : in 255ths of the model's input window. noise_sd : in standard
    deviations of the image's own local noise. realised_linf, realised_l2 : of the written image, stored units.
    """

    requested: str
    stored_units: float
    hu: float | None
    of_255: float
    noise_sd: float | None
    realised_linf: float = 0.0
    realised_l2: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """Whether the criterion is met in memory, after rounding to stored values, after writing and re-reading
    the file, and (8-bit pictures) after JPEG quality 90."""

    in_memory: bool
    rounded: bool
    reread: bool
    after_jpeg_q90: bool | None = None


@dataclass(frozen=True)
class StepRecord:
    """Iterate k before its update: the two loss terms, the two divergences (nats), the gap between the
    network's answers to the iterate and to its smoothed copy (absolute differences of scores summed over the labels,
    mean over positions), and the
    iterate's distance from the original in stored units. `kl_smoothed` and `smoothing_gap` are None where the
    attack smooths nothing. `reversed_share` is the share of positions where the stabilization stalls the climb or
    turns it round, None where alpha is below 1 and it cannot."""

    k: int
    loss_deviation: float
    loss_stabilization: float
    kl_truth: float
    kl_smoothed: float | None
    smoothing_gap: float | None
    linf: float
    l2: float
    success: bool
    reversed_share: float | None = None


@dataclass(frozen=True, eq=False)
class AttackResult:
    """One attack, complete. Images are in stored values at the image's own size; see CLI documentation in
    resources/help for each field. `predictions` has the keys original, adversarial, reread and noise.
    `criterion` says in words what counts as success; `clean_correct` whether the model was right before on something
    that can be lost, so that the case counts; `reference` is the reference answer as a prediction. `inputs` is
    what else a repetition needs, each where there was one: the `region`, the `start`, the table of a `modality_lut`."""

    source: Mapping[str, Any]
    slice: int
    model: Mapping[str, Any]
    attack: Mapping[str, Any]
    norm: str
    budget: Budget
    criterion: str
    truth_source: str
    reference: Prediction
    predictions: Mapping[str, Prediction]
    outcome: Outcome
    noise_success: bool
    clean_correct: bool
    metrics: Mapping[str, Any]
    saturated_share: float
    changed_share: float
    steps: tuple[StepRecord, ...]
    stop_reason: str
    seconds: float
    device: str
    seed: int
    plan: Mapping[str, Any]
    versions: Mapping[str, str]
    warnings: tuple[str, ...]
    original: NDArray[Any]
    adversarial: NDArray[Any]
    window: Window
    geometry: Geometry
    inputs: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def nothing_to_lose(self) -> bool:
        """Whether no attack could meet the criterion, as the reference is empty and the model's first answer, too."""
        return nothing_to_lose(self.reference, self.predictions["original"], self.clean_correct)

    @property
    def perturbation(self) -> NDArray[np.int32]:
        """adversarial - original in stored units, int32."""
        return self.adversarial.astype(np.int32) - self.original.astype(np.int32)

    def to_json(self) -> dict[str, Any]:
        """The document of result.json."""
        skip = {"original", "adversarial", "geometry", "window", "predictions", "reference", "steps", "inputs"}
        document: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
        for item in fields(self):
            if item.name not in skip:
                value = getattr(self, item.name)
                document[item.name] = asdict(value) if hasattr(value, "__dataclass_fields__") else _plain(value)
        document["window"] = asdict(self.window)
        document["reference"] = self.reference.to_json()
        document["prediction"] = {name: p.to_json() for name, p in self.predictions.items()}
        document["steps"] = [asdict(step) for step in self.steps]
        return document


def save_result(result: AttackResult, folder: Path, *, other_files: tuple[str, ...] = ()) -> AttackResult:
    """Write case.npz and result.json into `folder`; the result comes back with the files' SHA-256.

    Raises OutputError where the folder cannot be written.
    """
    arrays: dict[str, NDArray[Any]] = {"original": result.original, "perturbation": result.perturbation}
    for name, prediction in (("reference", result.reference), *result.predictions.items()):
        if isinstance(prediction, MaskPrediction):
            arrays[f"mask_{name}"] = prediction.mask
    geometry = {key: value for key, value in asdict(result.geometry).items() if value is not None}
    arrays.update({f"geometry_{key}": np.asarray(value, dtype=np.float64) for key, value in geometry.items()})
    arrays.update({f"input_{name}": values for name, values in result.inputs.items()})
    with (
        write_atomic(folder / "case.npz") as stream,
        ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive,
    ):
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    names = (*other_files, "case.npz")
    files = {name: file_sha256(folder / name) for name in names}
    result = AttackResult(**{**_shallow(result), "files": files})
    audit(
        "attack", source=result.source["sha256"], model=result.model["id"], model_sha256=result.model.get("sha256"),
        attack=result.attack["name"], norm=result.norm, budget=result.budget.requested, succeeded=result.outcome.reread,
    )  # fmt: skip
    text = json.dumps(result.to_json(), indent=2, allow_nan=False)
    with write_atomic(folder / "result.json") as stream:
        stream.write(text.encode("utf-8"))
    return result


def load_result(folder: Path) -> AttackResult:
    """The result that `save_result` wrote into `folder`.

    Raises InputError where a file is missing, damaged, of another schema version or does not match.
    """
    name = folder.resolve().name
    try:
        document = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        with np.load(folder / "case.npz", allow_pickle=False) as data:
            arrays = {key: data[key] for key in data.files}
    except FileNotFoundError as error:
        missing = Path(error.filename).name if error.filename else "a file"
        raise InputError(f"{name}: {missing} is missing; not the folder of an attack") from None
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"{name}: the result cannot be read ({type(error).__name__})") from None
    try:
        if document["schema_version"] != SCHEMA_VERSION:
            raise InputError(f"{name}/result.json: schema_version {document['schema_version']} is not {SCHEMA_VERSION}")
        if file_sha256(folder / "case.npz") != document["files"]["case.npz"]:
            raise InputError(f"{name}: case.npz does not match the SHA-256 in result.json")
        return _from_json(document, arrays)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{name}/result.json: {in_words(error)}") from None


def in_words(error: Exception) -> str:
    """What `error`, met in reading a result, says about its document."""
    if isinstance(error, KeyError):
        return f"the field {error} is missing"
    return f"a field is not what a result holds ({error})"


def _from_json(document: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> AttackResult:
    original = arrays["original"]
    adversarial = (original.astype(np.int32) + arrays["perturbation"]).astype(original.dtype)
    labels = tuple(document["model"]["labels"])

    def prediction(name: str, item: Mapping[str, Any]) -> Prediction:
        if "threshold" in item:
            return MultiLabelPrediction(dict(item["probabilities"]), threshold=item["threshold"])
        if "probabilities" in item:
            return ClassPrediction(dict(item["probabilities"]))
        if "boxes" in item:
            return BoxPrediction(tuple(Box(b["label"], b["score"], *b["box"]) for b in item["boxes"]))
        return MaskPrediction(labels, arrays[f"mask_{name}"], item.get("dice"), item.get("mean_dice"))

    geometry = {
        key: tuple(arrays[f"geometry_{key}"].tolist()) if f"geometry_{key}" in arrays else None
        for key in ("spacing", "orientation", "position")
    }
    same = {f.name for f in fields(AttackResult)} - {
        "budget",
        "outcome",
        "reference",
        "predictions",
        "steps",
        "warnings",
        "original",
        "adversarial",
        "geometry",
        "window",
        "inputs",
    }
    return AttackResult(
        **{name: document[name] for name in same},
        budget=Budget(**document["budget"]),
        outcome=Outcome(**document["outcome"]),
        reference=prediction("reference", document["reference"]),
        predictions={name: prediction(name, item) for name, item in document["prediction"].items()},
        steps=tuple(StepRecord(**step) for step in document["steps"]),
        warnings=tuple(document["warnings"]),
        original=original,
        adversarial=adversarial,
        geometry=Geometry(**geometry),
        inputs={name.removeprefix("input_"): array for name, array in arrays.items() if name.startswith("input_")},
        window=Window(**{**document["window"], "table": tuple(document["window"].get("table", ()))}),
    )


def _shallow(result: AttackResult) -> dict[str, Any]:
    return {item.name: getattr(result, item.name) for item in fields(result)}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
