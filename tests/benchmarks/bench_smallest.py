"""The smallest budget that works, against adv-lib's FMN at equal compute: python tests/benchmarks/bench_smallest.py
--data DIR [--count N]

Pictures of the test split that the bundled model answers rightly, in 16 bits (each grey level 257 times as fine), so
that a budget is as good as continuous and FMN, which knows no stored units, is not at a disadvantage. Ours is the
public `search`; FMN then gets as many forward and backward passes of the network as ours took on that picture, its
verification included. FMN wants two or more logits whose arg max says whether the attack succeeded: a classifier has
them; for the others the criterion itself is the second logit, with the gradient of the loss that ours climbs.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from medadv_gui.attack.losses import deviation  # noqa: E402
from medadv_gui.attack.run import AttackRun  # noqa: E402
from medadv_gui.attack.settings import AttackSettings, Truth  # noqa: E402
from medadv_gui.core.types import Image  # noqa: E402
from medadv_gui.models.device import set_threads  # noqa: E402
from medadv_gui.models.library import find_card  # noqa: E402
from medadv_gui.models.load import Model, load_model  # noqa: E402
from tests.benchmarks.bench_attack import stand_in_for_torchvision  # noqa: E402
from tests.benchmarks.compare_attacks import SETS, load, spread, test_pictures  # noqa: E402


def in_16_bits(image: Image) -> Image:
    """The same picture with each grey level 257 times as fine."""
    return replace(
        image, stored=image.stored.astype(np.uint16) * 257, slope=255 / 65535, lowest=0, highest=65535, lossy=False
    )


class Counted(nn.Module):
    """The network that verifies, which counts its passes; the engine runs a copy."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network, self.forwards = network, 0

    def forward(self, u: Tensor) -> Tensor:
        self.forwards += 1
        out: Tensor = self.network(u)
        return out


class Victim(nn.Module):
    """Pictures from 0 to 1 to logits whose arg max is 1 (or another class) where the criterion is met."""

    def __init__(self, run: AttackRun) -> None:
        super().__init__()
        self.run_, self.network = run, run.model.network

    def forward(self, x: Tensor) -> Tensor:
        run = self.run_
        outputs: Tensor = self.network(run.preprocess(x * 65535))
        if run.model.card.task == "classification":
            return outputs
        drive = deviation(run.task.log_probs(outputs), run.aim)
        met = run.criterion.met(run.against(run.task.decode(outputs)))
        second = drive - drive.detach() + (0.5 if met else -0.5)
        return torch.stack([torch.zeros_like(second), second], 1)


def one(image: Image, truth: Truth, model: Model, attack: str, steps: int) -> tuple[float, float, int] | None:
    """Largest change of ours and of FMN's, of 255, infinite where it finds nothing, and the passes each had; None where
    the model is wrong before any attack."""
    from adv_lib.attacks import fmn

    counted = Counted(model.network)
    plain = {
        "engine": "plain", "layout": "contiguous", "smoothed": "float32", "batch": 1,
        "threads": torch.get_num_threads(), "device": "cpu",
    }  # fmt: skip
    settings = AttackSettings(attack, epsilon="16/255", steps=steps, search=True, truth=truth, plan=plain)
    run = AttackRun(image, Model(model.card, counted, model.device), settings)
    if not run.clean_correct:
        return None
    counted.forwards = 0
    for _ in run.steps():
        pass
    works = run.best is not None and run.best.rounded
    smoothed = 1 if run.stabilized else 0
    passes = run._loop.done * (2 + smoothed) + counted.forwards  # each iterate forward and back, as if all were both
    ours = run.size(run.best) / 257 if run.best is not None and works else math.inf
    label = 0 if model.card.task != "classification" else run.task.labels.index(run.reference.label)  # type: ignore[union-attr]
    x = run.origin / 65535
    found = fmn(Victim(run), x, torch.tensor([label]), norm=math.inf, steps=max(1, passes // 2))
    theirs = float((found - x).abs().max()) * 255
    return ours, theirs if theirs > 0 else math.inf, passes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--count", type=int, default=10, help="pictures a model")
    parser.add_argument("--attack", default="ifgsm")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--model", action="append", choices=tuple(SETS))
    options = parser.parse_args()
    set_threads()
    stand_in_for_torchvision()
    for name in options.model or SETS:
        model = load_model(find_card(name), "cpu")
        ratios, nothing = [], 0
        for picture in spread(test_pictures(options.data, name), options.count):
            image, truth = load(picture, model.card)
            found = one(in_16_bits(image), truth, model, options.attack, options.steps)
            if found is not None:
                # Where ours alone finds nothing the ratio is infinite, and counts against us.
                if math.isinf(found[1]):
                    nothing += 1
                else:
                    ratios.append(found[0] / found[1])
                print(
                    f"{name} {picture.name}: ours {found[0]:.3f}, FMN {found[1]:.3f} of 255, {found[2]} passes",
                    flush=True,
                )
        if ratios:
            print(f"{name}: median of ours / FMN {statistics.median(ratios):.3f} over {len(ratios)} pictures")
        print(f"{name}: {nothing} more pictures on which FMN finds nothing")


if __name__ == "__main__":
    main()
