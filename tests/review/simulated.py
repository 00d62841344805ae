"""Studies with simulated readers, of whom it is known what they see."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from medadv_gui.review.build import build, read_design
from medadv_gui.review.key import Key, key_path, read_key
from medadv_gui.review.store import Reader, Reading
from medadv_gui.review.study import Study
from medadv_gui.review.worklist import Presentation, arranged, reader_seed
from tests.review.made import design, result

AT = "2026-01-01T10:00:00.000+00:00"
ARMS = ("original", "adversarial", "sham-mirrored")
KINDS = {
    "detection": {"id": "seen", "kind": "detection", "question": "Is the image altered?", "threshold": 50},
    "diagnosis": {
        "id": "polyp", "kind": "diagnosis", "question": "Is there a polyp?", "finding": "polyp", "threshold": 50
    },
    "2afc": {"id": "which", "kind": "2afc", "question": "Which image is altered?", "scale": None},
    "open": {
        "id": "plausible", "kind": "open", "question": "Is the model's answer plausible?", "scale": None,
        "choices": ["yes", "no"],
    },
}  # fmt: skip
Rate = Callable[[np.random.Generator, str, bool], float]


def made(
    folder: Path, kind: str = "detection", cases: int = 20, arms: Sequence[object] = ARMS, *, repeats: int = 4,
    **changes: object,
) -> Study:  # fmt: skip
    """A study of one small image, which nobody has read; two cases a patient, every other one with a polyp."""
    one = result(folder / "one", shape=(4, 6)).name
    listed = [{"folder": one, "patient": f"p{n // 2}", "truth": {"polyp": n % 2 == 0}} for n in range(cases)]
    order = {"seed": 1, "repeats": repeats}
    path = design(folder, 0, **{"tasks": [KINDS[kind]], "arms": list(arms), "cases": listed, "order": order, **changes})
    return build(read_design(path), folder / "study")


def key_of(study: Study) -> Key:
    return read_key(key_path(study.folder), study.protocol)


def shifted(means: dict[str, float], spread: float = 12, lesion: float = 0.0) -> Rate:
    """Ratings about the mean of the arm, higher by `lesion` where the finding is there."""

    def rate(rng: np.random.Generator, arm: str, truth: bool) -> float:
        return float(np.clip(np.round(rng.normal(means[arm] + lesion * truth, spread)), 0, 100))

    return rate


def read(study: Study, code: str, rate: Rate, stop: int | None = None, seed: int = 0, **changes: object) -> None:
    """Someone reads the study, or its first `stop` presentations. Of a choice of two, `rate` is the percentage of
    right ones, of an open review that of the first choice."""
    protocol, key = study.protocol, key_of(study)
    rng = np.random.default_rng([seed, *code.encode()])
    cases = {item.code: (case.code, item) for case in protocol.cases for item in case.items}
    number = reader_seed(protocol, code)
    order = arranged(protocol, number)
    drawn = {}

    def place(item: str) -> tuple[str, str, bool]:
        """Of patients, arms and truths, so that what is drawn does not hang on codes, which are random."""
        facts = key.cases[cases[item][0]]
        return facts["patient"], key.arms[item], bool(facts["truth"].get("polyp"))

    for item in sorted(cases, key=place):
        _, arm, truth = place(item)
        drawn[item] = rate(rng, arm, truth), float(rng.random() * 100)
    reader = Reader(code, 5, "radiology", number, tuple(p.to_json() for p in order), AT)
    readings = [
        _reading(study, key, reader, presentation, task.id, drawn[presentation.item], rng, changes)
        for presentation in order[:stop]
        for task in protocol.tasks
    ]
    with study.store() as store:
        store.add(reader, readings)


def _reading(
    study: Study, key: Key, reader: Reader, shown: Presentation, name: str, drawn: tuple[float, float],
    rng: np.random.Generator, changes: dict[str, object],
) -> Reading:  # fmt: skip
    protocol = study.protocol
    task = protocol.task(name)
    rating, luck = drawn
    answer: dict[str, object] = {"rating": None}
    if task.kind == "2afc":
        item = next(item for case in protocol.cases for item in case.items if item.code == shown.item)
        first = key.pictures[item.pictures[0].code] != "original"
        right = "left" if first != shown.swapped else "right"
        answer["side"] = right if luck < rating else {"left": "right", "right": "left"}[right]
    elif task.choices:
        answer["choice"] = task.choices[0 if luck < rating else 1]
    if task.scale is not None:
        answer["rating"] = float(np.clip(rating + shown.repeat * np.round(rng.normal(0, 4)), 0, 100))
    return Reading(
        **{
            "protocol": protocol.id, "protocol_sha256": protocol.sha256, "reader": reader.code, "years": reader.years,
            "specialty": reader.specialty, "session": "s", "case": shown.item, "presentation": shown.index,
            "task": name, "shown": AT, "submitted": AT,
            "active_seconds": float(np.round(rng.lognormal(2.2, 0.4), 3)), "window": (0.0, 255.0), "zoom": 1.0,
            "events": ((0.1, "shown"), (1.5, "zoom 2"), (3.2, "submit")),
            "display": (("scale", "1"), ("size", "1920 x 1080"), ("calibration", "none declared")),
            **answer, **changes,
        }
    )  # fmt: skip
