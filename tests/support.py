"""Files and models that tests make for themselves: no picture of anyone."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import torch
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian
from safetensors.torch import save_file

from medadv_gui.core.files import file_sha256
from medadv_gui.core.types import Image, Window
from medadv_gui.models.card import BoxSpec, InputSpec, Label, ModelCard, ModelFile, OutputSpec
from tests.forked import start

# The plan that does nothing clever, for tests of exact numbers.
PLAIN = {
    "engine": "plain", "layout": "contiguous", "smoothed": "float32", "batch": 1, "threads": torch.get_num_threads(),
    "device": "cpu",
}  # fmt: skip
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def medadv(*arguments: object, status: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program's command line in a process of its own, with these variables of the environment besides."""
    done = start(*arguments, **environment)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


def ct_dataset(stored: np.ndarray, *, series: str | None = None, z: float = 0.0, number: int = 1) -> Dataset:
    """A CT slice of int16 stored values: slope 1, intercept -1024, lung window."""
    ds = Dataset()
    ds.SOPClassUID = CTImageStorage
    ds.SOPInstanceUID = f"{series or '1.2.3.4'}.{number}.{abs(round(z * 10))}"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = "1.2.3", series or "1.2.3.4"
    ds.PatientName, ds.PatientID, ds.PatientBirthDate = "Mustermann^Erika", "SECRET-4711", "19700102"
    ds.AccessionNumber, ds.InstitutionName, ds.StudyDate = "ACC-90210", "Hospital Nowhere", "20240203"
    ds.Modality, ds.SeriesDescription, ds.InstanceNumber = "CT", "chest", number
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows, ds.Columns = stored.shape
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 16, 15, 1
    ds.PixelSpacing, ds.ImageOrientationPatient = [0.7, 0.8], [1, 0, 0, 0, 1, 0]
    ds.ImagePositionPatient = [0, 0, z]
    ds.RescaleSlope, ds.RescaleIntercept, ds.RescaleType = "1", "-1024", "HU"
    ds.WindowCenter, ds.WindowWidth = "-600", "1500"
    ds.KVP, ds.PositionReferenceIndicator = "120", ""
    ds.PixelData = stored.astype("<i2").tobytes()
    ds["PixelData"].VR = "OW"
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    return ds


def save(ds: Dataset, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    ds.save_as(path, enforce_file_format=True)
    return path


def picture(stored: np.ndarray, **changes: Any) -> Image:
    """An 8-bit picture that lies in no file."""
    values: dict[str, Any] = {
        "stored": stored, "path": Path("picture.png"), "frame": 0, "kind": "png", "lossy": False, "modality": "",
        "units": "", "slope": 1.0, "intercept": 0.0, "inverted": False, "lowest": 0, "highest": 255,
        "window": Window(0.0, 255.0),
    }  # fmt: skip
    return Image(**{**values, **changes})


def card(
    task: str = "classification",
    labels: tuple[str, ...] = ("a", "b", "c"),
    output: dict[str, Any] | None = None,
    boxes: dict[str, Any] | None = None,
    **spec: Any,
) -> ModelCard:
    """A card for a network that a test makes itself; `output`, `boxes` and `spec` change how its answers and boxes are
    read, and its input."""
    values: dict[str, Any] = {
        "channels": 1, "height": 8, "width": 8, "resize": "stretch", "units": "8-bit", "lower": 0.0, "upper": 255.0,
        "mean": (0.0,), "std": (1.0,),
    }  # fmt: skip
    values.update({"units": "RGB"} if spec.get("channels") == 3 else {}, **spec)
    by_sigmoid = task in ("multilabel", "detection")
    answer: dict[str, Any] = {"activation": "sigmoid" if by_sigmoid else "softmax"} | (output or {})
    if task == "detection":
        centre_map = {"format": "centre-map", "stride": 4, "score_threshold": 0.5, "nms_iou": 0.5, "max_boxes": 10}
        answer["boxes"] = BoxSpec(**{**centre_map, **(boxes or {})})
    return ModelCard(
        id="test-model", name="Test", version="1", task=task, labels=tuple(Label(n, "#ffffff") for n in labels),
        architecture="none", arguments={}, files=(ModelFile("model.safetensors", "0" * 64),), input=InputSpec(**values),
        output=OutputSpec(**answer),
    )  # fmt: skip


def volume_model(folder: Path, network: torch.nn.Module, arguments: dict[str, Any], **spec: Any) -> Path:
    """The folder of a model in three dimensions: a "unet" of these arguments, its weights and its card; `spec` changes
    the input."""
    path = folder / "volume-model"
    path.mkdir(parents=True)
    save_file(network.state_dict(), path / "model.safetensors")
    values: dict[str, Any] = {
        "dimensions": 3, "channels": 1, "depth": 4, "height": 8, "width": 8, "units": "HU", "lower": -1000.0,
        "upper": 400.0, "mean": [0.5], "std": [0.5],
    }  # fmt: skip
    document = {
        "schema_version": 1, "id": "volume-model", "name": "Volume", "version": "1", "task": "segmentation",
        "labels": [{"name": name, "colour": "#ffffff"} for name in ("background", "thing")],
        "architecture": {"name": "unet", "arguments": arguments},
        "weights": {"file": "model.safetensors", "sha256": file_sha256(path / "model.safetensors")},
        "input": {**values, **spec}, "decoding": {}, "metrics": [], "training_data": [], "licence": "", "citation": "",
        "intended_use": "", "out_of_scope": "", "demo": {},
    }  # fmt: skip
    (path / "model_card.json").write_text(json.dumps(document))
    return path
