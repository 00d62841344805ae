"""Whether an attacked model answers another image as it answers the original: a sham of a reader study must not change
its answer."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from medadv_gui.attack.criterion import Criterion, criterion
from medadv_gui.attack.replay import image_of
from medadv_gui.core.errors import ModelError
from medadv_gui.core.result import AttackResult
from medadv_gui.core.types import MaskPrediction, Prediction
from medadv_gui.models.library import find_card
from medadv_gui.models.load import Model, load_model


class Attacked:
    """The models that results name, each loaded once. `name` : the id or folder of the model, where a result's id alone
    does not find it."""

    def __init__(self, name: str | None = None, device: str = "auto") -> None:
        self._name, self._device = name, device
        self._models: dict[str, Model] = {}

    def unchanged(self, result: AttackResult, stored: NDArray[Any]) -> bool:
        """Whether the result's model answers `stored` as it answers the result's original: an untargeted attack would
        not have succeeded, with the model's own clean answer for the truth.

        Raises ModelError where the model is not to be had, is another version, or answers the original otherwise than
        the result says.
        """
        model = self._model(result)
        clean = _against_itself(result.predictions["original"])
        own = criterion(clean, clean, None, invented=True)
        if not _same(own, model.predict(image_of(result, result.original))):
            raise ModelError(f"{model.card.id}: no longer answers the original as the result says")
        return _same(own, model.predict(image_of(result, stored)))

    def _model(self, result: AttackResult) -> Model:
        wanted = str(result.model["sha256"])
        if wanted not in self._models:
            card = find_card(self._name or str(result.model["id"]))
            if card.sha256 != wanted:
                raise ModelError(f"{card.id}: is not the version that was attacked ({result.model['version']})")
            self._models[wanted] = load_model(card, self._device)
        return self._models[wanted]


def _against_itself(prediction: Prediction) -> Prediction:
    return prediction.against(prediction.mask) if isinstance(prediction, MaskPrediction) else prediction


def _same(own: Criterion, prediction: Prediction) -> bool:
    return not own.met(prediction)
