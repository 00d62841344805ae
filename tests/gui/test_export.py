"""Exporting a result replaces nothing unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from medadv_gui.core.errors import OutputError
from medadv_gui.gui.jobs import ExportJob


@pytest.mark.parametrize("name", ["result.json", "report.pdf"])
def test_what_is_there_stays(tmp_path: Path, name: str) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    target.mkdir()
    (source / "result.json").write_text("new")
    (source / "case.npz").write_text("new")
    (target / name).write_text("mine")
    with pytest.raises(OutputError, match=rf"^target: holds {name} already; choose another folder$"):
        ExportJob(source, target).work()
    assert [path.name for path in target.iterdir()] == [name]
    assert (target / name).read_text() == "mine"
