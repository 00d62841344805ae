"""Users' own attacks: nothing of a package is imported before it is trusted, nor once it has changed."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as Pillow
from torch import nn

from medadv_gui.attack import case, plugins
from medadv_gui.attack.methods import Iterates, Problem, Query
from medadv_gui.attack.plugins import (
    CHANGED,
    GROUP,
    STALE,
    attack_named,
    checked_options,
    distrust,
    found,
    known_attacks,
    own_attacks,
    trust,
    trust_file,
)
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import ATTACKS, AttackInfo, AttackSettings, Parameter
from medadv_gui.core.errors import OutputError, SettingsError
from medadv_gui.models.load import Model
from tests.forked import start
from tests.support import card as model_card
from tests.support import picture

ROOT = Path(__file__).resolve().parents[2]
HELP = (ROOT / "resources" / "help" / "own-attacks.md").read_text(encoding="utf-8")
_numbers = count()


def install(
    folder: Path,
    name: str = "blink",
    *,
    info: str = "",
    value: str = "",
    editable: bool = False,
) -> str:
    """Lay an installed package into `folder` that offers the help page's attack, or `info` in its place; the name of
    its module, which leaves a file beside itself when it is imported."""
    description, method = (
        block for block in re.findall(r"```\n(.*?)```", HELP, re.DOTALL) if block.startswith("from medadv_gui")
    )
    number = next(_numbers)
    module, distribution = f"attacks_{number}", f"attacks-{number}"
    description = description.replace("my_attacks_method", f"{module}_method").replace('"blink"', repr(name), 1)
    if info:
        description = f"{description.partition('BLINK = ')[0]}BLINK = {info}\n"
    mark = "from pathlib import Path\nPath(__file__).with_suffix('.imported').touch()\n"
    meta = f"{module}-1.0.dist-info"
    files = {
        f"{module}.py": mark + description,
        f"{module}_method.py": method,
        f"{meta}/METADATA": f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n",
        f"{meta}/entry_points.txt": f"[{GROUP}]\n{name} = {value or f'{module}:BLINK'}\n",
    }
    if editable:
        files[f"{meta}/direct_url.json"] = json.dumps({"url": "file:///src", "dir_info": {"editable": True}})
    record = []
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record.append(f"{path},sha256={digest},{len(text)}")
    (folder / meta / "RECORD").write_text("\n".join([*record, f"{meta}/RECORD,,", f"{meta}/gone,,"]))
    return module


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder that packages are installed into."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(plugins, "_loaded", {})
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if name.startswith("attacks_"):
            del sys.modules[name]


def imported(site: Path) -> bool:
    return any(site.glob("*.imported"))


class Linear(nn.Module):
    """The brighter the image, the more it is an `a`."""

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        bright = u.flatten(1).mean(1) * 40 - 20
        return torch.stack([bright, -bright], 1)


def model() -> Model:
    return Model(model_card(labels=("a", "b")), Linear(), torch.device("cpu"))


def test_listing_imports_nothing(site: Path) -> None:
    module = install(site)
    (plugin,) = found()
    assert (plugin.name, plugin.version, plugin.files) == ("blink", "1.0", 5)
    assert plugin.distribution == module.replace("_", "-")
    assert not plugin.trusted
    assert not plugin.editable
    assert own_attacks() == (plugin,)
    assert known_attacks() == ATTACKS
    with pytest.raises(SettingsError, match=r"is not trusted; to trust it: medadv-gui attacks trust blink$"):
        attack_named("blink")
    assert not imported(site)
    assert module not in sys.modules


def test_the_sha256_is_over_the_files_as_they_are(site: Path) -> None:
    module = install(site)
    (plugin,) = found()
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    lines = "".join(f"{hashlib.sha256((site / name).read_bytes()).hexdigest()}  {name}\n" for name in files)
    assert plugin.sha256 == hashlib.sha256(lines.encode()).hexdigest()
    (site / "__pycache__").mkdir()
    (site / "__pycache__" / f"{module}.cpython.pyc").write_bytes(b"")
    assert found() == (plugin,)


def test_a_trusted_attack_runs_with_its_option(site: Path) -> None:
    install(site)
    assert trust("blink").trusted
    info = known_attacks()["blink"]
    assert imported(site)
    assert info.title == "Blink"
    assert attack_named("blink") is info
    stored = np.full((8, 8), 130, np.uint8)

    def attack(**options: object) -> list[float]:
        settings = AttackSettings("blink", epsilon="10", options=options)
        run = AttackRun(picture(stored), model(), settings)
        moved = [float(step.perturbation()[0, 0]) for step in run.steps()]
        assert run.stop_reason == "all steps done"
        return moved

    assert attack() == [5.0, -5.0]
    assert attack(strength=0.8) == [8.0, -8.0]


def test_its_result_is_verified_and_recorded(site: Path, tmp_path: Path) -> None:
    install(site)
    trust("blink")
    path = tmp_path / "grey.png"
    Pillow.fromarray(np.full((8, 8), 130, np.uint8)).save(path)
    from medadv_gui.core.types import Instance
    from medadv_gui.imaging.read import read_image

    run = AttackRun(read_image(Instance(path)), model(), AttackSettings("blink", epsilon="10", options={"strength": 1}))
    for _ in run.steps():
        pass
    result = run.finish(tmp_path / "out")
    assert result.outcome.reread
    assert result.attack["title"] == "Blink"
    assert result.attack["strength"] == 1


def cheat(problem: Problem) -> Iterates:
    """An attack that forgets the budget, the region and the valid range."""
    yield Query(problem.origin, problem.objective(), 0, gradient=False)
    yield Query(problem.origin + 500, problem.objective(), 1, gradient=False)
    return "done"


def test_an_attack_cannot_leave_the_budget(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    info = AttackInfo("cheat", "Cheat", "", (), "tests.attack.test_plugins:cheat", lambda settings: 2)
    monkeypatch.setattr(case, "attack_named", lambda name: info)
    region = np.zeros((8, 8), bool)
    region[:4] = True
    settings = AttackSettings("cheat", epsilon="10", region=region)
    run = AttackRun(picture(np.full((8, 8), 250, np.uint8)), model(), settings)
    *_, last = run.steps()
    change = last.perturbation()
    assert (change[:4] == 5).all()
    assert not change[4:].any()


def test_a_changed_file_loses_the_trust(site: Path) -> None:
    module = install(site)
    trust("blink")
    path = site / f"{module}_method.py"
    path.write_text(path.read_text() + "# changed\n")
    (plugin,) = found()
    assert not plugin.trusted
    assert plugin.reason == CHANGED
    assert "blink" not in known_attacks()
    with pytest.raises(SettingsError, match=CHANGED):
        attack_named("blink")
    assert not imported(site)
    trust("blink")
    assert "blink" in known_attacks()
    path.write_text(path.read_text() + "# changed again\n")
    trust("blink")
    (plugin,) = own_attacks()
    assert plugin.info is None
    assert plugin.reason == STALE, "Python holds the module that was loaded before"


def test_trust_is_for_what_was_shown(site: Path) -> None:
    module = install(site)
    shown = found()[0].sha256
    (site / f"{module}.py").write_text("BLINK = None\n")
    with pytest.raises(SettingsError, match="has changed meanwhile"):
        trust("blink", shown)
    assert not trust_file().exists()


def test_distrust(site: Path) -> None:
    install(site)
    trust("blink")
    assert "blink" in known_attacks()
    distrust("blink")
    assert known_attacks() == ATTACKS
    with pytest.raises(SettingsError, match="is not trusted"):
        distrust("blink")


def test_another_version_is_not_trusted(site: Path) -> None:
    install(site)
    trust("blink")
    recorded = json.loads(trust_file().read_text())
    assert recorded["blink"]["trusted"].count("-") == 2
    recorded["blink"]["version"] = "0.9"
    trust_file().write_text(json.dumps(recorded))
    assert [plugin.reason for plugin in found()] == [CHANGED]


@pytest.mark.parametrize(
    "content", ["", "nonsense", "[]", '{"blink": true}', '{"blink": {"sha256": 3}}', "\ud800", "[" * 100_000]
)
def test_a_damaged_record_trusts_nothing(site: Path, content: str) -> None:
    install(site)
    trust("blink")
    trust_file().write_bytes(content.encode("utf-8", "surrogatepass"))
    assert not any(plugin.trusted for plugin in found())
    assert trust("blink").trusted
    assert "blink" in known_attacks()


def test_a_record_that_cannot_be_written(site: Path) -> None:
    install(site)
    trust_file().parent.parent.mkdir(parents=True, exist_ok=True)
    trust_file().parent.write_text("a file")
    with pytest.raises(OutputError, match="cannot be written"):
        trust("blink")


@pytest.mark.parametrize("name", ["sma", "SMA", "../../etc", "a b", "ä", "x" * 65, "-x", "\x1b[31mred"])
def test_hostile_names_are_refused(site: Path, name: str) -> None:
    install(site, name)
    (plugin,) = own_attacks()
    assert plugin.name.isprintable()
    assert plugin.reason.startswith("it")
    assert not plugin.sha256
    with pytest.raises(SettingsError):
        trust(name)
    assert known_attacks() == ATTACKS
    assert not trust_file().exists()


def test_two_packages_with_one_name_are_refused(site: Path) -> None:
    install(site, "blink")
    install(site, "Blink")
    assert [plugin.reason for plugin in found()] == ["more than one package offers an attack of this name"] * 2


@pytest.mark.parametrize(
    ("info", "reason"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("__import__('sys').exit(3)", "SystemExit: 3"),
        ("__import__('no_such\\nmodule')", "ModuleNotFoundError: No module named 'no_such\\nmodule'"),
        ("'a string'", "ValueError: it is str, not AttackInfo"),
        ("AttackInfo('other', '', '', (), 'a:b', len)", "ValueError: it calls itself 'other'"),
        ("AttackInfo('blink', '', '', (), 'a b', len)", "ValueError: method must be"),
        ("AttackInfo('blink', '', '', (), 'a:b', 2)", "ValueError: method must be"),
        ("AttackInfo('blink', '', '', (), 'a:b', len, tasks=('x',))", "ValueError: ('x',) are not all of"),
        ("AttackInfo('blink', '', '', (), 'a:b', len, norms=())", "ValueError: () are not all of linf, l2"),
        ("AttackInfo('blink', '', '', (), 'a:b', len, min_classes='2')", "ValueError: min_classes must"),
        ("AttackInfo('blink', '', '', None, 'a:b', len)", "TypeError: "),
        ("AttackInfo('blink', '', '', (Parameter('a', '', 'text', 1),), 'a:b', len)", "ValueError: parameter 'a'"),
        ("AttackInfo('blink', '', '', (Parameter('seed', '', 'int', 1, 0, 2),), 'a:b', len)", "ValueError: 'seed' is"),
        ("AttackInfo('blink', '', '', (Parameter('steps', '', 'float', 1, 0, 2),), 'a:b', len)", "ValueError: 'steps'"),
        ("AttackInfo('blink', '', '', (Parameter('alpha', '', 'float', 1, 0, 2),), 'a:b', len)", "ValueError: alpha"),
        ("AttackInfo('blink', '', '', (Parameter('a', '', 'int', 9, 0, 2),), 'a:b', len)", "SettingsError: a 9 is not"),
        ("AttackInfo('blink', '', '', (Parameter('a', 1, 'int', 1, 0, 2),), 'a:b', len)", "ValueError: the texts of"),
        ("AttackInfo('blink', '', '', (Parameter('a', '', 'int', 1, 0, 2),) * 2, 'a:b', len)", "ValueError: two"),
    ],
)  # fmt: skip
def test_a_broken_attack_is_listed_and_left_out(site: Path, info: str, reason: str) -> None:
    install(site, info=info)
    trust("blink")
    (plugin,) = own_attacks()
    assert plugin.trusted
    assert plugin.info is None
    assert plugin.reason.startswith(reason)
    assert plugin.reason.isprintable()
    assert known_attacks() == ATTACKS
    with pytest.raises(SettingsError, match=r"^attack 'blink': "):
        attack_named("blink")


def test_a_module_of_another_package_is_left_out(site: Path) -> None:
    install(site, value="json:BLINK")
    trust("blink")
    assert own_attacks()[0].reason == "its module 'json' is not among its package's files"
    install(site, "wink", value="not a value")
    trust("wink")
    assert own_attacks()[1].reason == "its module 'not a value' is not among its package's files"


def test_an_editable_package_says_so(site: Path) -> None:
    module = install(site, editable=True)
    meta = f"{module}-1.0.dist-info"
    (site / meta / "RECORD").write_text(f"{meta}/METADATA,,\n")
    (plugin,) = found()
    assert plugin.editable
    assert plugin.files == 1
    trust("blink")
    assert "blink" in known_attacks()


def test_packages_that_cannot_be_checked(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = install(site)
    monkeypatch.setattr(plugins, "MOST_FILES", 3)
    assert "too many to be checked" in found()[0].reason
    monkeypatch.setattr(plugins, "MOST_FILES", 100)
    monkeypatch.setattr(plugins, "MOST_BYTES", 100)
    assert "too large to be checked" in found()[0].reason
    record = site / f"{module}-1.0.dist-info" / "RECORD"
    record.write_text("")
    os.utime(site, ns=(1, 1))  # as installing does, it makes the packages be looked at again
    assert "does not list its files" in found()[0].reason
    with pytest.raises(SettingsError, match="does not list its files"):
        trust("blink")


def test_damaged_metadata_hides_no_other_attack(site: Path) -> None:
    install(site)
    broken = site / "broken-1.0.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Name: broken\n")
    (broken / "entry_points.txt").write_text(f"[{GROUP}]\nno equals sign\n")
    assert [plugin.name for plugin in found()] == ["blink"]


def test_files_are_hashed_once(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(site)
    trust("blink")
    known_attacks()  # importing it leaves a file of bytecode beside it
    known = known_attacks()

    def refuse(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(plugins, "file_sha256", refuse)
    monkeypatch.setattr(plugins, "_scan", refuse)
    assert known_attacks() == known


OPTIONS = AttackInfo(
    "own", "", "",
    (
        Parameter("steps", "", "int", 20, 1, 100), Parameter("size", "", "int", 3, 1, 5),
        Parameter("share", "", "float", 0.5, 0.0, 1.0),
        Parameter("shape", "", "choice", "disc", choices=("disc", "box")),
    ), "a:b", lambda _: 1,
)  # fmt: skip


def test_options_become_what_the_parameters_want() -> None:
    given = {"size": "4", "share": "1e-1", "shape": "box"}
    assert checked_options(OPTIONS, given) == {"size": 4, "share": 0.1, "shape": "box"}
    assert isinstance(checked_options(OPTIONS, {"size": 5.0})["size"], int)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", "6"), ("size", "1.5"), ("size", ""), ("size", True), ("size", 10**400), ("share", "nan"),
        ("share", "-0.1"), ("share", None), ("shape", "ball"), ("shape", ["disc"]), ("steps", 5), ("none", 1),
    ],
)  # fmt: skip
def test_options_out_of_range_are_refused(name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=name):
        checked_options(OPTIONS, {name: value})


def medadv(site: Path, *arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = start(*arguments, PYTHONPATH=str(site))
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_the_command_line_trusts_and_runs(site: Path, demo: Path, tmp_path: Path) -> None:
    install(site)
    attack = ("attack", demo / "fundus" / "fundus.png", "--model", "fundus-dr", "--attack", "blink", "--out")
    refused = medadv(site, *attack, tmp_path / "out", status=2)
    assert refused.stdout == ""
    (line,) = refused.stderr.splitlines()
    assert line.endswith("medadv-gui attacks trust blink")
    assert "yours, of attacks-" in medadv(site, "attacks").stdout.splitlines()[-1]
    own = json.loads(medadv(site, "attacks", "--json").stdout)["attacks"][-1]
    assert (own["name"], own["own"], own["trusted"]) == ("blink", True, False)
    assert not imported(site)

    said = medadv(site, "attacks", "trust", "blink").stdout
    assert own["sha256"] in said
    assert "SHA-256 of its 5 files" in said
    assert "runs with your rights" in said
    own = json.loads(medadv(site, "attacks", "list", "--json").stdout)["attacks"][-1]
    assert own["trusted"]
    assert [p["name"] for p in own["parameters"]] == ["strength"]

    for option, word in (("strength=2", "0 to 1"), ("strength", "NAME=VALUE")):
        assert word in medadv(site, *attack, tmp_path / "out", "--option", option, status=2).stderr
    done = medadv(site, *attack, tmp_path / "out", "--option", "strength=0.25", "--json")
    assert json.loads(done.stdout)["attack"]["strength"] == 0.25

    medadv(site, "attacks", "distrust", "blink")
    assert not found()[0].trusted


@pytest.mark.parametrize("arguments", [("attacks", "list"), ("attacks", "--help"), ("attacks", "trust", "nothing")])
def test_the_command_is_light(arguments: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom medadv_gui.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\nprint(sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60, check=True, cwd=ROOT
    )
    loaded = done.stdout.splitlines()[-1]
    assert "'medadv_gui.cli'" in loaded
    assert not re.search(r"'(torch|PySide6|monai)'", loaded)


def test_the_programs_own_attacks_are_listed() -> None:
    listed = json.loads(medadv(ROOT, "attacks", "--json").stdout)["attacks"]
    assert [item["name"] for item in listed if not item["own"]] == list(ATTACKS)
    sma = next(item for item in listed if item["name"] == "sma")
    assert {p["name"]: p["default"] for p in sma["parameters"]}["alpha"] == ATTACKS["sma"].default("alpha")
    assert medadv(ROOT, "attacks", "trust", status=2).stderr.startswith("medadv-gui: attacks trust: name")
    assert "the program's own" in medadv(ROOT, "attacks", "trust", "sma", status=2).stderr
