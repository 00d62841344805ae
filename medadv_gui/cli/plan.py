"""`medadv-gui review plan`: how many readers and cases a study needs."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

from medadv_gui.cli.words import print_json
from medadv_gui.core.errors import SettingsError

if TYPE_CHECKING:
    from medadv_gui.review.plan import Plan, Planned
    from medadv_gui.stats.planner import Pilot


def add_options(plan: argparse.ArgumentParser) -> None:
    """The options of `plan`. Those that are left out have the defaults of `review.plan.Plan`, as in the window."""
    plan.add_argument("--kind", choices=("detection", "diagnosis", "2afc"), help="of the tasks; default diagnosis")
    plan.add_argument("--auc", type=float, metavar="A", help="expected AUC, or share right of a 2afc; default 0.8")
    plan.add_argument("--readers", type=int, metavar="N", help="default 6")
    plan.add_argument("--cases", type=int, metavar="N", help="each is shown in every arm; default 100")
    plan.add_argument("--positives", type=float, metavar="S", help="share of cases with the finding; default 0.5")
    plan.add_argument("--difference", type=float, metavar="D", help="between two arms, that is to show; default 0.05")
    plan.add_argument("--margin", type=float, metavar="M", help="within which two arms count as alike")
    plan.add_argument(
        "--chance", action="store_true", help="one arm beside guessing (0.5) instead of two arms beside each other"
    )
    plan.add_argument(
        "--correlations", type=float, nargs=3, metavar=("R1", "R2", "R3"),
        help="of errors: one reader in two arms, two readers in one, two readers in two; default 0.5 0.3 0.25",
    )  # fmt: skip
    plan.add_argument("--reader-sd", type=float, metavar="S", help="spread of the readers' true AUCs; default 0.04")
    plan.add_argument("--arm-sd", type=float, metavar="S", help="of their differences from arm to arm; default 0.02")
    plan.add_argument("--power", type=float, metavar="P", help="the chance that is wanted; default 0.8")
    plan.add_argument("--pilot", type=Path, metavar="STUDY", help="take correlations and spread from this study's")
    plan.add_argument("--key", type=Path, metavar="KEY.json", help="of the pilot study; needed with --pilot")
    plan.add_argument("--task", default="", metavar="ID", help="of the pilot study; default its first")
    plan.add_argument("--json", action="store_true")


def run_plan(options: argparse.Namespace) -> int:
    from medadv_gui.review.plan import Plan, planned

    given = {
        "kind": options.kind, "expected": options.auc, "readers": options.readers, "cases": options.cases,
        "positives": options.positives, "difference": options.difference, "margin": options.margin,
        "correlations": options.correlations and tuple(options.correlations), "reader_sd": options.reader_sd,
        "arm_by_reader_sd": options.arm_sd, "wanted": options.power,
    }  # fmt: skip
    pilot = _pilot(options)
    plan = Plan(chance=options.chance, **{name: value for name, value in given.items() if value is not None})
    found = planned(plan, pilot)
    if options.json:
        print_json(_document(plan, found, pilot))
    else:
        _tell(plan, found, pilot)
    return 0


def _pilot(options: argparse.Namespace) -> Pilot | None:
    if (options.pilot is None) != (options.key is None):
        raise SettingsError("--pilot and --key belong together")
    if options.pilot is None:
        return None
    from medadv_gui.review.key import read_key
    from medadv_gui.review.plan import pilot_of
    from medadv_gui.review.study import Study

    if any(value is not None for value in (options.correlations, options.reader_sd, options.arm_sd)):
        raise SettingsError("with --pilot, correlations and spread are the pilot study's")
    study = Study(options.pilot)
    key = read_key(options.key, study.protocol)
    with study.store(create=False) as store:
        return pilot_of(study.protocol, store, key, options.task)


def _document(plan: Plan, found: Planned, pilot: Pilot | None) -> dict[str, object]:
    components = None
    if pilot is not None:
        known = vars(pilot.components)
        components = {name: None if math.isnan(value) else value for name, value in known.items()}
    return {
        "plan": {**vars(plan), "correlations": list(plan.correlations)},
        "pilot": None if pilot is None else {"cases": pilot.cases, "components": components},
        **vars(found), "df": None if math.isinf(found.df) else found.df,
        "single": [{"cases_a_class": cases, "half_width": half} for cases, half in found.single],
    }  # fmt: skip


def _tell(plan: Plan, found: Planned, pilot: Pilot | None) -> None:
    figure = "share right" if plan.kind == "2afc" else "AUC"
    source = "conjectured variances" if pilot is None else f"the variances of a pilot study of {pilot.cases} cases"
    print(f"{plan.readers} readers, {plan.cases} cases, {figure} {plan.expected:g}, from {source}")
    asked = f"of an arm's {figure}" if plan.chance else f"of the difference of two arms' {figure}"
    held = "readers and cases like these" if plan.readers > 1 else "this one reader, and cases like these"
    print(f"95 % interval {asked}: plus or minus {found.half_width:.3f}; for {held}")
    if found.power is not None:
        what = f"that {plan.expected:g} is not guessing" if plan.chance else f"a difference of {plan.difference:g}"
        print(f"chance to show {what}: {found.power:.2f}; {_needed(found.cases_for_power, plan.wanted)}")
    if found.equivalence is not None:
        what = "no more than guessing" if plan.chance else "arms that do not differ"
        words = _needed(found.cases_for_equivalence, plan.wanted)
        print(f"chance to show {what} within {plan.margin:g}: {found.equivalence:.2f}; {words}")
    if found.single:
        widths = ", ".join(f"{half:.3f} with {cases}" for cases, half in found.single)
        print(f"for orientation, one reader's AUC, plus or minus: {widths} cases a class")


def _needed(cases: int | None, wanted: float) -> str:
    return f"{wanted:g} needs more readers, not cases" if cases is None else f"{wanted:g} needs {cases} cases"
