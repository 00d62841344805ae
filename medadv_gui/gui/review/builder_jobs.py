"""What the study builder has done in the background. torch is imported here, where a model is asked about shams."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from medadv_gui.core.errors import MedadvError
from medadv_gui.core.result import AttackResult, load_result
from medadv_gui.gui.review.draft import Facts
from medadv_gui.gui.review.jobs import ReviewJob
from medadv_gui.gui.review.pictures import pictures_of
from medadv_gui.gui.worker import Mailbox, Stopped, importing
from medadv_gui.review.build import Design, Unchanged, build, in_words, read_design, unfit, write_design
from medadv_gui.review.key import key_path, read_key
from medadv_gui.review.plan import Plan, Planned, pilot_of, planned
from medadv_gui.review.sham import SHAMS
from medadv_gui.review.study import Study

if TYPE_CHECKING:
    from medadv_gui.stats.planner import Pilot

LONGEST = 128


class FactsJob(ReviewJob):
    """Read results; `found` holds those that were read since the window last looked, the job's result is None."""

    title = "Reading results"

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__()
        self.folders = tuple(folders)
        self.found: Mailbox[tuple[tuple[Path, Facts], ...]] = Mailbox()
        self.all: list[tuple[Path, Facts]] = []

    def work(self) -> None:
        for number, folder in enumerate(self.folders):
            if self.cancelled:
                raise Stopped
            self.progress(number, len(self.folders))
            self.all.append((folder, _facts(folder)))
            self.found.put(tuple(self.all))


def _facts(folder: Path) -> Facts:
    try:
        result = load_result(folder)
    except MedadvError as error:
        return Facts(None, "", "", "", "", "", "", "", str(error))
    shape = result.original.shape
    return Facts(
        pictures_of(result, LONGEST).original, str(result.source["sha256"]), str(result.model["id"]),
        str(result.model["sha256"]), f"{result.attack['name']}, {result.norm} {result.budget.requested}",
        " × ".join(map(str, shape[:2] if len(shape) == 3 and shape[2] == 3 else shape)),
        in_words(result.predictions["original"]), in_words(result.predictions["adversarial"]), unfit(result) or "",
    )  # fmt: skip


class ReadDesignJob(ReviewJob):
    """The result is the design in a file."""

    title = "Reading the design"

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def work(self) -> Design:
        return read_design(self.path)


class WriteDesignJob(ReviewJob):
    """Write a design; the result is its file."""

    title = "Writing the design"

    def __init__(self, design: Design, path: Path) -> None:
        super().__init__()
        self.design, self.path = design, path

    def work(self) -> Path:
        write_design(self.design, self.path)
        return self.path


class PilotJob(ReviewJob):
    """The variance components of a study that was read before."""

    title = "Looking into a pilot study"

    def __init__(self, folder: Path, key: Path) -> None:
        super().__init__()
        self.folder, self.key = folder, key

    def work(self) -> Pilot:
        with importing():
            import medadv_gui.review.analysis  # noqa: F401 (scipy)
        study = Study(self.folder)
        key = read_key(self.key, study.protocol)
        with study.store(create=False) as store:
            return pilot_of(study.protocol, store, key)


class PlanJob(ReviewJob):
    """The result is what comes of a plan."""

    title = "Planning the study"

    def __init__(self, plan: Plan, pilot: Pilot | None) -> None:
        super().__init__()
        self.plan, self.pilot = plan, pilot

    def work(self) -> Planned:
        with importing():
            import medadv_gui.stats.planner  # noqa: F401 (scipy)
        return planned(self.plan, self.pilot)


class BuildJob(ReviewJob):
    """Build a study; the result is the folder. With `ask`, the attacked model is asked about each sham."""

    title = "Building the study"

    def __init__(self, design: Design, out: Path, ask: bool, device: str) -> None:
        super().__init__()
        self.design, self.out, self.device = design, out, device
        self.ask = ask and any(arm.image in SHAMS for arm in design.arms)
        self.progress(0, len(design.cases))

    @property
    def key(self) -> Path:
        return key_path(self.out)

    def work(self) -> Path:
        return build(self.design, self.out, self._unchanged() if self.ask else None, self._tell).folder

    def _unchanged(self) -> Unchanged:
        with importing("torch"):
            from medadv_gui.attack.unchanged import Attacked

        attacked = Attacked(device=self.device)

        def unchanged(result: AttackResult, stored: NDArray[Any]) -> bool:
            if self.cancelled:
                raise Stopped
            return attacked.unchanged(result, stored)

        return unchanged

    def _tell(self, _: str) -> None:
        if self.cancelled:
            raise Stopped
        self.progress(self.done + 1, self.total)
