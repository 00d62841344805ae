"""A Dask cluster of two workers on this machine: the same results, cancelled and with lost workers, too."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from medadv_gui.core.errors import SettingsError
from medadv_gui.evaluation.cohort.engines import Dask
from medadv_gui.evaluation.cohort.run import CohortRun
from medadv_gui.evaluation.cohort.store import read_rows
from tests.evaluation.cohort import alone
from tests.evaluation.cohort.test_run import cohort, digests

os.environ.setdefault("DASK_LOGGING__DISTRIBUTED", "warning")  # else it tells a stream that is closed by then
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # what Dask and tornado say of each other


@pytest.fixture
def cluster() -> Iterator[object]:
    # Spawned: whoever stands in a test run does not end up in a worker.
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:
        yield made


def test_the_same_bytes(cluster: object, pictures: Path, model: Path, second: Path, tmp_path: Path) -> None:
    for out, engine in (("alone", alone.Alone()), ("dask", Dask(cluster.scheduler_address))):  # type: ignore[attr-defined]
        spec = cohort(pictures, model, second, transfer=True)
        events = list(CohortRun(tmp_path / out, spec).events(engine))
        assert events[-1].done == events[-1].total == 24
        engine.close()
    assert digests(tmp_path / "alone") == digests(tmp_path / "dask")
    assert read_rows(tmp_path / "alone")[1] == read_rows(tmp_path / "dask")[1]


def test_lost_and_cancelled(cluster: object, pictures: Path, model: Path, tmp_path: Path) -> None:
    engine, stop, out = Dask(cluster.scheduler_address), threading.Event(), tmp_path / "out"  # type: ignore[attr-defined]
    for event in CohortRun(out, cohort(pictures, model)).events(engine, stop.is_set):
        if event.done == 2:
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)  # type: ignore[attr-defined]
        if event.done == 6:
            stop.set()
    assert 6 <= event.done < 12
    (*_, last) = CohortRun(out).events(engine)
    assert (last.done, last.failed) == (12, 0)
    engine.close()


def test_no_scheduler() -> None:
    with pytest.raises(SettingsError, match="nothing answers"):
        Dask("tcp://127.0.0.1:9", timeout=0.2)
