"""The reading room, used by keys and mouse as a reader does."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medadv_gui.core.errors import InputError
from medadv_gui.gui.preferences import Preferences
from medadv_gui.gui.review import room as room_module
from medadv_gui.gui.review.room import Entrant, ReadingRoom
from medadv_gui.gui.review.study_window import StudyWindow
from medadv_gui.gui.worker import Workers
from medadv_gui.review.key import key_path, read_key
from medadv_gui.review.protocol import BANNER
from medadv_gui.review.readings import rows
from medadv_gui.review.store import Reading
from medadv_gui.review.study import READINGS, Study

from .reading import CHOICE, DIAGNOSIS, OPEN, Key, begun, entered, made, press, until_active
from .test_access import nameless, unreachable
from .test_layout import clipped

Enter = Callable[..., ReadingRoom]
LEFT = Qt.MouseButton.LeftButton
START = QPoint(200, 200)


@pytest.fixture
def workers(themed: QApplication) -> Iterator[Workers]:
    made = Workers()
    yield made
    made.stop()


@pytest.fixture
def read(workers: Workers) -> Iterator[Enter]:
    """Begin to read a study; whoever still reads at the end leaves."""
    rooms: list[ReadingRoom] = []

    def begin(study: Study, code: str = "R1", preferences: Preferences | None = None) -> ReadingRoom:
        rooms.append(begun(study, workers, code, preferences))
        return rooms[-1]

    yield begin
    for room in rooms:
        if not room._gone:
            room._leave_anyway()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def stored(study: Study, reader: str = "R1") -> tuple[Reading, ...]:
    with study.store() as store:
        return store.readings(reader)


def rate(room: ReadingRoom, text: str = "70") -> None:
    """Answer a case of one question and go on, through breaks too."""
    press(room, text, Key.Key_Return)
    if not room.reading and room.worklist is not None and room.worklist.next is not None:
        press(room, Key.Key_Return)


def image_place(room: ReadingRoom, x: float, y: float, pane: int = 0) -> QPoint:
    """Where an image pixel lies in the view."""
    box = room.page.viewer.panes[pane].box
    return box.mapViewToScene(QPointF(x, y)).toPoint()


def drag(room: ReadingRoom, by: QPoint, button: Qt.MouseButton = LEFT, start: QPoint = START) -> None:
    view = room.page.viewer.panes[0].view.viewport()
    QTest.mousePress(view, button, pos=start)
    for part in (1, 2, 3, 4):
        QTest.mouseMove(view, start + by * part / 4)
        QTest.qWait(12)  # pyqtgraph passes over what comes faster
    QTest.mouseRelease(view, button, pos=start + by)
    QApplication.processEvents()


# All four kinds, from start to finish, by keys alone


def test_detection_by_keys_alone(workers: Workers, tmp_path: Path, qtbot: QtBot) -> None:
    study = made(tmp_path, 3, practice=1)
    room = entered(study, workers)
    assert room.stack.currentWidget() is room.consent
    press(room, Key.Key_Return)
    assert room.stack.currentWidget() is room.consent  # nothing is agreed to by mistake
    press(room, Key.Key_Space, Key.Key_Return)
    assert "6 presentations" in room.instructions.counts.text()
    assert "3 for practice" in room.instructions.counts.text()
    press(room, Key.Key_Return)
    given = []
    while room.worklist is not None and room.worklist.next is not None:
        if room.reading:
            assert room.shown is not None
            practice = room.shown.presentation.practice
            assert room.page.tag.isVisible() is practice
            assert not room.page.form.submit.isEnabled()
            assert room.page.form.cards[0].answer().rating is None  # nothing is set before the reader sets it
            given.append(10 * len(given) + 3)
            press(room, str(given[-1]))
        press(room, Key.Key_Return)
    assert room.stack.currentWidget() is room.end
    assert "all 6 presentations" in room.end.text.text()
    with qtbot.waitSignal(room.left):
        press(room, Key.Key_Return)
    readings = stored(study)
    assert [r.rating for r in readings] == given
    assert [r.presentation for r in readings] == list(range(9))
    assert len({r.session for r in readings}) == 1
    assert {(r.years, r.specialty) for r in readings} == {(5.0, "radiology")}
    assert all(r.first_input is not None and r.shown <= r.first_input <= r.submitted for r in readings)


def test_diagnosis_with_the_models_answer_by_keys_alone(read: Enter, tmp_path: Path) -> None:
    arms = ["original", {"image": "original", "output": "original"}, {"image": "original", "output": "adversarial"}]
    tasks = [DIAGNOSIS, {**DIAGNOSIS, "id": "sure", "question": "And in steps?", "scale": "1-6"}]
    study = made(tmp_path, 2, truth=True, tasks=tasks, arms=arms)
    room = read(study)
    while room.reading:
        assert room.shown is not None
        item = room.shown.item
        assert room.page.form.model.isVisible() is (item.output is not None)
        assert room.page.form.output.text() == (item.output or "")
        press(room, "64", Key.Key_Return)  # goes to the second question
        assert room.page.form.current is room.page.form.cards[1]
        press(room, Key.Key_Escape, "5", Key.Key_Return)
        if not room.reading and room.worklist is not None and room.worklist.next is not None:
            press(room, Key.Key_Return)
    assert {(r.task, r.rating) for r in stored(study)} == {("polyp", 64.0), ("sure", 5.0)}
    assert len(stored(study)) == 12


def test_choice_of_two_records_the_side_that_was_looked_at(read: Enter, tmp_path: Path) -> None:
    study = made(tmp_path, 6, tasks=[{**CHOICE, "scale": "1-6"}], order={"seed": 3, "gap": 1})
    key = read_key(key_path(study.folder), study.protocol)
    room = read(study)
    swapped = set()
    while room.reading:
        assert room.shown is not None
        swapped.add(room.shown.presentation.swapped)
        shown = [image.path.stem for image in room.shown.images]
        for pane, image in zip(room.page.viewer.panes, room.shown.images, strict=True):
            rgb = pane.pixels.rgb
            assert rgb is not None
            assert (rgb[..., 0] == study.image(image.path.stem).stored).all()
        right = key.pictures[shown[1]] != "original"
        press(room, Key.Key_Right if right else Key.Key_Left, "4", Key.Key_Return)
        if not room.reading and room.worklist is not None and room.worklist.next is not None:
            press(room, Key.Key_Return)
    assert swapped == {True, False}
    with study.store() as store:
        found = list(rows(study.protocol, store, key))
    assert {row["side"] for row in found} == {"left", "right"}
    assert {row["correct"] for row in found} == {1}
    assert {row["rating"] for row in found} == {4}


def test_open_review_names_the_arm_and_takes_choices_and_a_comment(read: Enter, tmp_path: Path) -> None:
    study = made(tmp_path, 2, tasks=list(OPEN), arms=["original", {"image": "adversarial", "output": "adversarial"}])
    room = read(study)
    while room.reading:
        assert room.shown is not None
        assert str(room.shown.item.arm) in room.page.form.shown_as.text()
        press(room, "2", Key.Key_Return, "3", "c")
        press(room, "Zoom in, 2 pm\n.")  # letters and digits are the comment's own
        press(room, Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
        if not room.reading and room.worklist is not None and room.worklist.next is not None:
            press(room, Key.Key_Return)
    readings = stored(study)
    assert {(r.task, r.rating, r.choice) for r in readings} == {("agree", 2.0, None), ("harm", None, "wrong treatment")}
    assert {r.comment for r in readings} == {"Zoom in, 2 pm\n.", ""}


# The scale


def test_nothing_is_handed_in_without_an_answer_on_the_scale(read: Enter, tmp_path: Path) -> None:
    study = made(tmp_path)
    room = read(study)
    form = room.page.form
    press(room, Key.Key_Return)
    assert form.reason.text() == "Give a rating."
    press(room, "180", Key.Key_Return)
    assert not form.submit.isEnabled()
    assert stored(study) == ()
    press(room, Key.Key_Backspace)
    assert form.cards[0].answer().rating == 18
    press(room, Key.Key_Up, Key.Key_PageUp)
    assert form.cards[0].answer().rating == 29
    track = form.cards[0].scale.track
    QTest.mouseClick(track, LEFT, pos=QPoint(track.width() - 7, track.height() // 2))
    assert form.cards[0].answer().rating == 100
    press(room, Key.Key_Return)
    assert [r.rating for r in stored(study)] == [100]


# Pause, focus, breaks, leaving, corrections


def test_a_pause_hides_the_image_and_stops_the_clock(read: Enter, tmp_path: Path, qtbot: QtBot) -> None:
    study = made(tmp_path)
    room = read(study)
    press(room, "4")
    press(room, Key.Key_P)
    assert not room.reading
    assert not room.page.viewer.isVisible()
    assert room.watch is not None
    before = room.watch.active_seconds
    qtbot.wait(300)
    assert room.watch.active_seconds == before
    press(room, Key.Key_P)
    assert room.reading
    assert room.page.form.cards[0].answer().rating == 4  # what was typed is kept
    press(room, Key.Key_Return)
    (reading,) = stored(study)
    assert [what for _, what in reading.events if what in ("pause", "go on")] == ["pause", "go on"]
    assert reading.active_seconds < reading.events[-1][0] - 0.25


def test_time_without_the_focus_does_not_count(read: Enter, tmp_path: Path, qtbot: QtBot) -> None:
    study = made(tmp_path)
    room = read(study)
    QApplication.sendEvent(room, QEvent(QEvent.Type.WindowDeactivate))
    assert room.watch is not None
    before = room.watch.active_seconds
    qtbot.wait(250)
    assert room.watch.active_seconds == before
    QApplication.sendEvent(room, QEvent(QEvent.Type.WindowActivate))
    rate(room)
    (reading,) = stored(study)
    assert [what for _, what in reading.events if what.startswith("focus")] == ["focus lost", "focus back"]
    assert reading.active_seconds < reading.events[-1][0]


def test_a_break_after_each_block_and_after_a_long_time(
    read: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = made(tmp_path, 3, practice=1)
    room = read(study)
    breaks = []
    for _ in range(8):
        press(room, "50", Key.Key_Return)
        if not room.reading:
            assert not room.page.viewer.isVisible()
            assert room.watch is None
            breaks.append((room._last[0].index, room.rest.title.text()))
            press(room, Key.Key_Return)
    assert breaks == [(2, "That was the practice"), (4, "Time for a break"), (6, "Time for a break")]
    press(room, "50")
    monkeypatch.setattr(room_module, "BREAK_SECONDS", 0.0)
    press(room, Key.Key_Return)
    assert room.stack.currentWidget() is room.end  # no break before the thanks
    other = begun(study, room.workers, "R2")
    press(other, "50", Key.Key_Return)
    assert "for a while" in other.rest.text.text()
    other.close()


def test_the_last_answer_can_be_corrected(read: Enter, tmp_path: Path) -> None:
    study = made(tmp_path)
    room = read(study)
    press(room, Key.Key_Backspace)
    assert room.shown is not None
    assert room.shown.presentation.index == 0  # there is nothing before it
    rate(room, "20")
    assert room.shown.presentation.index == 1
    press(room, Key.Key_Backspace)
    assert room.shown.presentation.index == 0
    assert room.page.tag.text() == "Correction"
    assert room.page.form.cards[0].answer().rating == 20
    press(room, "90", Key.Key_Return)
    assert room.shown.presentation.index == 1
    readings = stored(study)
    assert [(r.presentation, r.rating) for r in readings] == [(0, 20), (0, 90)]
    with study.store() as store:
        assert [r.rating for r in store.answers()] == [90]
    press(room, "6", Key.Key_Escape, Key.Key_Backspace)  # what is entered here would be lost
    assert room.shown.presentation.index == 1
    assert not room.page.back.isEnabled()
    press(room, "6", Key.Key_Backspace, Key.Key_Escape)
    assert room.page.back.isEnabled()
    press(room, Key.Key_Backspace, Key.Key_Backspace)  # looked at and left as it was
    assert room.shown.presentation.index == 1
    assert len(stored(study)) == 2


def test_practice_is_not_corrected_from_a_case_that_counts(read: Enter, tmp_path: Path) -> None:
    room = read(made(tmp_path, 3, practice=1))
    for _ in range(3):
        rate(room)
    assert room.shown is not None
    assert room.shown.presentation.index == 3
    assert not room.page.back.isEnabled()
    press(room, Key.Key_Backspace)
    assert room.shown.presentation.index == 3


def test_leaving_and_coming_back_goes_on_at_the_same_case(read: Enter, tmp_path: Path, qtbot: QtBot) -> None:
    study = made(tmp_path)
    room = read(study)
    rate(room)
    assert room.shown is not None
    here = room.shown.item.code
    press(room, "3")
    press(room, Key.Key_Q, modifier=Qt.KeyboardModifier.ControlModifier)
    assert room.stack.currentWidget() is room.parting  # something was typed
    press(room, Key.Key_Return)
    assert room.reading
    assert room.page.form.cards[0].answer().rating == 3
    room.close()
    press(room, Key.Key_Tab)
    with qtbot.waitSignal(room.left):
        press(room, Key.Key_Return)
    again = read(study)
    assert again.shown is not None
    assert again.shown.item.code == here
    assert again.page.form.cards[0].answer().rating is None
    assert again.session != room.session
    with qtbot.waitSignal(again.left):  # nothing was typed: nothing is asked
        again.close()
    with study.store() as store:
        assert len(store.readings()) == 1


def test_left_is_said_once_and_the_room_goes(workers: Workers, tmp_path: Path, qtbot: QtBot) -> None:
    room = entered(made(tmp_path), workers)
    left: list[bool] = []
    room.left.connect(lambda: left.append(True))
    room.consent.decline.click()
    room.close()
    qtbot.waitUntil(lambda: not shiboken6.isValid(room))
    assert left == [True]


# Readers


def test_who_declines_leaves_no_trace(workers: Workers, tmp_path: Path, qtbot: QtBot) -> None:
    study = made(tmp_path)
    room = entered(study, workers)
    assert "I agree" not in room.consent.primary.text()
    with qtbot.waitSignal(room.left):
        press(room, Key.Key_Tab, Key.Key_Return)
    with study.store() as store:
        assert store.readers() == {}
        assert store.frozen is None


def test_two_readers_on_one_machine(read: Enter, tmp_path: Path) -> None:
    study = made(tmp_path, 5)
    first = read(study, "R1")
    rate(first, "10")
    first.close()
    second = read(study, "R2")
    rate(second, "90")
    rate(second, "91")
    second.close()
    again = read(study, "R1")
    assert again.shown is not None
    assert again.shown.presentation.index == 1
    assert [r.rating for r in stored(study, "R1")] == [10]
    assert [r.rating for r in stored(study, "R2")] == [90, 91]
    with study.store() as store:
        orders = [reader.order for reader in store.readers().values()]
    assert orders[0] != orders[1]


def test_a_removed_code_is_refused(read: Enter, workers: Workers, tmp_path: Path) -> None:
    study = made(tmp_path)
    room = read(study)
    rate(room)
    room.close()
    with study.store() as store:
        store.remove("R1")
    with pytest.raises(InputError, match="were removed"):
        ReadingRoom(study, Entrant("R1"), workers, Preferences(None))
    window = StudyWindow(study, workers, Preferences(None))
    window.code.setText("R1")
    window.start.setEnabled(True)
    window.read()
    assert window.room is None
    assert "were removed" in window.banners.messages[0].text.text()
    window.close()


# Faults


def test_a_damaged_image_is_told_and_tried_again(read: Enter, tmp_path: Path, qtbot: QtBot) -> None:
    study = made(tmp_path)
    room = read(study)
    assert room.worklist is not None
    following = room.worklist.presentations[1]
    path = study.folder / f"{room.worklist.shown(following)[1].pictures[0].code}.tif"
    kept = path.with_suffix(".kept")
    qtbot.waitUntil(lambda: not room.workers.busy)
    room._kept.clear()
    shutil.copy(path, kept)
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    rate(room, "30")
    assert room.stack.currentWidget() is room.trouble
    assert "has changed since the study was built" in room.trouble.text.text()
    press(room, Key.Key_Return)
    assert room.stack.currentWidget() is room.trouble
    shutil.copy(kept, path)
    press(room, Key.Key_Return)
    assert room.reading
    assert room.shown is not None
    assert room.shown.presentation.index == 1
    assert [r.presentation for r in stored(study)] == [0]


def test_a_full_disk_keeps_the_answer(read: Enter, tmp_path: Path) -> None:
    study = made(tmp_path)
    room = read(study)
    pages = room._store._db.execute("PRAGMA page_count").fetchone()[0]
    room._store._db.execute(f"PRAGMA max_page_count = {pages}")
    press(room, "c")
    QApplication.clipboard().setText("x" * 3990)
    press(room, Key.Key_V, modifier=Qt.KeyboardModifier.ControlModifier)
    press(room, Key.Key_Escape, "55", Key.Key_Return)
    assert room.reading
    (message,) = room.page.form.banners.messages
    assert "Not stored" in message.text.text()
    assert "full" in message.text.text()
    assert room.page.form.cards[0].answer().rating == 55
    assert room.shown is not None
    assert room.shown.presentation.index == 0
    room._store._db.execute("PRAGMA max_page_count = 100000")
    press(room, Key.Key_Return)
    assert room.shown.presentation.index == 1
    assert [(r.rating, len(r.comment)) for r in stored(study)] == [(55, 3990)]
    assert not room.page.form.banners.messages


# Looking


def test_the_viewers_gestures_and_what_is_recorded_of_them(read: Enter, tmp_path: Path) -> None:
    study = made(tmp_path)
    room = read(study)
    viewer = room.page.viewer
    own, fitted = viewer.window_shown, viewer.zoom
    assert own == study.protocol.cases[0].window
    drag(room, QPoint(40, 0))
    assert viewer.window_shown is not None
    assert own is not None
    assert viewer.window_shown.width > own.width
    press(room, "z")
    drag(room, QPoint(0, -60), start=QPoint(300, 300))  # not where the last one began: no double click
    assert viewer.zoom > fitted
    zoomed, place = viewer.zoom, viewer.panes[0].box.viewRect().center()
    drag(room, QPoint(30, 20), Qt.MouseButton.MiddleButton)
    assert viewer.panes[0].box.viewRect().center() != place
    press(room, Key.Key_I, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert viewer.inverted
    window = viewer.window_shown
    rate(room)
    (reading,) = stored(study)
    assert reading.window == (window.lower, window.upper)
    assert reading.zoom == pytest.approx(zoomed, rel=1e-3)
    kinds = [what.split()[0] for _, what in reading.events]
    assert {"window", "view", "tool", "invert", "rating"} <= set(kinds)
    assert kinds.count("window") == 1  # one drag, one entry
    assert dict(reading.display) == {
        "screen_pixels": "800 x 800", "screen_mm": dict(reading.display)["screen_mm"], "device_pixel_ratio": "1",
        "one_to_one": "no", "interpolation": "smooth", "calibrated": "unknown",
    }  # fmt: skip
    assert (viewer.window_shown, viewer.inverted) == (own, False)  # the next begins anew
    assert viewer.zoom == pytest.approx(fitted)
    press(room, Key.Key_Right, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert viewer.window_shown != own
    press(room, Key.Key_Escape)
    assert viewer.window_shown == own


def test_one_to_one_is_kept(read: Enter, tmp_path: Path) -> None:
    study = made(tmp_path, display={"one_to_one": True, "smooth": True})
    room = read(study)
    viewer = room.page.viewer
    pane = viewer.panes[0]
    for turn in range(3):
        assert viewer.zoom == pytest.approx(1, abs=1e-6)
        shown = pane.view.viewport().grab().toImage()
        corner, drawn = image_place(room, 0, 0), pane.pixels.rgb
        assert drawn is not None
        for x, y in ((0, 0), (5, 7), (31, 23), (16, 3)):
            grey = shown.pixelColor(corner + QPoint(x, y)).red()
            assert grey == drawn[y, x, 0], (turn, x, y)
        press(room, "z", Key.Key_Plus)
        drag(room, QPoint(13, 7), LEFT if turn == 0 else Qt.MouseButton.RightButton)
        drag(room, QPoint(11, -9), Qt.MouseButton.MiddleButton)
        QApplication.processEvents()
    rate(room)
    (reading,) = stored(study)
    assert reading.zoom == 1
    assert dict(reading.display)["interpolation"] == "none"


@pytest.mark.parametrize("smooth", [True, False])
def test_interpolation_is_as_the_protocol_says(smooth: bool, read: Enter, tmp_path: Path) -> None:
    room = read(made(tmp_path, display={"one_to_one": False, "smooth": smooth}))
    pane = room.page.viewer.panes[0]
    shown = pane.view.viewport().grab().toImage()
    left, right = image_place(room, 3, 4.5), image_place(room, 5, 4.5)
    greys = {shown.pixelColor(x, left.y()).red() for x in range(left.x() + 2, right.x() - 2)}
    assert (len(greys) > 3) is smooth


def test_marks_are_set_moved_rated_and_deleted(read: Enter, tmp_path: Path) -> None:
    task = {"id": "seen", "kind": "detection", "question": "Is it altered?", "threshold": 50, "marks": True}
    study = made(tmp_path, tasks=[task])
    room = read(study)
    view = room.page.viewer.panes[0].view.viewport()
    QTest.mouseClick(view, LEFT, pos=image_place(room, 4, 4))
    assert room.page.form.all_marks() == []  # the tool is not in hand
    press(room, "80")
    press(room, "m")
    assert room.page.viewer.tool == "mark"

    def click(x: float, y: float) -> None:
        QTest.mouseClick(view, LEFT, pos=image_place(room, x, y))
        QTest.qWait(QApplication.doubleClickInterval() + 20)

    click(4, 5)
    click(21, 10)
    click(-1, -1)  # beside the image
    assert [number for number, *_ in room.page.form.all_marks()] == [1, 2]
    press(room, Key.Key_Left, Key.Key_Up, Key.Key_Space)  # the cross begins in the middle
    marks = [mark for _, mark, _ in room.page.form.all_marks()]
    assert (marks[2].x, marks[2].y) == (15.5, 11.5)
    press(room, Key.Key_Delete)
    assert len(room.page.form.all_marks()) == 2
    start, end = image_place(room, 4, 5), image_place(room, 8, 9)
    QTest.mousePress(view, LEFT, pos=start)
    for part in (1, 2, 3, 4):
        QTest.mouseMove(view, start + (end - start) * part / 4)
        QTest.qWait(12)
    QTest.mouseRelease(view, LEFT, pos=end)
    QApplication.processEvents()
    field = room.page.form.cards[0].marks.fields[1]
    field.setFocus()
    field.selectAll()
    press(room, "35", Key.Key_Return)
    (reading,) = stored(study)
    assert [(round(m.x), round(m.y), m.rating) for m in reading.marks] == [(8, 9, 80), (21, 10, 35)]
    assert room.page.form.all_marks() == []


def test_marks_in_two_images_say_which(read: Enter, tmp_path: Path) -> None:
    study = made(tmp_path, tasks=[{**CHOICE, "marks": True}])
    room = read(study)
    press(room, "m")
    QTest.mouseClick(room.page.viewer.panes[1].view.viewport(), LEFT, pos=image_place(room, 4, 5, 1))
    assert room.shown is not None
    (mark,) = (mark for _, mark, _ in room.page.form.all_marks())
    assert mark.slice == room.shown.places[1]
    assert [len(pane._layers["marks"]) for pane in room.page.viewer.panes] == [0, 1]


# The window


@pytest.mark.parametrize("kind", ["detection", "2afc", "open"])
def test_names_and_room_for_text(kind: str, read: Enter, tmp_path: Path, qtbot: QtBot) -> None:
    tasks = {"2afc": [CHOICE], "open": list(OPEN)}
    changes = {"tasks": tasks[kind], "arms": ["original", "adversarial"]} if kind in tasks else {}
    room = read(made(tmp_path, **changes))
    for size in ((1280, 800), (1920, 1080), (960, 540)):
        room.resize(*size)
        QTest.qWait(30)
        assert room.size().toTuple() == size
        assert nameless(room) == []
        assert clipped(room) == []
    for page in (room.instructions, room.rest, room.end, room.trouble, room.parting):
        room._turn_to(page)
        QTest.qWait(10)
        assert nameless(room) == []
        assert clipped(room) == []
    room._turn_to(room.page)
    room.resize(1280, 1000)
    room.page.viewer.setFocus()
    assert unreachable(room, qtbot) == []


def test_every_pane_carries_the_banner_and_nothing_names_an_arm(read: Enter, tmp_path: Path) -> None:
    room = read(made(tmp_path, tasks=[CHOICE]))
    for pane in room.page.viewer.panes:
        assert pane.banner.text() == BANNER
        assert pane.banner.isVisible()
        assert pane.tag.text() == ""
    press(room, Key.Key_F1)
    assert room.sheet.isVisible()
    press(room, Key.Key_Escape)
    assert not room.sheet.isVisible()


def test_from_the_study_window_and_back(workers: Workers, tmp_path: Path, qtbot: QtBot) -> None:
    study = made(tmp_path)
    window = StudyWindow(study, workers, Preferences(None))
    window.show()
    qtbot.waitUntil(lambda: not workers.busy)
    window.code.setText("R7")
    window.read()
    room = window.room
    assert isinstance(room, ReadingRoom)
    assert room.isFullScreen()
    until_active(room)
    press(room, Key.Key_Space, Key.Key_Return, Key.Key_Return, "42", Key.Key_Return)
    press(room, "1")
    assert not window.close()  # the reader is asked first
    assert room.stack.currentWidget() is room.parting
    with qtbot.waitSignal(room.left):
        room.parting.leave.click()
    qtbot.waitUntil(lambda: not workers.busy)
    assert [(r.code, r.read) for r in window.standing.readers] == [("R7", 1)]
    assert (study.folder / READINGS).exists()
    window.close()
