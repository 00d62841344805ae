"""`medadv-gui replay`: an attack again, from its result alone."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from medadv_gui.cli.attack import follow
from medadv_gui.cli.words import CANCELLED, RESEARCH_USE, print_json

DIFFERS = 3


def run_replay(options: argparse.Namespace) -> int:
    """Exit 0 where it came out equal, or equal within tolerance, 3 where it differs."""
    from medadv_gui.core.result import load_result

    path: Path = options.result
    result = load_result(path if path.is_dir() else path.parent)

    from medadv_gui.attack.replay import DIFFERENT, again, compare
    from medadv_gui.models.library import find_card
    from medadv_gui.models.load import load_model

    card = find_card(options.model or str(result.model["id"]))
    run, unlike = again(result, load_model(card, options.device), options.device)
    if unlike:
        print(f"note: {unlike}; another plan is taken", file=sys.stderr)
    if not follow(run.steps(), lambda step: f"step {step.done} of {step.total}"):
        print("medadv-gui: cancelled", file=sys.stderr)
        return CANCELLED
    found = compare(result, run.result())
    if options.json:
        print_json(found.to_json())
    else:
        print(f"{found.verdict}: {result.attack['name']} on {card.id} {card.version}")
        for d in found.differences:
            print(f"  {d.what}: recorded {d.recorded}, now {d.replayed}{'' if d.within else ' - beyond tolerance'}")
        for name, old, new in found.elsewhere:
            print(f"  {name}: was {old}, is {new}")
        print(RESEARCH_USE)
    return DIFFERS if found.verdict == DIFFERENT else 0
