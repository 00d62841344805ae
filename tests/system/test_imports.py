"""Who imports whom, what a cheap command loads, and what lies on the top level."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "monai", "PySide6", "shiboken6", "pyqtgraph", "qtpy", "qtawesome", "superqt")
COMMANDS = ("view", "index", "models", "predict", "attack", "attacks", "batch", "report", "review", "demo")
TOP_LEVEL = {"LICENSE", "README.md", "medadv_gui", "packaging", "pyproject.toml", "resources", "tests"}

# Runs a statement in its own interpreter, whatever it exits with, and lists what it loaded.
PROBE = """
import json, sys
try:
    exec(sys.argv.pop(1))
except SystemExit as left:
    code = left.code or 0
else:
    code = 0
print()
print(json.dumps({"code": code, "modules": sorted({name.split(".")[0] for name in sys.modules})}))
"""


def heavy_after(statement: str, *arguments: str | Path) -> set[str]:
    result = subprocess.run(
        [sys.executable, "-c", PROBE, statement, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout.splitlines()[-1])
    assert report["code"] == 0, result.stderr
    assert "medadv_gui" in report["modules"]
    return set(report["modules"]) & set(HEAVY)


def test_the_floors_hold() -> None:
    script = Path(sys.executable).parent / "lint-imports"
    command = [str(script)] if script.exists() else [shutil.which("lint-imports") or ""]
    if not command[0]:
        pytest.skip("import-linter is missing: pip install import-linter")
    result = subprocess.run(
        [*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("module", ["medadv_gui", "medadv_gui.__main__", "medadv_gui.cli"])
def test_importing_the_face_is_light(module: str) -> None:
    assert heavy_after(f"import {module}") == set()


MAIN = "from medadv_gui.__main__ import main; sys.exit(main())"


@pytest.mark.parametrize("arguments", [("--help",), *((command, "--help") for command in COMMANDS)])
def test_help_is_light(arguments: tuple[str, ...]) -> None:
    assert heavy_after(MAIN, *arguments) == set()


def test_index_is_light(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (16, 16), 100).save(tmp_path / "picture.png")
    assert heavy_after(MAIN, "index", tmp_path, "--json") == set()


def test_the_probe_sees_torch() -> None:
    assert "torch" in heavy_after("import medadv_gui, torch")


def test_no_module_of_the_window_loads_torch() -> None:
    everything = """
import importlib, pkgutil
import medadv_gui.gui
for found in pkgutil.walk_packages(medadv_gui.gui.__path__, "medadv_gui.gui."):
    importlib.import_module(found.name)
"""
    loaded = heavy_after(everything)
    assert "PySide6" in loaded, "the probe imported the window's modules"
    assert not loaded & {"torch", "monai"}


def test_the_top_level_holds_what_the_house_names() -> None:
    names: set[str] = set()
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "-c", f"safe.directory={ROOT}", "ls-files"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        names = {line.split("/", 1)[0] for line in listed.stdout.splitlines()}
    if not names:
        pytest.skip("not a git checkout with files")
    assert {name for name in names if not name.startswith(".")} == TOP_LEVEL
