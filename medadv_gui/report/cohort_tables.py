"""The tables and charts of a cohort's report, from the document of its statistics."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from medadv_gui.core.text import counted
from medadv_gui.render.chart import Drawing, score_text
from medadv_gui.render.cohort_plots import BudgetCurve, share_grid, success_plot
from medadv_gui.render.text import clean
from medadv_gui.report.card import whole
from medadv_gui.report.document import Block, Charts, Text
from medadv_gui.report.tables import Table
from medadv_gui.report.words import number

Json = Mapping[str, Any]
Figure = tuple[str, str]  # its key in the statistics, its name in a table
CLEAN = {
    "clean_accuracy": "accuracy", "dice_before": "mean Dice", "iou_before": "mean IoU", "hd95_before": "HD95",
    "ap50_before": "AP50", "ap50_95_before": "AP 50:95",
}  # fmt: skip
EFFECTS: Mapping[str, tuple[Figure, ...]] = {
    "classification": (("robust_accuracy", "Accuracy after"), ("accuracy_drop", "Fall of the accuracy")),
    "multilabel": (
        ("robust_accuracy", "Accuracy after"), ("accuracy_drop", "Fall"), ("vanished", "Vanished, of those found"),
        ("invented_share", "Invented, of those absent"),
    ),
    "segmentation": (
        ("dice_after", "Mean Dice after"), ("dice_drop", "Fall of the Dice"), ("iou_after", "Mean IoU after"),
        ("hd95_after", "HD95 after"), ("outlines_lost", "Outline lost"),
    ),
    "detection": (
        ("ap50_after", "AP50 after"), ("ap50_drop", "Fall of the AP50"), ("ap50_95_after", "AP 50:95 after"),
        ("vanished", "Vanished, of those found"), ("invented", "Invented, an image"),
    ),
}  # fmt: skip
NOTHING = (
    "Nothing to lose: the reference is empty and the model finds nothing before; such a case is neither right nor "
    "wrong before, and counts in no success."
)
RATIOS = (("linf_of_budget", "L∞ of the budget"), ("l2", "L2 norm"), ("effect", "Effect"), ("success", "Success"))
_BEFORE = {"right": "yes", "wrong": "no", "nothing to lose": "nothing to lose"}
_MOST_ATTACKS = 7  # columns of a table of cases, curves of a plot
_SHORT = 8  # of a hash, where the whole one stands in another table


class Names:
    """How attacks and norms are called in this cohort."""

    def __init__(self, analysis: Json) -> None:
        self._attacks = {told["attack"]: told for told in analysis["attacks"]}
        self._norms = {group["norm"] for group in analysis["groups"]}

    def attack(self, name: str) -> str:
        """The title of an attack that the statistics call so."""
        return clean(self._attacks[name]["title"])

    def kind(self, name: str) -> str:
        """What it is a variant of, or the same."""
        return str(self._attacks[name]["name"])

    def norm(self, norm: str) -> str:
        """ ", L2" where a reader could take another norm for granted."""
        return "" if norm == "linf" and self._norms <= {"linf"} else f", {'L∞' if norm == 'linf' else 'L2'}"


def percent(share: float | None) -> str:
    """A share in per cent, whole but near 0 and 1."""
    if share is None:
        return "not known"
    if 0 < share < 0.001 or 0.999 < share < 1:
        return "< 0.1 %" if share < 0.5 else "> 99.9 %"
    if 0 < share < 0.01 or 0.99 < share < 1:
        return f"{100 * share:.1f} %"
    return f"{100 * share:.0f} %"


def _hits(figure: Json) -> str:
    return f"{figure['hits']} of {figure['n']}" if figure["n"] else "–"


def with_interval(figure: Json | None) -> str:
    """A figure's value with its interval; a dash where there is none."""
    if figure is None or figure["value"] is None:
        return "–"
    text = whole(figure)
    return text if "−" in text else text.replace(" to ", "–")  # a dash between two minus signs would be one too many


