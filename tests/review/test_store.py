"""The store of readings: append-only, checked, merged, and one reader's data taken out."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from medadv_gui.core.errors import InputError, MedadvError
from medadv_gui.review import database
from medadv_gui.review.database import connect, on_local_disk
from medadv_gui.review.store import SCHEMA, Mark, Reader, Reading, Store

STUDY = ("study", "a" * 64)
ANNA = Reader("anna", 12, "radiology", 3, ({"case": "K1"},), "2026-01-01T10:00:00.000+00:00")
BERT = replace(ANNA, code="bert", years=None, seed=4)


def reading(reader: Reader = ANNA, presentation: int = 0, **changes: object) -> Reading:
    values = {
        "protocol": STUDY[0], "protocol_sha256": STUDY[1], "reader": reader.code, "years": reader.years,
        "specialty": reader.specialty, "session": "s1", "case": "K1", "presentation": presentation, "task": "seen",
        "shown": "2026-01-01T10:00:00.000+00:00", "submitted": "2026-01-01T10:00:09.000+00:00", "active_seconds": 8,
    }  # fmt: skip
    return Reading(**{**values, **changes})


def store(path: Path) -> Store:
    return Store(path, *STUDY)


def full() -> Reading:
    return reading(
        first_input="2026-01-01T10:00:02.000+00:00", rating=70, choice="altered", side="left",
        marks=(Mark(10.5, 3, 0, 80),), comment="Grün; \"'", window=(-1350, 150), zoom=1,
        events=((0.5, "zoom 2"), (1, "focus lost")), display=(("scale", "1.5"), ("calibration", "DICOM GSDF")),
    )  # fmt: skip


def test_a_reading_comes_back_whole(tmp_path: Path) -> None:
    written = full()
    with store(tmp_path / "r.sqlite") as opened:
        assert opened.frozen is None
        opened.add(ANNA, [written])
    with store(tmp_path / "r.sqlite") as opened:
        assert opened.frozen == STUDY
        assert opened.readings() == (written,)
        assert opened.readers() == {"anna": ANNA}


def test_a_correction_is_a_new_row(tmp_path: Path) -> None:
    with store(tmp_path / "r.sqlite") as opened:
        for rating in (20, 60):
            opened.add(ANNA, [reading(rating=rating)])
        opened.add(ANNA, [reading(presentation=1, rating=5)])
        assert [r.rating for r in opened.readings()] == [20, 60, 5]
        assert [r.rating for r in opened.answers()] == [60, 5]


@pytest.mark.parametrize("table", ["reading", "reader", "study", "removal"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET rowid = 99"])
def test_nothing_stored_is_changed_or_deleted(tmp_path: Path, table: str, statement: str) -> None:
    path = tmp_path / "r.sqlite"
    with store(path) as opened:
        opened.add(ANNA, [reading()])
        opened.add(BERT, [reading(BERT)])
        opened.remove("bert")
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        other.execute(statement.format(table))
    other.close()


def test_a_dropped_trigger_and_a_changed_row_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    with store(path) as opened:
        opened.add(ANNA, [reading(rating=20)])
    other = sqlite3.connect(path)
    (sql,) = other.execute("SELECT sql FROM sqlite_master WHERE name = 'reading_is_not_changed'").fetchone()
    with other:
        other.execute("DROP TRIGGER reading_is_not_changed")
        other.execute("UPDATE reading SET rating = 90")
    with pytest.raises(InputError, match="triggers"):
        store(path)
    with other:
        other.execute(sql)
    other.close()
    with pytest.raises(InputError, match="reading 1 is damaged"):
        store(path)


def test_the_first_reading_freezes_the_protocol(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    Store(path, "study", "b" * 64).close()  # no reading yet: another protocol may still come
    with store(path) as opened:
        with pytest.raises(InputError, match="another protocol"):
            opened.add(ANNA, [reading(protocol_sha256="b" * 64)])
        opened.add(ANNA, [reading()])
    with pytest.raises(InputError, match="not changed after its first reading"):
        Store(path, "study", "b" * 64)


def test_a_presentation_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    with store(tmp_path / "r.sqlite") as opened:
        with pytest.raises(InputError):
            opened.add(ANNA, [reading(), reading(task="other", side="above")])
        assert opened.readings() == ()
        assert opened.frozen is None
        with pytest.raises(ValueError):
            opened.add(ANNA, [reading(rating=float("nan"))])
        opened.add(ANNA, [reading()])
        with pytest.raises(InputError, match="another reader's"):
            opened.add(replace(ANNA, seed=9), [reading()])


def test_a_reader_is_exported_and_removed_without_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    with store(path) as opened:
        opened.add(ANNA, [reading(comment="ANNA-SAID-THIS")])
        opened.add(BERT, [reading(BERT, comment="kept")])
        data = opened.reader_data("anna")
        assert data["reader"]["years"] == 12
        assert [r["comment"] for r in data["readings"]] == ["ANNA-SAID-THIS"]
        assert opened.removed == ()
        assert opened.remove("anna") == 1
        assert opened.removed == ("anna",)
        assert [r.comment for r in opened.readings()] == ["kept"]
        with pytest.raises(InputError, match="removed"):
            opened.add(ANNA, [reading()])
        with pytest.raises(InputError, match="no reader"):
            opened.reader_data("anna")
    assert not any(b"ANNA-SAID-THIS" in file.read_bytes() for file in tmp_path.glob("r.sqlite*"))


def test_merging(tmp_path: Path) -> None:
    with (
        store(tmp_path / "a.sqlite") as a,
        store(tmp_path / "b.sqlite") as b,
        store(tmp_path / "all.sqlite") as merged,
        Store(tmp_path / "c.sqlite", "study", "c" * 64) as foreign,
    ):
        a.add(ANNA, [reading()])
        b.add(BERT, [reading(BERT), reading(BERT, 1)])
        assert merged.merge([a, b]) == 3
        assert merged.merge([b, a]) == 0
        assert set(merged.readers()) == {"anna", "bert"}
        with pytest.raises(InputError, match="another study"):
            merged.merge([foreign])
        a.remove("anna")
        merged.merge([a])  # who leaves in one file leaves in all
        assert (set(merged.readers()), merged.removed) == ({"bert"}, ("anna",))


def test_two_readers_with_one_code_are_not_mixed(tmp_path: Path) -> None:
    with store(tmp_path / "a.sqlite") as a, store(tmp_path / "b.sqlite") as b:
        a.add(ANNA, [reading()])
        b.add(replace(ANNA, seed=8), [reading()])
        with pytest.raises(InputError, match="another reader's"):
            a.merge([b])
        assert len(a.readings()) == 1


def test_its_content_is_one_file(tmp_path: Path) -> None:
    with store(tmp_path / "r.sqlite") as opened:
        opened.add(ANNA, [reading()])
        (tmp_path / "c.sqlite").write_bytes(opened.content())
    with store(tmp_path / "c.sqlite") as opened:
        assert len(opened.readings()) == 1


@pytest.mark.parametrize("damage", ["text", "cut", "flipped", "empty tables", "newer"])
def test_what_is_no_store_is_refused_and_left_alone(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "r.sqlite"
    with store(path) as opened:
        for number in range(20):
            opened.add(ANNA, [reading(presentation=number, comment="x" * 900)])
    content = path.read_bytes()
    if damage == "text":
        path.write_text("no database at all, " * 50)
    elif damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "flipped":
        at = content.index(b"x" * 900)
        path.write_bytes(content[: at + 5] + b"y" + content[at + 6 :])
    elif damage == "empty tables":
        path.unlink()
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE t (x)")
    else:
        with sqlite3.connect(path) as other:
            other.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"r\.sqlite: "):
        store(path)
    assert path.read_bytes() == before


def test_migrations_go_from_the_version_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    with store(path) as opened:
        opened.add(ANNA, [reading()])
    newer = replace(SCHEMA, migrations=[*SCHEMA.migrations, ("CREATE TABLE note (text TEXT)",)])
    connection = connect(path, newer)
    assert database.value(connection, "PRAGMA user_version") == 2
    assert database.value(connection, "SELECT count(*) FROM reading") == 1
    connection.close()
    broken = replace(newer, migrations=[*newer.migrations, ("CREATE TABLE other (x)", "CREATE TABLE note (text TEXT)")])
    with pytest.raises(MedadvError, match="note already exists"):
        connect(path, broken)
    connect(path, newer).close()  # the half migration left nothing


@pytest.mark.parametrize(
    ("kind", "opts", "local"),
    [("ext4", "rw", True), ("NTFS", "rw,fixed", True), ("NTFS", "rw,remote", False), ("nfs4", "rw", False),
     ("cifs", "rw", False), ("fuse.sshfs", "rw", False), ("never heard of", "rw", False)],
)  # fmt: skip
def test_the_journal_fits_the_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, opts: str, local: bool
) -> None:
    parts = [
        SimpleNamespace(mountpoint=tmp_path.anchor, fstype="ext4" if not local else "nfs", opts="rw"),
        SimpleNamespace(mountpoint=str(tmp_path), fstype=kind, opts=opts),
    ]
    monkeypatch.setattr(psutil, "disk_partitions", lambda all: parts)
    path = tmp_path / "r.sqlite"
    assert on_local_disk(path) is local
    with store(path) as opened:
        opened.add(ANNA, [reading()])
        assert (tmp_path / "r.sqlite-wal").exists() is local
        assert database.value(opened._db, "PRAGMA synchronous") == 2
        if not local:
            monkeypatch.setattr(database, "_BUSY_MS", 10)
            with pytest.raises(InputError, match="in use"):
                store(path)
