"""Writes what a frozen program is made of: a CycloneDX SBOM, and the licences of everything in it.

    .build/venv/bin/python packaging/notices.py FOLDER WORK

FOLDER is the trimmed program, WORK where PyInstaller left its lists. Run with the Python of the build, whose packages
it looks up. Ends with status 1 where something in FOLDER has no licence text.
"""

from __future__ import annotations

import ast
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import Distribution, distributions
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

HERE = Path(__file__).resolve().parent
# Wheels that carry no text of their licence, or not all, and the texts in packaging/licences that are theirs.
TEXTS = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt", "qt-third-party.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "pyjpegls": ("pyjpegls.txt",), "imagecodecs": ("imagecodecs-libraries.txt", "GPL-3.0.txt"),
}  # fmt: skip
EXPRESSIONS = {
    "pyside6-essentials": "LGPL-3.0-only", "shiboken6": "LGPL-3.0-only", "torch": "BSD-3-Clause",
    "scikit-image": "BSD-3-Clause", "dicomweb-client": "MIT",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
}  # fmt: skip
# Those of SPDX's short names that packages state as their whole licence.
SPDX = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "HPND", "ISC", "LGPL-3.0-only", "MIT", "MIT-CMU", "MPL-2.0",
    "PSF-2.0", "Unlicense", "Zlib",
}  # fmt: skip
# Libraries whose licence the program's would have to follow: none may come along.
REFUSED = ("libreadline", "libgdbm", "libmpv", "libx264", "libx265")
LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
FOREWORD = """\
medadv_gui {version}, build {build}
Licensed under the Apache License 2.0 (licences/medadv_gui).
Research use only, not for diagnosis.

It comes with the works below; licences/NAME holds the licence of each, and sbom.cdx.json the same list for machines.

Qt, PySide6 and Shiboken6 are used under the GNU LGPL, version 3, unchanged but for the symbols that only a debugger
reads, which are stripped on Linux. They lie in _internal/PySide6 and
_internal/shiboken6 as shared libraries of their own and may be replaced by other builds of the same version: put yours
in the place of these files. Nothing in this program's licence forbids that, nor reverse engineering to that end.
Their sources: https://code.qt.io, tags v{qt}, and https://download.qt.io/official_releases/QtForPython.
Libraries of the GNU project that came from the system this was built on (see below) are under the LGPL or the GPL with
the runtime exception likewise; their sources are those of that system's packages in these versions.

"""


