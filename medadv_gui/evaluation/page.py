"""A model's page, from its card and its lab.json. Example pictures are drawn, and the model asked, when it is made."""

from __future__ import annotations

from medadv_gui.core.errors import ModelError
from medadv_gui.evaluation.drawn import KINDS, Kind
from medadv_gui.evaluation.lab import other_of, read_lab
from medadv_gui.evaluation.recipe import read_recipe
from medadv_gui.models.card import ModelCard
from medadv_gui.report.document import Document
from medadv_gui.report.model_page import Example, Subject, build_page


def model_page(card: ModelCard, device: str = "auto") -> Document:
    """The page of the card's model. What is wrong with its lab.json stands on the page.

    Raises ModelError where the model itself cannot be loaded, or answers with something that is no number.
    """
    model, other = _subject(card), other_of(card)
    examples: list[Example] = []
    drawn = None if model.lab is None else model.lab["drawn"]
    if drawn is not None and drawn["kind"] in KINDS:
        examples = _examples(card, KINDS[drawn["kind"]], drawn["examples"], device)
    return build_page(model, None if other is None else _subject(other), examples)


def _subject(card: ModelCard) -> Subject:
    try:
        lab, problem = read_lab(card), ""
    except ModelError as error:
        lab, problem = None, str(error)
    return Subject(card.to_json(), card.preprocessing, lab, problem, read_recipe(card))


def _examples(card: ModelCard, kind: Kind, seeds: dict[str, list[int]], device: str) -> list[Example]:
    """The drawings of these seeds, each with what the model answers now."""
    from medadv_gui.attack.criterion import criterion
    from medadv_gui.attack.truth import reference
    from medadv_gui.models.load import load_model

    model, found = load_model(card, device), []
    for seed in (*seeds["right"], *seeds["wrong"]):
        drawn = kind.draw(seed)
        answer = model.predict(drawn.image)
        wanted, _ = reference(answer, drawn.truth, card, drawn.image)
        right = criterion(answer, wanted, None).clean_correct(answer)
        found.append(Example(drawn.image, answer, wanted, right))
    return found
