"""What a result records beside the images: source, model, attack, versions. Nothing that identifies anybody."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from typing import Any

import numpy as np
import pydicom
import torch
from numpy.typing import NDArray

import medadv_gui
from medadv_gui.attack.budget import step_size
from medadv_gui.attack.methods.stabilized import smoothing_of
from medadv_gui.attack.settings import ATTACKS, AttackInfo, AttackSettings, worst_of
from medadv_gui.core.types import Image
from medadv_gui.models.load import Model


def attack_facts(settings: AttackSettings, info: AttackInfo, budget: float, found_by: str) -> dict[str, Any]:
    """Every parameter of complete `settings`; `budget` in stored units; `found_by` names the attack that found the
    image."""
    s = settings
    facts: dict[str, Any] = {"name": s.attack, "title": info.title, "epsilon": s.epsilon}
    names = [p.name for p in info.parameters]
    if "steps" in names:
        facts["steps"] = s.steps
        if s.attack not in ("square", "worst"):
            facts["step_size"] = step_size(s, info, budget)
            facts["step_size_given"] = s.step_size
    facts |= {name: s.options.get(name, getattr(s, name, None)) for name in names if name not in ("steps", "restarts")}
    if "alpha" in names:
        facts["kernel"] = smoothing_of(s).kernel
        facts["note"] = "reimplementation of Qi et al., ICLR 2021"
    if found_by != s.attack:
        part = next(part for part in worst_of(s) if part.attack == found_by)
        facts["found_by"] = found_by
        own = attack_facts(part, ATTACKS[found_by], budget, found_by)
        facts["found_with"] = {key: own[key] for key in own if key not in facts}
    if s.search and info.narrows:
        facts["note_on_search"] = (
            "while the budget is narrowed, budget and step follow the iterates; of a classification the margin between "
            "the best two answers then stands for the deviation"
        )
    if s.start is not None:
        little_endian = s.start.astype(s.start.dtype.newbyteorder("<"), copy=False)
        facts["start_sha256"] = hashlib.sha256(np.ascontiguousarray(little_endian).tobytes()).hexdigest()
    return facts | {
        "restarts": s.restarts, "search": s.search, "stop": s.stop, "samples": s.samples,
        "target": s.target, "invented": s.invented, "drop": s.drop,
        "region": s.region is not None, "region_sha256": None if s.region is None else _hash(s.region),
    }  # fmt: skip


def _hash(region: NDArray[np.bool_]) -> str:
    """SHA-256 of a mask's size, as text, and its bits, eight a byte, row after row."""
    size = " ".join(map(str, region.shape))
    return hashlib.sha256(size.encode() + np.packbits(region).tobytes()).hexdigest()


def source_facts(image: Image) -> dict[str, Any]:
    """Kind, size, values and the SHA-256 of the stored pixels."""
    lut = image.modality_lut
    return {
        "kind": image.kind, "modality": image.modality, "sha256": image.sha256(), "rows": image.rows,
        "columns": image.columns, "units": image.units, "slope": image.slope, "intercept": image.intercept,
        "inverted": image.inverted, "lossy": image.lossy, "synthetic": image.synthetic,
        "frame": image.frame, "dtype": str(image.stored.dtype), "lowest": image.lowest, "highest": image.highest,
        "step": image.step, "padding_range": None if image.padding_range is None else list(image.padding_range),
        "modality_lut_first": None if lut is None else lut[0],
    }  # fmt: skip


def inputs(image: Image, settings: AttackSettings) -> dict[str, NDArray[Any]]:
    """The arrays that a repetition needs beside the original: `AttackResult.inputs`."""
    lut = None if image.modality_lut is None else image.modality_lut[1]
    found = {"region": settings.region, "start": settings.start, "modality_lut": lut}
    return {name: values for name, values in found.items() if values is not None}


def model_facts(model: Model) -> dict[str, Any]:
    """Which model answered."""
    card = model.card
    return {
        "id": card.id, "name": card.name, "version": card.version, "sha256": card.sha256, "task": card.task,
        "labels": list(card.label_names), "colours": [label.colour for label in card.labels],
        "demonstration": "demonstration only" in card.intended_use.lower(),
        "preprocessing": card.preprocessing,
        "input_window": {"lower": card.input.lower, "upper": card.input.upper, "units": card.input.units},
    }  # fmt: skip


def versions() -> Mapping[str, str]:
    """The programs that took part."""
    return {
        "medadv_gui": medadv_gui.__version__, "torch": torch.__version__, "numpy": np.__version__,
        "pydicom": pydicom.__version__, "python": platform.python_version(),
    }  # fmt: skip
