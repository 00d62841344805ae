"""The one preprocessing beyond stretching and fitting: the image's own size, spacing, planes, units and the range that
the network expects; and which images fit it."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from medadv_gui.attack.budget import describe
from medadv_gui.attack.case import Case
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.core.errors import ModelError
from medadv_gui.core.types import Geometry, Image, MaskPrediction, Volume
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import fits, rescale, spacing_of, takes_as_placed
from medadv_gui.models.load import Model
from medadv_gui.models.placement import place
from medadv_gui.models.preprocess import Preprocess, resample
from medadv_gui.models.tasks import task_of
from tests.support import card, picture

OWN = {"height": 0, "width": 0, "resize": "none"}
SIZES = st.integers(1, 40)
AXIAL, CORONAL = (1.0, 0, 0, 0, 1, 0), (1.0, 0, 0, 0, 0, -1)


def slices(count: int = 4, apart: float = 2.0, orientation: tuple[float, ...] | None = AXIAL) -> Volume:
    """A CT of rows 3 mm and columns 1.5 mm apart that grows brighter from slice to slice."""
    images = [
        picture(
            np.full((6, 8), 100 * i, np.int16), kind="dicom", units="HU", modality="CT", lowest=-1024, highest=3071,
            geometry=Geometry((3.0, 1.5), orientation, (0.0, 0.0, apart * i)),
        )
        for i in range(count)
    ]  # fmt: skip
    return Volume.of(images)


def deep(**spec: object) -> ModelCard:
    changes = {"dimensions": 3, "depth": 4, "resize": "none", "units": "HU", "lower": -1000.0, "upper": 400.0}
    return card("segmentation", ("bg", "a"), **{**changes, **spec})


@given(SIZES, SIZES, st.integers(1, 16))
def test_an_image_of_its_own_size_is_padded_up(rows: int, columns: int, multiple: int) -> None:
    spec = card(**OWN, multiple=multiple, lower=10.0, upper=110.0, mean=(0.25,), std=(0.5,)).input
    found = place(spec, (rows, columns))
    assert all(size % multiple == 0 and 0 <= size - own < multiple for size, own in zip(
        found.size, (rows, columns), strict=True))  # fmt: skip
    stored = torch.rand(1, 1, rows, columns) * 100 + 10
    u = Preprocess(spec)(stored)
    assert tuple(u.shape[2:]) == found.size
    inside = u[..., found.top : found.top + rows, found.left : found.left + columns]
    assert torch.allclose(inside, ((stored - 10) / 100 - 0.25) / 0.5, atol=1e-5)
    assert (u == -0.5).sum() >= u.numel() - inside.numel()  # the border is the window's lower end


def test_an_image_larger_than_the_input_is_refused_and_never_cut() -> None:
    spec = card(resize="none", height=8, width=8)
    assert fits(spec, picture(np.zeros((8, 5), np.uint8))) is None
    assert fits(spec, picture(np.zeros((9, 5), np.uint8))) == "it would be 9 x 5 pixels of the network's input of 8 x 8"


def test_an_image_at_the_cards_spacing() -> None:
    """3 mm and 1.5 mm a pixel become 1.5 and 3: twice as many rows, half as many columns; values stay in line."""
    spec = card(**OWN, multiple=1, spacing=(1.5, 3.0))
    ramp = torch.arange(8.0).repeat(6, 1) * 10
    pre = Preprocess(spec.input, 1.0, 0.0, (3.0, 1.5))
    u = pre(ramp[None, None])[0, 0] * 255
    assert u.shape == (12, 4)
    assert torch.allclose(u[:, 1:3], torch.tensor([25.0, 45.0]).repeat(12, 1), atol=0.1)
    assert Preprocess(spec.input)(ramp[None, None]).shape[2:] == (6, 8)  # the image does not know its own
    assert pre.place((6, 8)).inside == (12, 4)


def test_a_spacing_that_makes_the_input_huge_is_refused() -> None:
    spec = card(**OWN, multiple=1, spacing=(0.001, 1.0))
    image = picture(np.zeros((60, 8), np.uint8), geometry=Geometry((1.0, 1.0)))
    assert fits(spec, image) == "it would be 60000 x 8 pixels of the network's input; 16384 a side are the most"
    assert fits(spec, replace(image, geometry=Geometry())) is None


def test_what_an_image_knows_of_its_spacing() -> None:
    assert spacing_of(picture(np.zeros((4, 4), np.uint8))) is None
    assert spacing_of(picture(np.zeros((4, 4), np.uint8), geometry=Geometry((0.7, 0.8)))) == (0.7, 0.8)
    assert spacing_of(slices()) == (2.0, 3.0, 1.5)
    assert spacing_of(slices(orientation=None)) is None
    assert spacing_of(slices(1)) is None


def test_a_volume_at_the_cards_spacing_and_its_labels_back() -> None:
    """Slices 2 mm apart at 1 mm: twice as many. A mask at that size comes back as the series' own."""
    spec = deep(spacing=(1.0, 3.0, 0.75), mean=(0.0,), std=(1.0,))
    volume = slices()
    pre = Preprocess(spec.input, 1.0, 0.0, spacing_of(volume))
    u = pre(torch.from_numpy(volume.stored.astype(np.float32))[None, None])
    assert tuple(u.shape) == (1, 1, 8, 6, 16)
    values = u[0, 0, :, 3, 8] * 1400 - 1000
    assert values.tolist() == pytest.approx([0, 25, 75, 125, 175, 225, 275, 300], abs=0.01)
    task = task_of(spec, pre, *volume.shape)
    reference = MaskPrediction(("bg", "a"), (volume.stored >= 200).astype(np.uint8))
    target = task.target(reference, torch.zeros(1, 2, 8, 6, 16))
    assert target[0, 1].flatten(1).mean(1).tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert np.array_equal(task.decode(target * 10 - 5).mask, reference.mask)
    assert task.weights(target) is None


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1000), st.booleans())
def test_the_gradient_is_a_finite_difference(seed: int, volume: bool) -> None:
    """Through window, resampling to the spacing, border and normalisation."""
    if volume:
        spec, spacing = deep(spacing=(1.2, 1.0, 2.0), mean=(0.3,), std=(0.4,)).input, (2.0, 1.5, 1.0)
    else:
        spec, spacing = card(**OWN, multiple=8, spacing=(1.2, 2.0), mean=(0.3,), std=(0.4,)).input, (2.0, 1.5)
    generator = torch.Generator().manual_seed(seed)
    x = torch.rand((1, 1, *[3] * len(spacing)), generator=generator, dtype=torch.float64)
    x = (spec.lower + (spec.upper - spec.lower) * (0.1 + 0.8 * x)).requires_grad_()
    pre = Preprocess(spec, 1.0, 0.0, spacing).double()
    assert torch.autograd.gradcheck(pre, x, eps=1e-3, atol=1e-6)


