"""Which models there are and which of them fit an image. Imports no torch."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from medadv_gui.core.errors import ModelError, OutputError
from medadv_gui.core.policy import policy, policy_path
from medadv_gui.core.resources import data_dir, resources
from medadv_gui.core.types import STORED_SHOWN, Image, Volume
from medadv_gui.imaging.geometry import plane, stack
from medadv_gui.models.archive import Archive
from medadv_gui.models.card import ASSUMED, CARD, ModelCard, read_card, write_card
from medadv_gui.models.draft import Draft
from medadv_gui.models.guard import Cancelled
from medadv_gui.models.placement import place
from medadv_gui.models.sniff import KINDS, kind_of
from medadv_gui.models.trust import assure, vouched

TWIN = "-robust"  # what the id of a hardened twin adds to its plain model's
LARGEST = 16_384  # pixels a side of the network's input
VOLUME_KINDS = ("nifti", "nrrd", "mha")


def bundled_cards() -> tuple[ModelCard, ...]:
    """The cards of the models that ship with the program, by id."""
    # The program's own cards are checked by its tests; the schema's library would take half of the window's start.
    return _cards(resources() / "models", checked=False)


def user_folder() -> Path:
    """Where `models import` keeps the user's models."""
    return data_dir() / "models"


def user_cards() -> tuple[ModelCard, ...]:
    """The cards of the user's imported models and of those that the administrator offers to all, by id; a damaged one
    raises ModelError, as does an administrator's folder that is not there. Where both have an id, the administrator's
    counts."""
    shared = policy().model_folder
    if shared is not None and not shared.is_dir():
        raise ModelError(f"{policy_path().name}: there is no folder at model_folder")
    cards = {card.id: card for folder in (user_folder(), shared) if folder is not None for card in _cards(folder)}
    return tuple(cards[name] for name in sorted(cards))


def card_documents(*more: ModelCard) -> dict[str, dict[str, Any]]:
    """The cards of the program's models, of the user's and `more`, as documents by id, for reports; of the user's none
    where one is damaged: a report can be drawn without."""
    try:
        own = user_cards()
    except ModelError:
        own = ()
    return {card.id: card.to_json() for card in (*bundled_cards(), *own, *more)}


def _cards(folder: Path, *, checked: bool = True) -> tuple[ModelCard, ...]:
    if not folder.is_dir():
        return ()
    found = sorted(path.parent for path in folder.glob(f"*/{CARD}") if not path.parent.name.startswith("."))
    return tuple(vouched(read_card(path, checked=checked)) for path in found)


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
    if path.name == CARD and path.is_file():
        path = path.parent
    if (path / CARD).is_file():
        return vouched(read_card(path))
    if path.exists():
        words = KINDS[kind_of(path)]
        raise ModelError(f"{path.name}: {words} without a card; `models import {path.name} --card FILE` keeps it")
    known = ", ".join(card.id for card in (*bundled_cards(), *user_cards()))
    raise ModelError(f"{path.name}: no model of this name or path; known: {known}")


def keep(card: ModelCard, source: Draft | None = None, cancelled: Cancelled | None = None) -> ModelCard:
    """Copy a model's card and files into the user's models and check them there; the card that is kept.

    `source` is where the weights come from that have no folder of their own; else all files lie in the card's folder.

    Raises
    ------
    ModelError
        If a file is not the one that its card was written for, or the model is refused or answers other than its card
        says.
    OutputError
        If a model of this id is kept already or the folder cannot be written.
    """
    folder = user_folder() / card.id
    if any(known.id == card.id for known in (*bundled_cards(), *user_cards())) or folder.exists():
        raise OutputError(f"{card.id}: a model of this id is known already")
    try:
        user_folder().mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".incoming-", dir=user_folder(), ignore_cleanup_errors=True) as scratch:
            staged = Path(scratch) / "model"
            staged.mkdir()
            _copy(card, source, staged)
            write_card(card, staged)
            assure(replace(card, folder=staged, preprocessing=ASSUMED), cancelled)
            staged.rename(folder)
    except OSError as error:
        raise OutputError(f"{card.id}: cannot be kept ({error.strerror})") from None
    return vouched(read_card(folder))


def _copy(card: ModelCard, source: Draft | None, folder: Path) -> None:
    """The card's files in `folder`; that they are the right ones is found when they are checked."""
    names = [file.name for file in card.files]
    if source is not None:
        copy_weights(source, folder / names.pop(0))
    for name in (*names, *([] if card.test_vector is None else [card.test_vector.file])):
        shutil.copyfile(card.folder / name, folder / name)


