"""How the calls of a cohort are handed out, and to how many processes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medadv_gui.evaluation.cohort import engines
from medadv_gui.evaluation.cohort.engines import Call, Local, _Waiting
from medadv_gui.evaluation.cohort.spec import CohortModel, Spec

GIB = 1 << 30


@given(st.lists(st.integers(1, 9), max_size=12), st.integers(1, 8))
def test_every_call_is_handed_out_once_in_order_and_never_two_groups_at_once(sizes: list[int], hands: int) -> None:
    calls = [Call("attack", (f"{at}",), f"group {group}") for group, size in enumerate(sizes) for at in range(size)]
    waiting, portions = _Waiting(calls, hands), []
    while portion := waiting.portion():
        portions.append(portion)
    assert [call for portion in portions for call in portion] == calls
    assert all(len({call.group for call in portion}) == 1 for portion in portions)
    if len(calls) >= hands:
        assert len(portions) >= hands  # nobody stands by while another has several


def test_a_group_stays_whole_while_there_is_much_left() -> None:
    waiting = _Waiting([Call("attack", (), f"{number // 6}") for number in range(600)], 4)
    assert [len(waiting.portion()) for _ in range(50)] == [6] * 50


def test_calls_of_no_group_go_one_by_one() -> None:
    waiting = _Waiting([Call("plan", (f"{number}",)) for number in range(40)], 2)
    assert len(waiting.portion()) == 1


def model(device: str) -> CohortModel:
    return CohortModel("tiny", "1", "0" * 64, "1" * 64, "segmentation", ("lung",), 2, ("2/255",), {"device": device})


@pytest.mark.parametrize(
    ("processors", "free", "threads", "device", "expected"),
    [
        (8, 64 * GIB, 1, "cpu", 8),
        (8, 64 * GIB, 2, "cpu", 4),  # a cohort that was begun with two
        (8, 5 * GIB, 1, "cpu", 3),
        (1, GIB // 2, 4, "cpu", 1),
        (8, 64 * GIB, 1, "mps", 1),
    ],
)
def test_processes_by_processors_threads_and_memory(
    processors: int, free: int, threads: int, device: str, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = SimpleNamespace(available=free)
    monkeypatch.setattr(engines, "cores", lambda: processors)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    engine, spec = Local(), Spec(models=(model(device),), threads=threads)
    engine.prepare(Path("nowhere"), spec)
    assert engine.count == expected
    named = Local(3)
    named.prepare(Path("nowhere"), replace(spec))
    assert named.count == 3
