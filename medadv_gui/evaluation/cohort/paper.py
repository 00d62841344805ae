"""The cohort of `--preset paper`: the three tasks and five attacks of Qi et al., "Stabilized Medical Image Attacks"
(ICLR 2021, arXiv 2103.05232), with this program's models.

What the paper says of its settings is known here only as far as its abstract and the released code go: neither names a
budget, a number of steps or a step size that could be taken over (the code's are arguments without defaults, its weight
of the stabilization term is 0 unless given, and it does not run as it stands). So each setting below is this program's
choice and says so, and no figure that comes of it is the paper's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from medadv_gui.attack.settings import AttackSettings
from medadv_gui.evaluation.cohort.table import NOT_THE_PAPER

STEPS = 20


@dataclass(frozen=True)
class Setting:
    """A setting of the paper: what is known of it, "" where nothing is; what is taken here; and why."""

    name: str
    paper: str
    here: str
    why: str


@dataclass(frozen=True, eq=False)
class PaperTask:
    """One of the paper's tasks: the bundled `model` that stands for it, and the `attacks` as they are asked for."""

    title: str
    model: str
    task: str
    attacks: tuple[AttackSettings, ...]
    note: str


_ATTACKS = (
    AttackSettings("fgsm"),
    AttackSettings("pgd", steps=STEPS, restarts=1),
    AttackSettings("mi-fgsm", steps=STEPS, decay=1.0),
    AttackSettings("dag", steps=STEPS),
    AttackSettings("sma", steps=STEPS),
)


def _task(title: str, model: str, task: str, epsilon: str, note: str) -> PaperTask:
    fits = [attack for attack in _ATTACKS if attack.attack != "dag" or task in ("segmentation", "detection")]
    return PaperTask(title, model, task, tuple(replace(attack, epsilon=epsilon) for attack in fits), note)


TASKS = (
    _task(
        "Lungs in CT", "ct-lung", "segmentation", "8/255",
        "The paper's networks are others; this is the bundled small U-Net.",
    ),
    _task(
        "Grades of diabetic retinopathy", "fundus-dr", "classification", "1/255",
        "The paper's networks are others; this is the bundled small one. DAG is made for dense answers and does not "
        "fit a classification.",
    ),
    _task(
        "Polyps in endoscopy", "endo-polyp", "detection", "2/255",
        "The paper's networks are others; this is the bundled detector of polyps.",
    ),
)  # fmt: skip

SETTINGS = (
    Setting(
        "budget", "", "ct-lung 8/255, fundus-dr 1/255, endo-polyp 2/255 of the model's input window, in the L∞ norm",
        "Where, by the models' own lab figures, an attack of ten steps neither always fails nor always succeeds; with "
        "fundus-dr it always does, so the smallest of those measured. At one budget for all, little could be compared.",
    ),
    Setting("steps", "", f"{STEPS}, of FGSM one", "The program's own number, the same for all, so that they compare."),
    Setting("step size", "", "2.5 × budget / steps, of DAG at most the budget", "The attacks' own."),
    Setting("restarts", "", "one run each, PGD's from a random point", "The same effort for all."),
    Setting("momentum", "", "1.0", "Dong et al. (2018) take it."),
    Setting(
        "weight of the stabilization term", "the released code takes 0 unless another is given", "0.1",
        "With 0 the attack is I-FGSM itself.",
    ),
    Setting(
        "smoothing", "the released code has a Gaussian kernel of 3 × 3 taps, σ 1, dilation 2, on the last step",
        "σ 0.5 network pixels, dilation 1, on the whole input",
        "As the abstract has it; the code's evident intent is the attack sma-released.",
    ),
    Setting("models and data", "others", "the bundled models, your images", "The paper's are not to be had here."),
)  # fmt: skip

NOTES = (
    NOT_THE_PAPER,
    "SMA makes one forward pass more at each step than the others, so at equal steps it has the larger effort.",
    *(f"{task.title} ({task.model}): {task.note}" for task in TASKS),
    *(f"{s.name}: {s.here}. Of the paper's, {s.paper or 'nothing is known here'}. {s.why}" for s in SETTINGS),
)