def copy_weights(source: Draft, target: Path) -> None:
    """Copy the weights or the program of a draft to the file `target`.

    Raises OSError where that fails, ModelError where a bundle's archive is damaged.
    """
    if source.path.is_dir():
        shutil.copyfile(source.path / source.weights, target)
    elif source.weights:
        with Archive(source.path) as archive:
            target.write_bytes(archive.read(source.weights))
    else:
        shutil.copyfile(source.path, target)


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
        why = "".join(f" ({note.partition(';')[0]})" for note in image.notes if note.endswith(STORED_SHOWN))
        return f"it needs CT in HU; this is {image.modality or 'not CT'} in stored values{why}"
    if card.input.units == "8-bit" and image.units == "HU":
        return "it looks at photographs; this is CT"
    if card.input.units == "8-bit" and image.step is not None and image.highest * image.slope != 255:
        return "it looks at 8-bit grey levels; this file's floating-point values are none"
    if card.input.units == "8-bit" and image.kind in ("dicom", *VOLUME_KINDS) and image.highest > 255:
        return f"it looks at 8-bit grey levels; this file's values go up to {image.highest}"
    lies = plane(image.geometry.orientation)
    if card.input.orientation is not None and lies not in ("", card.input.orientation):
        return f"it looks at {card.input.orientation} slices; these are {lies}"
    if card.input.dimensions == 2 or card.input.spacing is not None:
        found = place(card.input, image.shape, spacing_of(image))
        size = " x ".join(map(str, found.inside))
        if found.overflows:
            return f"it would be {size} pixels of the network's input of {card.input.height} x {card.input.width}"
        if max(found.size) > LARGEST:
            return f"it would be {size} pixels of the network's input; {LARGEST} a side are the most"
    if (
        image.stored.dtype.itemsize > 2
        and image.step is None
        and np.abs(image.stored.astype(np.float64)).max() >= 1 << 24
    ):
        return "its stored values need more than the 24 bits of the model's single precision"
    return None


def takes_as_hu(card: ModelCard, image: Image) -> bool:
    """Whether the values of a volume file, or of a TIFF of floating-point values beyond 0 to 1, which do not say their
    unit, are taken for the HU that the model needs."""
    plain = image.kind in VOLUME_KINDS or (image.kind == "tiff" and image.step is not None and image.lowest < 0)
    return card.input.units == "HU" and plain


def takes_as_placed(card: ModelCard, image: Image) -> tuple[str, ...]:
    """What an image does not say of where its pixels lie and the model needs, and how it is taken, in words."""
    found = []
    if card.input.spacing is not None and spacing_of(image) is None:
        mm = " x ".join(f"{value:g}" for value in card.input.spacing)
        found.append(f"the file does not say its spacing; it is taken for the {mm} mm that the model needs")
    if card.input.orientation is not None and not plane(image.geometry.orientation):
        found.append(f"the file does not say its plane; it is taken for {card.input.orientation}")
    return tuple(found)


def spacing_of(image: Image) -> tuple[float, ...] | None:
    """The image's own spacing in mm, (rows, columns) or (slices, rows, columns); None where it does not know it all."""
    spacing: tuple[float, ...] | None = image.geometry.spacing
    if spacing is not None and isinstance(image, Volume):
        positions = [item.geometry.position for item in image.images]
        known = [position for position in positions if position is not None]
        between = stack(image.geometry.orientation, known).spacing if len(known) == len(positions) else None
        spacing = None if between is None else (between, *spacing)
    return spacing if spacing is not None and min(spacing) > 0 else None


def rescale(card: ModelCard, image: Image) -> tuple[float, float]:
    """Slope and intercept from stored values to the card's units; 1 and 0 where those are the stored values.

    A grey picture given to a CT model is taken to be the model's input window in 0 to 255 already; a volume file
    (NIfTI, NRRD, MetaImage) to hold HU. The stored values of a file of floating-point ones are these, not the steps.
    """
    if card.input.units == "stored":
        return image.step or 1.0, 0.0
    if card.input.units == "HU" and image.units != "HU" and not takes_as_hu(card, image):
        return image.slope * (card.input.upper - card.input.lower) / 255.0, card.input.lower
    return image.slope, image.intercept


def without_twins(cards: Sequence[ModelCard]) -> list[ModelCard]:
    """The cards but for the hardened twins of models among them, which are used where they are named, not proposed."""
    twins = {card.id + TWIN for card in cards}
    return [card for card in cards if card.id not in twins]


def default_card(image: Image, cards: tuple[ModelCard, ...]) -> ModelCard:
    """The one model of `cards` that fits, hardened twins aside.

    Raises
    ------
    ModelError
        If none fits, or more than one: the message lists them.
    """
    fitting = [card for card in cards if fits(card, image) is None]
    proposed = without_twins(fitting)
    if len(proposed) == 1:
        return proposed[0]
    if fitting:
        names = ", ".join(card.id for card in fitting)
        raise ModelError(f"{image.instance.name}: more than one model fits, name one: {names}")
    reasons = "; ".join(f"{card.id}: {fits(card, image)}" for card in cards)
    raise ModelError(f"{image.instance.name}: no model fits ({reasons})")