@dataclass(frozen=True)
class Part:
    """One work in the program. `licence` : an SPDX expression or a name. `texts` : its licence files."""

    name: str
    version: str
    licence: str
    purl: str
    texts: tuple[Path, ...]

    def component(self) -> dict[str, object]:
        """Its entry in the SBOM."""
        spdx = re.fullmatch(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*", self.licence)
        single = " " not in self.licence
        licences: list[dict[str, object]] = (
            [{"expression": self.licence}]
            if spdx and not single
            else [{"license": {"id" if self.licence in SPDX else "name": self.licence}}]
        )
        return {
            "type": "library", "bom-ref": self.purl, "name": self.name, "version": self.version, "purl": self.purl,
            "licenses": licences,
        }  # fmt: skip


def main(folder: Path, work: Path) -> int:
    build = json.loads((folder / "_internal/medadv_gui/resources/build.json").read_text("utf-8"))
    sources = frozen(folder, work)
    parts = [*of_python(sources), interpreter(), *of_system(sources)]
    wanting = [part.name for part in parts if not part.texts]
    licences = folder / "licences"
    shutil.rmtree(licences, ignore_errors=True)
    (licences / "medadv_gui").mkdir(parents=True)
    shutil.copy(HERE.parent / "LICENSE", licences / "medadv_gui")
    for part in parts:
        (licences / part.name).mkdir(exist_ok=True)
        for number, text in enumerate(part.texts):
            target = licences / part.name / text.name
            shutil.copyfile(text, target if not target.exists() else target.with_name(f"{number}-{text.name}"))
    qt = next((part.version for part in parts if part.name == "pyside6-essentials"), "")
    lines = [f"{part.name:<32} {part.version:<24} {part.licence}" for part in parts]
    foreword = FOREWORD.format(version=build["version"], build=build["build"], qt=qt)
    (folder / "THIRD-PARTY.txt").write_text(foreword + "\n".join(lines) + "\n", "utf-8")
    (folder / "sbom.cdx.json").write_text(json.dumps(bom(parts, build), indent=1) + "\n", "utf-8")
    print(f"{len(parts)} parts in the SBOM", file=sys.stderr)
    refused = [part.name for part in parts if part.name.startswith(REFUSED)]
    if wanting or refused:
        print(f"no licence text: {', '.join(wanting)}; under the GPL: {', '.join(refused)}", file=sys.stderr)
    return bool(wanting or refused)


def frozen(folder: Path, work: Path) -> list[Path]:
    """The files that the program was made from and that are in it still."""
    found = []
    for name in ("PYZ-00.toc", "COLLECT-00.toc"):
        for target, source, kind in entries(ast.literal_eval((work / name).read_text("utf-8"))):
            # What a module was made from lies in the archive, under no name of its own.
            if kind.startswith("PYMODULE") or (folder / "_internal" / target).exists():
                found.append(Path(source))
    return found


def entries(toc: object) -> list[tuple[str, str, str]]:
    """The (name, source, kind) of one of PyInstaller's lists, however deep it lies."""
    if isinstance(toc, tuple) and len(toc) == 3 and all(isinstance(item, str) for item in toc):
        return [toc]
    if isinstance(toc, (tuple, list)):
        return [entry for item in toc for entry in entries(item)]
    return []


def of_python(sources: list[Path]) -> list[Part]:
    """The packages that at least one file came from."""
    known = {path.resolve() for path in sources if path.is_absolute()}
    found = []
    for distribution in distributions():
        files = [Path(str(item.locate())).resolve() for item in distribution.files or ()]
        if any(path in known for path in files if ".dist-info" not in str(path)):
            found.append(package(distribution))
    return sorted(found, key=lambda part: part.name)


def package(distribution: Distribution) -> Part:
    meta = distribution.metadata
    name = re.sub(r"[-_.]+", "-", meta["Name"]).lower()
    stated = str(meta.get("License-Expression") or meta.get("License") or "").strip().split("\n")[0]
    classified = [line.split(" :: ")[-1] for line in meta.get_all("Classifier") or () if line.startswith("License")]
    texts = [
        Path(str(item.locate()))
        for item in distribution.files or ()
        if (".dist-info" in str(item) or item.parent.name == "licenses") and LICENCE_FILE.search(item.name)
    ] + [HERE / "licences" / text for text in TEXTS.get(name, ())]
    licence = EXPRESSIONS.get(name) or (stated if 0 < len(stated) < 60 else ", ".join(classified) or "see its text")
    purl = f"pkg:pypi/{name}@{distribution.version.replace('+', '%2B')}"
    return Part(name, distribution.version, licence, purl, tuple(texts))


def interpreter() -> Part:
    """Python and its library."""
    base = Path(sys.base_prefix)
    places = [base / "LICENSE.txt", *base.glob("lib/python3*/LICENSE.txt"), HERE / "licences" / "python.txt"]
    version = platform.python_version()
    texts = tuple(path for path in places if path.is_file())[:1]
    return Part("python", version, "PSF-2.0", f"pkg:generic/python@{version}", texts)


def of_system(sources: list[Path]) -> list[Part]:
    """The libraries that came from the system's own packages, where that is Debian or one of its kin."""
    outside = sorted(
        {
            str(path)
            for path in sources
            if path.is_absolute() and str(path).startswith(("/lib/", "/usr/lib/", "/lib64/", "/usr/lib64/"))
        }
    )
    if not outside or shutil.which("dpkg-query") is None:
        return []
    # A merged /usr knows some files by their short name alone.
    names = sorted({name for path in outside for name in (path, path.removeprefix("/usr"), str(Path(path).resolve()))})
    said = subprocess.run(["dpkg-query", "-S", *names], capture_output=True, text=True, check=False).stdout
    owners = sorted({line.split(": ")[0].split(":")[0] for line in said.splitlines() if ": " in line})
    vendor = "ubuntu" if "ubuntu" in Path("/etc/os-release").read_text("utf-8").lower() else "debian"
    found = []
    for owner in owners:
        version = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Version}", owner], capture_output=True, text=True, check=True
        ).stdout
        text = Path("/usr/share/doc") / owner / "copyright"
        licence = "see its text" if not text.is_file() else summary(text.read_text("utf-8", "replace"))
        purl = f"pkg:deb/{vendor}/{owner}@{version.replace('+', '%2B').replace(':', '%3A')}"
        found.append(Part(owner, version, licence, purl, (text,) if text.is_file() else ()))
    return found


def summary(text: str) -> str:
    """The licences that a machine-readable copyright file of Debian names."""
    names = dict.fromkeys(re.findall(r"^License:\s*(\S.*)$", text, re.MULTILINE))
    short = ", ".join(names)
    return "see its text" if not names or len(short) > 120 else short


def bom(parts: list[Part], build: dict[str, str]) -> dict[str, object]:
    """The SBOM; the same build gives the same one, byte for byte."""
    name = f"pkg:generic/medadv_gui@{build['version']}"
    when = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC).isoformat(timespec="seconds")
    program = {
        "type": "application", "bom-ref": name, "name": "medadv_gui", "version": build["version"],
        "licenses": [{"license": {"id": "Apache-2.0"}}], "purl": name,
        "properties": [{"name": "build", "value": build["build"]}],
    }  # fmt: skip
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, name + build['build'] + platform.system())}",
        "metadata": {"timestamp": when, "component": program},
        "components": [part.component() for part in parts],
        "dependencies": [{"ref": name, "dependsOn": [part.purl for part in parts]}],
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