def by_model(groups: Sequence[Json]) -> dict[tuple[str, str], list[Json]]:
    """The groups of each model and norm, by attack and then by budget."""
    found: dict[tuple[str, str], list[Json]] = {}
    for group in groups:
        found.setdefault((group["name"], group["norm"]), []).append(group)
    for members in found.values():
        members.sort(key=lambda group: (group["attack"], group["of_255"]))
    return found


def _titled(names: Names, members: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    """Each group with its attack's title."""
    for group in members:
        yield names.attack(group["attack"]), group


def clean_figures(analysis: Json, names: Names) -> Table:
    """Each model over the cohort's images, before any attack."""
    rows = []
    for model in analysis["models"]:
        told = "; ".join(
            f"{title} {with_interval(figure)}{_over(key, figure, model)}"
            for key, title in CLEAN.items()
            if (figure := model["figures"].get(key)) is not None
        )
        patients, nothing = model["patients"], model["nothing_to_lose"]
        n = f"{model['n']}" + (f" of {counted(patients, 'patient')}" if patients else "")
        right = f"{model['right']} of {model['n'] - nothing}" + (f"; {nothing} with nothing to lose" if nothing else "")
        rows.append((clean(model["name"]), clean(model["task"]), n, right, told))
    note = "95 % intervals, by patient where patients are named. Success counts only cases that a model was right on."
    if any(model["nothing_to_lose"] for model in analysis["models"]):
        note += f" {NOTHING}"
    header = ("Model", "Task", "Images", "Right before", "Figures (95 % interval)")
    return Table("Before any attack", header, tuple(rows), note, (0.2, 0.14, 0.16, 0.12, 0.38))


def _over(key: str, figure: Json, model: Json) -> str:
    """Over how many images the figure is, where not over all and the reader would think so."""
    few = key.startswith(("dice", "iou", "hd95")) and 0 < figure["n"] < model["n"]
    return f" over {figure['n']} of {counted(model['n'], 'image')}" if few else ""


def success(analysis: Json, names: Names) -> tuple[Block, ...]:
    """A chart of each model, then a table: success at every stage, and of noise."""
    charts = [
        (clean(f"{name}{names.norm(norm)}"), plot)
        for (name, norm), plot in _success_plots(analysis["curves"], names).items()
    ]
    blocks: list[Block] = [Charts(tuple(charts[k : k + 2])) for k in range(0, len(charts), 2)]
    if charts:
        blocks.append(
            Text(
                "Bands are 95 % intervals, by patient where patients are named. The budget is on a logarithmic axis, "
                "in 255ths of the model's input window; curves stand a little aside of one another, so that none hides "
                "another."
            )
        )
    blocks += [*_any(analysis["worst"], names), *_halves(analysis["curves"], names)]
    header = ("Attack", "Budget", "Success", "Share (95 % interval)", "In memory", "Rounded", "JPEG q90", "Noise")
    for (name, norm), members in by_model(analysis["groups"]).items():
        rows = []
        for title, group in _titled(names, members):
            f = group["figures"]
            stages = (f["success_in_memory"], f["success_rounded"], f["success_jpeg"], f["noise_success"])
            row = (
                title,
                clean(group["epsilon"]),
                _hits(f["success"]),
                with_interval(f["success"]),
                *map(_hits, stages),
            )
            rows.append(row)
        note = "Success: the criterion is met by the image as it was written and read again. –: not run or not defined."
        if nothing := max(group["nothing_to_lose"] for group in members):
            note += f" {counted(nothing, 'case')} with nothing to lose in none of these."
        widths = (0.24, 0.08, 0.1, 0.19, 0.1, 0.1, 0.1, 0.09)
        blocks.append(Table(clean(f"Success on {name}{names.norm(norm)}"), header, tuple(rows), note, widths))
    return tuple(blocks)


def _any(worst: Sequence[Json], names: Names) -> tuple[Table, ...]:
    """The cases that any of several attacks turned."""
    rows = tuple(
        (clean(one["name"]), clean(one["epsilon"] + names.norm(one["norm"])), _hits(one["success"]),
         with_interval(one["success"]), clean(", ".join(map(names.attack, one["attacks"]))))
        for one in sorted(worst, key=lambda one: (one["name"], one["norm"], one["of_255"]))
        if len(one["attacks"]) > 1
    )  # fmt: skip
    if not rows:
        return ()
    note = (
        "A case counts where at least one of the attacks succeeded on it: the best that this cohort knows of a model."
    )
    header = ("Model", "Budget", "Success", "Share (95 % interval)", "Attacks")
    return (Table("Turned by any of the attacks", header, rows, note, (0.22, 0.09, 0.1, 0.17, 0.42)),)


def _halves(curves: Sequence[Json], names: Names) -> tuple[Table, ...]:
    """What each curve comes to, where it has more than one budget."""
    rows = tuple(
        (clean(curve["name"]), names.attack(curve["attack"]) + names.norm(curve["norm"]),
         f"{number(curve['half'])}/255" if curve["half"] is not None else clean(curve["half_is"]),
         _plain(curve["area"]), _plain(curve["up_to"]))
        for curve in curves
        if len(curve["points"]) > 1
    )  # fmt: skip
    if not rows:
        return ()
    note = (
        "Half: the budget at which half of the cases succeed, on the straight line between two budgets that were run. "
        "Mean success: over all budgets from none to the largest; to be compared only at the same largest budget."
    )
    header = ("Model", "Attack", "Half succeed at", "Mean success", "Largest budget (255ths)")
    return (Table("What the curves come to", header, rows, note, (0.24, 0.26, 0.2, 0.12, 0.18), dense=True),)


def _success_plots(curves: Sequence[Json], names: Names) -> dict[tuple[str, str], Drawing]:
    found: dict[tuple[str, str], list[BudgetCurve]] = {}
    for curve in curves:
        points = curve["points"]

        def told(key: str, points: Sequence[Json] = points) -> tuple[float, ...]:
            values = (point["success"][key] for point in points)
            return tuple(math.nan if value is None else float(value) for value in values)

        at = tuple(float(point["of_255"]) for point in points)
        drawn = BudgetCurve(names.attack(curve["attack"]), at, told("value"), told("low"), told("high"))
        found.setdefault((curve["name"], curve["norm"]), []).append(drawn)
    return {
        key: success_plot(members, x_label="budget (255ths of the input window)", y_label="share that succeeds")
        for key, members in found.items()
        if any(len(curve.at) > 1 for curve in members)
    }


def effects(analysis: Json, names: Names) -> tuple[Block, ...]:
    """What the attacks left of each model's answers."""
    blocks: list[Block] = []
    for (name, norm), members in by_model(analysis["groups"]).items():
        told = [item for item in EFFECTS[members[0]["task"]] if any(item[0] in g["figures"] for g in members)]
        rows = tuple(
            (title, clean(group["epsilon"]), *(with_interval(group["figures"].get(key)) for key, _ in told))
            for title, group in _titled(names, members)
        )
        unit = members[0]["hd95_unit"]
        note = f"HD95 in {unit}, of images and labels with both outlines. " if unit else ""
        note += "Cases that were wrong before count, too; 95 % intervals." + _fewer(members)
        widths = (0.23, 0.08, *[0.69 / len(told)] * len(told))
        header = ("Attack", "Budget", *(title for _, title in told))
        blocks.append(Table(clean(f"Answers of {name}{names.norm(norm)}"), header, rows, note, widths))
        blocks += _from_nothing(clean(f"Invented on {name}{names.norm(norm)}"), members, names)
    return tuple(blocks)


def _fewer(members: Sequence[Json]) -> str:
    """Which means are over fewer images than all, as a sentence."""
    told = []
    for title, key, why in (
        ("Dice and IoU", "dice_after", "the references of the others are empty"),
        ("HD95", "hd95_after", "the others lack an outline"),
    ):
        counts = [(group["figures"][key]["n"], group["n"]) for group in members if key in group["figures"]]
        if any(n < all_of_them for n, all_of_them in counts):
            low, high = min(n for n, _ in counts), max(n for n, _ in counts)
            number = f"{low}" if low == high else f"{low} to {high}"
            told.append(f"{title} over {number} of {counted(max(n for _, n in counts), 'image')} ({why})")
    return f" Means over fewer than all: {'; '.join(told)}." if told else ""


def _from_nothing(title: str, members: Sequence[Json], names: Names) -> tuple[Table, ...]:
    """What the attacks made a model find where there was nothing to lose."""
    rows = tuple(
        (attack, clean(group["epsilon"]), _hits(f["from_nothing"]), with_interval(f["from_nothing"]),
         with_interval(f["found_in_nothing"]), _hits(f["noise_from_nothing"]))
        for attack, group in _titled(names, members)
        if "from_nothing" in (f := group["figures"])
    )  # fmt: skip
    if not rows:
        return ()
    unit = "Boxes" if members[0]["task"] == "detection" else "Pixels"
    note = f"{NOTHING} All that the model finds there after is invented; {unit.lower()} are the mean of these cases."
    header = ("Attack", "Budget", "Finds something", "Share (95 % interval)", f"{unit} a case", "Noise")
    return (Table(title, header, rows, note, (0.27, 0.1, 0.15, 0.2, 0.18, 0.1)),)


def sizes(analysis: Json, names: Names) -> tuple[Block, ...]:
    """How large the changes are, how much they vary, and the ratios of variances that the stabilized attacks claim."""
    blocks: list[Block] = []
    header = (
        "Attack",
        "Budget",
        "L∞ (255ths)",
        "L2 norm",
        "Variance of the L2 norm",
        "PSNR",
        "SSIM",
        "Changed",
        "Seconds",
    )
    for (name, norm), members in by_model(analysis["groups"]).items():
        rows = []
        for title, group in _titled(names, members):
            p = group["perturbation"]
            rows.append((
                title, clean(group["epsilon"]), _plain(p["linf_of_255"]["mean"]["value"]),
                with_interval(p["l2"]["mean"]), with_interval(p["l2"]["variance"]),
                _plain(p["psnr"]["median"]), _plain(p["ssim"]["median"]),
                percent(p["changed_share"]["median"]), _plain(group["seconds"]),
            ))  # fmt: skip
        note = "L∞, L2 (stored units) and seconds: means; PSNR (dB), SSIM, share of pixels changed: medians."
        widths = (0.19, 0.08, 0.08, 0.17, 0.18, 0.06, 0.06, 0.09, 0.09)
        blocks.append(Table(clean(f"Changes on {name}{names.norm(norm)}"), header, tuple(rows), note, widths))
    blocks.extend(_stability(analysis["stability"], names))
    return tuple(blocks)


def _stability(told: Sequence[Json], names: Names) -> tuple[Table, ...]:
    """The ratios of variances, but for those of which nothing is known."""
    known = [(key, title) for key, title in RATIOS if any((t["ratios"].get(key) or {}).get("value") for t in told)]
    rows = tuple(
        (clean(t["name"]), clean(t["epsilon"] + names.norm(t["norm"])),
         f"{names.attack(t['first'])} over {names.attack(t['second'])}",
         *(_ratio(t["ratios"].get(key)) for key, _ in known))
        for t in told
        if t["ratios"]
    )  # fmt: skip
    if not rows:
        return ()
    note = (
        "The variance from image to image under the first attack over that under the second, on the same cases, with "
        "its 95 % interval: below 1 where the first is steadier. This program's reading of the stability that Qi et "
        "al. claim; the paper's own formula is not known here. –: no spread to compare with."
    )
    header = ("Model", "Budget", "Attacks", *(title for _, title in known))
    widths = (0.14, 0.08, 0.2, *[0.58 / max(1, len(known))] * len(known))
    return (Table("Stability: ratios of variances", header, rows, note, widths),)


def _ratio(figure: Json | None) -> str:
    """With spaces, at which its cell is broken: no line is wide enough."""
    return "–" if figure is None or figure["value"] is None else whole(figure)


def _plain(value: float | None) -> str:
    return "–" if value is None else number(value)


def comparisons(analysis: Json, names: Names) -> tuple[Block, ...]:
    """Every two attacks of a model and budget, on the same cases."""
    found: dict[tuple[str, str], list[Json]] = {}
    for told in analysis["comparisons"]:
        found.setdefault((told["name"], told["norm"]), []).append(told)
    blocks: list[Block] = []
    header = ("First and second attack", "Budget", "n", "First", "Second", "One only",
              "Difference (95 % interval)", "p", "p (Holm)")  # fmt: skip
    for (name, norm), members in found.items():
        rows = tuple(
            (f"{names.attack(c['first'])} – {names.attack(c['second'])}", clean(c["epsilon"]), f"{c['n']}",
             f"{c['first_successes']}", f"{c['second_successes']}", f"{c['first_only']} / {c['second_only']}",
             _signed(c), _p(c["p"]), _p(c["p_holm"]))
            for c in members
        )  # fmt: skip
        methods = "; ".join(dict.fromkeys(str(c["method"]) for c in members if c["method"]))
        note = (
            "Cases that the model was right on and both attacks ran on; “one only”: how many the first and how many "
            f"the second turned alone. Test: {methods or 'none'}. Holm's correction over all comparisons of this table."
        )
        if any(c["difference"] is not None and c["low"] is None for c in members):
            note += " Of fewer than five patients, or images, there is no interval."
        widths = (0.34, 0.07, 0.05, 0.06, 0.06, 0.07, 0.2, 0.075, 0.075)
        title = clean(f"Compared on {name}{names.norm(norm)}")
        blocks.append(Table(title, header, rows, clean(note), widths, dense=True))
    return tuple(blocks)


def _signed(told: Json) -> str:
    value, low, high = told["difference"], told["low"], told["high"]
    if value is None:
        return "–"
    text = f"{value:+.2f}" + (f" ({low:+.2f} to {high:+.2f})" if low is not None and high is not None else "")
    return text.replace("-", "−")


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def transfer(analysis: Json, names: Names) -> tuple[Block, ...]:
    """For each attack but noise and each budget a grid, and the figures with their intervals."""
    told = analysis["transfer"]
    if not told:
        return ()
    tasks = {model["name"]: model["task"] for model in analysis["models"]}
    own = {(g["name"], g["attack"], g["norm"], g["epsilon"]): g["figures"]["success"] for g in analysis["groups"]}
    keys = dict.fromkeys((t["attack"], t["norm"], t["epsilon"], tasks.get(t["source"], "")) for t in told)
    charts = []
    for attack, norm, epsilon, task in keys:
        if names.kind(attack) == "noise":
            continue
        here = {
            (t["source"], t["target"]): t["success"]
            for t in told
            if (t["attack"], t["norm"], t["epsilon"], tasks.get(t["source"], "")) == (attack, norm, epsilon, task)
        }
        models = list(dict.fromkeys(name for pair in here for name in pair))
        cells = [
            [own.get((a, attack, norm, epsilon)) if a == b else here.get((a, b)) for b in models] for a in models
        ]  # fmt: skip
        grid = share_grid(
            models, models,
            [[None if cell is None else cell["value"] for cell in row] for row in cells],
            [["–" if cell is None else _hits(cell) for cell in row] for row in cells],
            down="made on", across="shown to",
        )  # fmt: skip
        charts.append((clean(f"{names.attack(attack)}, {epsilon}{names.norm(norm)}: successes"), grid))
    blocks: list[Block] = [Charts((chart,)) for chart in charts]
    rows = tuple(
        (clean(f"{t['source']} → {t['target']}"), names.attack(t["attack"]),
         clean(t["epsilon"] + names.norm(t["norm"])), f"{t['success']['n']}", with_interval(t["success"]),
         with_interval(t["white_box"]), with_interval(t["of_successes"]))
        for t in told
    )  # fmt: skip
    note = (
        "Cases that both models were right on. “Where it was made”: success of the same images on the model that they "
        "were made on. “Of those” counts only the images that succeeded there. In the grid the diagonal is each "
        "model's own, over all cases that it was right on."
    )
    header = ("Made on → shown to", "Attack", "Budget", "n", "Succeeds there", "Where it was made", "Of those")
    widths = (0.26, 0.16, 0.08, 0.05, 0.15, 0.15, 0.15)
    blocks.append(Table("Transfer", header, rows, note, widths))
    return tuple(blocks)


def cases(rows: Sequence[Json], names: Names) -> tuple[Block, ...]:
    """Every image with its hash; then every case of each model, with the smallest budget at which each attack
    succeeded."""
    if not rows:
        return ()
    images: dict[tuple[str, str], Json] = {}
    for row in rows:
        images.setdefault((row["item"], row["image_sha256"]), row)
    listed = tuple(
        (clean(item), row["image_sha256"], clean(row["modality"]) or "–", clean(row["patient"]) or "–",
         clean(row["site"]) or "–")
        for (item, _), row in images.items()
    )  # fmt: skip
    header = ("Case", "SHA-256 of the stored pixels", "Modality", "Patient", "Site")
    note = "Names, patients and sites are the cohort's own, not those of files or people. Every row in full: rows.csv."
    blocks: list[Block] = [Table("Images", header, listed, note, (0.2, 0.5, 0.09, 0.11, 0.1), dense=True)]
    by_model: dict[str, list[Json]] = {}
    for row in rows:
        by_model.setdefault(f"{row['model']} {row['model_version']} ({row['model_sha256'][:_SHORT]})", []).append(row)
    for name, members in by_model.items():
        attacks = list(dict.fromkeys(row["attack"] for row in members))
        for k in range(0, len(attacks), _MOST_ATTACKS):
            blocks.append(_outcomes(name, members, attacks[k : k + _MOST_ATTACKS], names))
    return tuple(blocks)


def _outcomes(name: str, rows: Sequence[Json], attacks: Sequence[str], names: Names) -> Table:
    found: dict[str, dict[str, list[Json]]] = {}
    for row in rows:
        found.setdefault(row["item"], {}).setdefault(row["attack"], []).append(row)
    told = []
    for item, by_attack in found.items():
        first = next(iter(by_attack.values()))[0]
        shown = (_smallest(by_attack.get(attack, ())) for attack in attacks)
        told.append((clean(item), _reference(first), _BEFORE[first["before"]], *shown))
    note = (
        "Under each attack the smallest budget tried at which it succeeded; ✗: at none; (✗): the model was wrong "
        "before, so the case does not count; –: not run."
    )
    if any(row["before"] == "nothing to lose" for row in rows):
        unit = "boxes" if rows[0]["task"] == "detection" else "pixels"
        note += f" {NOTHING} ○ stands before how many {unit} the model finds there after, the most at any budget."
    header = ("Case", "Reference", "Right before", *map(names.attack, attacks))
    widths = (0.18, 0.2, 0.1, *[0.52 / len(attacks)] * len(attacks))
    return Table(clean(f"Cases of {name}"), header, tuple(told), note, widths, dense=True)


def _smallest(rows: Sequence[Json]) -> str:
    if not rows:
        return "–"
    if rows[0]["before"] == "nothing to lose":
        known = [row["found"] for row in rows if row["found"] is not None]
        return f"○ {max(known)}" if known else "○"
    if rows[0]["before"] == "wrong":
        return "(✗)"
    hits = [row for row in rows if row["success"]]
    return clean(min(hits, key=lambda row: float(row["of_255"]))["epsilon"]) if hits else "✗"


def _reference(row: Json) -> str:
    reference = row["reference"]
    if reference["labels"]:
        return clean(", ".join(reference["labels"]))
    if row["task"] == "detection":
        n = len(reference["boxes"])
        return counted(n, "box", "boxes")
    held = [name for name, value in (row["reference"]["dice"] or row["original"]["dice"]).items() if value is not None]
    dice = [row["original"]["dice"].get(name) or 0.0 for name in held]
    return f"Dice before {score_text(sum(dice) / len(dice))}" if dice else "empty"
