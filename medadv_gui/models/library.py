"""Which models there are and which of them fit an image. Imports no torch."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import numpy as np

from medadv_gui.core.errors import ModelError, OutputError
from medadv_gui.core.resources import data_dir, resources
from medadv_gui.core.types import Image
from medadv_gui.models.card import ModelCard, read_card

VOLUME_KINDS = ("nifti", "nrrd", "mha")


def bundled_cards() -> tuple[ModelCard, ...]:
    """The cards of the models that ship with the program, by id."""
    return _cards(resources() / "models")


def user_folder() -> Path:
    """Where `models import` keeps the user's models."""
    return data_dir() / "models"


def user_cards() -> tuple[ModelCard, ...]:
    """The cards of the user's imported models, by id; a damaged one raises ModelError."""
    return _cards(user_folder())


def _cards(folder: Path) -> tuple[ModelCard, ...]:
    if not folder.is_dir():
        return ()
    return tuple(read_card(path.parent) for path in sorted(folder.glob("*/model_card.json")))


def find_card(name: str) -> ModelCard:
    """The model called `name`: an id, or the path of a model folder or of its model_card.json.

    Raises
    ------
    ModelError
        If there is none, or if the path is a weight file on its own or a pickle.
    """
    for cards in (bundled_cards, user_cards):
        for card in cards():
            if card.id == name:
                return card
    path = Path(name)
    if path.is_dir():
        return read_card(path)
    if path.name == "model_card.json" and path.is_file():
        return read_card(path.parent)
    if path.is_file():
        raise ModelError(f"{path.name}: {refusal(path)}")
    known = ", ".join(card.id for card in (*bundled_cards(), *user_cards()))
    raise ModelError(f"{path.name}: no model of this name or path; known: {known}")


def keep(card: ModelCard) -> Path:
    """Copy a model's card and files into the user's models; the folder they lie in now.

    Raises OutputError where a model of this id is kept already or the folder cannot be written.
    """
    folder = user_folder() / card.id
    if any(known.id == card.id for known in (*bundled_cards(), *user_cards())):
        raise OutputError(f"{card.id}: a model of this id is known already")
    try:
        folder.mkdir(parents=True)
        for file in card.files:
            shutil.copyfile(card.folder / file.name, folder / file.name)
        if card.test_vector is not None:
            shutil.copyfile(card.folder / card.test_vector.file, folder / card.test_vector.file)
        shutil.copyfile(card.folder / "model_card.json", folder / "model_card.json")
    except OSError as error:
        raise OutputError(f"{card.id}: cannot be kept ({error.strerror})") from None
    return folder


def refusal(path: Path) -> str:
    """Why a single file is not opened as a model, judged by its content."""
    with path.open("rb") as stream:
        head = stream.read(2)
    pickled = head[:1] == b"\x80"
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            pickled = any(name.endswith((".pkl", ".pickle")) for name in archive.namelist())
    if pickled:
        return (
            "a pickled model can run any program when it is opened, so it is refused; "
            "save its weights as safetensors in a folder with a model_card.json"
        )
    return "a model is a folder with a model_card.json and its weights, not a single file"


def fits(card: ModelCard, image: Image) -> str | None:
    """None where the model can look at this image, or volume, else the reason in words."""
    if card.input.dimensions > len(image.shape):
        return "it looks at whole series, not at one image; attack a series with --slice all"
    if card.input.dimensions < len(image.shape):
        return "it looks at single images; this is a volume"
    if card.colour_input and not image.colour:
        return "it looks at colour pictures; this image is grey"
    if not card.colour_input and image.colour:
        return "it looks at grey images; this picture has colour"
    if card.input.units == "HU" and image.units != "HU" and image.kind == "dicom":
        return f"it needs CT in HU; this is {image.modality or 'not CT'} in stored values"
    if card.input.units == "8-bit" and image.units == "HU":
        return "it looks at photographs; this is CT"
    if image.stored.dtype.itemsize > 2 and np.abs(image.stored.astype(np.float64)).max() >= 1 << 24:
        return "its stored values need more than the 24 bits of the model's single precision"
    return None


def takes_as_hu(card: ModelCard, image: Image) -> bool:
    """Whether the values of a volume file, which does not say its unit, are taken for the HU that the model needs."""
    return card.input.units == "HU" and image.kind in VOLUME_KINDS


def rescale(card: ModelCard, image: Image) -> tuple[float, float]:
    """Slope and intercept from stored values to the card's units.

    A grey picture given to a CT model is taken to be the model's input window in 0 to 255 already; a volume file
    (NIfTI, NRRD, MetaImage) to hold HU.
    """
    if card.input.units == "HU" and image.units != "HU" and not takes_as_hu(card, image):
        return image.slope * (card.input.upper - card.input.lower) / 255.0, card.input.lower
    return image.slope, image.intercept


def default_card(image: Image, cards: tuple[ModelCard, ...]) -> ModelCard:
    """The one model of `cards` that fits.

    Raises
    ------
    ModelError
        If none fits, or more than one: the message lists them.
    """
    fitting = [card for card in cards if fits(card, image) is None]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise ModelError(f"{image.path.name}: more than one model fits, name one: {', '.join(c.id for c in fitting)}")
    reasons = "; ".join(f"{card.id}: {fits(card, image)}" for card in cards)
    raise ModelError(f"{image.path.name}: no model fits ({reasons})")
