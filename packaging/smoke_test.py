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
import socket
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
ONE_STUDY = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/dicom+json\r\nConnection: close\r\n\r\n"
    b'[{"0020000D": {"vr": "UI", "Value": ["1.2.3"]}, "00080020": {"vr": "DA", "Value": ["20240203"]}}]'
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

    def hand_over(self, folder: Path) -> None:
        """Make a folder and what is in it the user's own."""
        if self.user:
            users = ((self.root or Path("/")) / "etc" / "passwd").read_text("utf-8")
            number = next(int(line.split(":")[2]) for line in users.splitlines() if line.startswith(self.user + ":"))
            for path in (folder, *folder.rglob("*")):
                os.chown(path, number, -1)

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
        began = time.monotonic()
        with self.begun(*arguments, **environment) as process:
            output, errors = process.communicate(timeout=600)
        words = " ".join(map(str, arguments))
        print(f"  {time.monotonic() - began:6.1f} s  {words[:100]}", flush=True)
        if process.returncode != status:
            fail(f"{words}: status {process.returncode}, not {status}: {errors[-2000:]}")
        odd = [line for line in errors.splitlines() if line and not EXPECTED.fullmatch(line)]
        if odd and status == 0:
            fail(f"{words}: unexpected output: {odd[:5]}")
        return output

    @contextlib.contextmanager
    def begun(self, *arguments: object, **environment: str):  # type: ignore[no-untyped-def]
        """It runs while this lasts."""
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
        with subprocess.Popen(
            [*prefix, self.program, *said], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env=variables, cwd=self.root or self.work,
        ) as process:  # fmt: skip
            try:
                yield process
            finally:
                process.terminate()


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
        work.chmod(0o755)
        program = Program(options, work)
        program.hand_over(work)
        itself(program)
        demo = work / "demo"
        program.run("demo", "--out", demo)
        models(program, demo)
        attacks(program, demo, options.replay)
        evidence(program, demo)
        if options.samples is not None:
            shutil.copytree(options.samples, work / "samples")
            program.hand_over(work / "samples")
            decoders(program, work / "samples")
            study(program, work / "samples")
        refusals(program)
        windows(program, demo)
        archives(program, demo)
        if options.keep is not None:
            options.keep.mkdir(parents=True, exist_ok=True)
            for path in [*work.glob("*.png"), *work.glob("*/*.pdf")]:
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
        verdict = program.json("replay", out).get("verdict")
        expect(verdict == "equal", f"{model}: the same attack again is {verdict}")
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


def evidence(program: Program, demo: Path) -> None:
    """A cohort of two images, by processes of its own, and its reports; results as cases; a study planned."""
    out = program.work / "cohort"
    images = [demo / "chest-ct" / f"{number:03}.dcm" for number in (20, 24)]
    found = program.json(
        "batch", *images, "--model", "ct-lung", "--attack", "ifgsm", "--epsilon", "4/255", "--steps", 2, "--out", out
    )
    expect((found.get("done"), found.get("failed")) == (2, 0), f"batch: {found}")
    program.run("report", out)
    expect((out / "cohort.pdf").read_bytes().startswith(b"%PDF"), "batch: no PDF")
    expect("not for diagnosis" in (out / "cohort.html").read_text("utf-8").lower(), "batch: no HTML")
    results = [program.work / task for _, _, task in TASKS]
    expect(program.json("library", "add", *results).get("new") == len(TASKS), "library add")
    program.run("library", "export", "--out", program.work / "cases.zip")
    expect(program.json("library", "check") == {"cases": len(TASKS), "damaged": []}, "library check")
    expect("readers" in program.run("review", "plan"), "review plan")


def study(program: Program, samples: Path) -> None:
    """What a study found, told and drawn."""
    key = ["--key", samples / "study.key.json"]
    expect(bool(program.json("review", "analyse", samples / "study", *key).get("tasks")), "review analyse")
    report = samples / "study.pdf"
    program.run("review", "report", samples / "study", *key, "--out", report)
    expect(report.read_bytes().startswith(b"%PDF"), "review report: no PDF")


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


def archives(program: Program, demo: Path) -> None:
    """A user at the window asks an archive over HTTP, which has a study, and one over DICOM's own network, which hangs
    up. Needs an X server and xdotool."""
    if not (sys.platform == "linux" and shutil.which("Xvfb") and shutil.which("xdotool")):
        return
    known = program.work / "home" / ".config" / "medadv_gui" / "archives.json"
    for protocol, beginning, answer in (("dicomweb", b"GET /studies?", ONE_STUDY), ("dimse", b"\x01\0", b"")):
        with socket.create_server(("127.0.0.1", 0)) as listener, server() as display:
            port = listener.getsockname()[1]
            place = (
                {"url": f"http://127.0.0.1:{port}"} if answer else {"host": "127.0.0.1", "port": port, "called": "A"}
            )
            one = {"name": "archive", "protocol": protocol, **place}
            known.parent.mkdir(parents=True, exist_ok=True)
            known.write_text(json.dumps({"schema_version": 1, "archives": [one]}), "utf-8")
            program.hand_over(program.work / "home")
            listener.settimeout(120)
            said = b""
            with program.begun("view", demo / "fundus", QT_QPA_PLATFORM="xcb", **display) as process:
                for _ in range(60):
                    if press(display, "From an archive", *"Muster", "Return"):
                        break
                    press(display, "medadv_gui", "ctrl+d")  # lost where the window is not ready
                    time.sleep(1)
                with contextlib.suppress(TimeoutError), listener.accept()[0] as peer:
                    said = peer.recv(1 << 16)
                    peer.sendall(answer)
                time.sleep(2)
                expect(process.poll() is None, f"{protocol}: the window is gone")
            expect(said.startswith(beginning), f"{protocol}: the archive was asked {said[:200]!r}")


def press(display: dict[str, str], title: str, *keys: str) -> bool:
    """Press keys in a window; False where there is none of this title."""
    window = ["search", "--onlyvisible", "--name", title, "windowfocus", "--sync"]
    command = ["xdotool", *window, "key", *keys]
    return not subprocess.run(command, env={**os.environ, **display}, capture_output=True, check=False).returncode


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
