"""The commands and their options."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NoReturn

from medadv_gui.cli.attack import run_attack
from medadv_gui.cli.attacks import run_attacks
from medadv_gui.cli.batch import add_batch
from medadv_gui.cli.images import run_demo, run_index, run_predict, run_report, run_view
from medadv_gui.cli.library import add_library
from medadv_gui.cli.models import run_models
from medadv_gui.cli.replay import run_replay
from medadv_gui.cli.review import add_review
from medadv_gui.cli.words import RESEARCH_USE
from medadv_gui.core.build import version_line
from medadv_gui.core.errors import SettingsError

COMMANDS = (
    "view", "index", "models", "predict", "attack", "attacks", "batch", "report", "replay", "library", "review", "demo",
)  # fmt: skip


class _Parser(argparse.ArgumentParser):
    """One that tells wrong usage in one line, as the commands do."""

    def error(self, message: str) -> NoReturn:
        raise SettingsError(": ".join(filter(None, (self.prog.partition(" ")[2], message))))


def parser() -> argparse.ArgumentParser:
    """What the command line accepts; `command` of what it parsed is the function to call with it."""
    parser = _Parser(
        prog="medadv-gui",
        description="See how fragile a medical image model is. " + RESEARCH_USE,
        epilog="Without a command the window opens, with PATH if given.",
    )
    parser.add_argument("--version", action="version", version=version_line())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function: Any, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}. {RESEARCH_USE}")
        sub.set_defaults(command=function)
        return sub

    view = command("view", run_view, "open the window on PATH")
    view.add_argument("path", type=Path, nargs="*", help="files or folders")
    view.add_argument("--model", metavar="M", help="model id, or a model folder")
    view.add_argument("--run", action="store_true", help="run the attack")
    view.add_argument("--screenshot", type=Path, metavar="F.png", help="save the whole window once idle, then leave")
    view.add_argument("--out", type=Path, metavar="DIR", help="export the report, then leave")

    index = command("index", run_index, "list patients, studies and series, and what was skipped and why")
    index.add_argument("path", type=Path, nargs="+", help="files, folders, zip archives or DICOMDIRs")
    index.add_argument("--json", action="store_true")

    models = command(
        "models", run_models, "list the bundled and the user's models; show, measure, check, import or train one"
    )
    models.add_argument(
        "action", nargs="?", choices=("list", "show", "measure", "check", "import", "train"), default="list"
    )
    models.add_argument(
        "name",
        nargs="?",
        help="a model's id or folder (check, import: also a model file or a MONAI bundle), or a recipe; measure "
        "without one: all that DIR has pictures of",
    )
    models.add_argument(
        "--card", type=Path, metavar="FILE", help="import: a JSON file with the card's fields, for what has no card"
    )
    models.add_argument("--data", type=Path, metavar="DIR", help="train, measure: the folder of pictures")
    models.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="train: where the model goes (default: the user's models); measure: lab.json goes into PATH/ID "
        "(default: the model's own folder); show: F.html or F.pdf",
    )
    models.add_argument("--device", default="auto", metavar="D", help="show, measure, train: auto, cpu, cuda or mps")
    models.add_argument("--pictures", type=int, metavar="N", help="measure: how many are attacked at most; default 12")
    models.add_argument("--json", action="store_true")

    predict = command("predict", run_predict, "print the clean prediction of each image")
    predict.add_argument("path", type=Path, nargs="+", help="files or folders")
    predict.add_argument("--model", metavar="M")
    predict.add_argument("--device", default="auto", metavar="D")
    predict.add_argument("--json", action="store_true", help="one JSON object a line, in order")

    attack = command(
        "attack",
        run_attack,
        "attack one image; writes result.json, case.npz, the adversarial image, the reports",
    )
    attack.add_argument("path", type=Path)
    attack.add_argument("--model", metavar="M", help="model id, or a model folder")
    attack.add_argument("--attack", metavar="NAME", default="sma", help="default sma; `medadv-gui attacks` lists them")
    attack.add_argument(
        "--option", metavar="NAME=VALUE", action="append", default=[], help="a parameter of an attack of your own"
    )
    attack.add_argument("--norm", choices=("linf", "l2"), default="linf")
    attack.add_argument("--epsilon", metavar="E", help="4/255 of the input window, 12HU, or 3 stored units")
    attack.add_argument("--search", action="store_true", help="look for the smallest budget that works, up to E")
    attack.add_argument("--steps", type=int, metavar="N", help="of square: its queries")
    attack.add_argument("--step-size", type=float, metavar="S", help="stored units")
    attack.add_argument("--restarts", type=int, metavar="R")
    attack.add_argument("--stop", action="store_true", help="end at the first success that still holds once rounded")
    attack.add_argument("--alpha", type=float, metavar="A", help="weight of the stabilization term")
    attack.add_argument("--sigma", type=float, metavar="S", help="smoothing, in pixels of the network's input")
    attack.add_argument("--kernel", type=int, metavar="K", help="smoothing: taps a side, odd; default three sigma")
    attack.add_argument("--dilation", type=int, metavar="N", help="smoothing: pixels from one tap to the next")
    attack.add_argument("--reference", choices=("hard", "soft"))
    attack.add_argument("--decay", type=float, metavar="M", help="momentum of mi-fgsm")
    attack.add_argument(
        "--samples", type=int, default=1, metavar="N", help="evaluations averaged, for a model with randomness"
    )
    attack.add_argument("--drop", type=float, default=0.3, metavar="D", help="fall of mean Dice that counts as success")
    attack.add_argument(
        "--target",
        metavar="LABEL",
        help="drive the answer to this label; of a segmentation, all foreground to it; of a detector, to none (no box)",
    )
    attack.add_argument("--invented", action="store_true", help="boxes that a detector invents count as success too")
    attack.add_argument(
        "--truth", metavar="LABEL|FILE", help='ground truth: a label, several ("a, b" or "none"), a label map, or boxes'
    )
    attack.add_argument("--region", type=Path, metavar="MASK", help="picture; only its non-zero pixels may change")
    attack.add_argument(
        "--slice",
        metavar="I",
        help="counted from 0 after sorting; default the middle one, of a video the first; all: every slice, each in "
        "a folder of its own (a model in three dimensions looks at all of them at once)",
    )
    attack.add_argument("--seed", type=int, default=0, metavar="N")
    attack.add_argument("--device", default="auto", metavar="D", help="auto, cpu, cuda or mps")
    attack.add_argument(
        "--smoothed-dtype",
        choices=("float32", "bfloat16", "tf32", "autocast"),
        default="float32",
        help="arithmetic of the smoothed forward pass: bfloat16 on a CPU, tf32 or autocast on CUDA",
    )
    attack.add_argument(
        "--plan", type=Path, metavar="RESULT.json", help="run by the plan (engine, layout, threads, batch) of a result"
    )
    attack.add_argument("--out", type=Path, required=True, metavar="DIR")
    attack.add_argument("--json", action="store_true", help="print result.json to standard output")

    attacks = command("attacks", run_attacks, "list the program's attacks and your own; trust or distrust one of yours")
    attacks.add_argument("action", nargs="?", choices=("list", "trust", "distrust"), default="list")
    attacks.add_argument("name", nargs="?", help="trust, distrust: an attack that an installed package offers")
    attacks.add_argument("--json", action="store_true")

    add_batch(commands)

    report = command("report", run_report, "draw the reports of a result, or of a cohort, from its folder alone")
    report.add_argument("folder", type=Path, metavar="DIR", help="of `attack` or of `batch`, that of a preset too")

    replay = command("replay", run_replay, "run an attack again from its result.json and case.npz, and compare")
    replay.add_argument("result", type=Path, metavar="result.json", help="or the folder it lies in")
    replay.add_argument(
        "--model", metavar="M", help="the attacked model, where its id does not find it: a model folder"
    )
    replay.add_argument("--device", default="auto", metavar="D", help="auto, cpu, cuda or mps")
    replay.add_argument("--json", action="store_true")

    add_library(commands)
    add_review(commands)

    demo = command("demo", run_demo, "write the synthetic demo cases")
    demo.add_argument("--out", type=Path, required=True, metavar="DIR")
    return parser