@given(st.lists(SIZES, min_size=3, max_size=3), st.lists(SIZES, min_size=3, max_size=3), st.floats(-10, 10))
def test_resampling_leaves_what_is_even(own: list[int], size: list[int], value: float) -> None:
    x = torch.full((1, 1, *own), value)
    for at in (slice(None), slice(1, None)):
        flat = x if at.start is None else x[:, :, 0]
        assert torch.allclose(resample(flat, size[at]), torch.tensor(value), atol=1e-4)
        assert resample(flat, own[at]) is flat


def test_a_series_of_another_plane_is_refused() -> None:
    axial, any_plane = (
        card(units="HU", lower=-1000.0, upper=400.0, orientation=orientation) for orientation in ("axial", None)
    )
    image = slices().images[0]
    other = replace(image, geometry=Geometry((3.0, 1.5), CORONAL))
    unknown = replace(image, geometry=Geometry((3.0, 1.5)))
    assert fits(axial, image) is None
    assert fits(axial, other) == "it looks at axial slices; these are coronal"
    assert fits(axial, unknown) is None
    assert fits(any_plane, other) is None
    assert fits(deep(orientation="axial"), slices(orientation=CORONAL)) == "it looks at axial slices; these are coronal"
    assert takes_as_placed(axial, unknown) == ("the file does not say its plane; it is taken for axial",)
    assert takes_as_placed(axial, image) == ()


