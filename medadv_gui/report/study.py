"""The report of a reader study. It is about readers and a model, not about a patient: readers and cases stand in it by
their codes alone, and what readers wrote is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import medadv_gui
from medadv_gui.render.picture import RESEARCH_USE
from medadv_gui.render.text import clean
from medadv_gui.report import study_plots, study_tables
from medadv_gui.report.document import Block, Bullets, Charts, Document, Pictures, Section, Text
from medadv_gui.report.study_methods import checklist, methods, trace
from medadv_gui.report.study_plots import Chart
from medadv_gui.report.study_words import (
    kind_words,
    population_words,
    reason_words,
    statement_words,
    task_sentence,
    tiles,
    tone,
    verdict_label,
)
from medadv_gui.report.words import number
from medadv_gui.review.key import Key
from medadv_gui.review.protocol import Protocol
from medadv_gui.review.verdict import statements

Json = Mapping[str, Any]
NOT_CLINICAL = "It says how these readers did in a test. It is no statement about a patient, or about care."


def build_study(protocol: Protocol, key: Key, found: Json) -> Document:
    """The report of what `analysis.analyse` found."""
    first, *others = found["tasks"]
    unfinished = len(found["readers"]) - len(found["finished"])
    marks = []
    if found["removed"]:
        marks.append("INCOMPLETE: a reader's data were removed")
    if unfinished:
        marks.append(f"INTERIM: {unfinished} of {len(found['readers'])} readers have not finished")
    remarks = [f"{task['question']} {task_sentence(task, found)}" for task in others]
    over = first.get("over_readers")
    if over is not None:
        remarks.append(population_words(over["holds_for"]))
        if over["margin"] is None:
            remarks.append("The protocol sets no margin: nothing is claimed not to be seen, or to make no difference.")
        else:
            remarks.append(f"The margin of {number(over['margin'])} was set in the protocol, before the first reading.")
    sections = [
        section
        for number_of, task in enumerate(found["tasks"], 1)
        for section in _task_sections(task, found, number_of if others else 0)
    ]
    sections += [
        Section("departures", "What departs from the plan", (Bullets(tuple(_departures(protocol, found))),)),
        Section("methods", "Methods", methods(protocol, key, found)),
        Section("checklist", "What a report of a reader study should tell", (checklist(protocol, key, found),)),
        Section("trace", "Versions and files", trace(protocol, found)),
    ]
    return Document(
        title="Reader study",
        subtitle=clean(f"{protocol.title} · {kind_words(protocol.kind)}: {first['question']}"),
        banner=RESEARCH_USE,
        marks=tuple(marks),
        tone=tone(first),
        verdict=verdict_label(first, found),
        sentence=clean(task_sentence(first, found)),
        remarks=(*map(clean, remarks), NOT_CLINICAL),
        tiles=tiles(first, found),
        pictures=Pictures(()),
        sections=tuple(sections),
        footer=clean(f"medadv_gui {medadv_gui.__version__} · {protocol.id} · protocol {protocol.sha256[:16]}"),
    )


def _task_sections(task: Json, found: Json, place: int) -> Iterator[Section]:
    """What was found of one task, over readers and of each."""
    head = f"Task {place}: " if place else ""
    anchor = f"task-{place or 1}"
    said = [clean(statement_words(made, task)) for made in statements(task)]
    blocks: list[Block] = [Bullets(tuple(said)) if said else Text(clean(task_sentence(task, found)))]
    if task["kind"] != "open" and task.get("over_readers") is None and found["finished"]:
        blocks.append(Text(reason_words(task)))
    blocks += study_tables.over_readers(task)
    blocks += [Charts((chart,)) for chart in study_plots.forests(task)]
    blocks += _rows(study_plots.curves(task), 2)
    blocks += _rows(study_plots.habits(task), 2)
    yield Section(anchor, clean(f"{head}{task['question']}"), tuple(blocks))
    own: list[Block] = [*_rows(study_plots.of_readers(task, found["finished"]), 3), *study_tables.by_reader(task)]
    if task["comments"]:
        own.append(
            Text(f"Readers wrote {len(task['comments'])} comments. They may name somebody and are left out here.")
        )
    if own:
        yield Section(f"{anchor}-readers", f"{head}Each reader" if place else "Each reader", tuple(own))


def _rows(charts: Sequence[Chart], across: int) -> list[Block]:
    return [Charts(tuple(charts[at : at + across])) for at in range(0, len(charts), across)]


def _departures(protocol: Protocol, found: Json) -> Iterator[str]:
    """A line for each departure; one line says that there is none."""
    record = found["record"]
    none = True
    for code in found["removed"]:
        none = False
        yield f"Reader {code} took the data back: nothing of that reader is left, and the study is incomplete."
    for code in found["readers"]:
        if code not in found["finished"]:
            none = False
            read, of = record["read"][code], record["presentations"][code]
            yield f"Reader {code} has read {read} of {of} presentations and does not enter the figures over readers."
    for code, count in record["corrected"].items():
        none = False
        yield f"Reader {code} corrected {count} answers; the last one counts, all are kept."
    for code, displays in record["displays"].items():
        if len(displays) > 1:
            none = False
            yield f"Reader {code} read on {len(displays)} settings of the display; see the table of displays."
    others = [version for version in record["programs"] if version != protocol.program]
    if others:
        none = False
        yield clean(f"Readings were taken with version {', '.join(others)}; the study was built by {protocol.program}.")
    if none:
        yield "Nothing: every reader has finished, no data were removed, no answer was corrected."
