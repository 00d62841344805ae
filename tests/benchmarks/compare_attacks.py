"""Every attack beside the others on real pictures: python tests/benchmarks/compare_attacks.py --data DIR --out DIR

DIR holds fundus_dr, ct_lung_seg and endo_polyp_boxes with their labels.csv. Only pictures of the test split that the
bundled model answers rightly count; the same ones for every attack, evenly spread over the split. Success is the task's
own criterion, met by the plain model on the image rounded to stored values. Wants matplotlib (the `bench` extra).

Stages, each resumed where it was left:
  choose   the defaults of sma, on pictures that do not stand in the test split
  run      success, Dice and box precision against the budget, at equal iterations and at equal forward and backward
           passes (a stabilized step makes one forward pass more: 20 of them cost what 30 plain ones do)
  stable   the paper's claim of stability by three figures: spread of success across modalities, cosine of the
           gradient from step to step, variance of the perturbation over five random starts; and the spread of the loss
           reached from those starts ("escapes local optima")
  table    draws the tables and the curve from the rows on disk
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.stats import binomtest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import medadv_gui  # noqa: E402
from medadv_gui.attack.engines import engine_for  # noqa: E402
from medadv_gui.attack.loop import problem  # noqa: E402
from medadv_gui.attack.methods import method_of  # noqa: E402
from medadv_gui.attack.run import AttackRun  # noqa: E402
from medadv_gui.attack.settings import ATTACKS, AttackSettings, Truth  # noqa: E402
from medadv_gui.attack.truth import match_label, read_truth  # noqa: E402
from medadv_gui.core.types import BoxPrediction, Image, Instance, MaskPrediction  # noqa: E402
from medadv_gui.imaging.index import index  # noqa: E402
from medadv_gui.imaging.read import read_image  # noqa: E402
from medadv_gui.models.card import ModelCard  # noqa: E402
from medadv_gui.models.device import set_threads  # noqa: E402
from medadv_gui.models.library import find_card  # noqa: E402
from medadv_gui.models.load import Model, load_model  # noqa: E402
from medadv_gui.models.recipes import common  # noqa: E402
from medadv_gui.stats.boxes import average_precision, match  # noqa: E402

BUDGETS = (1, 2, 4, 8)
STEPS, COSTLIER = 20, 30  # stabilized steps, and the plain steps that make as many passes
SEEDS = range(5)
SETS = {"fundus-dr": "fundus_dr", "ct-lung": "ct_lung_seg", "endo-polyp": "endo_polyp_boxes"}
PLAIN = ("ifgsm", "mi-fgsm", "apgd-ce")
STABLE = ("ifgsm", "mi-fgsm", "apgd-ce", "sma", "sma-perturbation", "sma-released")
QUERIES = 200
RESAMPLES = 1000
TRIED = {"fundus-dr": (1,), "ct-lung": (2, 4, 8), "endo-polyp": (1,)}  # above these every attack succeeds
GRID = [  # alpha, sigma, reference
    *((alpha, 1.0, "soft") for alpha in (0.0, 0.05, 0.1, 0.25, 0.5, 0.9)),
    *((alpha, sigma, "soft") for alpha in (0.1, 0.5) for sigma in (0.5, 3.0)),
    *((alpha, 1.0, "hard") for alpha in (0.1, 0.5)),
]
# (name in the table, attack, steps)
ENTRIES = [
    *((name, name, STEPS) for name in ATTACKS if name not in ("square", "worst", "pgd")),
    ("pgd", "pgd", STEPS),
    ("square", "square", QUERIES),
    *((f"{name} x{COSTLIER}", name, COSTLIER) for name in PLAIN),
]


@dataclass(frozen=True)
class Picture:
    """A picture with its truth, for one model."""

    model: str
    name: str
    path: Path
    label: str  # what `read_truth` takes


def test_pictures(data: Path, model: str) -> list[Picture]:
    """The test split in the order of labels.csv; slices without any lung are left out, they have nothing to lose."""
    return _pictures(data, model, lambda row: row["split"] == "test")


def held_out(data: Path, model: str) -> list[Picture]:
    """Pictures that do not stand in the test split: some training pictures, which the weights have seen; for the lungs
    another hospital's CT series serves, against the model's own answer."""
    if model == "ct-lung":
        series = max(index(data / "dicom" / "series_ct_chest_midrc_ricord1a").series, key=len)
        return [Picture(model, f"ricord {i}", instance.path, "") for i, instance in enumerate(series.instances)]
    return _pictures(data, model, lambda row: row["split"] == "train" and common.share(row["file"]) < 0.125)


def _pictures(data: Path, model: str, keep: Any) -> list[Picture]:
    folder = data / SETS[model]
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as stream:
        rows = {row["file"]: row for row in csv.DictReader(stream) if keep(row) and row.get("mask_pixels") != "0"}
    truth = {
        "fundus-dr": lambda row: row["dr_grade"],
        "ct-lung": lambda row: str(folder / row["mask"]),
        "endo-polyp": lambda row: str(folder / "labels.csv"),
    }[model]
    return [Picture(model, Path(name).stem, folder / name, truth(row)) for name, row in rows.items()]


def spread(pictures: Sequence[Picture], count: int) -> list[Picture]:
    """`count` of them at even distances; all for 0."""
    if not count or count >= len(pictures):
        return list(pictures)
    return [pictures[i * len(pictures) // count] for i in range(count)]


def load(picture: Picture, card: ModelCard) -> tuple[Image, Truth]:
    image = read_image(Instance(picture.path))
    if not picture.label:
        return image, Truth()
    if card.task == "classification":
        return image, Truth(label=match_label(picture.label, card.label_names))
    return image, read_truth(picture.label, card, image)


class Rows:
    """A CSV that grows; what it holds already is not measured again."""

    def __init__(self, path: Path, key: Sequence[str], *, stamped: bool = False) -> None:
        self.path, self.key = path, key
        self.rows: list[dict[str, str]] = []
        if stamped:
            _stamp(path.with_suffix(".json"))
        if path.exists():
            with path.open(newline="", encoding="utf-8") as stream:
                self.rows = list(csv.DictReader(stream))
        self.done = {tuple(row[k] for k in key) for row in self.rows}

    def has(self, *key: object) -> bool:
        return tuple(map(str, key)) in self.done

    def add(self, **row: Any) -> None:
        fresh = not self.path.exists()
        with self.path.open("a", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(row))
            if fresh:
                writer.writeheader()
            writer.writerow(row)
        self.rows.append({k: str(v) for k, v in row.items()})
        self.done.add(tuple(str(row[k]) for k in self.key))


def _stamp(path: Path) -> None:
    """Note beside the rows what they were measured with; rows of other settings must not join them."""
    defaults = {name: {p.name: p.default for p in info.parameters} for name, info in ATTACKS.items()}
    now = {
        "medadv_gui": medadv_gui.__version__, "torch": torch.__version__, "threads": torch.get_num_threads(),
        "steps": [STEPS, COSTLIER], "queries": QUERIES, "models": {name: find_card(name).sha256 for name in SETS},
        "defaults": defaults,
    }  # fmt: skip
    if not path.exists():
        path.write_text(json.dumps(now, indent=1, ensure_ascii=False), encoding="utf-8")
    elif json.loads(path.read_text(encoding="utf-8")) != json.loads(json.dumps(now)):
        raise SystemExit(f"{path}: these rows were measured with other settings; take another --out")


def interleaved(lists: Sequence[Sequence[Picture]]) -> Iterator[Picture]:
    """One of each modality in turn, so that a run that is cut short has some of all."""
    for group in itertools.zip_longest(*lists):
        yield from (picture for picture in group if picture is not None)


def attacked(image: Image, model: Model, settings: AttackSettings) -> AttackRun:
    run = AttackRun(image, model, settings)
    for _ in run.steps():
        pass
    return run


def measure(run: AttackRun) -> dict[str, Any]:
    """What the plain model answers to the best image, once rounded."""
    best, stored, answer = run.settle()
    changed = bool((stored != run.image.stored).any())
    found: dict[str, Any] = {
        "success": int(changed and run.criterion.met(answer)),
        "in_memory": int(best.in_memory),
        "dice": "",
        "boxes": "",
        "seconds": round(run.seconds, 3),
    }
    if isinstance(answer, MaskPrediction):
        found["dice"] = round(answer.mean_dice or 0.0, 4)
    if isinstance(answer, BoxPrediction):
        outputs = run.outputs(run.model.tensor(run.image.with_stored(stored)))
        found["boxes"] = hits(run, run.task.boxes(outputs, 0.01))  # type: ignore[attr-defined]
    return found


def hits(run: AttackRun, boxes: Any) -> str:
    """Scores and hits of the found boxes, and the number of true ones, as text."""
    assert isinstance(run.reference, BoxPrediction)
    truth = np.array([box.corners for box in run.reference.boxes]).reshape(-1, 4)
    found = np.array([box.corners for box in boxes]).reshape(-1, 4), np.array([box.score for box in boxes])
    scores, hit = match(found, truth)
    return f"{len(truth)};" + " ".join(f"{s:.4f}:{int(h)}" for s, h in zip(scores, hit, strict=True))


def stage_run(data: Path, out: Path, counts: dict[str, int]) -> None:
    rows = Rows(out / "rows.csv", ("model", "picture", "entry", "budget"), stamped=True)
    models = {name: load_model(find_card(name)) for name in SETS}
    right = Rows(out / "pictures.csv", ("model", "picture"))
    lists = [spread(test_pictures(data, model), counts[model]) for model in SETS]
    for picture in interleaved(lists):
        model = models[picture.model]
        card = model.card
        image, truth = load(picture, card)
        if not right.has(picture.model, picture.name):
            probe = AttackRun(image, model, AttackSettings("fgsm", epsilon="1/255", truth=truth))
            right.add(model=picture.model, picture=picture.name, right=int(probe.clean_correct))
        known = next(r for r in right.rows if (r["model"], r["picture"]) == (picture.model, picture.name))
        if known["right"] != "1":
            continue
        for (entry, attack, steps), budget in itertools.product(ENTRIES, BUDGETS):
            if rows.has(picture.model, picture.name, entry, budget) or ATTACKS[attack].misfit(card, "linf"):
                continue
            many = {"steps": steps, "restarts": 1} if ATTACKS[attack].default("steps") else {}
            settings = AttackSettings(attack, epsilon=f"{budget}/255", truth=truth, stop=attack == "square", **many)
            run = attacked(image, model, settings)
            rows.add(model=picture.model, picture=picture.name, entry=entry, budget=budget, **measure(run))
        print(picture.model, picture.name, flush=True)


def stage_choose(data: Path, out: Path, count: int) -> None:
    rows = Rows(out / "choose.csv", ("model", "picture", "alpha", "sigma", "reference", "budget"))
    models = {name: load_model(find_card(name)) for name in SETS}
    right: dict[str, set[str]] = defaultdict(set)
    for picture in interleaved([held_out(data, model) for model in SETS]):
        model = models[picture.model]
        if len(right[picture.model]) == count:
            continue
        image, truth = load(picture, model.card)
        for (alpha, sigma, reference), budget in itertools.product(GRID, TRIED[picture.model]):
            if rows.has(picture.model, picture.name, alpha, sigma, reference, budget):
                right[picture.model].add(picture.name)
                continue
            settings = AttackSettings(
                "sma", epsilon=f"{budget}/255", alpha=alpha, sigma=sigma, reference=reference, truth=truth
            )
            run = AttackRun(image, model, settings)
            if not run.clean_correct:
                break
            right[picture.model].add(picture.name)
            last = [step.record for step in run.steps()]
            rows.add(
                model=picture.model, picture=picture.name, alpha=alpha, sigma=sigma, reference=reference,
                budget=budget, deviation=round(max(r.loss_deviation for r in last), 5), **measure(run),
            )  # fmt: skip
        print(picture.model, picture.name, flush=True)


def stage_stable(data: Path, out: Path, count: int) -> None:
    """From five random starts each, with every random number fixed by seed and picture."""
    rows = Rows(out / "stable.csv", ("model", "picture", "entry"), stamped=True)
    models = {name: load_model(find_card(name)) for name in SETS}
    lists = [spread(test_pictures(data, model), count) for model in SETS]
    for picture in interleaved(lists):
        model = models[picture.model]
        image, truth = load(picture, model.card)
        for name in STABLE:
            if rows.has(picture.model, picture.name, name):
                continue
            finals, losses, cosines = [], [], []
            for seed in SEEDS:
                settings = AttackSettings(name, epsilon="2/255", steps=STEPS, restarts=1, truth=truth, seed=seed)
                run = AttackRun(image, model, settings)
                if not run.clean_correct:
                    break
                task = problem([run], engine_for(run))
                if name != "apgd-ce":  # it starts at random by itself
                    task.start = task.random_point()
                iterates = method_of(run.info)(task)
                query, before = next(iterates), None
                while True:
                    evaluation = query.objective(query.x, gradient=query.gradient, anchor=query.anchor)
                    gradient = evaluation.gradient
                    if gradient is not None and before is not None:
                        cosines.append(float(torch.cosine_similarity(gradient.flatten(), before.flatten(), 0)))
                    before = gradient
                    try:
                        query = iterates.send(evaluation)
                    except StopIteration:
                        break
                finals.append(((query.x - run.origin) / run.budget.stored_units).flatten())
                losses.append(evaluation.figures[0].deviation)
            if finals:
                rows.add(
                    model=picture.model, picture=picture.name, entry=name,
                    variance=float(torch.stack(finals).var(0).mean()), cosine=float(np.mean(cosines)),
                    loss_mean=float(np.mean(losses)), loss_min=min(losses), loss_max=max(losses),
                )  # fmt: skip
        print(picture.model, picture.name, flush=True)


def whole(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The rows of the pictures that every attack was tried on: a run that was cut short leaves others."""
    tried: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        tried[row["model"], row["picture"]] += 1
    most = {model: max((n for (m, _), n in tried.items() if m == model), default=0) for model in SETS}
    return [row for row in rows if tried[row["model"], row["picture"]] == most[row["model"]]]


