"""The page for clinicians."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from medadv_gui.core.result import AttackResult, Outcome, save_result
from medadv_gui.core.types import BoxPrediction, ClassPrediction, Geometry
from medadv_gui.render.picture import RESEARCH_USE
from medadv_gui.report import write_reports
from medadv_gui.report.html import one_page_html
from medadv_gui.report.one_page import one_page
from medadv_gui.report.pdf import one_page_pdf
from tests.report.factory import Factory, classification, detection, multilabel, segmentation, tampered, words

TASKS = pytest.mark.parametrize("factory", [classification, multilabel, segmentation, detection])
SAID = ("This is about the model, not the patient.", "A failed attack does not show that the model is safe.")
LONG = "Proliferative retinopathy with high-risk characteristics and vitreous haemorrhage of the right eye " * 3


def pdf_of(result: AttackResult) -> PdfReader:
    return PdfReader(io.BytesIO(one_page_pdf(one_page(result))))


def html_of(result: AttackResult) -> ElementTree.Element:
    return ElementTree.fromstring(one_page_html(one_page(result)))


def both(result: AttackResult) -> tuple[str, str]:
    """The words of the PDF and of the HTML."""
    text = words(" ".join(html_of(result).find("body").itertext()))  # type: ignore[union-attr]
    return words(pdf_of(result).pages[0].extract_text()), text


def long_winded(factory: Factory) -> AttackResult:
    """A result whose labels are as long as they come, and there are many of them."""
    result = tampered(factory)
    if not isinstance(result.reference, ClassPrediction):
        return replace(result, model={**result.model, "name": LONG, "version": LONG}, criterion=LONG)
    names = [f"{i} {LONG}" for i in range(12)]

    def renamed(answer: Any) -> Any:
        scores = dict(zip(names, [*answer.scores.values(), *[0.9] * 12], strict=False))
        return replace(answer, scores=scores)

    predictions = {key: renamed(value) for key, value in result.predictions.items()}
    model = {**result.model, "labels": names, "name": LONG}
    return replace(result, model=model, reference=renamed(result.reference), predictions=predictions)


@TASKS
def test_it_is_one_page_whatever_stands_on_it(factory: Factory) -> None:
    for result in (factory(), long_winded(factory), factory(outcome=Outcome(False, False, False), noise_success=True)):
        reader = pdf_of(result)
        assert len(reader.pages) == 1
        text = words(reader.pages[0].extract_text())
        assert text.startswith(RESEARCH_USE) or RESEARCH_USE in text
        assert "page 1 of 1" in text
        assert all(said in text for said in SAID)
        assert "A reviewer's opinion" in text


def test_the_smaller_print_of_a_long_page_stays_above_the_field() -> None:
    tall = segmentation(geometry=Geometry())
    tall = replace(
        tall, predictions={k: replace(v, mask=v.mask[:, :40]) for k, v in tall.predictions.items()},  # type: ignore[type-var]
        original=tall.original[:, :40], adversarial=tall.adversarial[:, :40],
    )  # fmt: skip
    places: list[tuple[str, float]] = []
    pdf_of(tall).pages[0].extract_text(visitor_text=lambda text, cm, tm, *_: places.append((text, cm[5] + tm[5])))
    opinion = max(y for text, y in places if "reviewer's opinion" in text)
    assert all(y > opinion for text, y in places if "somebody would see the change" in text)


@TASKS
@pytest.mark.parametrize("success", [True, False])
def test_both_say_what_it_means(factory: Factory, success: bool) -> None:
    result = factory(outcome=Outcome(success, success, success))
    page = one_page(result)
    for text in both(result):
        assert page.sentence in text
        assert all(said in text for said in SAID)
        assert "Random noise of the same size was not enough." in text
        assert "such images do not come about by chance" in text
        assert ("no longer answers as it did before" in text) == success
        assert ("did not bring the model to an answer that counts" in text) == (not success)
        for word in ("Before the change", "After the change", "What this does not mean", RESEARCH_USE):
            assert word in text


def test_it_says_what_is_so_in_every_case() -> None:
    def said(result: AttackResult) -> str:
        return " ".join(one_page(result).does)

    assert "was wrong before anything was changed" in said(classification(clean_correct=False))
    none = detection(reference=BoxPrediction(()), clean_correct=False)
    assert "was wrong before anything was changed" in said(none)  # it finds two boxes
    none = replace(none, predictions={**none.predictions, "original": BoxPrediction(())})
    assert "nothing in this image that the model could have lost" in said(none)
    assert "the model finds 2 boxes" in said(none)  # after noise
    assert "was enough, too, so the attack shows little" in said(classification(noise_success=True))
    square = classification()
    square = replace(square, attack={**square.attack, "name": "square"})
    assert "full knowledge" not in said(square)
    assert "asking the model again and again" in said(square)
    noise = replace(square, attack={**square.attack, "name": "noise"})
    assert "by chance" not in said(noise)
    still = classification(outcome=Outcome(False, False, False))
    still = replace(still, adversarial=still.original, budget=replace(still.budget, realised_linf=0.0))
    assert "The attack found nothing to change" in said(still)


def test_one_box_is_no_plural() -> None:
    result = detection()
    (first, *_) = result.reference.boxes  # type: ignore[union-attr]
    answers = dict(one_page(replace(result, reference=BoxPrediction((first,)))).answers)
    assert answers["Before the change"].startswith("It finds the one box of the reference")
    missed = replace(
        result, reference=BoxPrediction((first,)), predictions={**result.predictions, "reread": BoxPrediction(())}
    )
    assert dict(one_page(missed).answers)["After the change"] == "It does not find the one box of the reference."


@TASKS
def test_three_pictures_at_one_window(factory: Factory) -> None:
    page = one_page(factory())
    assert [figure.title for figure in page.pictures] == ["Before", "The change", "After"]
    assert len({figure.width for figure in page.pictures}) == 1
    before, _, after = page.pictures
    shown = re.search(r"shown (as stored|at [^,.]+)", before.caption)
    assert shown is not None
    assert shown.group() in after.caption
    assert all(len(figure.alt) > 15 for figure in page.pictures)


def test_a_scale_bar_where_the_spacing_is_known() -> None:
    with_bar, without = one_page(segmentation()), one_page(segmentation(geometry=Geometry()))
    for bar, none in zip(with_bar.pictures, without.pictures, strict=True):
        assert bar.height > none.height


def test_there_is_a_field_to_type_into() -> None:
    reader = pdf_of(classification())
    fields = reader.get_fields()
    assert fields is not None
    assert list(fields) == ["opinion"]
    field = fields["opinion"]
    assert field["/FT"] == "/Tx"
    assert int(field["/Ff"]) & (1 << 12)  # of several lines
    area = html_of(classification()).findall(".//textarea")
    assert len(area) == 1
    assert "name" not in area[0].attrib  # and nothing that would send it
    assert html_of(classification()).find(".//form") is None


@TASKS
def test_it_looks_like_no_clinical_document(factory: Factory) -> None:
    for text in both(factory()):
        for word in ("Impression", "Findings", "Diagnosis:", "Date of birth", "Referring", "Signature", "Hospital"):
            assert word not in text


@TASKS
def test_html_can_be_heard_and_loads_nothing(factory: Factory) -> None:
    root = html_of(tampered(factory))
    assert root.attrib["lang"] == "en"
    assert [e.tag for e in root.iter() if re.fullmatch("h[1-6]", e.tag)] == ["h1", "h2", "h2", "h2", "h2"]
    policy = next(e.attrib["content"] for e in root.iter("meta") if "http-equiv" in e.attrib)
    assert policy.startswith("default-src 'none'")
    ids = {e.attrib["id"] for e in root.iter() if "id" in e.attrib}
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in ("src", "href"):
                assert value.startswith("data:image/png;base64,")
            if name in ("aria-labelledby", "aria-describedby"):
                assert value in ids
            assert not name.startswith("on")
        assert element.tag not in ("script", "link", "iframe", "form")


def test_faces_are_embedded_but_for_what_is_typed() -> None:
    reader = pdf_of(segmentation())
    fonts = reader.pages[0]["/Resources"]["/Font"].get_object()  # type: ignore[index]
    assert all("/FontFile2" in font.get_object()["/FontDescriptor"] for font in fonts.values())
    assert reader.metadata is not None
    assert reader.metadata.title == "What a small change did to a model's answer: attack succeeded"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert len(reader.outline) == 1


@TASKS
def test_same_result_same_bytes(factory: Factory, tmp_path: Path) -> None:
    assert one_page_pdf(one_page(factory())) == one_page_pdf(one_page(factory()))
    save_result(replace(factory(), files={}), tmp_path)
    first = [path.read_bytes() for path in write_reports(tmp_path)]
    assert [path.read_bytes() for path in write_reports(tmp_path)] == first
    assert b"This is about the model, not the patient." in first[3]
