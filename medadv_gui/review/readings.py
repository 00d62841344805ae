"""The readings of a study as tables for other programs: CSV, MRMCaov's and iMRMC's forms, and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import SettingsError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.policy import exporting
from medadv_gui.core.text import no_formula
from medadv_gui.review.key import Key
from medadv_gui.review.protocol import Item, Protocol, Task
from medadv_gui.review.store import Reading, Store, latest
from medadv_gui.review.worklist import Presentation

COLUMNS = (
    "reader", "years", "specialty", "case", "patient", "item", "arm", "task", "truth", "rating", "choice", "side",
    "correct", "presentation", "block", "repeat", "practice", "active_seconds", "submitted", "comment",
)  # fmt: skip


def rows(
    protocol: Protocol, store: Store, key: Key, readings: Sequence[Reading] | None = None
) -> Iterator[dict[str, Any]]:
    """The answers that count, one a reader, presentation and task, with arm and truth from the key. `readings` : all of
    the store's, where they are at hand.

    `truth` : 1 where the item is altered, or, of a diagnosis, the finding is there. `correct` : of a choice of two,
    whether the altered image was chosen. Neither is known of an open review.
    """
    cases = {item.code: (case, item) for case in protocol.cases for item in case.items}
    tasks = {task.id: task for task in protocol.tasks}
    orders = {
        code: {p.index: p for p in (Presentation(**raw) for raw in reader.order)}
        for code, reader in store.readers().items()
    }
    for reading in latest(store.readings() if readings is None else readings):
        (case, item), shown = cases[reading.case], orders[reading.reader][reading.presentation]
        yield {
            "reader": reading.reader, "years": reading.years, "specialty": reading.specialty, "case": case.code,
            "patient": key.cases[case.code]["patient"], "item": reading.case, "arm": key.arms[reading.case],
            "task": reading.task, "truth": _truth(tasks[reading.task], key, case.code, reading),
            "rating": reading.rating,
            "choice": reading.choice, "side": reading.side, "correct": _correct(item, key, reading, shown),
            "presentation": reading.presentation, "block": shown.block, "repeat": int(shown.repeat),
            "practice": int(shown.practice), "active_seconds": reading.active_seconds, "submitted": reading.submitted,
            "comment": reading.comment,
        }  # fmt: skip


def _truth(task: Task, key: Key, case: str, reading: Reading) -> int | None:
    if task.kind == "diagnosis":
        truth = key.cases[case]["truth"].get(task.finding)
        return None if truth is None else int(truth)  # a practice case may have none
    if task.kind == "detection":
        return int(not key.arms[reading.case].startswith("original"))
    return None


def _correct(item: Item, key: Key, reading: Reading, shown: Presentation) -> int | None:
    if reading.side is None:
        return None
    left, right = reversed(item.pictures) if shown.swapped else item.pictures
    chosen = left if reading.side == "left" else right
    return int(key.pictures[chosen.code] != "original")


def write_readings(path: Path, protocol: Protocol, store: Store, key: Key | None) -> None:
    """Write the readings in the form that the file's name asks for: NAME.csv, NAME.mrmc.csv, NAME.imrmc, NAME.json or
    NAME.sqlite.

    CSV is all answers; MRMCaov's (NAME.mrmc.csv) and iMRMC's are the ratings of the first task that has some. JSON
    holds every reading as it was stored, corrected ones too, and with a key the rows of the CSV. SQLite is the store
    itself, to be merged with others.

    Raises
    ------
    SettingsError
        If the name asks for another form, or for one that needs the key.
    OutputError
        If it cannot be written or is there already.
    """
    exporting(path, "readings")
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
        write = _imrmc if name.endswith(".imrmc") else _mrmcaov if name.endswith(".mrmc.csv") else _table
        text = write(protocol, store, key)
    else:
        raise SettingsError(f"{path.name}: readings are written as .csv, .imrmc, .json or .sqlite")
    with write_atomic(path, replace=False) as stream:
        stream.write(text.encode("utf-8"))


def write_reader(path: Path, store: Store, code: str) -> None:
    """Write all that is stored of one reader as JSON.

    Raises InputError where nobody has that code, OutputError where the file cannot be written or is there already.
    """
    exporting(path, "readings")
    text = json.dumps(store.reader_data(code), indent=1, allow_nan=False)
    with write_atomic(path, replace=False) as stream:
        stream.write(text.encode("utf-8"))


def _table(protocol: Protocol, store: Store, key: Key) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: no_formula(value) for name, value in row.items()} for row in rows(protocol, store, key))
    return text.getvalue()


def _free(text: str) -> str:
    """A line of the free text of iMRMC's input, which is searched for N0, N1, NR and NM: a code may hold them."""
    return re.sub("(?i)(n)([01rm])", r"\1.\2", text)


