"""What other rooms say, found again among the templates and put into the user's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from PySide6.QtWidgets import QApplication

from medadv_gui.attack.criterion import BoxVanishes, DiceFalls, LabelChanges, LabelFlips
from medadv_gui.core.resources import resources
from medadv_gui.core.types import MaskPrediction
from medadv_gui.gui.language import install
from medadv_gui.gui.messages import worded


@pytest.fixture
def german(themed: QApplication) -> Iterator[None]:
    install(themed, "de")
    yield
    install(themed, "en")


def templates() -> list[tuple[str, str]]:
    """(English, German) of each message."""
    document = ElementTree.parse(resources() / "translations" / "medadv_gui_de.ts")
    return [
        (message.findtext("source") or "", message.findtext("translation") or "")
        for context in document.getroot().iter("context")
        if context.findtext("name") == "messages"
        for message in context.iter("message")
    ]


@pytest.mark.parametrize(
    ("english", "wanted"),
    [
        ("a.dcm: not a DICOM or image file", "a.dcm: keine DICOM- oder Bilddatei"),
        ("The slices do not lie parallel to one another.", "Die Schichten liegen nicht parallel zueinander."),
        (
            "in: nothing readable in this folder (2 skipped; a: b.txt: not a DICOM or image file)",
            "in: nichts Lesbares in diesem Ordner (2 übergangen; a: b.txt: keine DICOM- oder Bilddatei)",
        ),
        ("dag is for segmentation and detection, not for classification",
         "dag ist für Segmentierung und Detektion da, nicht für Klassifikation"),
        ("transparency is dropped, not blended; 3 fully transparent pixels are shown",
         "Transparenz fällt weg, ohne Überblenden; 3 ganz transparente Pixel werden gezeigt"),
        ("a name: {0} % of nothing", "a name: {0} % of nothing"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("german")
def test_values_are_found_again_and_worded_themselves(english: str, wanted: str) -> None:
    assert worded(english) == wanted


@pytest.mark.usefixtures("german")
def test_every_template_is_known_again_from_what_it_makes() -> None:
    """Not taken for another one that makes the same text."""
    other = []
    for english, german in templates():
        made, wanted = (re.sub(r"\{(\d)\}", r"<\1>", text) for text in (english, german))
        if worded(made) != wanted:
            other.append((made, worded(made)))
    assert not other


@pytest.mark.usefixtures("german")
def test_every_criterion_is_worded() -> None:
    mask = MaskPrediction.__new__(MaskPrediction)
    for criterion in (
        LabelChanges("a"), LabelChanges("a", "b"), LabelFlips(("a", "b")), LabelFlips((), "b"), LabelFlips(()),
        DiceFalls(mask, 1.0), BoxVanishes(()), BoxVanishes((), invented=True),
    ):  # fmt: skip
        assert worded(criterion.text) != criterion.text


def test_english_stays_english(themed: QApplication) -> None:
    assert worded("a.dcm: not a DICOM or image file") == "a.dcm: not a DICOM or image file"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("text", ["", ": ", "; : " * 100, "{0}{1}", "a; " * 500])
def test_no_text_is_too_strange(text: str) -> None:
    assert worded(text) == text
