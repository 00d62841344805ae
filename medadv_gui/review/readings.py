"""The readings of a study as tables for other programs: CSV (for MRMCaov and others), iMRMC's own format, and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import SettingsError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.text import no_formula
from medadv_gui.review.key import Key
from medadv_gui.review.protocol import Protocol
from medadv_gui.review.store import Reading, Store
from medadv_gui.review.worklist import Presentation

COLUMNS = (
    "reader", "years", "specialty", "case", "patient", "item", "arm", "task", "truth", "rating", "choice", "side",
    "correct", "presentation", "block", "repeat", "practice", "active_seconds", "submitted", "comment",
)  # fmt: skip


def rows(protocol: Protocol, store: Store, key: Key) -> Iterator[dict[str, Any]]:
    """The answers that count, one a reader, presentation and task, with arm and truth from the key.

    `truth` : 1 where the item is altered, or, of a diagnosis, the finding is there. `correct` : of a choice of two,
    whether the altered image was chosen. Neither is known of an open review.
    """
    cases = {item.code: case for case in protocol.cases for item in case.items}
    orders = {
        code: {p.index: p for p in (Presentation(**raw) for raw in reader.order)}
        for code, reader in store.readers().items()
    }
    for reading in store.answers():
        case, shown = cases[reading.case], orders[reading.reader][reading.presentation]
        yield {
            "reader": reading.reader, "years": reading.years, "specialty": reading.specialty, "case": case.code,
            "patient": key.cases[case.code]["patient"], "item": reading.case, "arm": key.arms[reading.case],
            "task": reading.task, "truth": _truth(protocol, key, case.code, reading), "rating": reading.rating,
            "choice": reading.choice, "side": reading.side, "correct": _correct(protocol, key, reading, shown),
            "presentation": reading.presentation, "block": shown.block, "repeat": int(shown.repeat),
            "practice": int(shown.practice), "active_seconds": reading.active_seconds, "submitted": reading.submitted,
            "comment": reading.comment,
        }  # fmt: skip


def _truth(protocol: Protocol, key: Key, case: str, reading: Reading) -> int | None:
    task = protocol.task(reading.task)
    if task.kind == "diagnosis":
        truth = key.cases[case]["truth"].get(task.finding)
        return None if truth is None else int(truth)  # a practice case may have none
    if task.kind == "detection":
        return int(not key.arms[reading.case].startswith("original"))
    return None


def _correct(protocol: Protocol, key: Key, reading: Reading, shown: Presentation) -> int | None:
    if reading.side is None:
        return None
    item = next(item for case in protocol.cases for item in case.items if item.code == reading.case)
    left, right = reversed(item.pictures) if shown.swapped else item.pictures
    chosen = left if reading.side == "left" else right
    return int(key.pictures[chosen.code] != "original")


def write_readings(path: Path, protocol: Protocol, store: Store, key: Key | None) -> None:
    """Write the readings in the form that the file's name asks for: NAME.csv, NAME.imrmc, NAME.json or NAME.sqlite.

    JSON holds every reading as it was stored, corrected ones too, and with a key the rows of the CSV. SQLite is the
    store itself, to be merged with others.

    Raises
    ------
    SettingsError
        If the name asks for another form, or for one that needs the key.
    OutputError
        If it cannot be written or is there already.
    """
    name = path.name.lower()
    if name.endswith(".sqlite"):
        with write_atomic(path, replace=False) as stream:
            stream.write(store.content())
        return
    if name.endswith(".json"):
        document: dict[str, Any] = {
            "study": protocol.id, "protocol_sha256": protocol.sha256, "complete": not store.removed,
            "removed": list(store.removed), "readings": [asdict(reading) for reading in store.readings()],
        }  # fmt: skip
        if key is not None:
            document["answers"] = list(rows(protocol, store, key))
        text = json.dumps(document, indent=1, allow_nan=False)
    elif name.endswith((".csv", ".imrmc")):
        if key is None:
            raise SettingsError(f"{path.name}: a table names arms and truth, which stand in the key; name that, too")
        write = _imrmc if name.endswith(".imrmc") else _table
        text = write(protocol, store, key)
    else:
        raise SettingsError(f"{path.name}: readings are written as .csv, .imrmc, .json or .sqlite")
    with write_atomic(path, replace=False) as stream:
        stream.write(text.encode("utf-8"))


def write_reader(path: Path, store: Store, code: str) -> None:
    """Write all that is stored of one reader as JSON.

    Raises InputError where nobody has that code, OutputError where the file cannot be written or is there already.
    """
    text = json.dumps(store.reader_data(code), indent=1, allow_nan=False)
    with write_atomic(path, replace=False) as stream:
        stream.write(text.encode("utf-8"))


def _table(protocol: Protocol, store: Store, key: Key) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: no_formula(value) for name, value in row.items()} for row in rows(protocol, store, key))
    return text.getvalue()


def _imrmc(protocol: Protocol, store: Store, key: Key) -> str:
    """The input of iMRMC for the first rated task: lines of reader, case, modality and score, in which -1 is a reader
    who knows the truth. Repeated and practice presentations are left out. Of a detection, each altered arm is a
    modality with the originals as its cases without a signal, so that there an item is a case."""
    rated = [task for task in protocol.tasks if task.scale is not None and task.kind in ("detection", "diagnosis")]
    if not rated:
        raise SettingsError("iMRMC takes ratings of a detection or a diagnosis; this study has none")
    kept = [
        row
        for row in rows(protocol, store, key)
        if row["task"] == rated[0].id and not row["repeat"] and not row["practice"]
    ]
    detection = rated[0].kind == "detection"
    case = "item" if detection else "case"
    truths = {row[case]: row["truth"] for row in kept}
    numbers = {code: number for number, code in enumerate(sorted(truths), 1)}
    altered = sorted({row["arm"] for row in kept if row["truth"]})
    scores = [
        (row["reader"], numbers[row[case]], arm, row["rating"])
        for row in kept
        for arm in (altered if detection and not row["truth"] else [row["arm"]])
    ]
    positive = sum(truths.values())
    lines = [f"{protocol.id}, {rated[0].id}", *(f"case {number} is {code}" for code, number in numbers.items())]
    lines += [f"NR: {len({reader for reader, *_ in scores})}", f"N0: {len(truths) - positive}", f"N1: {positive}"]
    lines += [f"NM: {len({arm for *_, arm, _ in scores})}", "", "BEGIN DATA:"]
    lines += [f"-1,{number},0,{truths[code]}" for code, number in numbers.items()]
    lines += [f"{reader},{number},{arm},{rating:g}" for reader, number, arm, rating in scores]
    return "\n".join([*lines, ""])