def _known(reader: str) -> str:
    """A reader's code in iMRMC's input, in which -1 is who knows the truth."""
    return "reader-1" if reader == "-1" else reader


Score = tuple[str, str, str, int, float]  # reader, case, arm, truth, rating


def _crossed(protocol: Protocol, store: Store, key: Key) -> tuple[str, list[Score]]:
    """The first rated task, and its ratings as programs for studies with several readers take them: in each arm cases
    of both truths. Repeated and practice presentations are left out. Of a detection, each altered arm has the originals
    as its cases without a signal, so that there an item is a case."""
    rated = [task for task in protocol.tasks if task.scale is not None and task.kind in ("detection", "diagnosis")]
    if not rated:
        raise SettingsError("iMRMC and MRMCaov take ratings of a detection or a diagnosis; this study has none")
    kept = [
        row
        for row in rows(protocol, store, key)
        if row["task"] == rated[0].id and not row["repeat"] and not row["practice"]
    ]
    detection = rated[0].kind == "detection"
    case = "item" if detection else "case"
    altered = sorted({row["arm"] for row in kept if row["truth"]})
    return rated[0].id, [
        (row["reader"], row[case], arm, row["truth"], row["rating"])
        for row in kept
        for arm in (altered if detection and not row["truth"] else [row["arm"]])
    ]


def _imrmc(protocol: Protocol, store: Store, key: Key) -> str:
    """The input of iMRMC: lines of reader, case, modality and score, in which -1 is a reader who knows the truth. The
    description of the format: https://didsr.github.io/iMRMC, user manual, 4.1.1 and 4.1.3. A case is a number, which
    RJafroc needs."""
    task, scores = _crossed(protocol, store, key)
    truths = {case: truth for _, case, _, truth, _ in scores}
    numbers = {code: number for number, code in enumerate(sorted(truths), 1)}
    positive = sum(truths.values())
    lines = [_free(f"{protocol.id}, {task}")]
    lines += [_free(f"case {number} is {code}") for code, number in numbers.items()]
    lines += [f"NR: {len({reader for reader, *_ in scores})}", f"N0: {len(truths) - positive}", f"N1: {positive}"]
    lines += [f"NM: {len({arm for _, _, arm, _, _ in scores})}", "", "BEGIN DATA:"]
    lines += [f"-1,{number},0,{truths[code]}" for code, number in numbers.items()]
    lines += [f"{_known(reader)},{numbers[case]},{arm},{rating:g}" for reader, case, arm, _, rating in scores]
    return "\n".join([*lines, ""])


def _mrmcaov(protocol: Protocol, store: Store, key: Key) -> str:
    """A table for MRMCaov: `mrmc(empirical_auc(truth, rating), test, reader, case, data)`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("reader", "test", "case", "truth", "rating"))
    _, scores = _crossed(protocol, store, key)
    for reader, case, arm, truth, rating in scores:
        writer.writerow((no_formula(reader), arm, case, truth, f"{rating:g}"))
    return text.getvalue()
