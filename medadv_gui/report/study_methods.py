"""How a reader study was made, read and analysed, in words: the methods of its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import medadv_gui
from medadv_gui.render.text import clean
from medadv_gui.report.document import Block, Bullets, Text
from medadv_gui.report.study_words import arm_name
from medadv_gui.report.tables import Facts, Table
from medadv_gui.report.words import number
from medadv_gui.review.key import Key
from medadv_gui.review.protocol import BANNER, Protocol
from medadv_gui.stats.average import DRAWS

Json = Mapping[str, Any]


def methods(protocol: Protocol, key: Key, found: Json) -> tuple[Block, ...]:
    """Design, course, blinding, shams, attack, display, statistics."""
    kind = protocol.kind
    patients = len({str(key.cases[case.code]["patient"]) for case in protocol.main})
    arms = ", ".join(arm_name(arm) for arm in found["tasks"][0]["arms"])
    items = len(protocol.main[0].items)
    asked = {
        "detection": "whether an image is altered", "diagnosis": "for a diagnosis",
        "2afc": "which of two images is the altered one", "open": "for an opinion, with the arms named",
    }[kind]  # fmt: skip
    design = (
        f"{len(protocol.main)} cases of {patients} patients, each in {items} arms: {arms}. Each reader was asked "
        f"{asked}, of every case in every arm."
    )
    order = protocol.order
    course = (
        f"The order was random for each reader, from a stored seed, in {items} blocks in which each case comes once; "
        f"at least {order.gap} other cases stand between two presentations of one case. "
        f"{len(protocol.practice)} cases for practice came first and do not count. {order.repeats} presentations were "
        "repeated at the end, for the repeatability alone."
    )
    blocks: list[Block] = [Text(clean(design)), Text(course), Text(_blinding(kind))]
    blocks += [Text(text) for text in (*_shams(protocol, key), _attack(protocol, key))]
    blocks.append(Text(_display(protocol)))
    blocks.append(Bullets(tuple(_statistics(kind, found))))
    table = _displays(found)
    if table is not None:
        blocks.append(table)
    return tuple(blocks)


def _blinding(kind: str) -> str:
    if kind == "open":
        return "The review was not blinded: readers saw which image was which."
    return (
        f"Every image carried the banner “{BANNER}”, the originals too; codes were random, files alike but for their "
        "pixels, and the window came from the original alone. Arms and truth stood in a key apart from the study. That "
        "readers kept to themselves, and did not compare files, is not checked."
    )


def _shams(protocol: Protocol, key: Key) -> Iterator[str]:
    """How many shams of each kind the attacked model was asked about."""
    made: dict[str, list[bool]] = {}
    for case in protocol.main:
        for kind, facts in key.cases[case.code]["shams"].items():
            made.setdefault(kind, []).append(facts["model_unchanged"] is True)
    for kind, asked in made.items():
        checked = (
            f"The attacked model was asked about {sum(asked)} of {len(asked)} and left its answer as it was."
            if any(asked)
            else "The attacked model was not asked whether they leave its answer as it was."
        )
        yield (
            f"Arm “{arm_name(kind)}”: the case's own perturbation, turned or with other signs, of the same size in L∞ "
            f"and L2. {checked}"
        )


def _attack(protocol: Protocol, key: Key) -> str:
    facts = [key.cases[case.code] for case in protocol.main]
    models = sorted({f"{of['model']['id']} {of['model']['version']}" for of in facts})
    attacks = sorted({f"{of['attack']} ({of['norm']})" for of in facts})
    budgets = sorted({str(of["budget"]["requested"]) for of in facts})
    succeeded = sum(bool(of["succeeded"]) for of in facts)
    return clean(
        f"Attacked: {', '.join(models)}, by {', '.join(attacks)}, budget {', '.join(budgets)}. The attack succeeded on "
        f"{succeeded} of {len(facts)} cases; readers were shown all."
    )


def _display(protocol: Protocol) -> str:
    one = "was enforced" if protocol.display.one_to_one else "was not enforced"
    smooth = "interpolated" if protocol.display.smooth else "not interpolated"
    return (
        f"One image pixel to one screen pixel {one}; enlarged pixels were {smooth}. The calibration of a screen is "
        "what its reader declared."
    )


def _displays(found: Json) -> Table | None:
    readers: dict[str, list[str]] = {}
    for code, kinds in found["record"]["displays"].items():
        for kind in kinds:
            readers.setdefault(clean("; ".join(f"{name} {text}" for name, text in kind.items())), []).append(code)
    rows = tuple((display or "nothing recorded", ", ".join(codes)) for display, codes in readers.items())
    return Table("Displays", ("As recorded", "Readers"), rows) if rows else None


def _statistics(kind: str, found: Json) -> Iterator[str]:
    tasks = found["tasks"]
    if kind == "open":
        yield "Choices are counted for each reader and arm; nothing is tested."
        return
    figure = "the share right" if kind == "2afc" else "the area under the empirical ROC curve (AUC), ties counted half"
    if kind == "detection":
        figure += ", of each altered arm against the originals; a half is not seen"
    yield f"Figure of merit: {figure}."
    several = "Obuchowski and Rockette's analysis of variance (1995) with Hillis' degrees of freedom (2007)"
    covariance = "of shares" if kind == "2afc" else "by DeLong, DeLong and Clarke-Pearson (1988)"
    yield (
        f"Over readers: {several}; covariances over cases {covariance}, cases of one patient taken together "
        "(Obuchowski 1997). Intervals of arms are on the logit, those of differences are not transformed. With one "
        "reader, what is said holds for cases alone. Readers who have not finished are left out."
    )
    yield (
        "Seen, or a difference: where p is below 0.05 and the 95 % interval leaves chance, or nought, out. The p "
        "values are not adjusted for the number of comparisons."
    )
    margin = next((task["over_readers"]["margin"] for task in tasks if task.get("over_readers")), None)
    yield (
        "Not seen, or alike, is claimed only where two one-sided tests (Schuirmann 1987, 5 % each) put the figure "
        + (f"within {number(margin)} of chance, or the difference within {number(margin)} of nought."
           if margin is not None else "within a margin; this protocol sets none.")
    )  # fmt: skip
    if kind == "2afc":
        yield "By reader: shares with Wilson's interval (1927), the exact binomial test of guessing, d' (Hautus 1995)."
        return
    yield (
        "By reader: AUC with DeLong's interval on the logit; sensitivity and specificity at the protocol's threshold "
        "with Wilson's interval (1927); d' with the log-linear correction (Hautus 1995); of repeated images Bland and "
        "Altman's limits and ICC(1, 1); between readers Cohen's κ."
    )
    yield (
        "Bands about averaged curves hold at each false positive share by itself: vertical averages (Fawcett 2006), "
        f"the same analysis as for the areas, covariances from {DRAWS} bootstrap draws of patients."
    )
    yield "Times are those with the window in focus; over readers, each one's quartiles and geometric mean count once."


def checklist(protocol: Protocol, key: Key, found: Json) -> Table:
    """In the order of reporting guides for diagnostic accuracy and for studies with several readers."""
    patients = len({str(key.cases[case.code]["patient"]) for case in protocol.main})
    margin = "none" if protocol.margin is None else f"{number(protocol.margin)}, in the protocol"
    truth = "as the builder of the study gave it; this program has not checked it"
    if protocol.kind != "diagnosis":
        truth = "which image was altered, from the key"
    rows = (
        ("Design", "crossed: each reader reads each case in each arm"),
        ("Cases and patients", f"{len(protocol.main)} cases, {patients} patients; their choice is not recorded"),
        ("Reference", truth),
        ("Readers", f"{len(found['readers'])} began, {len(found['finished'])} finished; years: {_years(found)}"),
        ("Blinding", "see Methods" if protocol.kind != "open" else "none"),
        ("Order and memory", f"random; gap of {protocol.order.gap} cases; no pause between sittings is enforced"),
        ("Training", f"{len(protocol.practice)} cases for practice"),
        ("Size of the study", "not recorded; the planner gives it before a study"),
        ("Margin of equivalence", margin),
        ("Clustering", "by patient"),
        ("Missing readings", "readers who have not finished are left out of figures over readers; see above"),
        ("Several comparisons", "p values are not adjusted"),
        ("Ethics", clean(protocol.consent.ethics) or "no reference given"),
        ("Generalisation", "to readers and cases like these, as far as they are a sample"),
    )  # fmt: skip
    return Table("Checklist", ("Item", "Here"), rows)


def _years(found: Json) -> str:
    years = [reader["years"] for reader in found["tasks"][0]["by_reader"].values() if reader["years"] is not None]
    if not years:
        return "not told"
    return number(min(years)) if min(years) == max(years) else f"{number(min(years))} to {number(max(years))}"


def trace(protocol: Protocol, found: Json) -> tuple[Block, ...]:
    """Hashes and versions."""
    record = found["record"]
    facts = (
        ("Study", clean(protocol.id)),
        ("Protocol, SHA-256", protocol.sha256),
        ("Key, SHA-256", protocol.key_sha256),
        ("Built by", clean(f"medadv_gui {protocol.program}")),
        (
            "Readings taken by",
            clean(", ".join(f"medadv_gui {version}" for version in record["programs"])) or "none yet",
        ),
        ("Analysed by", f"medadv_gui {medadv_gui.__version__}"),
        ("First and last answer", f"{record['from'][:10]} to {record['to'][:10]}" if record["from"] else "none yet"),
        ("Presentations read", f"{sum(record['read'].values())}, readers: {len(found['readers'])}"),
    )
    return (Facts("Trace", facts),)