def table(rows: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """Success by modality, entry and budget with Wilson's 95 % interval, and with it mean Dice or box precision.
    "worst of all" is the union of the successes of every entry of this table, the longer ones among them."""
    groups: dict[tuple[str, str, int], list[dict[str, str]]] = defaultdict(list)
    union: dict[tuple[str, int, str], int] = defaultdict(int)
    for row in rows:
        groups[row["model"], row["entry"], int(row["budget"])].append(row)
        key = row["model"], int(row["budget"]), row["picture"]
        union[key] = max(union[key], int(row["success"]))
    for (model, budget, picture), success in union.items():
        groups[model, "worst of all", budget].append(
            {"picture": picture, "success": str(success), "dice": "", "boxes": ""}
        )
    answer = []
    for (model, entry, budget), found in sorted(groups.items()):
        hits_, count = sum(int(r["success"]) for r in found), len(found)
        interval = binomtest(hits_, count).proportion_ci(method="wilson")
        row = {
            "model": model, "entry": entry, "budget": budget, "pictures": count, "success": hits_ / count,
            "low": interval.low, "high": interval.high,
        }  # fmt: skip
        for name, figure in (("dice", _mean_dice), ("ap50", _precision)):
            known = bool(found[0]["dice" if name == "dice" else "boxes"])
            row |= dict(zip((name, f"{name}_low", f"{name}_high"), _bootstrap(found, figure) if known else [None] * 3,
                            strict=True))  # fmt: skip
        answer.append(row)
    return answer


def _bootstrap(
    rows: Sequence[dict[str, str]], figure: Callable[[Sequence[dict[str, str]]], float]
) -> tuple[float, float, float]:
    """A figure of pictures with its 95 % percentile interval over pictures drawn anew with replacement."""
    random = np.random.default_rng(0)
    draws = random.integers(0, len(rows), (RESAMPLES, len(rows)))
    low, high = np.quantile([figure([rows[i] for i in draw]) for draw in draws], (0.025, 0.975))
    return figure(rows), float(low), float(high)


def _mean_dice(rows: Sequence[dict[str, str]]) -> float:
    return float(np.mean([float(row["dice"]) for row in rows]))


def _precision(rows: Sequence[dict[str, str]]) -> float:
    matches, count = [], 0
    for row in rows:
        number, _, text = row["boxes"].partition(";")
        pairs = [pair.split(":") for pair in text.split()]
        matches.append((np.array([float(s) for s, _ in pairs]), np.array([h == "1" for _, h in pairs], bool)))
        count += int(number)
    return average_precision(matches, count)


def stage_table(out: Path) -> None:
    found = table(whole(Rows(out / "rows.csv", ("model",)).rows))
    with (out / "table.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(found[0]))
        writer.writeheader()
        writer.writerows(found)
    at = {(r["model"], r["entry"], r["budget"]): r for r in found}
    entries = list(dict.fromkeys([e[0] for e in ENTRIES] + ["worst of all"]))
    for model in SETS:
        count = next(r["pictures"] for r in found if r["model"] == model)
        print(
            f"\n{model}: {count} test pictures that the model answers rightly; success once rounded (95 % Wilson)"
            + (", Dice or AP (95 % bootstrap over pictures)" if model != "fundus-dr" else "")
        )
        for entry in entries:
            cells = [at.get((model, entry, budget)) for budget in BUDGETS]
            if cells[0] is None:
                continue
            words = [f"{c['success']:.2f} ({c['low']:.2f}-{c['high']:.2f}){_extra(c)}" if c else "-" for c in cells]
            print(f"| {entry} | " + " | ".join(words) + " |")
    _print_verdict(at)
    print("\nspread of success across the modalities (largest less smallest)")
    for entry in entries:
        spans = []
        for budget in BUDGETS:
            rates = [at[m, entry, budget]["success"] for m in SETS if (m, entry, budget) in at]
            spans.append(f"{max(rates) - min(rates):.2f}" if len(rates) == len(SETS) else "-")
        print(f"| {entry} | " + " | ".join(spans) + " |")
    if (out / "stable.csv").exists():
        _print_stable(Rows(out / "stable.csv", ("model",)).rows)
    if (out / "choose.csv").exists():
        _print_choice(Rows(out / "choose.csv", ("model",)).rows)
    _draw(found, out)
    print("\nslices of the lung test split are one patient's: their intervals are of slices, not of patients")


def _print_verdict(at: dict[tuple[str, str, int], dict[str, Any]]) -> None:
    """Where another attack is stronger than sma: more successes, or a lower Dice or precision by 0.01 or more."""
    print("\nstronger than sma, at the same budget on the same pictures")
    for model, budget in itertools.product(SETS, BUDGETS):
        ours, words = at[model, "sma", budget], []
        for entry in [e[0] for e in ENTRIES if not e[0].startswith("sma")]:
            rival = at.get((model, entry, budget))
            if rival is None:
                continue
            measure = "dice" if ours["dice"] is not None else "ap50"
            lower = ours[measure] is not None and rival[measure] <= ours[measure] - 0.01
            if rival["success"] > ours["success"] or (lower and rival["success"] == ours["success"]):
                words.append(f"{entry} ({rival['success']:.2f}{_extra(rival)})")
        print(f"  {model} {budget}/255: {', '.join(words) or 'none'}; sma {ours['success']:.2f}{_extra(ours)}")


def _extra(cell: dict[str, Any]) -> str:
    for name, word in (("dice", "Dice"), ("ap50", "AP")):
        if cell[name] is not None:
            return f" {word} {cell[name]:.2f} ({cell[f'{name}_low']:.2f}-{cell[f'{name}_high']:.2f})"
    return ""


def _print_stable(rows: Sequence[dict[str, str]]) -> None:
    print(
        "\nfrom five random starts at 2/255: variance of the perturbation (budget = 1), cosine of the gradient from\n"
        "step to step, and the loss reached: mean, and largest less smallest over its mean (mean over pictures)"
    )
    for model, entry in itertools.product(SETS, STABLE):
        found = [r for r in rows if (r["model"], r["entry"]) == (model, entry)]
        if found:
            v, c, m = (np.mean([float(r[k]) for r in found]) for k in ("variance", "cosine", "loss_mean"))
            gap = np.mean([(float(r["loss_max"]) - float(r["loss_min"])) / float(r["loss_mean"]) for r in found])
            print(f"| {model} ({len(found)}) | {entry} | {v:.3f} | {c:.3f} | {m:.3f} | {gap:.3f} |")


def _print_choice(rows: Sequence[dict[str, str]]) -> None:
    print("\nsma's settings on held-out pictures: success and the loss reached, at " + str(TRIED))
    keys = list(dict.fromkeys((r["alpha"], r["sigma"], r["reference"]) for r in rows))
    for alpha, sigma, reference in keys:
        words = []
        for model, budget in ((name, str(tried)) for name in SETS for tried in TRIED[name]):
            found = [
                r for r in rows
                if (r["alpha"], r["sigma"], r["reference"], r["model"], r["budget"])
                == (alpha, sigma, reference, model, budget)
            ]  # fmt: skip
            if found:
                rate = np.mean([int(r["success"]) for r in found])
                loss = np.mean([float(r["deviation"]) for r in found])
                words.append(f"{rate:.2f} {loss:.3f} (n={len(found)})")
        print(f"| alpha {alpha} sigma {sigma} {reference} | " + " | ".join(words) + " |")


def _draw(found: Sequence[dict[str, Any]], out: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    shown = ("noise", "square", "fgsm", "ifgsm", "mi-fgsm", "apgd-ce", "sma", "sma-released", "worst of all")
    figure, axes = pyplot.subplots(1, len(SETS), figsize=(13, 4), sharey=True)
    for axis, model in zip(axes, SETS, strict=True):
        for entry, marker in zip(shown, "xv1os^D+*", strict=True):
            curve = [r for r in found if (r["model"], r["entry"]) == (model, entry)]
            axis.plot([r["budget"] for r in curve], [r["success"] for r in curve], marker=marker, label=entry, lw=1)
        axis.set_xscale("log", base=2)
        axis.set_xticks(BUDGETS, BUDGETS)
        axis.set_xlabel("budget, of 255")
        axis.set_title(model)
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("success once rounded")
    axes[-1].legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(out / "curve.png", dpi=130)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=("choose", "run", "stable", "table"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--count", type=int, nargs=3, default=(0, 0, 0), metavar="N", help="pictures of " + ", ".join(SETS) + "; 0: all"
    )
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    set_threads()
    for card in map(find_card, list(SETS)):
        if card.task == "classification" and len(card.labels) == 2:
            print(f"{card.id} is left out: with two classes the stabilized step is I-FGSM's by construction")
            del SETS[card.id]
    counts = dict(zip(SETS, options.count, strict=True))
    if options.stage == "run":
        stage_run(options.data, options.out, counts)
    elif options.stage == "choose":
        stage_choose(options.data, options.out, options.count[0])
    elif options.stage == "stable":
        stage_stable(options.data, options.out, options.count[0])
    stage_table(options.out) if (options.out / "rows.csv").exists() else None


if __name__ == "__main__":
    main()
