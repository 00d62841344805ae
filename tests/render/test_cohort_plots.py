"""Curves of success against the budget."""

from __future__ import annotations

from itertools import combinations

import pytest

from medadv_gui.render.chart import Line
from medadv_gui.render.cohort_plots import BudgetCurve, success_plot
from medadv_gui.render.curves import STROKES

EVERYTHING = (0.5, 1.0, 1.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize("count", [1, 4, 7])
@pytest.mark.parametrize("budgets", [(1.0, 2.0), (1.0, 2.0, 4.0, 8.0, 16.0, 32.0), (1.0, 24.0, 28.0, 32.0)])
def test_curves_that_coincide_do_not_hide_one_another(count: int, budgets: tuple[float, ...]) -> None:
    values = EVERYTHING[: len(budgets)]
    curves = [BudgetCurve(f"attack {k}", budgets, values, values, values) for k in range(count)]
    drawn = success_plot(curves, x_label="budget", y_label="share")
    colours = [colour for colour, _ in STROKES[:count]]
    found = [item for item in drawn.items if isinstance(item, Line) and item.colour in colours]
    lines = {item.colour: item.points for item in found if len(item.points) == len(values) and item.width == 1.4}
    assert list(lines) == colours
    for at in range(len(budgets)):
        across = [lines[colour][at][0] for colour in colours]
        assert all(abs(a - b) > 0.3 for a, b in combinations(across, 2))
        assert len({lines[colour][at][1] for colour in colours}) == 1  # what is said of the share stays
        if at:  # those of two budgets do not mix
            assert min(across) > max(lines[colour][at - 1][0] for colour in colours)
    assert all(0 <= x <= drawn.width for points in lines.values() for x, _ in points)