class Mean(torch.nn.Module):
    """Two classes by the mean of the input."""

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        m = u.mean((2, 3)) * 10
        return torch.cat([5 - m, m - 5], 1)


def test_the_run_says_what_the_file_does_not() -> None:
    model = Model(card(labels=("a", "b"), **OWN, multiple=4, spacing=(0.5, 0.7)), Mean(), torch.device("cpu"))
    stored = np.full((12, 12), 140, np.uint8)
    told = "the file does not say its spacing; it is taken for the 0.5 x 0.7 mm that the model needs"
    assert told in Case(picture(stored), model, AttackSettings()).warnings
    known = picture(stored, geometry=Geometry((1.0, 1.4)))
    case = Case(known, model, AttackSettings())
    assert told not in case.warnings
    assert tuple(case._inputs.shape[2:]) == (24, 24)


def test_stored_values_are_taken_as_they_are() -> None:
    spec = card(units="stored", lower=100.0, upper=1100.0, height=1, width=3)
    image: Image = picture(
        np.array([[100, 600, 1100]], np.int16), kind="dicom", units="HU", modality="CT", slope=2.0, intercept=-1024.0,
        lowest=0, highest=4095,
    )  # fmt: skip
    assert fits(spec, image) is None
    assert rescale(spec, image) == (1.0, 0.0)
    u = Preprocess(spec.input, *rescale(spec, image))(torch.from_numpy(image.stored.astype(np.float32))[None, None])
    assert u.flatten().tolist() == pytest.approx([0, 0.5, 1])
    budget = describe("2.55/255", spec, image)
    assert (budget.stored_units, budget.hu, budget.of_255) == (10, 20, pytest.approx(2.55))
    assert describe("8HU", spec, image).stored_units == 4


def test_deep_values_are_no_grey_levels() -> None:
    grey = picture(np.zeros((8, 8), np.uint16), kind="dicom", modality="DX", highest=4095)
    assert fits(card(), grey) == "it looks at 8-bit grey levels; this file's values go up to 4095"
    assert fits(card(), replace(grey, highest=255)) is None
    assert fits(card(units="stored"), grey) is None


def test_grey_images_for_a_network_of_three_channels() -> None:
    spec = card(channels=3, units="8-bit", mean=(0.0, 0.5, 1.0), std=(1.0, 1.0, 0.5))
    assert fits(spec, picture(np.zeros((8, 8), np.uint8))) is None
    assert "colour" in str(fits(spec, picture(np.zeros((8, 8, 3), np.uint8))))
    u = Preprocess(spec.input)(torch.full((1, 1, 8, 8), 51.0))
    assert u[0, :, 0, 0].tolist() == pytest.approx([0.2, -0.3, -1.6])


@pytest.mark.parametrize(
    ("limits", "mean", "std", "share"),
    [(None, 0.0, 1.0, None), ((0, 1), 0.0, 1.0, 0.0), ((-1, 1), 0.5, 0.5, 0.0), ((0, 1), 0.5, 0.5, 0.25),
     ((0, 255), 0.0, 1.0, 0.0), ((0, 1), 0.0, 1 / 255, 0.75)],
)  # fmt: skip
def test_how_much_lies_outside_the_range_expected(
    limits: tuple[float, float] | None, mean: float, std: float, share: float | None
) -> None:
    """Of the values 0, 0.25 x 255 ... one is 0: below the middle, and the others above 1 where they are left at 255."""
    spec = card(height=1, width=4, mean=(mean,), std=(std,), range=limits).input
    stored = torch.tensor([[[[0.0, 140.0, 200.0, 255.0]]]])
    assert Preprocess(spec).outside(stored) == share


def test_a_model_of_another_plane_does_not_predict() -> None:
    model = Model(card(labels=("a", "b"), units="HU", orientation="axial"), Mean(), torch.device("cpu"))
    image = replace(slices().images[0], geometry=Geometry((3.0, 1.5), CORONAL))
    with pytest.raises(ModelError, match="it looks at axial slices; these are coronal"):
        model.predict(image)
