"""The guide to the Python interface: its examples run as they stand, one after another."""

import re
import shutil
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

import medadv_gui.attack
from medadv_gui.core.resources import resources

GUIDES = [resources() / "help" / "python-interface.md", resources() / "help" / "de" / "python-interface.md"]


def examples(guide: Path) -> list[str]:
    return re.findall(r"^```\n(.*?)^```", guide.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_the_examples_run_in_order(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(demo, tmp_path / "demo")
    monkeypatch.chdir(tmp_path)
    space: dict[str, object] = {}
    said = StringIO()
    found = examples(GUIDES[0])
    assert len(found) >= 6
    with redirect_stdout(said):
        for number, text in enumerate(found):
            exec(compile(text, f"example {number + 1}", "exec"), space)
    assert said.getvalue().splitlines()[-1] == "equal"
    assert {"result.json", "case.npz", "report.pdf", "report.html"} <= {path.name for path in Path("out").iterdir()}
    assert [row[0] for row in space["rows"]] == ["noise", "fgsm", "ifgsm", "pgd", "sma"]
    assert space["rows"][0][1] is False  # noise


def test_both_guides_hold_the_same_examples() -> None:
    assert examples(GUIDES[0]) == examples(GUIDES[1])


@pytest.mark.parametrize("name", medadv_gui.attack.__all__)
def test_what_the_attack_module_offers_is_there(name: str) -> None:
    assert getattr(medadv_gui.attack, name) is not None


def test_what_it_does_not_offer_is_no_attribute() -> None:
    assert not hasattr(medadv_gui.attack, "nothing")
