"""Runs a frozen program as a user would, and says what failed. Any Python from 3.9 on, no packages.

    python packaging/smoke_test.py PROGRAM [--root DIR] [--user NAME] [--samples DIR] [--replay PYTHON] [--keep DIR]

PROGRAM is the executable. --root: it is started inside this root folder (chroot), where no Python has to be; --user as
whom. --samples: what packaging/samples.py wrote; without it the decoders are not tried. --replay: a Python that runs
this checkout replays what the program did, and has to find it equal. --keep: pictures and reports stay here.
Exit status 0 where all went well.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MODELS = 7
TASKS = (
    ("chest-ct/024.dcm", "ct-lung", "segmentation"),
    ("fundus/fundus.png", "fundus-dr", "classification"),
    ("endoscopy/endoscopy.png", "endo-polyp", "detection"),
)
# What the program may say on standard error.
EXPECTED = re.compile(r"note: .*")
failures: list[str] = []


class Program:
    """The frozen program, started in a root folder or on this machine. `work`: where it may write, as this script sees
    it."""

    def __init__(self, options: argparse.Namespace, work: Path) -> None:
        self.root, self.user, self.work = options.root, options.user, work
        self.program = options.program if self.root else str(Path(options.program).resolve())

    def inside(self, path: Path) -> str:
        """A path of this script as the program sees it."""
        return str(path) if self.root is None else "/" + str(path.relative_to(self.root))

    def json(self, *arguments: object, **environment: str) -> dict:  # type: ignore[type-arg]
        """What it writes with --json; empty where that is none, which is a failure."""
        try:
            return json.loads(self.run(*arguments, "--json", **environment))
        except ValueError:
            fail(f"{arguments[0]}: no JSON")
            return {}

    def run(self, *arguments: object, status: int = 0, **environment: str) -> str:
        """What it writes to standard output. What else it says, and another status, is a failure."""
        said = [self.inside(a) if isinstance(a, Path) else str(a) for a in arguments]
        variables = {"HOME": self.inside(self.work / "home"), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
        variables |= environment
        keep = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "USERPROFILE", "DISPLAY")
        variables = {k: v for k, v in os.environ.items() if k.upper() in keep} | variables
        prefix = []
        if self.root is not None:
            pairs = [f"{name}={value}" for name, value in variables.items() if name != "PATH"]
            user = ["--userspec", self.user] if self.user else []
            prefix = ["chroot", *user, str(self.root), "/usr/bin/env", "-i", "PATH=/usr/bin:/bin", *pairs]
        began = time.monotonic()
        done = subprocess.run(
            [*prefix, self.program, *said], capture_output=True, text=True, encoding="utf-8", timeout=600, check=False,
            env=variables, cwd=self.root or self.work,
        )  # fmt: skip
        print(f"  {time.monotonic() - began:6.1f} s  {' '.join(said)[:100]}", flush=True)
        if done.returncode != status:
            fail(f"{' '.join(said)}: status {done.returncode}, not {status}: {done.stderr[-2000:]}")
        odd = [line for line in done.stderr.splitlines() if line and not EXPECTED.fullmatch(line)]
        if odd and status == 0:
            fail(f"{' '.join(said)}: unexpected output: {odd[:5]}")
        return done.stdout


def fail(text: str) -> None:
    failures.append(text)
    print(f"FAILED  {text}", flush=True)


def expect(found: bool, text: str) -> None:
    if not found:
        fail(text)


def main() -> int:
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("program")
    parse.add_argument("--root", type=Path)
    parse.add_argument("--user", default="")
    parse.add_argument("--samples", type=Path)
    parse.add_argument("--replay", metavar="PYTHON")
    parse.add_argument("--keep", type=Path)
    options = parse.parse_args()
    base = None if options.root is None else options.root / "tmp"
    with tempfile.TemporaryDirectory(dir=base, prefix="smoke-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        (work / "home").mkdir()
        if options.user:
            users = ((options.root or Path("/")) / "etc" / "passwd").read_text("utf-8")
            number = next(int(line.split(":")[2]) for line in users.splitlines() if line.startswith(options.user + ":"))
            for path in (work, work / "home"):
                os.chown(path, number, -1)
            work.chmod(0o755)
        program = Program(options, work)
        itself(program)
        demo = work / "demo"
        program.run("demo", "--out", demo)
        models(program, demo)
        attacks(program, demo, options.replay)
        if options.samples is not None:
            shutil.copytree(options.samples, work / "samples")
            decoders(program, work / "samples")
        refusals(program)
        windows(program, demo)
        if options.keep is not None:
            options.keep.mkdir(parents=True, exist_ok=True)
            for path in [*work.glob("*.png"), *work.glob("*/report.pdf")]:
                shutil.copy(path, options.keep / ("-".join(path.relative_to(work).parts)))
    print("all well" if not failures else f"{len(failures)} FAILED:\n" + "\n".join(failures))
    return bool(failures)


def itself(program: Program) -> None:
    """Version and help."""
    said = program.run("--version")
    expect(
        re.fullmatch(r"medadv_gui \d+\.\d+\.\S* \(build \d{8}\.\S+\)", said.strip()) is not None, f"--version: {said}"
    )
    expect("COMMAND" in program.run("--help"), "--help")


def models(program: Program, demo: Path) -> None:
    """Every bundled model is listed and answers; a strange file is opened in a process apart."""
    cards = [card["id"] for card in program.json("models").get("models", [])]
    expect(len(cards) >= MODELS, f"{len(cards)} models")
    for card in cards:
        image = next(path for path, model, _ in TASKS if card.split("-")[0] == model.split("-")[0])
        answer = program.json("predict", demo / image, "--model", card)
        expect("prediction" in answer, f"{card}: {answer}")
    # A child process that loads PyTorch, and another that decodes, both of this one executable.
    odd = program.work / "model.pt"
    odd.write_bytes(b"not a model")
    program.run("models", "check", odd, status=2)


def attacks(program: Program, demo: Path, python: str | None) -> None:
    """A demo attack of each task, its reports, and the same attack again."""
    for image, model, task in TASKS:
        out = program.work / task
        result = program.json("attack", demo / image, "--model", model, "--out", out)
        if not result:
            continue
        expect(result["model"]["task"] == task, f"{model}: {result['model']['task']}")
        expect(result["outcome"]["reread"], f"{model}: the demo attack failed")
        expect((out / "report.pdf").read_bytes().startswith(b"%PDF"), f"{model}: no PDF")
        expect("not for diagnosis" in (out / "report.html").read_text("utf-8").lower(), f"{model}: no HTML")
        (out / "report.pdf").unlink()
        program.run("report", out)
        expect((out / "report.pdf").is_file(), f"{model}: no PDF drawn again")
        if python is not None:
            replay(python, out)


def replay(python: str, out: Path) -> None:
    """The unfrozen program does the same attack; `out` holds what the frozen one did."""
    done = subprocess.run(
        [python, "-m", "medadv_gui", "replay", str(out / "result.json"), "--json"],
        capture_output=True, text=True, timeout=600, check=False, cwd=Path(__file__).resolve().parents[1],
    )  # fmt: skip
    verdict = json.loads(done.stdout)["verdict"] if done.returncode == 0 else done.stderr
    print(f"            unfrozen: {verdict}")
    expect(verdict == "equal", f"{out.name}: the unfrozen program's attack is {verdict}")


def decoders(program: Program, samples: Path) -> None:
    """Every form of one image gives the same answer."""
    for name, model in (("ct", "ct-lung"), ("eye", "fundus-dr")):
        files = sorted((samples / name).iterdir())
        said = program.run("predict", *files, "--model", model, "--json")
        answers = [json.loads(line) for line in said.splitlines()]
        exact = {json.dumps(a.get("prediction")) for a in answers if "lossy" not in a["path"]}
        expect(len(answers) == len(files), f"{name}: {len(answers)} answers to {len(files)} files")
        expect(len(exact) == 1, f"{name}: lossless files are answered differently")
        for answer in answers:
            expect("error" not in answer, f"{answer['path']}: {answer.get('error')}")


def refusals(program: Program) -> None:
    """Wrong usage and a damaged file end with 2 and one line."""
    broken = program.work / "broken.dcm"
    broken.write_bytes(b"\0" * 128 + b"DICM" + b"\xff" * 64)
    program.run("predict", broken, status=2)
    program.run("attack", broken, "--out", program.work / "never", status=2)


def windows(program: Program, demo: Path) -> None:
    """The window attacks a demo case unattended: offscreen, and on a real X server where there is one."""
    screens = [("offscreen", {})]
    if sys.platform == "linux" and shutil.which("Xvfb"):
        screens.append(("xcb", {"QT_QPA_PLATFORM": "xcb"}))
    for name, environment in screens:
        with server() if name == "xcb" else contextlib.nullcontext({}) as display:
            picture, out = program.work / f"window-{name}.png", program.work / f"exported-{name}"
            program.run(
                "view", demo / "fundus", "--model", "fundus-dr", "--run", "--screenshot", picture, "--out", out,
                **environment, **display,
            )  # fmt: skip
            expect(picture.is_file() and picture.stat().st_size > 50_000, f"{name}: no picture of the window")
            expect((out / "report.pdf").is_file(), f"{name}: nothing exported")


@contextlib.contextmanager
def server():  # type: ignore[no-untyped-def]
    """An X server; gives the variables that lead to it. Into a root folder leads a bind mount of /tmp/.X11-unix."""
    number = 90 + os.getpid() % 100
    with subprocess.Popen(
        ["Xvfb", f":{number}", "-screen", "0", "1440x900x24", "-ac", "-nolisten", "tcp"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        time.sleep(2)
        try:
            yield {"DISPLAY": f":{number}"}
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(main())
