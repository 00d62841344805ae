"""Brings resources/translations up to date with the program: `python packaging/translations.py`.

Every text in `self.tr(...)` goes into the .ts under its class, every text of the tables (actions, preferences, tour,
attacks, demo cases, titles of jobs) under its table, and what other rooms say (errors, notes, criteria, checks) as
templates under "messages". Translations that are there stay; new texts come as unfinished,
for Qt Linguist or an editor; texts that are gone are dropped. pyside6-lrelease makes the .qm, which the program reads,
from the .ts.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("de",)
# Where the sentences stand that reach the window from other rooms.
SPEAKERS = (
    "core/files.py", "core/policy.py", "core/resources.py", "core/result.py", "core/types.py", "archive/*.py",
    "attack/*.py", "imaging/*.py", "models/*.py",
    "gui/archive/*.py", "gui/controller.py", "gui/jobs.py", "gui/wizard/*.py", "review/*.py",
    *(f"evaluation/cohort/{name}.py" for name in (
        "manifest", "tables", "folders", "spec", "store", "run", "engines", "work",
    )),
)  # fmt: skip
# Of these rooms: formats, protocols and programs, and what only whoever writes attacks or exports networks meets.
SILENT = frozenset({
    "__init__",
    "architectures", "bundle", "cache", "codecs", "deidentify", "demands", "derived", "engines", "facts", "fields",
    "lockdown", "networks", "objects", "onnx_file", "onnx_operators", "operators", "plugins", "program", "replay",
    "torchscript", "wire",
})  # fmt: skip
SQL = re.compile("(CREATE|DELETE|INSERT|SELECT|UPDATE) ")
Text = tuple[str, str]  # context, English


def ts_file(language: str) -> Path:
    return FOLDER / f"medadv_gui_{language}.ts"


def texts_of(source: str) -> Iterator[Text]:
    """The texts in `self.tr(...)` and `x.tr(...)` of a module, each with the class it stands in."""

    def job_title(node: ast.ClassDef) -> Iterator[Text]:
        """What a background job says of itself: `title = "..."` in its class."""
        for child in node.body if node.name.endswith("Job") else ():
            if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "title":
                yield "jobs", ast.literal_eval(child.value)

    def walk(node: ast.AST, name: str) -> Iterator[Text]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                yield from walk(child, child.name)
                yield from job_title(child)
                continue
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute) and child.func.attr == "tr":
                first = child.args[0] if child.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield name, first.value
            yield from walk(child, name)

    yield from walk(ast.parse(source), "")


def table_texts() -> Iterator[Text]:
    """The texts of the tables that are data."""
    from medadv_gui.gui import actions, dialogs, preferences, tables, tour

    for spec in actions.ACTIONS:
        for text in (spec.text, spec.tip, spec.menu):
            yield "actions", text
    for text in (
        actions.FILE,
        actions.EDIT,
        actions.VIEW,
        actions.ATTACK,
        actions.REVIEW,
        actions.HELP,
        actions.PRESET_MENU,
    ):
        yield "actions", text
    for setting in preferences.SETTINGS:
        for text in (setting.page, setting.title, setting.help, setting.unit, *(words for _, words in setting.choices)):
            yield "preferences", text
    for stop in tour.STOPS:
        yield "tour", stop.title
        yield "tour", stop.text
    for row in (dialogs.KEYS_HEAD, *dialogs.MOUSE):
        for text in row:
            yield "keys", text
    yield from tables.texts()
    for table, name in (
        ("sentence", "words"),
        ("study", "study_words"),
        ("study", "study_plots"),
        ("study", "study_tables"),
    ):
        words = ast.parse((ROOT / "medadv_gui" / "report" / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(words):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
            if called and isinstance(node.args[0], ast.Constant):
                yield table, node.args[0].value


def template(node: ast.AST) -> str | None:
    """A string as written, an f-string with a numbered blank for each of its values; None for anything else."""
    if isinstance(node, ast.JoinedStr):
        blanks = iter(range(len(node.values)))
        return "".join(p.value if isinstance(p, ast.Constant) else f"{{{next(blanks)}}}" for p in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def messages_of(source: str) -> Iterator[str]:
    """The strings of a module that are words for people, and the names of checks."""
    tree = ast.parse(source)
    own = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
    }  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            own |= {id(part) for part in node.values}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "tr":
            own |= {id(part) for part in node.args}
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Probe" and node.args:
            own.add(id(node.args[0]))
            yield template(node.args[0]) or ""
        text = template(node)
        if text is not None and id(node) not in own and prose(text):
            yield text.removeprefix("; ")


def prose(text: str) -> bool:
    """Whether a template is a line of words for people, with enough of them to be known again."""
    words = re.sub(r"\{\d\}", "", text)
    together = re.search(r"[a-z0-9],? [a-zA-Z(]", re.sub(r"\{\d\}", "x", text))
    enough = 5 if text[:1].isalpha() else 7  # letters
    if SQL.match(text):
        return False
    return together is not None and len(re.findall("[a-z]", words)) >= enough and not set("\n|={}") & set(words)


def messages() -> Iterator[str]:
    """What other rooms say."""
    for pattern in SPEAKERS:
        for path in sorted((ROOT / "medadv_gui").glob(pattern)):
            if path.stem not in SILENT:
                yield from messages_of(path.read_text(encoding="utf-8"))


def words() -> Iterator[str]:
    """What the cards of bundled models say, and what stands in the blanks of messages."""
    from medadv_gui.attack.settings import ATTACKS
    from medadv_gui.models.library import bundled_cards

    yield from ("axial", "coronal", "sagittal", "oblique", "pictures", "decoding", "there", "connections", "names")
    for info in ATTACKS.values():
        yield from (*info.tasks, " and ".join(info.tasks))
    for card in bundled_cards():
        yield from (card.name, card.intended_use, card.out_of_scope, *(str(m["name"]) for m in card.metrics[:1]))


def all_texts() -> list[Text]:
    """Every text once, in the order of the modules."""
    found: dict[Text, None] = {}
    for path in sorted((ROOT / "medadv_gui" / "gui").rglob("*.py")):
        found.update(dict.fromkeys(texts_of(path.read_text(encoding="utf-8"))))
    found.update(dict.fromkeys(table_texts()))
    tables = {text for context, text in found if context in ("attacks", "jobs", "wizard")}
    found.update(
        {("messages", text): None for text in (*words(), *messages()) if text not in tables or " " not in text}
    )
    return [(context, text) for context, text in found if context and text]


def read(path: Path) -> dict[Text, str]:
    """The finished translations of a .ts."""
    if not path.is_file():
        return {}
    found = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.text and translation.get("type") is None:
                found[context.findtext("name") or "", message.findtext("source") or ""] = translation.text
    return found


def document(language: str, texts: list[Text], known: dict[Text, str]) -> str:
    """A .ts of these texts."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>", f'<TS version="2.1" language="{language}">']
    for context in sorted({context for context, _ in texts}):
        lines += ["<context>", f"    <name>{escape(context)}</name>"]
        for text in (text for where, text in texts if where == context):
            done = known.get((context, text))
            lines += ["    <message>", f"        <source>{escape(text)}</source>"]
            translation = f">{escape(done)}</translation>" if done else ' type="unfinished"></translation>'
            lines += [f"        <translation{translation}", "    </message>"]
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def release(source: Path, target: Path) -> None:
    """Make the .qm of a .ts."""
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([str(tool), "-silent", str(source), "-qm", str(target)], check=True)


def main() -> int:
    sys.path.insert(0, str(ROOT))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        path = ts_file(language)
        texts, known = all_texts(), read(path)
        path.write_text(document(language, texts, known), encoding="utf-8")
        release(path, path.with_suffix(".qm"))
        missing = [text for text in texts if text not in known]
        print(f"{language}: {len(texts)} texts, {len(missing)} not translated")
        for context, text in missing:
            print(f"  {context}: {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
