"""The key of a study: which item is which arm, and the truth. It lies beside the study, not in it; the machine that the
study is read on does not need it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import InputError
from medadv_gui.core.files import write_atomic
from medadv_gui.review.protocol import MAX_PROTOCOL, Protocol, canonical_sha256, parse

SCHEMA_VERSION = 1


@dataclass(frozen=True, eq=False)
class Key:
    """`arms` : the arm of each item, by code. `pictures` : what each picture is ("original", "adversarial" or a sham),
    by code. `cases` : of each case, by code, its patient, truth by finding, source, model, budget and shams."""

    study: str
    nonce: str
    arms: Mapping[str, str]
    pictures: Mapping[str, str]
    cases: Mapping[str, Mapping[str, Any]]

    def to_json(self) -> dict[str, Any]:
        return {
            "schema_version": SCHEMA_VERSION, "study": self.study, "nonce": self.nonce, "arms": dict(self.arms),
            "pictures": dict(self.pictures), "cases": {code: dict(facts) for code, facts in self.cases.items()},
        }  # fmt: skip

    @property
    def sha256(self) -> str:
        """What the protocol holds of it. Without the nonce, the arms could be guessed until they fit."""
        return canonical_sha256(self.to_json())

    def patient(self, item: str, protocol: Protocol) -> str:
        """Whose image an item shows: figures are clustered by patient."""
        return str(self.cases[_case_of(protocol, item)]["patient"])

    def truth(self, item: str, finding: str, protocol: Protocol) -> bool:
        """Whether the finding is there."""
        return bool(self.cases[_case_of(protocol, item)]["truth"][finding])


def _case_of(protocol: Protocol, item: str) -> str:
    return next(case.code for case in protocol.cases for shown in case.items if shown.code == item)


def key_path(study: Path) -> Path:
    """Where the key of the study in this folder is written."""
    return study.with_name(f"{study.name}.key.json")


def write_key(key: Key, path: Path) -> None:
    """Raises OutputError where it cannot be written or is there already. Others than its owner cannot read it."""
    with write_atomic(path, replace=False) as stream:
        if hasattr(os, "fchmod"):
            os.fchmod(stream.fileno(), 0o600)
        stream.write(json.dumps(key.to_json(), indent=1).encode("utf-8"))


def read_key(path: Path, protocol: Protocol) -> Key:
    """The key of a study.

    Raises InputError where it is none, belongs to another study, or has changed since the study was built.
    """
    try:
        with path.open("rb") as stream:
            raw = parse(stream.read(MAX_PROTOCOL), path.name)
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror or 'damaged'})") from None
    try:
        if raw["schema_version"] != SCHEMA_VERSION or canonical_sha256(raw) != protocol.key_sha256:
            raise InputError(f"{path.name}: is not the key that this study was built with")
        return Key(raw["study"], raw["nonce"], raw["arms"], raw["pictures"], raw["cases"])
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{path.name}: is not the key of a study") from None
