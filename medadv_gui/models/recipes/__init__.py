"""How the bundled models were trained: one module a model, each repeatable from its data folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from medadv_gui.models.recipes import ct_covid, ct_lung, endo_artefact, endo_polyp, fundus_dr

RECIPES: dict[str, Callable[[Path, Path, str], None]] = {
    "ct-covid": ct_covid.train,
    "ct-lung": ct_lung.train,
    "endo-artefact": endo_artefact.train,
    "endo-polyp": endo_polyp.train,
    "fundus-dr": fundus_dr.train,
}
